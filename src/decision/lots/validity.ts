/** Points with a begin and an end of their own, instead of what the programme says. */
import { dayOfGift } from '../basics/dates';
import type { Books } from './books';
import type { AccrualSource } from './guest-points';
import { lotOnDays, type NewLot } from './lots';
import type { PointsValidity } from '../act/campaign.types';
import type { Context, Instant } from '../act/types';

/** Points of a campaign or an activity among those of an act. */
export type Gift = { readonly points: number; readonly validity: PointsValidity };

/** With the points of an activity, where they have days of their own. */
export function withActivity(gifts: readonly Gift[], points: number, validity?: PointsValidity): readonly Gift[] {
  return validity === undefined || points === 0 ? gifts : [...gifts, { points, validity }];
}

/**
 * The points of one act come in: `all` of them, its gifts with their own days and the others as `plain` says. Returns how
 * much debt they settled.
 */
export function accrueWithGifts(
  books: Books,
  all: number,
  gifts: readonly Gift[],
  source: AccrualSource,
  plain: NewLot,
  occurredAt: Instant,
  context: Pick<Context, 'now' | 'recordedAt' | 'calendar'>,
): number {
  if (gifts.length === 0) return books.accrue(all, source, plain);
  const rest = gifts.reduce((sum, gift) => sum - gift.points, all);
  let settled = rest > 0 ? books.accrue(rest, source, plain) : 0;
  const opened = new Map(rest > 0 ? [[plain.expiresAt, plain.activatesAt]] : []);
  const today = context.calendar.localDay(occurredAt);
  for (const { points, validity } of gifts) {
    const beginsOn = validity.from === null ? null : dayOfGift(validity.from, today);
    const period = { beginsOn, endsOn: dayOfGift(validity.until, today) };
    const lot = besides(opened, lotOnDays(plain, period, context));
    opened.set(lot.expiresAt, lot.activatesAt);
    settled += books.accrue(points, source, lot);
  }
  return settled;
}

/** A lot is told from the others of its act by its end. One that begins at another time than they do ends a moment later. */
function besides(opened: ReadonlyMap<Instant, Instant | null>, lot: NewLot): NewLot {
  let { expiresAt } = lot;
  while (opened.has(expiresAt) && opened.get(expiresAt) !== lot.activatesAt) expiresAt += 1;
  return expiresAt === lot.expiresAt ? lot : { ...lot, expiresAt };
}
