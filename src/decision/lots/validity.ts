/** Points with first and last days of their own, instead of the programme's rule. */
import { dayOfGift } from '../act/gift-days';
import type { Books } from './books';
import { besides, isSameLimit, limitTo } from './limits';
import type { AccrualSource } from './guest-points';
import { lotOnDays, type NewLot } from './lots';
import type { PointsValidity } from '../act/campaign.types';
import type { SpendableIn } from '../act/program.types';
import type { Instant, LotPart, PointLimit } from '../act/types';
import type { Context } from '../act/context.types';

/** Points of a campaign or an activity among an act's points, and where they may be spent. Absent limit: everywhere. */
export type LimitedPoints = { readonly points: number; readonly validity: PointsValidity; readonly limit?: PointLimit };

/** First and last day and limits of points, as a document gives them. Without `validity` the programme's rules apply. */
export type GiftTerms = {
  readonly validity?: PointsValidity | undefined;
  readonly spendableIn?: SpendableIn | undefined;
};

/** Points with their own days and limits. Null: the programme's rules apply to the points. */
export function giftOf(points: number, { validity, spendableIn }: GiftTerms): LimitedPoints | null {
  if (validity === undefined || points === 0) return null;
  if (spendableIn === undefined) return { points, validity };
  return { points, validity, limit: limitTo(spendableIn.restaurantIds, spendableIn.categories) };
}

/** The gifts with the points of an activity added, if those have days of their own. */
export function withActivity(
  gifts: readonly LimitedPoints[],
  points: number,
  terms: GiftTerms | null = null,
): readonly LimitedPoints[] {
  const gift = terms === null ? null : giftOf(points, terms);
  return gift === null ? gifts : [...gifts, gift];
}

/** Adds the points of one act: its gifts with their own days, and the rest of `all` as `plain` says. Returns how much debt they settled. */
export function accrueWithGifts(
  books: Books,
  { all, gifts }: { readonly all: number; readonly gifts: readonly LimitedPoints[] },
  source: AccrualSource,
  plain: NewLot,
  occurredAt: Instant,
  context: Pick<Context, 'now' | 'recordedAt' | 'calendar'>,
): number {
  if (gifts.length === 0) return books.accrue(all, source, plain);
  const rest = gifts.reduce((sum, gift) => sum - gift.points, all);
  let settled = rest > 0 ? books.accrue(rest, source, plain) : 0;
  const opened = new Map<Instant, NewLot>(rest > 0 ? [[plain.expiresAt, plain]] : []);
  const today = context.calendar.localDay(occurredAt);
  for (const { points, validity, limit } of gifts) {
    const beginsOn = validity.from === null ? null : dayOfGift(validity.from, today);
    const period = { beginsOn, endsOn: dayOfGift(validity.until, today) };
    const onDays = lotOnDays(plain, period, context);
    const lot = besides(opened, limit === undefined ? onDays : { ...onDays, limit });
    settled += books.accrue(points, source, lot);
  }
  return settled;
}

/** Adds incoming points as lots, one for each limit of where they may be spent. Returns how much debt the points settled. */
export function accrueParts(
  books: Books,
  parts: readonly Pick<LotPart, 'points' | 'limit'>[],
  source: AccrualSource,
  plain: NewLot,
): number {
  const sums: { amount: number; readonly limit: PointLimit | undefined }[] = [];
  for (const { points, limit } of parts) {
    const known = sums.find((sum) => isSameLimit(sum.limit, limit));
    if (known === undefined) sums.push({ amount: points, limit });
    else known.amount += points;
  }
  const opened = new Map<Instant, NewLot>();
  let settled = 0;
  for (const { amount, limit } of sums)
    settled += books.accrue(amount, source, besides(opened, limit === undefined ? plain : { ...plain, limit }));
  return settled;
}
