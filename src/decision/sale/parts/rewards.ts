import { discountByRewards } from '../../spending/rewards';
import { traced } from '../../act/trace';
import type { SalePart } from '../sale-draft';

/** The rewards that the guest redeems on the sale. */
export const REWARDS: SalePart = {
  name: 'rewards',
  isInPlain: () => false,
  quote: (draft) => {
    const { program, act, lines, discount, restrictions: restricted, trace } = draft;
    const sale = { amount: act.amount, lines, tierDiscount: discount, restricted };
    const byRewards = discountByRewards(program, act.rewards, sale, trace);
    if ('kind' in byRewards) return byRewards;
    draft.byRewards = byRewards;
    draft.discount = { ...discount, amount: discount.amount + byRewards.amount };
    return null;
  },
  takeBack: ({ act, shares, trace }) => {
    if (shares.isWhole)
      for (const reward of act.rewards) trace.push(traced('GIVE_BACK', 'refund.reward', 0, { reward }));
  },
};
