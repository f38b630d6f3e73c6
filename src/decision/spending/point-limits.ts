/** Limits of a programme on the share that points may pay: by tier, channel, restaurant and category. */
import { compileGoods, type GoodsTest } from '../act/goods';
import type { CategoryKey } from '../basics/category-key';
import { divideByWeights, multiplyDivide } from '../basics/integers';
import { MILLION } from '../basics/numbers';
import type { PointLimitDocument, RedemptionDocument } from '../act/program.types';
import { traced } from '../act/trace';
import type { Line, TraceEntry } from '../act/types';
import { leftOut } from './restrictions';

/** The facts of an act by which limits differ. */
export type SpendingPlace = {
  readonly tier: string;
  readonly channel: string;
  readonly restaurantId: string;
};

export type CompiledPointLimits = {
  /** Limits on the whole receipt. */
  readonly ofReceipt: readonly CompiledLimit[];
  /** Limits by category, each on the lines of its categories. */
  readonly ofLines: readonly CompiledLineLimit[];
};

type CompiledLimit = { readonly holdsAt: (place: SpendingPlace) => boolean; readonly ratePpm: number };
type CompiledLineLimit = CompiledLimit & { readonly of: GoodsTest };

/** Null: the programme has the same limit for all receipts and lines. */
export function compilePointLimits(
  redemption: RedemptionDocument | null,
  keyOf: CategoryKey,
): CompiledPointLimits | null {
  const limits = redemption?.limits ?? [];
  if (limits.length === 0) return null;
  const ofReceipt: CompiledLimit[] = [];
  const ofLines: CompiledLineLimit[] = [];
  for (const limit of limits) {
    const compiled = { holdsAt: testOf(limit), ratePpm: limit.maxSharePpm };
    const of = compileGoods({ categories: limit.categories, skus: [] }, keyOf);
    if (of === null) ofReceipt.push(compiled);
    else ofLines.push({ ...compiled, of });
  }
  return { ofReceipt, ofLines };
}

function testOf({ tiers, channels, restaurantIds }: PointLimitDocument): CompiledLimit['holdsAt'] {
  const [ofTiers, ofChannels, ofRestaurants] = [new Set(tiers), new Set<string>(channels), new Set(restaurantIds)];
  const has = (names: ReadonlySet<string>, name: string) => names.size === 0 || names.has(name);
  return ({ tier, channel, restaurantId }) =>
    has(ofTiers, tier) && has(ofChannels, channel) && has(ofRestaurants, restaurantId);
}

/** The share of a receipt that points may pay, by the lowest limit that holds; a million: the limits leave it whole. */
export function shareOfReceipt(limits: CompiledPointLimits | null, place: SpendingPlace): number {
  return limits === null ? MILLION : lowest(limits.ofReceipt, place);
}

/** How much of each line points may pay, of what they may pay without these limits. Lines with one share are rounded down together. */
export function withinLineLimits(
  { ofLines }: CompiledPointLimits,
  place: SpendingPlace,
  lines: readonly Line[],
  redeemable: readonly number[],
): readonly number[] {
  const shares = lines.map((line) =>
    lowest(
      ofLines.filter(({ of }) => of(line) !== null),
      place,
    ),
  );
  const within = [...redeemable];
  for (const share of new Set(shares)) {
    if (share === MILLION) continue;
    const weights = redeemable.map((amount, index) => (shares[index] === share ? amount : 0));
    const room = multiplyDivide(
      weights.reduce((sum, amount) => sum + amount, 0),
      share,
      MILLION,
    );
    divideByWeights(room, weights).forEach((part, index) => {
      if (shares[index] === share) within[index] = part;
    });
  }
  return within;
}

/** Writes into the trace the share that points may pay by the limits, for the whole receipt and for lines. */
export function traceLineLimits(
  trace: TraceEntry[],
  { ofLines }: CompiledPointLimits,
  place: SpendingPlace,
  lines: readonly Line[],
): void {
  for (const { holdsAt, of, ratePpm } of ofLines) {
    const named = holdsAt(place) ? leftOut(of, lines) : null;
    if (named !== null) trace.push(traced('REDEEM', 'redemption.lineLimit', 0, { ...named.arguments, ratePpm }));
  }
}

function lowest(limits: readonly CompiledLimit[], place: SpendingPlace): number {
  return limits.reduce((least, { holdsAt, ratePpm }) => (holdsAt(place) ? Math.min(least, ratePpm) : least), MILLION);
}
