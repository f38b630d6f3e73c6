import { queryOptions } from '@tanstack/react-query';
import { keyHeader, type Send } from '../../shared/api/act-key';
import { answerOf, api } from '../../shared/api/client';
import { pageAfter } from '../../shared/api/lists';
import { ApiProblem } from '../../shared/api/problem';
import type { Schemas } from '../../shared/api/schemas';
import { guestKeys } from '../guest/guest.api';

export type Referral = Schemas['Referral'];
export type ReferralState = Referral['state'];
export type ReferralInvitation = Schemas['ReferralInvitation'];
/** A new guest's registration by a link, which waits for the code that was sent. */
export type SentRegistration = Schemas['Registration'];
export type JoinedGuest = Schemas['Verified'];

const AT_ONCE = 20;
const LOOK_EVERY_MS = 30_000;
export const LISTED_STATES = ['IN_REVIEW', 'REGISTERED', 'PAID'] as const;
export type ListedState = (typeof LISTED_STATES)[number];

export const referralKeys = { each: ['referrals'] };

/** The page of a link; null: the link leads nowhere. */
export function invitationQuery(network: string, code: string, language: string) {
  return queryOptions({
    queryKey: [...referralKeys.each, 'invitation', network, code, language],
    queryFn: async ({ signal }) =>
      orNull(
        answerOf(
          api.GET('/api/referrals/invitations/{network}/{code}', { params: { path: { network, code } }, signal }),
        ),
      ),
  });
}

/** The promise of a code that a new guest names at the till; null: no guest has it. */
export function referralCodeQuery(code: string) {
  return queryOptions({
    queryKey: [...referralKeys.each, 'code', code],
    queryFn: ({ signal }) =>
      orNull(answerOf(api.GET('/api/referrals/codes/{code}', { params: { path: { code } }, signal }))),
  });
}

async function orNull<Answer>(answer: Promise<Answer>): Promise<Answer | null> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof ApiProblem && error.code === 'not_found') return null;
    throw error;
  }
}

/** The friend who brought a guest, and the friends that the guest brought. */
export function guestReferralsQuery(id: string) {
  return queryOptions({
    queryKey: [...guestKeys.one(id), 'referrals'],
    queryFn: ({ signal }) => answerOf(api.GET('/api/guests/{id}/referrals', { params: { path: { id } }, signal })),
  });
}

/** Referrals of the network, newest first. */
export function referralsQuery(state: ListedState | undefined, cursor: string | undefined) {
  return queryOptions({
    queryKey: [...referralKeys.each, 'list', state, cursor],
    queryFn: ({ signal }) => {
      const query = { ...(state !== undefined && { state }), ...pageAfter(cursor, AT_ONCE) };
      return answerOf(api.GET('/api/referrals', { params: { query }, signal }));
    },
  });
}

/** How many wait for a manager. */
export const referralCountQuery = queryOptions({
  queryKey: [...referralKeys.each, 'count'],
  refetchInterval: LOOK_EVERY_MS,
  queryFn: ({ signal }) => answerOf(api.GET('/api/referrals/count', { signal })),
});

export const decideReferral =
  (roundId: string): Send<Schemas['DecideReferral'], Schemas['ReferralDecision']> =>
  ({ key, body }) =>
    answerOf(
      api.POST('/api/referrals/{id}/decide', { params: { path: { id: roundId }, header: keyHeader(key) }, body }),
    );

export function sendRegistrationCode(body: Schemas['Register']): Promise<Schemas['Registration']> {
  return answerOf(api.POST('/api/auth/register', { body }));
}

export function verifyRegistration(body: Schemas['Verify']): Promise<Schemas['Verified']> {
  return answerOf(api.POST('/api/auth/verify', { body }));
}
