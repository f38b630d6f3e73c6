import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { keyHeader, type Send } from '../../shared/api/act-key';
import { answerOf, api } from '../../shared/api/client';
import { BY_CURSOR, pageAfter } from '../../shared/api/lists';
import { ApiProblem } from '../../shared/api/problem';
import type { Schemas } from '../../shared/api/schemas';
import { guestKeys } from '../guest/guest.api';

export type GuestNetwork = Schemas['GuestNetwork'];
export type SentCode = Schemas['Registration'];
export type GuestSession = Schemas['GuestSession'];
export type OwnReward = Schemas['OwnRewards']['items'][number];
export type OwnReferrals = Schemas['OwnReferrals'];
export type OwnSections = Schemas['OwnSections'];
export type OwnFamily = Schemas['Family'];
export type Confirmation = Schemas['Confirmation'];
export type InboxMessage = Schemas['InboxMessage'];
export type Consent = Schemas['ConsentList']['items'][number];
export type Child = Schemas['Child'];
export type OwnPartner = Schemas['GuestPartners']['items'][number];
export type CampaignOfGuest = Schemas['CampaignOfGuest'];

/** The live card, with the time by the clock of this device at which its code and QR end. */
export type OwnCard = Schemas['ShownCard'] & { readonly endsAtMs: number };

/** A tap is asked for while the guest stands at the till. */
const LOOK_FOR_CONFIRMATIONS_EVERY_MS = 5_000;
/** The server gives the next code when less than this is left of the shown one. */
const RENEWED_BEFORE_END_MS = 30_000;
const LOOK_AGAIN_MS = 3_000;
const MESSAGES_AT_ONCE = 20;

/** A network by the code in the address; null: there is none. */
export function guestNetworkQuery(network: string, language: string) {
  return queryOptions({
    queryKey: ['guest-network', network, language],
    queryFn: ({ signal }) =>
      orNull(answerOf(api.GET('/api/auth/guest/networks/{network}', { params: { path: { network } }, signal }))),
  });
}

export function sendSignInCode(body: Schemas['Register']): Promise<SentCode> {
  return answerOf(api.POST('/api/auth/register', { body }));
}

export function verifySignIn(body: Schemas['VerifyOnPage']): Promise<GuestSession> {
  return answerOf(api.POST('/api/auth/guest/verify', { body: { ...body, refreshCookie: 'PERSISTENT' } }));
}

/** In a frame there are no cookies, so the refresh token comes in the answer. */
export function signInByTelegram(body: Schemas['SignInByTelegram']): Promise<GuestSession> {
  return answerOf(api.POST('/api/auth/telegram', { body }));
}

export function openDemoGuest(body: Schemas['OpenDemoGuest']): Promise<GuestSession> {
  return answerOf(api.POST('/api/demo/session', { body: { ...body, refreshCookie: 'PERSISTENT' } }));
}

export const ownNetworksQuery = queryOptions({
  queryKey: ['own-networks'],
  queryFn: async ({ signal }) => (await answerOf(api.GET('/api/auth/me/networks', { signal }))).items,
});

export function openOwnNetwork(id: string): Promise<GuestSession> {
  const params = { path: { id } };
  return answerOf(api.POST('/api/auth/me/networks/{id}/session', { params, body: { refreshCookie: 'PERSISTENT' } }));
}

export function ownCardQuery(guestId: string) {
  return queryOptions({
    queryKey: [...guestKeys.one(guestId), 'card'],
    queryFn: async ({ signal }): Promise<OwnCard> => {
      const call = api.GET('/api/auth/me/card', { signal });
      const card = await answerOf(call);
      // The clock of a phone may be wrong: the server says with each answer what time it is.
      const serverNow = Date.parse((await call).response.headers.get('date') ?? '');
      const aheadMs = Number.isNaN(serverNow) ? 0 : Date.now() - serverNow;
      return { ...card, endsAtMs: Date.parse(card.expiresAt) + aheadMs };
    },
    refetchInterval: ({ state }) =>
      Math.max(LOOK_AGAIN_MS, (state.data?.endsAtMs ?? 0) - RENEWED_BEFORE_END_MS + 1_000 - Date.now()),
    refetchOnWindowFocus: 'always',
  });
}

/** When the shown code changes. */
export function changesAtMs({ endsAtMs }: OwnCard): number {
  return endsAtMs - RENEWED_BEFORE_END_MS;
}

export function confirmationsQuery(guestId: string) {
  return queryOptions({
    queryKey: [...guestKeys.one(guestId), 'confirmations'],
    queryFn: async ({ signal }) => (await answerOf(api.GET('/api/auth/me/confirmations', { signal }))).items,
    refetchInterval: LOOK_FOR_CONFIRMATIONS_EVERY_MS,
  });
}

export async function decideConfirmation(id: string, confirm: boolean): Promise<readonly Confirmation[]> {
  return (await answerOf(api.POST('/api/auth/me/confirmations/{id}', { params: { path: { id } }, body: { confirm } })))
    .items;
}

export function ownRewardsQuery(guestId: string, language: string) {
  return queryOptions({
    queryKey: [...guestKeys.one(guestId), 'rewards', language],
    queryFn: ({ signal }) => answerOf(api.GET('/api/auth/me/rewards', { signal })),
  });
}

export const takeReward: Send<Schemas['TakeReward'], Schemas['Redemption']> = ({ key, body }) =>
  answerOf(api.POST('/api/auth/me/rewards', { params: { header: keyHeader(key) }, body }));

export function ownReferralsQuery(guestId: string) {
  return queryOptions({
    queryKey: [...guestKeys.one(guestId), 'own-referrals'],
    queryFn: ({ signal }) => answerOf(api.GET('/api/auth/me/referrals', { signal })),
  });
}

/** Null: the guest is in no family. */
export function ownFamilyQuery(guestId: string) {
  return queryOptions({
    queryKey: [...guestKeys.one(guestId), 'own-family'],
    queryFn: ({ signal }) => orNull(answerOf(api.GET('/api/auth/me/family', { signal }))),
  });
}

export const foundOwnFamily: Send<null, OwnFamily> = ({ key }) =>
  answerOf(api.POST('/api/auth/me/family', { params: { header: keyHeader(key) } }));

export const inviteToOwnFamily: Send<Schemas['InviteToFamily'], Schemas['FamilyInvitation']> = ({ key, body }) =>
  answerOf(api.POST('/api/auth/me/family/invitations', { params: { header: keyHeader(key) }, body }));

export const joinFamily: Send<string, OwnFamily> = ({ key, body: code }) =>
  answerOf(api.POST('/api/auth/me/family/join', { params: { header: keyHeader(key) }, body: { code } }));

/** Takes a member out, or lets the guest leave. */
export const removeFromOwnFamily: Send<string, OwnFamily> = ({ key, body: guestId }) => {
  const params = { path: { guestId }, header: keyHeader(key) };
  return answerOf(api.DELETE('/api/auth/me/family/members/{guestId}', { params }));
};

export const setOwnChildAllowance =
  (guestId: string): Send<Schemas['OwnFamilyAllowance'], OwnFamily> =>
  ({ key, body }) => {
    const params = { path: { guestId }, header: keyHeader(key) };
    return answerOf(api.PUT('/api/auth/me/family/members/{guestId}/allowance', { params, body }));
  };

export const giveOwnPoints: Send<Schemas['OwnTransferBody'], unknown> = ({ key, body }) =>
  answerOf(api.POST('/api/auth/me/transfers', { params: { header: keyHeader(key) }, body }));

/** The parts of the cabinet that have something for the guest. */
export function ownSectionsQuery(guestId: string) {
  return queryOptions({
    queryKey: [...guestKeys.one(guestId), 'sections'],
    queryFn: ({ signal }) => answerOf(api.GET('/api/auth/me/sections', { signal })),
  });
}

export function ownPartnersQuery(language: string) {
  return queryOptions({
    queryKey: ['own-partners', language],
    queryFn: async ({ signal }) => (await answerOf(api.GET('/api/auth/me/partners', { signal }))).items,
  });
}

export function childrenQuery(guestId: string) {
  return queryOptions({
    queryKey: [...guestKeys.one(guestId), 'children'],
    queryFn: async ({ signal }) =>
      (await answerOf(api.GET('/api/guests/{id}/children', { params: { path: { id: guestId } }, signal }))).items,
  });
}

export const addChild =
  (guestId: string): Send<Schemas['AddChild'], Child> =>
  ({ key, body }) =>
    answerOf(
      api.POST('/api/guests/{id}/children', { params: { path: { id: guestId }, header: keyHeader(key) }, body }),
    );

export const removeChild =
  (guestId: string): Send<string, unknown> =>
  ({ key, body: childId }) => {
    const params = { path: { id: guestId, childId }, header: keyHeader(key) };
    return answerOf(api.DELETE('/api/guests/{id}/children/{childId}', { params }));
  };

/** Messages of the network, the newest first. */
export function inboxQuery(guestId: string) {
  return infiniteQueryOptions({
    queryKey: [...guestKeys.one(guestId), 'inbox'],
    ...BY_CURSOR,
    queryFn: ({ pageParam, signal }) =>
      answerOf(api.GET('/api/auth/me/inbox', { params: { query: pageAfter(pageParam, MESSAGES_AT_ONCE) }, signal })),
  });
}

export function openMessage(id: string): Promise<InboxMessage> {
  return answerOf(api.POST('/api/auth/me/inbox/{id}/open', { params: { path: { id } } }));
}

/** Answers with the points that the receipt brought. */
export const claimReceipt: Send<string, number> = async ({ key, body: qr }) => {
  const claimed = await answerOf(
    api.POST('/api/auth/me/receipts', { params: { header: keyHeader(key) }, body: { qr } }),
  );
  return 'pointsEarned' in claimed ? claimed.pointsEarned : 0;
};

export function consentsQuery(guestId: string) {
  return queryOptions({
    queryKey: [...guestKeys.one(guestId), 'consents'],
    queryFn: async ({ signal }) =>
      (await answerOf(api.GET('/api/guests/{id}/consents', { params: { path: { id: guestId } }, signal }))).items,
  });
}

export const recordConsent =
  (guestId: string): Send<Schemas['RecordConsents']['consents'][number], Schemas['ConsentList']> =>
  ({ key, body }) => {
    const params = { path: { id: guestId }, header: keyHeader(key) };
    return answerOf(api.POST('/api/guests/{id}/consents', { params, body: { consents: [body] } }));
  };

/** Messages that the guest may refuse, each with whether it is wanted. */
export function notificationsQuery(guestId: string) {
  return queryOptions({
    queryKey: [...guestKeys.one(guestId), 'notifications'],
    queryFn: async ({ signal }) => (await answerOf(api.GET('/api/auth/me/notifications', { signal }))).items,
  });
}

/** A choice of the guest: messages of one purpose by one channel. */
export type Notification = Schemas['Notifications']['items'][number];

export const setNotification: Send<Schemas['SetNotification'], Schemas['Notifications']> = ({ key, body }) =>
  answerOf(api.PUT('/api/auth/me/notifications', { params: { header: keyHeader(key) }, body }));

export const changeOwnProfile =
  (guestId: string): Send<Schemas['ChangeGuest'], Schemas['Guest']> =>
  ({ key, body }) =>
    answerOf(api.PATCH('/api/guests/{id}', { params: { path: { id: guestId }, header: keyHeader(key) }, body }));

async function orNull<Answer>(answer: Promise<Answer>): Promise<Answer | null> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof ApiProblem && error.code === 'not_found') return null;
    throw error;
  }
}
