import { type Discount, discountOf } from '../../spending/discount';
import { sumOf } from '../../spending/restrictions';
import { traced } from '../../act/trace';
import type { SaleAct, TraceEntry } from '../../act/types';
import type { SalePart } from '../sale-draft';

/** The discount of the guest's tier, or on the guest's birthday the tier's birthday discount if that is more. */
export const TIER_DISCOUNT: SalePart = {
  name: 'tier discount',
  isInPlain: ({ hasTierDiscounts, hasBirthdayDiscounts, restrictions }) =>
    hasTierDiscounts || hasBirthdayDiscounts || restrictions !== null,
  quote: (draft) => {
    const { act, restrictions, context, trace } = draft;
    draft.discount =
      act.attached === true ? asPaid(act, trace) : discountOf(draft, restrictions, context.calendar, trace);
    return null;
  },
  // Takes back the discounts of all lines, also those of campaigns and rewards.
  takeBack: ({ now, trace }) => {
    if (now.discount > 0) trace.push(traced('GIVE_BACK', 'refund.discount', now.discount));
  },
};

/** The discount with which an attached receipt was paid: later knowledge of the guest does not change it (product.md, T7a). */
function asPaid({ paidDiscount }: SaleAct, trace: TraceEntry[]): Discount {
  const amount = paidDiscount === undefined ? 0 : sumOf(paidDiscount.byLine);
  trace.push(traced('DISCOUNT', 'receipt.attached', amount));
  return { amount, byLine: paidDiscount?.byLine ?? null, birthdayToday: null };
}
