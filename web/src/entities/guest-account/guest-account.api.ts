import { queryOptions } from '@tanstack/react-query';
import type { Send } from '../../shared/api/act-key';
import { actOf, ask, askOrNull, askPages } from '../../shared/api/calls';
import { answerOf, api } from '../../shared/api/client';
import type { Schemas } from '../../shared/api/schemas';
import { guestKeys } from '../guest/guest.api';

export type GuestNetwork = Schemas['GuestNetwork'];
export type SentCode = Schemas['Registration'];
export type OwnReward = Schemas['OwnRewards']['items'][number];
export type OwnReferrals = Schemas['OwnReferrals'];
export type OwnSections = Schemas['OwnSections'];
export type OwnFamily = Schemas['Family'];
export type OwnLeaderboard = Schemas['OwnLeaderboard'];
export type Confirmation = Schemas['Confirmation'];
export type InboxMessage = Schemas['InboxMessage'];
export type Consent = Schemas['ConsentList']['items'][number];
export type OwnPartner = Schemas['GuestPartners']['items'][number];
export type CampaignOfGuest = Schemas['CampaignOfGuest'];

/** The live card, with the time by the clock of this device at which its code and QR end. */
export type OwnCard = Schemas['ShownCard'] & { readonly endsAtMs: number };

/** Polled frequently, because the guest stands at the till while the server waits for a tap. */
const LOOK_FOR_CONFIRMATIONS_EVERY_MS = 5_000;
/** The server returns the next code of the card when the shown code is valid for less than this time. */
const RENEWED_BEFORE_END_MS = 30_000;
const LOOK_AGAIN_MS = 3_000;
const MESSAGES_AT_ONCE = 20;

/** The network whose code is in the address; null: no such network. */
export const guestNetworkQuery = (network: string, language: string) =>
  askOrNull('/api/auth/guest/networks/{network}', { network }, { by: language });

export const ownNetworksQuery = ask('/api/auth/me/networks', {}, { select: ({ items }) => items });

export function ownCardQuery(guestId: string) {
  return queryOptions({
    queryKey: [...guestKeys.one(guestId), 'card'],
    queryFn: async ({ signal }): Promise<OwnCard> => {
      const asked = api.GET('/api/auth/me/card', { signal });
      const card = await answerOf(asked);
      // The clock of a phone may be wrong: the server says with each answer what time it is.
      const serverNow = Date.parse((await asked).response.headers.get('date') ?? '');
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

export const confirmationsQuery = (guestId: string) =>
  ask(
    '/api/auth/me/confirmations',
    {},
    {
      under: guestKeys.one(guestId),
      refetchInterval: LOOK_FOR_CONFIRMATIONS_EVERY_MS,
      select: ({ items }) => items,
    },
  );

export const ownRewardsQuery = (guestId: string, language: string) =>
  ask(
    '/api/auth/me/rewards',
    {},
    {
      under: guestKeys.one(guestId),
      by: language,
    },
  );

export const takeReward = actOf('POST', '/api/auth/me/rewards');

export const ownReferralsQuery = (guestId: string) =>
  ask('/api/auth/me/referrals', {}, { under: guestKeys.one(guestId) });

/** Null: the guest is in no family. */
export const ownFamilyQuery = (guestId: string) =>
  askOrNull('/api/auth/me/family', {}, { under: guestKeys.one(guestId) });

export const joinFamily: Send<string, OwnFamily> = ({ key, body: code }) =>
  actOf('POST', '/api/auth/me/family/join')({ key, body: { code } });

/** Takes a member out, or lets the guest leave. */
export const removeFromOwnFamily: Send<string, OwnFamily> = ({ key, body: guestId }) =>
  actOf('DELETE', '/api/auth/me/family/members/{guestId}', { guestId })({ key, body: null });

export const giveOwnPoints = actOf('POST', '/api/auth/me/transfers');

/** The parts of the cabinet that have something for the guest. */
export const ownSectionsQuery = (guestId: string) =>
  ask('/api/auth/me/sections', {}, { under: guestKeys.one(guestId) });

/** The board of a restaurant, or of the network; null: the network has no leaderboards. */
export const ownLeaderboardQuery = (guestId: string, restaurantId: string | undefined, language: string) =>
  askOrNull('/api/auth/me/leaderboard', { restaurantId }, { under: guestKeys.one(guestId), by: language });

/** The wheel, the guest's spins and draws. */
export const ownWheelQuery = (guestId: string, language: string) =>
  ask('/api/auth/me/wheel', {}, { under: guestKeys.one(guestId), by: language });

/** The wallets of phones that take the card. */
export const ownPassesQuery = (guestId: string) => ask('/api/auth/me/passes', {}, { under: guestKeys.one(guestId) });

export const ownPartnersQuery = (language: string) =>
  ask(
    '/api/auth/me/partners',
    {},
    {
      by: language,
      select: ({ items }) => items,
    },
  );

export const childrenQuery = (guestId: string) =>
  ask('/api/guests/{id}/children', { id: guestId }, { select: ({ items }) => items });

export const removeChild =
  (id: string): Send<string, unknown> =>
  ({ key, body: childId }) =>
    actOf('DELETE', '/api/guests/{id}/children/{childId}', { id, childId })({ key, body: null });

/** Messages of the network, the newest first. */
export const inboxQuery = (guestId: string) =>
  askPages('/api/auth/me/inbox', { limit: MESSAGES_AT_ONCE }, { under: guestKeys.one(guestId) });

/** Answers with the points that the receipt brought. */
export const claimReceipt: Send<Schemas['OwnReceiptClaim'], number> = async ({ key, body }) => {
  const claimed = await actOf('POST', '/api/auth/me/receipts')({ key, body });
  return 'pointsEarned' in claimed ? claimed.pointsEarned : 0;
};

export const consentsQuery = (guestId: string) =>
  ask('/api/guests/{id}/consents', { id: guestId }, { select: ({ items }) => items });

export const recordConsent =
  (id: string): Send<Schemas['RecordConsents']['consents'][number], Schemas['ConsentList']> =>
  ({ key, body }) =>
    actOf('POST', '/api/guests/{id}/consents', { id })({ key, body: { consents: [body] } });

/** Messages that the guest may refuse, each with whether it is wanted. */
export const notificationsQuery = (guestId: string) =>
  ask(
    '/api/auth/me/notifications',
    {},
    {
      under: guestKeys.one(guestId),
      select: ({ items }) => items,
    },
  );

/** Devices of the guest with notifications, and the key under which a browser subscribes. */
export const pushSubscriptionsQuery = (guestId: string) =>
  ask('/api/auth/me/push-subscriptions', {}, { under: guestKeys.one(guestId) });

/** A choice of the guest: messages of one purpose by one channel. */
export type Notification = Schemas['Notifications']['items'][number];
