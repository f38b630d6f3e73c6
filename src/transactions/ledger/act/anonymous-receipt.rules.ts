import { NOTHING_ASKED, type Decision, type LineDivision, minorUnits, newGuest, points } from '../../../decision';
import type { SaleLine } from '../journal/stored-json';
import type { Refusing } from './refusing';

const NONE = points(0);

/**
 * A receipt without a guest: nothing is given and nothing moves, but its lines are kept as those of any sale, so that
 * it can be refunded and claimed.
 */
export function decideAnonymousReceipt(
  amount: number,
  lines: readonly SaleLine[] | null,
  where: { readonly restaurantId: string; readonly day: number },
): Decision | Refusing {
  const sum = lines?.reduce((total, line) => total + line.total, 0) ?? amount;
  if (sum !== amount) return { refused: 'items_total_mismatch', data: { amount, itemsTotal: sum } };
  return {
    kind: 'DECIDED',
    amounts: {
      amount: minorUnits(amount),
      discount: minorUnits(0),
      pointsRedeemed: NONE,
      pointsValue: minorUnits(0),
      payable: minorUnits(amount),
      pointsEarned: NONE,
      pointsNotTaken: NONE,
    },
    transfers: [],
    lots: [],
    after: newGuest(),
    tierBefore: '',
    tier: '',
    progress: { next: null, amountToNext: null, visitsToNext: null, pointsToNext: null },
    lines: (lines ?? [{ total: amount, quantityMilli: 1_000 }]).map(divisionOfNothing),
    details: {
      kind: 'SALE',
      restaurantId: where.restaurantId,
      day: where.day,
      capDay: null,
      capped: [],
      pointValue: 0,
      refundPolicy: 'FORGIVE',
      firstSaleBonus: NONE,
      redeemed: [],
    },
    facts: NOTHING_ASKED,
    trace: [],
    redeemable: null,
  };
}

function divisionOfNothing(line: { readonly total: number; readonly quantityMilli: number }): LineDivision {
  return {
    gross: minorUnits(line.total),
    quantityMilli: line.quantityMilli,
    discount: minorUnits(0),
    points: NONE,
    pointsValue: minorUnits(0),
    payable: minorUnits(line.total),
    earned: NONE,
  };
}
