import type { Send } from '../../shared/api/act-key';
import { actOf, ask } from '../../shared/api/calls';
import type { Schemas } from '../../shared/api/schemas';

export type Reward = Schemas['RedemptionItem'];
export type RewardBody = Schemas['CreateRedemptionItem'];
export type RewardSlot = Schemas['RedemptionSlot'];

/** More rewards than this are looked for by page; no menu of a restaurant has so many. */
const MOST_AT_ONCE = 200;

/** The catalogue's rewards: offered ones or archived ones. */
export const rewardsQuery = (archived: boolean) =>
  ask(
    '/api/redemption-items',
    { limit: MOST_AT_ONCE, archived: archived ? 'true' : 'false' },
    { select: ({ items }) => items },
  );

export const rewardQuery = (id: string) => ask('/api/redemption-items/{id}', { id });

/** The next appointments of a reward, at most so many. */
export const rewardSlotsQuery = (id: string, limit: number) => ask('/api/redemption-items/{id}/slots', { id, limit });

/** Archives or restores several rewards; with `preview` it only says what the act would do. */
export const changeSeveralRewards = actOf('POST', '/api/redemption-items/several');

/** Withdraws an appointment; the body is its id. */
export const closeSlot =
  (id: string): Send<string, unknown> =>
  ({ key, body: slotId }) =>
    actOf('DELETE', '/api/redemption-items/{id}/slots/{slotId}', { id, slotId })({ key, body: null });
