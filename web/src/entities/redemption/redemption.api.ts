import type { Send } from '../../shared/api/act-key';
import { actOf, ask, askPages } from '../../shared/api/calls';
import type { Schemas } from '../../shared/api/schemas';

/** A reward in the hands of a guest. */
export type Redemption = Schemas['Redemption'];
/** One in the list of its guest. */
export type NamedRedemption = Schemas['NamedRedemption'];

const OPEN_AT_ONCE = 50;
const MOST_OF_A_GUEST = 50;

/** Rewards that guests have taken and wait for, oldest first. */
export const openRedemptionsQuery = askPages('/api/redemptions', { limit: OPEN_AT_ONCE });

/** Rewards that a guest took, the newest first. */
export const guestRedemptionsQuery = (guestId: string) =>
  ask('/api/guests/{id}/redemptions', { id: guestId, limit: MOST_OF_A_GUEST });

interface RedemptionMove {
  readonly id: string;
  readonly move: 'ready' | 'fulfil' | 'cancel';
}

/** Makes a reward ready, hands it over, or takes it back. */
export const moveRedemption: Send<RedemptionMove, unknown> = ({ key, body: { id, move } }) =>
  actOf('POST', `/api/redemptions/{id}/${move}`, { id })({ key, body: null });
