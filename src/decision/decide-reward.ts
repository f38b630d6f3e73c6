import { Books } from './books';
import type { CompiledProgram } from './compile';
import { decided, NO_AMOUNTS, uncounted } from './decide-points';
import { minorUnits, points } from './numbers';
import { rankOf, tierAt } from './tiers';
import { traced } from './trace';
import type { Context, Decision, GuestState, Refusal, RewardAct, SaleDetails } from './types';

/**
 * A reward of the catalogue for points. No order stands behind it, so nothing bounds the points but the balance, and
 * they have no worth in money: the reward is what they bought. Without a place the network itself gives it.
 */
export function decideReward(
  program: CompiledProgram,
  guest: GuestState,
  act: RewardAct,
  context: Context,
): Decision | Refusal {
  const cost = points(act.offer.cost * act.quantity);
  const refusal = refuseReward(program, guest, act, cost);
  if (refusal !== null) return refusal;
  const books = new Books(guest);
  const account = act.restaurantId === null ? 'NETWORK_REDEEMED' : 'RESTAURANT_REDEEMED';
  const spent = cost === 0 ? [] : books.spend(cost, 'REDEMPTION', account, act.restaurantId, context.now);
  const details: SaleDetails = {
    kind: 'REDEMPTION',
    restaurantId: act.restaurantId,
    day: context.calendar.localDay(act.occurredAt),
    capDay: null,
    pointValue: program.document.pointValue,
    refundPolicy: program.document.refundPolicy,
    firstSaleBonus: points(0),
    redeemed: spent,
    capped: [],
  };
  const none = minorUnits(0);
  return {
    ...decided(books, uncounted(program, guest, books, context), [
      traced('REDEEM', 'reward.redeemed', cost, { reward: act.offer.code, quantity: act.quantity }),
    ]),
    amounts: { ...NO_AMOUNTS, pointsRedeemed: cost },
    lines: [
      {
        gross: none,
        quantityMilli: 1_000,
        discount: none,
        points: cost,
        pointsValue: none,
        payable: none,
        earned: points(0),
      },
    ],
    details,
  };
}

/** What the guest may not take is told before what is not there, and that before what it costs. */
function refuseReward(program: CompiledProgram, guest: GuestState, act: RewardAct, cost: number): Refusal | null {
  const { offer, quantity } = act;
  if (guest.blocked) return { kind: 'REFUSED', code: 'guest_blocked', data: {} };
  const tier = tierAt(program, rankOf(program, guest.tier)).code;
  if (offer.tiers !== null && !offer.tiers.includes(tier)) {
    return { kind: 'REFUSED', code: 'reward_not_available', data: { reason: 'TIER', tier } };
  }
  if (offer.guestLeft !== null && quantity > offer.guestLeft) {
    return { kind: 'REFUSED', code: 'reward_limit_reached', data: { left: offer.guestLeft } };
  }
  if (offer.stockLeft !== null && quantity > offer.stockLeft) {
    return { kind: 'REFUSED', code: 'out_of_stock', data: { left: offer.stockLeft } };
  }
  if (offer.slotLeft !== null && quantity > offer.slotLeft) {
    return { kind: 'REFUSED', code: 'slot_taken', data: { left: offer.slotLeft } };
  }
  const available = Math.max(0, guest.balance.available);
  if (cost > available) return { kind: 'REFUSED', code: 'insufficient_points', data: { available } };
  if (act.networkLimit !== null && cost > act.networkLimit) {
    return {
      kind: 'REFUSED',
      code: 'redemption_limit_exceeded',
      data: { max: act.networkLimit, limitedBy: 'NETWORK' },
    };
  }
  return null;
}
