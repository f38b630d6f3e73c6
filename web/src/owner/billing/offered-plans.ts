import { queryOptions } from '@tanstack/react-query';
import { plansQuery } from '../../entities/billing/billing.api';

/** The newest version of each plan that can be chosen without an agreement. */
export const offeredPlansQuery = queryOptions({
  ...plansQuery,
  select: ({ items }) => {
    const newest = new Map(items.filter(({ code }) => code !== 'CUSTOM').map((plan) => [plan.code, plan]));
    return [...newest.values()].sort((a, b) => a.price - b.price);
  },
});
