/** Takes an award back as a whole, because its condition no longer holds (ledger.md, rules 24 and 25). */
import { afterAct } from '../program/after';
import { Books } from '../lots/books';
import { freeCaps } from '../campaigns/caps';
import type { CompiledProgram } from '../program/compile';
import { decided, NO_AMOUNTS } from '../sale/decide-points';
import type { Instant, LocalDay } from '../basics/instants';
import { points, type Points } from '../basics/numbers';
import type { RefundPolicy } from '../act/program.types';
import { takeBackEarned } from '../spending/refund-points';
import { traced } from '../act/trace';
import type { Decision, GuestState, TraceEntry } from '../act/types';
import type { Context } from '../act/context.types';

export type RevokeAct = {
  readonly kind: 'REVOKE';
  readonly awardId: string;
  readonly activity: string;
  /** Points of the award itself, without those that tasks of campaigns added. */
  readonly points: Points;
  readonly restaurantId: string | null;
  /** The instant from which the award counts for tiers. */
  readonly occurredAt: Instant;
  /** The instant at which the award was decided. Its business day tells the periods in which the award counted against limits. */
  readonly awardedAt: Instant;
  /** Points of the award's lot that have expired. */
  readonly expired: Points;
  readonly refundPolicy: RefundPolicy;
  /** As of a refund. */
  readonly olderFirst?: true;
};

export function decideRevoke(program: CompiledProgram, guest: GuestState, act: RevokeAct, context: Context): Decision {
  const day = context.calendar.localDay(act.occurredAt);
  const books = new Books(guest);
  const trace: TraceEntry[] = [];
  if (act.points > 0) trace.push(traced('TAKE_BACK', 'refund.referral', act.points));
  const share = { ...NOTHING_SHARED, isWhole: true, more: act.points };
  const taken = takeBackEarned(books, refundOf(act, day), share, context, trace);
  const capDay = context.calendar.businessDay(act.awardedAt);
  const uses = act.points > 0 ? 1 : 0;
  const after = afterAct(context.inForce ?? program, guest, books, context, {
    added: { day, spend: 0, visits: 0, points: 0 - act.points, sales: 0 },
    counters: { caps: freeCaps(guest.counters.caps, `activity.${act.activity}`, capDay, uses) },
    isRefund: true,
  });
  return {
    ...decided(books, after, trace),
    amounts: {
      ...NO_AMOUNTS,
      pointsEarned: points(taken.taken),
      pointsNotTaken: points(Math.max(0, taken.notTaken)),
    },
    details: {
      kind: 'REFUND',
      lines: [],
      whole: true,
      expired: points(taken.expired),
      forgiven: taken.forgiven,
      ...(taken.begunFirst === true ? { begunFirst: true } : {}),
    },
  };
}

const NOTHING_SHARED = {
  gross: 0,
  discount: 0,
  points: 0,
  pointsValue: 0,
  payable: 0,
  earned: 0,
};

/** The award as a refund of an act without lines. */
function refundOf({ awardId, restaurantId, expired, refundPolicy, olderFirst }: RevokeAct, day: LocalDay) {
  return {
    kind: 'REFUND',
    saleId: awardId,
    lines: [],
    details: {
      kind: 'REDEMPTION',
      restaurantId,
      day,
      capDay: null,
      capped: [],
      pointValue: 0,
      refundPolicy,
      firstSaleBonus: points(0),
      redeemed: [],
    },
    refunds: [],
    rewards: [],
    expired,
    what: { kind: 'ALL' },
    ...(olderFirst === true ? { olderFirst } : {}),
  } as const;
}
