import { discountByRewards } from '../../spending/rewards';
import type { SalePart } from '../sale-draft';

/** The rewards that the guest redeems on the sale. */
export const REWARDS: SalePart = {
  quote: (draft) => {
    const { program, act, lines, discount, restrictions: restricted, trace } = draft;
    const sale = { amount: act.amount, lines, tierDiscount: discount, restricted };
    const byRewards = discountByRewards(program, act.rewards, sale, trace);
    if ('kind' in byRewards) return byRewards;
    draft.byRewards = byRewards;
    if (byRewards.amount > 0) draft.discount = { ...discount, amount: discount.amount + byRewards.amount };
    return null;
  },
};
