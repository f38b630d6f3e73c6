/** Discounts of rewards on a sale, also by line so that refunds can take back a line's part. */
import type { CompiledProgram } from '../program/compile';
import { compileGoods, type ProgramForm } from '../act/goods';
import type { CategoryKey } from '../basics/category-key';
import type { ItemType } from '../act/goods.types';
import { divideByWeights, multiplyDivide, multiplyDivideRounded } from '../basics/integers';
import { type DiscountedSale, LinesLeft } from './lines-left';
import { MILLION, type Rounding } from '../basics/numbers';
import { sumOf } from './restrictions';
import type { SaleGift, SaleReward } from '../act/reward.types';
import { traced } from '../act/trace';
import type { Line, Refusal, TraceEntry } from '../act/types';

const THOUSANDTHS = 1_000;

export type RewardDiscount = {
  readonly amount: number;
  /** Null: the sale has no reward. */
  readonly byLine: readonly number[] | null;
};

export const NO_REWARD_DISCOUNT: RewardDiscount = { amount: 0, byLine: null };

/** The sale that rewards work on: after the discounts of tier and campaigns. */
export type RewardedSale = DiscountedSale & { readonly amount: number };

/**
 * Takes rewards off after the discounts of tier and campaigns: first rewards for single lines (free items, then
 * delivery), then amounts, then shares; equal kinds by the id of their redemption. So the till's order changes nothing,
 * and no share is counted from lines that are free. A reward that would take nothing off is refused, so that the guest
 * keeps it.
 */
export function discountByRewards(
  { form, categoryKey, document: { rounding } }: Pick<CompiledProgram, 'form' | 'categoryKey' | 'document'>,
  rewards: readonly SaleReward[],
  sale: RewardedSale,
  trace: TraceEntry[],
): RewardDiscount | Refusal {
  if (rewards.length === 0) return NO_REWARD_DISCOUNT;
  const left = new LinesLeft(sale);
  const byLine = sale.lines.map(() => 0);
  let amount = 0;
  for (const reward of [...rewards].sort(inOrder)) {
    if (sale.amount < reward.minimumOrder) {
      return refusing('order_minimum_not_met', reward, { min: reward.minimumOrder, amount: sale.amount });
    }
    const named = namedBy(reward.gift, sale.lines, categoryKey);
    const given = giftByLine(reward.gift, sale.lines, left, named, rounding);
    const sum = sumOf(given);
    left.take(given);
    given.forEach((part, index) => {
      byLine[index] = (byLine[index] as number) + part;
    });
    if (sum === 0 && !isGivenElsewhere(form, reward.gift, named)) {
      return refusing('reward_not_available', reward, { reason: reasonOfNothing(named, left) });
    }
    amount += sum;
    trace.push(traced('DISCOUNT', TRACE_RULE_OF[reward.gift.kind], sum, { reward: reward.code }));
  }
  return { amount, byLine };
}

/** Whether free delivery needs no line: the gift names no goods, and the till lists no line of the type DELIVERY. */
function isGivenElsewhere(form: ProgramForm, gift: SaleGift, named: readonly boolean[]): boolean {
  if (gift.kind !== 'SHIPPING') return false;
  return form === 1 || (gift.skus.length + gift.categories.length === 0 && !named.includes(true));
}

/** Why the gift takes nothing off: its lines are missing, cost nothing, or get no discount. */
function reasonOfNothing(named: readonly boolean[], { price }: LinesLeft): string {
  if (!named.includes(true)) return 'NO_SUCH_ITEM';
  return price.some((rest, index) => named[index] === true && rest > 0) ? 'NO_DISCOUNT' : 'NOTHING_TO_PAY';
}

/** Which lines the gift is for. An amount or a share is for all lines. */
function namedBy(gift: SaleGift, lines: readonly Line[], keyOf: CategoryKey): readonly boolean[] {
  if (gift.kind === 'AMOUNT_OFF' || gift.kind === 'SHARE_OFF') return lines.map(() => true);
  const types: readonly ItemType[] = gift.kind === 'SHIPPING' ? ['DELIVERY'] : [];
  const test = compileGoods({ skus: gift.skus, categories: gift.categories, types }, keyOf);
  return lines.map((line) => test !== null && test(line) !== null);
}

const ORDER: Readonly<Record<SaleGift['kind'], number>> = { FREE_ITEM: 0, SHIPPING: 1, AMOUNT_OFF: 2, SHARE_OFF: 3 };
const TRACE_RULE_OF: Readonly<Record<SaleGift['kind'], string>> = {
  FREE_ITEM: 'reward.freeItem',
  SHIPPING: 'reward.shipping',
  AMOUNT_OFF: 'reward.discount',
  SHARE_OFF: 'reward.discount',
};

function inOrder(a: SaleReward, b: SaleReward): number {
  return ORDER[a.gift.kind] - ORDER[b.gift.kind] || (a.redemptionId < b.redemptionId ? -1 : 1);
}

function refusing(code: Refusal['code'], reward: SaleReward, data: Refusal['data']): Refusal {
  return { kind: 'REFUSED', code, data: { redemptionId: reward.redemptionId, reward: reward.code, ...data } };
}

/** The gift's discount on each line, never more than a discount may take of the line. */
function giftByLine(
  gift: SaleGift,
  lines: readonly Line[],
  { counted, room, price }: LinesLeft,
  named: readonly boolean[],
  rounding: Rounding,
): readonly number[] {
  switch (gift.kind) {
    case 'FREE_ITEM':
      return freeItem(gift.most, lines, counted, room, named);
    case 'SHIPPING':
      return price.map((rest, index) => (named[index] === true ? rest : 0));
    case 'AMOUNT_OFF':
      return divideByWeights(Math.min(gift.amount, sumOf(room)), room);
    case 'SHARE_OFF': {
      const share = multiplyDivideRounded(sumOf(counted), gift.ratePpm, MILLION, rounding);
      const parts = divideByWeights(Math.min(share, gift.most ?? share), counted);
      return parts.map((part, index) => Math.min(part, room[index] as number));
    }
  }
}

/** Takes off the dearest piece among the named lines. */
function freeItem(
  most: number | null,
  lines: readonly Line[],
  counted: readonly number[],
  room: readonly number[],
  named: readonly boolean[],
): readonly number[] {
  let dearest = -1;
  let worth = 0;
  lines.forEach((line, index) => {
    if (named[index] === false) return;
    const unit = Math.min(unitOf(counted[index] as number, line.quantityMilli), room[index] as number);
    if (unit <= worth) return;
    dearest = index;
    worth = unit;
  });
  const given = Math.min(worth, most ?? worth);
  return lines.map((_, index) => (index === dearest ? given : 0));
}

/** The price of one piece. A line with a quantity of one or less counts as one piece. */
function unitOf(rest: number, quantityMilli: number): number {
  return quantityMilli <= THOUSANDTHS ? rest : multiplyDivide(rest, THOUSANDTHS, quantityMilli);
}
