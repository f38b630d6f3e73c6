/** Restrictions of a programme on lines: how much of each line a discount and points may take, and why not more. */
import { compileGoods, type GoodsTest, type NamedBy } from '../act/goods';
import type { CategoryKey } from '../basics/category-key';
import { multiplyDivideUp } from '../basics/integers';
import type { RestrictionsDocument } from '../act/program.types';
import { traced } from '../act/trace';
import type { Line, TraceArguments, TraceEffect, TraceEntry } from '../act/types';

const THOUSANDTHS = 1_000;

export type CompiledRestrictions = {
  readonly discount: GoodsTest | null;
  readonly redemption: GoodsTest | null;
  readonly leastPrices: readonly CompiledLeastPrice[];
  readonly isWithoutTax: boolean;
};

/** `of` null: the least price applies to every line. */
type CompiledLeastPrice = { readonly of: GoodsTest | null; readonly price: number };

const NO_GOODS = { categories: [], skus: [], types: [] };
const NO_RESTRICTIONS: RestrictionsDocument = {
  discount: NO_GOODS,
  redemption: NO_GOODS,
  leastPrices: [],
  base: 'WITH_TAX',
};

/**
 * Null: all lines are alike.
 * @param areLinesLimited points may pay less of some lines than of others, so that the lines are not alike although the document restricts none
 */
export function compileRestrictions(
  document: RestrictionsDocument = NO_RESTRICTIONS,
  keyOf: CategoryKey,
  areLinesLimited: boolean,
): CompiledRestrictions | null {
  const compiled = {
    discount: compileGoods(document.discount, keyOf),
    redemption: compileGoods(document.redemption, keyOf),
    leastPrices: document.leastPrices.map(({ price, ...goods }) => ({ of: compileGoods(goods, keyOf), price })),
    isWithoutTax: document.base === 'WITHOUT_TAX',
  };
  const { discount, redemption, leastPrices, isWithoutTax } = compiled;
  if (areLinesLimited) return compiled;
  return discount === null && redemption === null && leastPrices.length === 0 && !isWithoutTax ? null : compiled;
}

/** The lines of one sale under the programme's restrictions. Money by line, in minor units. */
export type RestrictedLines = {
  /** The amount from which a discount is counted; 0 for a line that gets none. */
  readonly discountable: readonly number[];
  /** The most that a discount may take of the line. */
  readonly discountRoom: readonly number[];
  /** The amount of the line that neither discount nor points may touch. */
  readonly leastPrice: readonly number[];
  /** Tax in the price, which earns nothing and must be paid with money; 0 where the programme's base includes tax. */
  readonly tax: readonly number[];
  /** Whether points may pay for the line. */
  readonly isRedeemable: readonly boolean[];
};

export function restrictLines(restrictions: CompiledRestrictions, lines: readonly Line[]): RestrictedLines {
  const { discount, redemption, isWithoutTax } = restrictions;
  const tax = lines.map((line) => (isWithoutTax ? Math.min(line.total, line.tax ?? 0) : 0));
  const leastPrice = lines.map((line) => leastPriceOf(restrictions, line));
  const discountable = lines.map((line, index) => (names(discount, line) ? 0 : line.total - (tax[index] as number)));
  return {
    discountable,
    discountRoom: lines.map(({ total }, index) =>
      Math.min(discountable[index] as number, total - (leastPrice[index] as number)),
    ),
    leastPrice,
    tax,
    isRedeemable: lines.map((line) => !names(redemption, line)),
  };
}

/** The amount of each line that points may pay after `discounts`. */
export function redeemableByLine(
  { isRedeemable, leastPrice, tax }: RestrictedLines,
  lines: readonly Line[],
  discounts: readonly number[],
): number[] {
  return lines.map(({ total }, index) => {
    if (isRedeemable[index] === false) return 0;
    const kept = Math.max(leastPrice[index] as number, tax[index] as number);
    return Math.max(0, total - (discounts[index] as number) - kept);
  });
}

export function sumOf(parts: readonly number[]): number {
  let sum = 0;
  for (const part of parts) sum += part;
  return sum;
}

/** The highest least price that names the line, for all its pieces, but never more than the line costs. */
function leastPriceOf({ leastPrices }: CompiledRestrictions, line: Line): number {
  let least = 0;
  for (const { of, price } of leastPrices) {
    const namesLine = of === null ? true : of(line) !== null;
    if (namesLine) least = Math.max(least, price);
  }
  return least === 0 ? 0 : Math.min(line.total, multiplyDivideUp(least, line.quantityMilli, THOUSANDTHS));
}

function names(test: GoodsTest | null, line: Line): boolean {
  return test !== null && test(line) !== null;
}

/** Adds a trace entry for the lines that are left out and the reason. Without such lines, adds nothing. */
export function traceLeftOut(
  trace: TraceEntry[],
  effect: TraceEffect,
  rule: string,
  test: GoodsTest | null,
  lines: readonly Line[],
): void {
  const left = test === null ? null : leftOut(test, lines);
  if (left === null) return;
  const total = left.indexes.reduce((sum, index) => sum + (lines[index] as Line).total, 0);
  trace.push(traced(effect, rule, 0, { ...left.arguments, total }));
}

/** Adds trace entries for tax outside the base, and for lines that a least price keeps from costing less. */
export function traceKept(
  trace: TraceEntry[],
  { leastPrice, tax }: RestrictedLines,
  lines: readonly Line[],
  discounts: readonly number[],
): void {
  const taxes = sumOf(tax);
  if (taxes > 0) trace.push(traced('DISCOUNT', 'lines.tax', 0, { tax: taxes }));
  const which = lines.flatMap(({ total }, index) => {
    const least = leastPrice[index] as number;
    return least > 0 && total - (discounts[index] as number) <= least ? [index + 1] : [];
  });
  if (which.length > 0)
    trace.push(traced('DISCOUNT', 'lines.leastPrice', 0, { lines: which.length, which: which.join(', ') }));
}

export type LeftOut = {
  readonly indexes: readonly number[];
  /** The lines' numbers, counted from 1, and the goods that name them. */
  readonly arguments: TraceArguments & { readonly lines: number };
};

/** The most names that one trace entry lists. */
const MOST_NAMES = 10;

/** Null: the goods name no line. */
export function leftOut(test: GoodsTest, lines: readonly Line[]): LeftOut | null {
  const indexes: number[] = [];
  const types = new Set<string>();
  const goods = new Set<string>();
  lines.forEach((line, index) => {
    const by = test(line);
    if (by === null) return;
    indexes.push(index);
    const names = by === 'TYPE' ? types : goods;
    if (names.size < MOST_NAMES) names.add(nameOf(line, by));
  });
  if (indexes.length === 0) return null;
  return {
    indexes,
    arguments: {
      lines: indexes.length,
      which: indexes.map((index) => index + 1).join(', '),
      ...(types.size === 0 ? {} : { types: [...types].join(', ') }),
      ...(goods.size === 0 ? {} : { goods: [...goods].join(', ') }),
    },
  };
}

function nameOf(line: Line, by: NamedBy): string {
  return (by === 'TYPE' ? line.type : by === 'SKU' ? line.sku : line.category) ?? '';
}
