import type { QueryClient } from '@tanstack/react-query';
import { ask, askAnew, askPages, keyOf } from '../../shared/api/calls';
import type { Schemas } from '../../shared/api/schemas';
import { guestKeys } from '../guest/guest.api';

export type GiftBatch = Schemas['GiftBatch'];
export type GiftCard = Schemas['GiftCard'];
export type GiftReport = Schemas['GiftReport'];
type GiftState = GiftCard['state'];

export const GIFT_STATES: readonly GiftState[] = ['ISSUED', 'ACTIVE', 'BLOCKED', 'REPLACED', 'ENDED'];

const AT_ONCE = 20;

/** Reads batches, cards, journals and the report again. */
export const refreshGiftCards = (queries: QueryClient) => askAnew(queries, keyOf('/api/gift-cards'));

export type TillGift = Schemas['TillGiftTransaction'];

/** Acts of gift cards at a till, newest first. */
export const tillGiftsQuery = (pointOfSaleId: string) =>
  ask('/api/gift-cards/at-till', { pointOfSaleId, limit: AT_ONCE });

export type OwnGiftCard = Schemas['OwnGiftCards']['items'][number];
export type OwnGiftTransaction = Schemas['OwnGiftTransaction'];

/** The guest's own cards, newest first. */
export const ownGiftCardsQuery = (guestId: string) =>
  ask('/api/auth/me/gift-cards', {}, { under: guestKeys.one(guestId) });

/** Acts of an own card, newest first. */
export const ownGiftActsQuery = (guestId: string, id: string) =>
  askPages('/api/auth/me/gift-cards/{id}/transactions', { id, limit: AT_ONCE }, { under: guestKeys.one(guestId) });

/** First and last business day. */
export interface GiftDays {
  readonly from: string;
  readonly to: string;
}
