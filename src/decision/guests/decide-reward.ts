import type { CounterChanges } from '../program/after';
import { Books } from '../lots/books';
import { GuestCampaigns } from '../campaigns/campaign-progress';
import { campaignRule } from '../campaigns/campaigns';
import type { CompiledProgram } from '../program/compile';
import { decided, NO_AMOUNTS, uncounted } from '../sale/decide-points';
import { shortOf } from '../lots/limits';
import { minorUnits, points } from '../basics/numbers';
import { rankOf, tierAt } from '../tiers/tiers';
import { StampBooks, waitingFor } from '../stamps/stamp-cards';
import { traced } from '../act/trace';
import type {
  Decision,
  FullCards,
  GuestState,
  Refusal,
  RewardAct,
  SaleDetails,
  TakenReward,
  TraceEntry,
} from '../act/types';
import type { Context } from '../act/context.types';

/**
 * A reward of the catalogue for points. The act belongs to no order, so only the balance limits the points, and they have no worth in money. Without
 * a restaurant the network itself gives the reward.
 */
export function decideReward(
  program: CompiledProgram,
  guest: GuestState,
  act: RewardAct,
  context: Context,
): Decision | Refusal {
  const cost = points(act.offer.cost * act.quantity);
  const { stampCard, campaign, offer, quantity } = act;
  const today = context.calendar.localDay(context.now);
  const campaigns = campaign === undefined ? null : new GuestCampaigns(guest, today);
  const taken = campaign === undefined ? null : (campaigns?.takeReward(campaign, offer.code) ?? null);
  const full = stampCard === undefined ? null : waitingFor(guest.counters.stamps, stampCard, offer.code, quantity);
  const refusal = refuseReward(program, guest, act, cost) ?? refuseCards(full, act) ?? refuseTaken(taken, act);
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
    ...paidByCards(act, full),
    ...(taken === null ? {} : { takenReward: taken }),
  };
  const trace = [traced('REDEEM', 'reward.redeemed', cost, { reward: act.offer.code, quantity: act.quantity })];
  const counters = campaigns === null ? takeCards(guest, act, full, trace) : { campaigns: campaigns.of() };
  if (taken !== null) trace.push(traced('TASK', `${campaignRule(taken.campaign)}.taken`, 1, { reward: offer.code }));
  const none = minorUnits(0);
  return {
    ...decided(books, uncounted(program, guest, books, context, counters), trace),
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

function paidByCards({ stampCard, quantity }: RewardAct, full: FullCards | null): Pick<SaleDetails, 'stamps'> {
  if (stampCard === undefined || full === null) return {};
  return { stamps: { cards: [], points: points(0), paidBy: { card: stampCard, ...full, count: quantity } } };
}

/** Full cards that wait for this reward pay for it. Their stamps were redeemed when the cards were filled. */
function takeCards(
  guest: GuestState,
  { stampCard, quantity }: RewardAct,
  full: FullCards | null,
  trace: TraceEntry[],
): CounterChanges | null {
  if (stampCard === undefined || full === null) return null;
  const books = new StampBooks(guest.counters.stamps);
  books.redeem(stampCard, full, quantity);
  trace.push(traced('STAMP', 'stamps.redeemed', quantity, { card: stampCard }));
  return { stamps: books.list() };
}

function refuseCards(full: FullCards | null, { stampCard, offer }: RewardAct): Refusal | null {
  if (stampCard === undefined || full !== null) return null;
  return { kind: 'REFUSED', code: 'reward_not_available', data: { reward: offer.code, reason: 'NO_FULL_CARD' } };
}

function refuseTaken(taken: TakenReward | null, { campaign, offer, quantity }: RewardAct): Refusal | null {
  if (campaign === undefined || (taken !== null && quantity === 1)) return null;
  return { kind: 'REFUSED', code: 'reward_not_available', data: { reward: offer.code, reason: 'NOT_GIVEN' } };
}

/** Refusals come in this order: eligibility, stock, price, appointment. */
function refuseReward(program: CompiledProgram, guest: GuestState, act: RewardAct, cost: number): Refusal | null {
  const { offer, quantity } = act;
  if (guest.blocked) return { kind: 'REFUSED', code: 'guest_blocked', data: {} };
  const tier = tierAt(program, rankOf(program, guest.tier)).code;
  if (offer.tiers !== null && !offer.tiers.includes(tier)) {
    return { kind: 'REFUSED', code: 'reward_not_available', data: { reason: 'TIER', tier } };
  }
  if (offer.earlyTiers?.includes(tier) === false) {
    return { kind: 'REFUSED', code: 'reward_not_available', data: { reward: offer.code, reason: 'NOT_YET' } };
  }
  if (offer.segments !== null && !guest.segments.some((code) => offer.segments?.includes(code))) {
    return { kind: 'REFUSED', code: 'reward_not_available', data: { reason: 'SEGMENT' } };
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
  const data = shortOf(guest, act.restaurantId);
  if (cost > data.available) return { kind: 'REFUSED', code: 'insufficient_points', data };
  if (act.networkLimit !== null && cost > act.networkLimit) {
    return {
      kind: 'REFUSED',
      code: 'redemption_limit_exceeded',
      data: { max: act.networkLimit, limitedBy: 'NETWORK' },
    };
  }
  if (offer.slotMissing === true) return { kind: 'REFUSED', code: 'slot_required', data: {} };
  return null;
}
