import { queryOptions } from '@tanstack/react-query';
import { keyHeader, type Send } from '../../shared/api/act-key';
import { answerOf, api } from '../../shared/api/client';
import type { Schemas } from '../../shared/api/schemas';

/** A request that one person alone may not decide. */
export type ApprovalRequest = Schemas['ApprovalRequest'];
export type RequestsOf = 'WAITING' | 'DECIDED';

const PAGE = 25;
const LOOK_EVERY_MS = 30_000;

export const requestKeys = { each: ['requests'] };

/** Requests of every kind, the newest first; a version's changes are in the reader's language. */
export function requestsQuery(status: RequestsOf, cursor: string | undefined, language: string) {
  return queryOptions({
    queryKey: [...requestKeys.each, status, cursor, language],
    ...(status === 'WAITING' && { refetchInterval: LOOK_EVERY_MS }),
    queryFn: ({ signal }) => {
      const query = { status, limit: PAGE, ...(cursor !== undefined && { cursor }) };
      return answerOf(api.GET('/api/approvals', { params: { query }, signal }));
    },
  });
}

/** How many wait: for the reader, and of the reader. */
export const requestCountQuery = queryOptions({
  queryKey: [...requestKeys.each, 'count'],
  refetchInterval: LOOK_EVERY_MS,
  queryFn: ({ signal }) => answerOf(api.GET('/api/approvals/count', { signal })),
});

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
  body: { request, verb, reason },
}) => {
  const { id, kind, program } = request;
  const header = keyHeader(key);
  const body = reason === '' ? {} : { reason };
  if (program !== null) {
    const params = { path: { version: program.version }, header };
    const approval = { expectedHash: program.documentHash };
    if (verb === 'approve') await answerOf(api.POST('/api/programs/{version}/approve', { params, body: approval }));
    else await answerOf(api.POST('/api/programs/{version}/reject', { params, body }));
    return null;
  }
  const params = { path: { id }, header };
  if (kind === 'MANUAL' || kind === 'REFUND') {
    if (verb === 'approve') {
      const { status } = await answerOf(api.POST('/api/transactions/{id}/approve', { params }));
      return status === 'AWAITING_APPROVAL' ? 'oneMore' : null;
    }
    if (verb === 'withdraw') await answerOf(api.POST('/api/transactions/{id}/withdraw', { params }));
    else await answerOf(api.POST('/api/transactions/{id}/reject', { params, body }));
    return null;
  }
  if (verb !== 'approve') {
    await answerOf(api.POST('/api/change-requests/{id}/reject', { params, body }));
    return null;
  }
  const { passwordLink } = await answerOf(api.POST('/api/change-requests/{id}/approve', { params }));
  return passwordLink === null ? null : { link: passwordLink.url };
};
