/** Discounts of rewards on a sale and by line, for refunds. */
import { divideByWeights, multiplyDivide, multiplyDivideRounded } from './integers';
import { MILLION } from './numbers';
import type { Rounding } from './program.types';
import type { SaleGift, SaleReward } from './reward.types';
import { traced } from './trace';
import type { Line, Refusal, TraceEntry } from './types';

const THOUSANDTHS = 1_000;

export type RewardDiscount = {
  readonly amount: number;
  /** Null: no reward. */
  readonly byLine: readonly number[] | null;
};

export const NO_REWARD_DISCOUNT: RewardDiscount = { amount: 0, byLine: null };

/**
 * Rewards come after the tier's discount: first those for single lines (free items, then delivery), then amounts, then
 * shares, each by the id of its redemption, so that the order in which a till lists them changes nothing and a guest
 * never gets a share off what is given away. One that would take nothing off is refused rather than used up.
 */
export function discountByRewards(
  rewards: readonly SaleReward[],
  sale: { readonly amount: number; readonly lines: readonly Line[]; readonly tierDiscount: number },
  rounding: Rounding,
  trace: TraceEntry[],
): RewardDiscount | Refusal {
  if (rewards.length === 0) return NO_REWARD_DISCOUNT;
  const totals = sale.lines.map((line) => line.total);
  const byTier = divideByWeights(sale.tierDiscount, totals);
  const left = totals.map((total, index) => total - (byTier[index] as number));
  const byLine = totals.map(() => 0);
  let amount = 0;
  for (const reward of [...rewards].sort(inOrder)) {
    if (sale.amount < reward.minimumOrder) {
      return refusing('order_minimum_not_met', reward, { min: reward.minimumOrder, amount: sale.amount });
    }
    const given = giftByLine(reward.gift, sale.lines, left, rounding);
    let sum = 0;
    given.forEach((part, index) => {
      left[index] = (left[index] as number) - part;
      byLine[index] = (byLine[index] as number) + part;
      sum += part;
    });
    if (sum === 0 && reward.gift.kind !== 'SHIPPING') {
      return refusing('reward_not_available', reward, {
        reason: reward.gift.kind === 'FREE_ITEM' ? 'NO_SUCH_ITEM' : 'NOTHING_TO_PAY',
      });
    }
    amount += sum;
    trace.push(traced('DISCOUNT', TRACE_RULE_OF[reward.gift.kind], sum, { reward: reward.code }));
  }
  return { amount, byLine };
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

/** The gift's discount on each line; never more than is left of it. */
function giftByLine(
  gift: SaleGift,
  lines: readonly Line[],
  left: readonly number[],
  rounding: Rounding,
): readonly number[] {
  switch (gift.kind) {
    case 'FREE_ITEM':
      return freeItem(gift, lines, left);
    case 'SHIPPING':
      return left.map((rest, index) => (names(gift, lines[index] as Line) ? rest : 0));
    case 'AMOUNT_OFF':
      return divideByWeights(Math.min(gift.amount, sumOf(left)), left);
    case 'SHARE_OFF': {
      const share = multiplyDivideRounded(sumOf(left), gift.ratePpm, MILLION, rounding);
      return divideByWeights(Math.min(share, gift.most ?? share), left);
    }
  }
}

function freeItem(
  gift: Extract<SaleGift, { kind: 'FREE_ITEM' }>,
  lines: readonly Line[],
  left: readonly number[],
): readonly number[] {
  let dearest = -1;
  let worth = 0;
  lines.forEach((line, index) => {
    if (!names(gift, line)) return;
    const unit = unitOf(left[index] as number, line.quantityMilli);
    if (unit <= worth) return;
    dearest = index;
    worth = unit;
  });
  const given = Math.min(worth, gift.most ?? worth);
  return lines.map((_, index) => (index === dearest ? given : 0));
}

/** A line with a quantity of one or less is taken whole. */
function unitOf(rest: number, quantityMilli: number): number {
  return quantityMilli <= THOUSANDTHS ? rest : multiplyDivide(rest, THOUSANDTHS, quantityMilli);
}

function names(
  goods: { readonly skus: readonly string[]; readonly categories: readonly string[] },
  line: Line,
): boolean {
  return (
    (line.sku !== null && goods.skus.includes(line.sku)) ||
    (line.category !== null && goods.categories.includes(line.category))
  );
}

function sumOf(parts: readonly number[]): number {
  let sum = 0;
  for (const part of parts) sum += part;
  return sum;
}
