/** Points with a begin and an end of their own, instead of what the programme says. */
import { localDayOf } from '../basics/dates';
import { NEVER } from '../basics/instants';
import type { Books } from './books';
import { isElsewhere } from './expiry';
import type { AccrualSource } from './guest-points';
import type { NewLot } from './lots';
import type { PointsValidity, ValidityDay } from '../act/campaign.types';
import type { Context, Instant, LocalDay } from '../act/types';

/** A gift of points beside those of its act. */
export type Gift = { readonly points: number; readonly validity: PointsValidity };

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
  for (const { points, validity } of gifts) {
    const lot = besides(opened, giftedLot(plain, validity, occurredAt, context));
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

/**
 * The lot of a gift that an act gives beside `plain`, the lot of its other points. It is another lot of the same act
 * wherever it ends on another day. Points that wait for a payment begin with it, whatever day that is.
 */
function giftedLot(
  plain: NewLot,
  { from, until }: PointsValidity,
  occurredAt: Instant,
  { now, recordedAt, calendar }: Pick<Context, 'now' | 'recordedAt' | 'calendar'>,
): NewLot {
  const day = calendar.localDay(occurredAt);
  const begins = from === null ? null : calendar.startOfDay(dayOf(from, day));
  const expiresAt = until === null ? plain.expiresAt : calendar.startOfDay(dayOf(until, day) + 1);
  return {
    ...plain,
    expiresAt,
    activatesAt: begins === null || plain.activatesAt === NEVER ? plain.activatesAt : begins > now ? begins : null,
    isElsewhere: isElsewhere(expiresAt, recordedAt),
  };
}

function dayOf(time: ValidityDay, day: LocalDay): LocalDay {
  if ('days' in time) return day + time.days;
  const [year, month, dayOfMonth] = time.date.split('-').map(Number) as [number, number, number];
  return localDayOf({ year, month, day: dayOfMonth });
}
