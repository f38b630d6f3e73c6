import type { SaleBody, TillAct } from './till-act';

/**
 * A sale that a till took before its guest was erased, as one without a guest and under the same key. The points, holds and rewards that it names
 * have no owner any more, so they are left out.
 */
export function withoutGuest(act: TillAct & { readonly body: SaleBody }): TillAct {
  return {
    ...act,
    guestId: null,
    body: { ...act.body, pointsToRedeem: null, holdId: null, rewards: null },
    identifiedBy: undefined,
    lookedUpAs: null,
    spending: undefined,
    allowance: undefined,
    refused: act.refused?.refused === 'confirmation_failed' ? undefined : act.refused,
  };
}
