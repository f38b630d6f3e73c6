import type { Send } from '../../shared/api/act-key';
import { actOf, ask } from '../../shared/api/calls';
import type { Schemas } from '../../shared/api/schemas';

/** A request that one person alone may not decide. */
export type ApprovalRequest = Schemas['ApprovalRequest'];
export type RequestsOf = 'WAITING' | 'DECIDED';

const AT_ONCE = 25;
const LOOK_EVERY_MS = 30_000;

/** Requests of every kind, the newest first; a version's changes are in the reader's language. */
export const requestsQuery = (status: RequestsOf, cursor: string | undefined, language: string) =>
  ask(
    '/api/approvals',
    { status, limit: AT_ONCE, cursor },
    { by: language, ...(status === 'WAITING' && { refetchInterval: LOOK_EVERY_MS }) },
  );

/** How many wait: for the reader, and of the reader. */
export const requestCountQuery = ask('/api/approvals/count', {}, { refetchInterval: LOOK_EVERY_MS });

export interface RequestDecision {
  readonly request: Pick<ApprovalRequest, 'id' | 'kind' | 'program'>;
  readonly verb: 'approve' | 'reject' | 'withdraw';
  /** Why it is rejected. */
  readonly reason: string;
}

/** The password link that an approval shows once. */
interface ShownOnce {
  readonly link: string;
}

/** Decides a request by the call of its kind. `oneMore`: another manager has to approve it too. Null: there is nothing to show. */
export const decideRequest: Send<RequestDecision, ShownOnce | 'oneMore' | null> = async ({
  key,
  body: {
    request: { id, kind, program },
    verb,
    reason,
  },
}) => {
  const yes = { key, body: null };
  const no = { key, body: reason === '' ? {} : { reason } };
  if (program !== null) {
    const { version, documentHash: expectedHash } = program;
    if (verb === 'approve')
      await actOf('POST', '/api/programs/{version}/approve', { version })({ key, body: { expectedHash } });
    else await actOf('POST', '/api/programs/{version}/reject', { version })(no);
    return null;
  }
  if (kind === 'MANUAL' || kind === 'REFUND') {
    if (verb === 'approve') {
      const { status } = await actOf('POST', '/api/transactions/{id}/approve', { id })(yes);
      return status === 'AWAITING_APPROVAL' ? 'oneMore' : null;
    }
    if (verb === 'withdraw') await actOf('POST', '/api/transactions/{id}/withdraw', { id })(yes);
    else await actOf('POST', '/api/transactions/{id}/reject', { id })(no);
    return null;
  }
  if (verb !== 'approve') {
    await actOf('POST', '/api/change-requests/{id}/reject', { id })(no);
    return null;
  }
  const { passwordLink } = await actOf('POST', '/api/change-requests/{id}/approve', { id })(yes);
  return passwordLink === null ? null : { link: passwordLink.url };
};
