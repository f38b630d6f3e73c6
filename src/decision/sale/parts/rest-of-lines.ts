import { withinLineLimits } from '../../spending/point-limits';
import { redeemableByLine, type RestrictedLines, traceKept, traceLeftOut } from '../../spending/restrictions';
import type { SaleDraft, SalePart } from '../sale-draft';

/** Under restrictions: what the discounts leave of each line, and how much of it points may pay. The trace says why some lines get less. */
export const REST_OF_LINES: SalePart = {
  name: 'rest of lines',
  isIn: ({ restrictions }) => restrictions !== null,
  quote: (draft) => {
    const { restrictions, lines, discount, byRewards, act, program } = draft;
    if (restrictions === null) return null;
    const discounts = lines.map((_, index) => (discount.byLine?.[index] ?? 0) + (byRewards.byLine?.[index] ?? 0));
    const unlimited = redeemableByLine(restrictions, lines, discounts);
    const redeemable =
      program.pointLimits === null ? unlimited : withinLineLimits(program.pointLimits, draft.place, lines, unlimited);
    draft.restricted = { redeemable, unlimited };
    if (act.attached !== true) traceRest(draft, restrictions, discounts);
    return null;
  },
};

function traceRest(draft: SaleDraft, restrictions: RestrictedLines, discounts: readonly number[]): void {
  const { program, lines, byCampaigns, byRewards, trace } = draft;
  const { discount = null, redemption = null } = program.restrictions ?? {};
  const haveDiscounts = program.hasTierDiscounts || program.hasBirthdayDiscounts;
  if (haveDiscounts || byCampaigns !== null || byRewards.byLine !== null)
    traceLeftOut(trace, 'DISCOUNT', 'lines.noDiscount', discount, lines);
  if (program.document.redemption !== null) traceLeftOut(trace, 'REDEEM', 'lines.noRedemption', redemption, lines);
  traceKept(trace, restrictions, lines, discounts);
}
