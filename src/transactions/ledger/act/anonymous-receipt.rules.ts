import {
  type CompiledProgram,
  type Context,
  type Decision,
  type LineDivision,
  minorUnits,
  moneyOffForEverybody,
  newGuest,
  points,
  type Refusal,
  type SaleAct,
} from '../../../decision';

const NONE = points(0);

/**
 * Decides a receipt without a guest: no points move, and only campaigns for everybody take money off. Its row keeps the
 * lines like the row of a sale, so that it can be refunded and claimed.
 *
 * @param program the programme in force at the sale; null: none
 */
export function decideAnonymousReceipt(
  program: CompiledProgram | null,
  act: SaleAct,
  context: Pick<Context, 'calendar' | 'campaigns' | 'now'>,
): Decision | Refusal {
  const { amount, lines } = act;
  const sum = lines?.reduce((total, line) => total + line.total, 0) ?? amount;
  if (sum !== amount) return { kind: 'REFUSED', code: 'items_total_mismatch', data: { amount, itemsTotal: sum } };
  const off = moneyOffForEverybody(program, act, context);
  if ('kind' in off) return off;
  return {
    kind: 'DECIDED',
    amounts: {
      amount: minorUnits(amount),
      discount: minorUnits(off.discount),
      pointsRedeemed: NONE,
      pointsValue: minorUnits(0),
      payable: minorUnits(amount - off.discount),
      pointsEarned: NONE,
      pointsNotTaken: NONE,
    },
    transfers: [],
    lots: [],
    after: newGuest(),
    tierBefore: '',
    tier: '',
    progress: { next: null, amountToNext: null, visitsToNext: null, pointsToNext: null },
    lines: off.lines ?? (lines ?? [{ total: amount, quantityMilli: 1_000 }]).map(divisionOfNothing),
    details: {
      kind: 'SALE',
      restaurantId: act.restaurantId,
      day: context.calendar.localDay(act.occurredAt),
      capDay: null,
      capped: [],
      pointValue: 0,
      refundPolicy: 'FORGIVE',
      firstSaleBonus: NONE,
      redeemed: [],
      ...(off.sold.length === 0 ? {} : { campaigns: off.sold }),
    },
    facts: off.facts,
    trace: off.trace,
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
