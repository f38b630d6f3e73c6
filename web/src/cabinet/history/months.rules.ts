import { dateFormat } from '../../shared/i18n/intl';
import { pointsChange } from '../../entities/transaction/points-change';
import type { PastTransaction } from '../../entities/transaction/transaction.api';

/** The transactions of one calendar month of the network. */
export interface MonthOfHistory {
  /** `YYYY-MM`. */
  readonly month: string;
  readonly items: readonly PastTransaction[];
  /** Null: older transactions of the month are not read yet. */
  readonly sums: MonthSums | null;
}

interface MonthSums {
  /** Points that came in, and points that went out in any way. */
  readonly pointsIn: number;
  readonly pointsOut: number;
  /** Paid for purchases, without what refunds returned, in minor units. */
  readonly paid: number;
}

/** Groups transactions, the newest first, by month. The last group of a list that goes on may lack a part, so it has no sums. */
export function monthsOf(
  items: readonly PastTransaction[],
  timeZone: string,
  { goesOn }: { readonly goesOn: boolean },
): MonthOfHistory[] {
  // Swedish writes a month as ISO 8601 does.
  const format = dateFormat('sv-SE', { year: 'numeric', month: '2-digit', timeZone });
  const groups = new Map<string, PastTransaction[]>();
  for (const item of items) {
    const month = format.format(new Date(item.occurredAt));
    groups.set(month, [...(groups.get(month) ?? []), item]);
  }
  return [...groups].map(([month, ofMonth], index) => {
    const isWhole = !goesOn || index < groups.size - 1;
    return { month, items: ofMonth, sums: isWhole ? sumsOf(ofMonth) : null };
  });
}

function sumsOf(items: readonly PastTransaction[]): MonthSums {
  const sums = { pointsIn: 0, pointsOut: 0, paid: 0 };
  for (const item of items) {
    const [came, went] = movesOf(item);
    sums.pointsIn += came;
    sums.pointsOut += went;
    if (item.type === 'SALE') sums.paid += item.payable;
    if (item.type === 'REFUND') sums.paid -= item.payable;
  }
  return sums;
}

/** Points that came and points that went, which a purchase may do both. */
function movesOf(item: PastTransaction): [came: number, went: number] {
  if (item.type === 'REFUND') return [item.pointsReturned, item.pointsTakenBack];
  if (item.type === 'SALE' || item.type === 'REDEMPTION') return [item.pointsEarned, item.pointsRedeemed];
  const change = pointsChange(item);
  return change > 0 ? [change, 0] : [0, -change];
}
