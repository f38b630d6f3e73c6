/** Lines that a programme treats apart: what of each a discount and points may take, and why not more. */
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

/** `of` null: every line. */
type CompiledLeastPrice = { readonly of: GoodsTest | null; readonly price: number };

/** Null where the document restricts nothing. */
export function compileRestrictions(
  document: RestrictionsDocument | undefined,
  keyOf: CategoryKey,
): CompiledRestrictions | null {
  if (document === undefined) return null;
  const compiled = {
    discount: compileGoods(document.discount, keyOf),
    redemption: compileGoods(document.redemption, keyOf),
    leastPrices: document.leastPrices.map(({ price, ...goods }) => ({ of: compileGoods(goods, keyOf), price })),
    isWithoutTax: document.base === 'WITHOUT_TAX',
  };
  const { discount, redemption, leastPrices, isWithoutTax } = compiled;
  return discount === null && redemption === null && leastPrices.length === 0 && !isWithoutTax ? null : compiled;
}

/** One sale's lines under the restrictions of its programme. Money by line, in minor units. */
export type RestrictedLines = {
  /** The base of a discount; 0 for a line that gets none. */
  readonly discountable: readonly number[];
  /** The most of it that a discount takes. */
  readonly discountRoom: readonly number[];
  /** The amount below which neither discount nor points go. */
  readonly leastPrice: readonly number[];
  /** The part of the price that earns nothing and that money pays; 0 where the base is the price with its tax. */
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

/** Amounts of each line that points may pay after `discounts`. */
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

/** The highest of those that name the line, for all its pieces, but never more than it costs. */
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

/** Says which lines are left out and by what; none: says nothing. */
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

/** Says what of the price is no part of the base, and which lines cost no less than their least price. */
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
  /** Their numbers, from 1, and what names them. */
  readonly arguments: TraceArguments & { readonly lines: number };
};

/** So many different names an entry of the trace says. */
const MOST_NAMES = 10;

/** Null: no line is named. */
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
