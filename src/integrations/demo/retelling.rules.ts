import type { FileReceipt, Retelling } from '../imports';
import { externalIdOf } from './demo-parts';
import { drawGuests, type DrawTerms } from './guest-draw.rules';
import { GuestHabits } from './guest-habits.rules';
import { dishName } from './menu.rules';

export interface RetellingTerms {
  /** Guests for receipts that name none. */
  readonly draw: DrawTerms;
  /** Times every amount. */
  readonly amountTimes: number;
}

/**
 * The receipts of a published sample as a restaurant of the demonstration would have had them: with guests, who spend
 * points, with the prices of its town and names of dishes in both languages. The same for the same file always.
 */
export function retellingOf(receiptNumbers: readonly string[], { draw, amountTimes }: RetellingTerms): Retelling {
  const ranks = drawGuests(receiptNumbers, draw);
  const habits = new GuestHabits(draw.seed);
  return (receipt) => {
    const rank = ranks.get(receipt.number);
    const guest = rank === undefined ? null : externalIdOf(rank);
    const amount = receipt.amount * amountTimes;
    return {
      ...receipt,
      amount,
      guest,
      items: receipt.items?.map((item) => pricedItem(item, amountTimes)) ?? null,
      pointsToRedeem: guest === null ? null : habits.spendAt(guest, amount),
    };
  };
}

function pricedItem(item: NonNullable<FileReceipt['items']>[number], times: number) {
  return {
    ...item,
    name: item.name === null ? null : dishName(item.name),
    unitPrice: item.unitPrice === null ? null : item.unitPrice * times,
    total: item.total * times,
  };
}
