import { queryOptions } from '@tanstack/react-query';
import { ask, askBy, call, keyOf } from '../../shared/api/calls';
import type { Schemas } from '../../shared/api/schemas';

export type Subscription = Schemas['Subscription'];
export type Plan = Schemas['Plan'];
export type PlanCode = Plan['code'];
export type PlanPreview = Schemas['SubscriptionPreview'];
export type Invoice = Schemas['Invoice'];

/** The plan of the network, and the plans to choose from. */
export const planQuery = ask('/api/subscription');

/** The effect of a change to this plan, before it is made. */
export const planPreviewQuery = (planCode: PlanCode) =>
  askBy(
    '/api/subscription/preview',
    {},
    { planCode },
    {
      // The price of a change of plan depends on the day, so an old answer is not kept.
      gcTime: 0,
      retry: false,
    },
  );

export const checkOnlinePayment = (id: string) => call('POST', '/api/online-payments/{id}/check', { id });

const ASK_AGAIN_MS = 3_000;

/** The state of a payment from whose page somebody came back; it is asked for again until it is over. */
export function onlinePaymentQuery(id: string) {
  return queryOptions({
    queryKey: keyOf('/api/online-payments/{id}/check', { id }),
    queryFn: () => checkOnlinePayment(id),
    refetchInterval: ({ state }) => (state.data?.status === 'PENDING' ? ASK_AGAIN_MS : false),
  });
}
