/** A refund's share of each line, computed as exact differences, so that partial refunds always add up to the whole. */
import { divideByWeights, multiplyDivide } from '../basics/integers';
import { loseGifts } from './lost-gifts';
import { worthOf } from './redemption';
import type { LineDivision, RefundAct, RefundedLine, Refusal } from '../act/types';

export type Share = {
  readonly gross: number;
  readonly discount: number;
  readonly points: number;
  readonly pointsValue: number;
  readonly payable: number;
  readonly earned: number;
};

export type RefundShares = {
  readonly lines: readonly (Share & {
    readonly line: number;
    readonly quantityMilli: number;
    /** How much of the line's price earlier refunds took. */
    readonly grossBefore: number;
    /** Redeemed points of the line that earlier refunds gave back. */
    readonly pointsBefore: number;
    /** The part of `discount` that falls away on other lines. */
    readonly lostGift: number;
  })[];
  /** Money off other lines that falls away, by the campaign's code. */
  readonly lostGifts: ReadonlyMap<string, number>;
  /** The refund leaves nothing of the sale. */
  readonly isWhole: boolean;
  /** Redeemed points of the sale that earlier refunds gave back. */
  readonly pointsBefore: number;
};

/** Earlier refunds of one line; `payable` without gifts that were lost. */
type Before = { gross: number; quantityMilli: number; payable: number };
type RefundedGoods = { gross: number; quantityMilli: number };

export function refundedShares(act: RefundAct): RefundShares | Refusal {
  const before = refundedBefore(act);
  const left = act.lines.map((line, index) => line.gross - (before[index] as Before).gross);
  const leftInAll = left.reduce((sum, part) => sum + part, 0);
  if (act.refunds.some((refund) => refund.whole)) return exceeds(0);

  const wanted = wantedOf(act, before, left, leftInAll);
  if ('kind' in wanted) return wanted;
  const refunded = wanted.reduce((sum, line) => sum + line.gross, 0);
  const isWhole = refunded === leftInAll;
  if (refunded === 0 && !(isWhole && act.what.kind === 'ALL')) return exceeds(leftInAll);

  let pointsBefore = 0;
  const own = act.lines.map((line, index) => {
    const was = before[index] as Before;
    const want = wanted[index] as RefundedGoods;
    // A line that costs nothing is refunded together with the last of the other lines.
    const wasBack = backAt(line, was.gross, line.gross > 0);
    const isBack = backAt(line, was.gross + want.gross, line.gross > 0 || isWhole);
    pointsBefore += wasBack.points;
    return {
      line: index + 1,
      quantityMilli: want.quantityMilli,
      grossBefore: was.gross,
      pointsBefore: wasBack.points,
      ...differenceOf(act, line, want.gross, was.payable, wasBack, isBack),
    };
  });
  const { lines, byCampaign } = loseGifts(act, own);
  return { lines, lostGifts: byCampaign, isWhole, pointsBefore };
}

function exceeds(max: number, line?: number): Refusal {
  return { kind: 'REFUSED', code: 'refund_exceeds_sale', data: line === undefined ? { max } : { max, line } };
}

function refundedBefore(act: RefundAct): Before[] {
  const before = act.lines.map((): Before => ({ gross: 0, quantityMilli: 0, payable: 0 }));
  for (const refund of act.refunds) {
    for (const part of refund.lines) {
      const line = before[part.line - 1] as Before;
      line.gross += part.gross;
      line.quantityMilli += part.quantityMilli;
      line.payable += part.payable + (part.lostGift ?? 0);
    }
  }
  return before;
}

/** How much of each line's price this refund takes. An amount is spread over what the lines have left. */
function wantedOf(
  act: RefundAct,
  before: readonly Before[],
  left: readonly number[],
  leftInAll: number,
): RefundedGoods[] | Refusal {
  const { what } = act;
  if (what.kind === 'ALL') return left.map((gross) => ({ gross, quantityMilli: 0 }));
  if (what.kind === 'AMOUNT') {
    if (what.amount > leftInAll) return exceeds(leftInAll);
    return divideByWeights(what.amount, left).map((gross) => ({ gross, quantityMilli: 0 }));
  }
  const wanted = left.map((): RefundedGoods => ({ gross: 0, quantityMilli: 0 }));
  for (const asked of what.lines) {
    const index = asked.line - 1;
    const line = act.lines[index];
    const sum = wanted[index];
    if (line === undefined || sum === undefined) return exceeds(0, asked.line);
    const was = before[index] as Before;
    const so = { gross: was.gross + sum.gross, quantityMilli: was.quantityMilli + sum.quantityMilli };
    const gross = grossOf(asked, line, so);
    if (gross === null || so.gross + gross > line.gross)
      return exceeds((left[index] as number) - sum.gross, asked.line);
    sum.gross += gross;
    sum.quantityMilli += asked.quantityMilli ?? 0;
  }
  return wanted;
}

/**
 * Null: the refund asks for more than the line's quantity. A refund of a quantity takes the floor of its share of the
 * price; the last refund takes the rest.
 */
function grossOf(asked: RefundedLine, line: LineDivision, so: RefundedGoods): number | null {
  if (asked.total !== null) return asked.total;
  if (asked.quantityMilli === null) return line.gross - so.gross;
  const upTo = so.quantityMilli + asked.quantityMilli;
  if (upTo > line.quantityMilli) return null;
  if (upTo === line.quantityMilli) return line.gross - so.gross;
  const of = (quantity: number) => multiplyDivide(line.gross, quantity, line.quantityMilli);
  return of(upTo) - of(so.quantityMilli);
}

type Back = { readonly isAll: boolean; readonly discount: number; readonly points: number; readonly earned: number };

/** How much of the line's effects is given back once refunds reach `refunded`: ⌊effect × refunded ÷ gross⌋; once they reach the whole line, all. */
function backAt(line: LineDivision, refunded: number, counts: boolean): Back {
  if (!counts) return { isAll: false, discount: 0, points: 0, earned: 0 };
  if (refunded === line.gross)
    return { isAll: true, discount: line.discount, points: line.points, earned: line.earned };
  const of = (effect: number) => multiplyDivide(effect, refunded, line.gross);
  return { isAll: false, discount: of(line.discount), points: of(line.points), earned: of(line.earned) };
}

/**
 * The money is gross − discount − worth of the points given back. Near the end of a line this can be more than was
 * paid, or less than nothing, since points are whole and the price is in minor units. So the money is kept between
 * nothing and the rest of the payment, and the value of the points follows from it. The last refund takes the rest of
 * both.
 */
function differenceOf(act: RefundAct, line: LineDivision, gross: number, paidBack: number, was: Back, is: Back): Share {
  const discount = is.discount - was.discount;
  const rest = { gross, discount, points: is.points - was.points, earned: is.earned - was.earned };
  if (act.details.kind === 'REDEMPTION') {
    const valueAt = (back: Back) =>
      back.isAll ? line.pointsValue : Math.min(line.pointsValue, worthOf(back.points, act.details.pointValue));
    return { ...rest, pointsValue: valueAt(is) - valueAt(was), payable: 0 };
  }
  const paidLeft = line.payable - paidBack;
  const payable = is.isAll ? paidLeft : clamp(moneyAt(act, line, gross, was, is), paidLeft);
  return { ...rest, pointsValue: gross - discount - payable, payable };
}

function moneyAt(act: RefundAct, line: LineDivision, gross: number, was: Back, is: Back): number {
  const worth = (back: Back) => Math.min(line.pointsValue, worthOf(back.points, act.details.pointValue));
  return gross - (is.discount - was.discount) - (worth(is) - worth(was));
}

function clamp(value: number, most: number): number {
  return Math.min(most, Math.max(0, value));
}

export function sumShares(shares: RefundShares): Share {
  const sum = { gross: 0, discount: 0, points: 0, pointsValue: 0, payable: 0, earned: 0 };
  for (const line of shares.lines) {
    sum.gross += line.gross;
    sum.discount += line.discount;
    sum.points += line.points;
    sum.pointsValue += line.pointsValue;
    sum.payable += line.payable;
    sum.earned += line.earned;
  }
  return sum;
}

/**
 * How many of the returned points go back to the till's allowance: ⌊paid × given back ÷ redeemed⌋, and in the end all
 * that the allowance paid. One more point given back adds at most one.
 */
export function partOfAllowance({ details, lines }: RefundAct, returned: number): number {
  const paid = details.byAllowance ?? 0;
  if (paid === 0) return 0;
  return multiplyDivide(
    paid,
    returned,
    lines.reduce((sum, line) => sum + line.points, 0),
  );
}

/** This refund's part of an effect that is divided by lines, added up over the lines. */
export function shareOf(byLine: readonly number[], of: readonly LineDivision[], shares: RefundShares): number {
  return shares.lines.reduce((sum, { grossBefore, gross }, index) => {
    const line = of[index] as LineDivision;
    const brought = byLine[index] as number;
    const back = (refunded: number) => (line.gross === 0 ? 0 : multiplyDivide(brought, refunded, line.gross));
    return sum + back(grossBefore + gross) - back(grossBefore);
  }, 0);
}
