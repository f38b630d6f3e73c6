import { ask, askPages } from '../../shared/api/calls';
import type { Schemas } from '../../shared/api/schemas';

export type TierStatus = Schemas['Tier'];
export type GuestTier = Schemas['GuestTierStatus'];
export type TierChange = Schemas['TierChange'];

const CHANGES_AT_ONCE = 10;

/** The tier of a guest: what it gives, what is missing to the next, and a tier set by hand. */
export const guestTierQuery = (id: string) => ask('/api/guests/{id}/tier', { id });

/** Every change of a guest's tier with its cause, in the reader's language; the newest first. */
export const tierChangesQuery = (id: string, language: string) =>
  askPages('/api/guests/{id}/tiers', { id, limit: CHANGES_AT_ONCE }, { by: language });
