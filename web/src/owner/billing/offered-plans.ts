import { queryOptions } from '@tanstack/react-query';
import { plansQuery } from '../../entities/billing/billing.api';
import { todayIn, ownTimeZone } from '../../shared/format/zone';

/** The newest version of each plan that can be chosen without an agreement. */
export const offeredPlansQuery = queryOptions({
  ...plansQuery,
  select: ({ items }) => {
    const today = todayIn(ownTimeZone());
    const offered = items.filter(({ code, effectiveFrom }) => code !== 'CUSTOM' && effectiveFrom <= today);
    // The list has the newest version of each plan first.
    const newest = offered.filter(({ code }, at) => offered.findIndex((plan) => plan.code === code) === at);
    return newest.sort((a, b) => a.price - b.price);
  },
});
