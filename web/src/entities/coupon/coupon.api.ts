import { infiniteQueryOptions } from '@tanstack/react-query';
import { ask, keyOf } from '../../shared/api/calls';
import { answerOf, api } from '../../shared/api/client';
import { BY_CURSOR, pageAfter } from '../../shared/api/lists';
import type { Schemas } from '../../shared/api/schemas';

export type CouponBatch = Schemas['CouponBatch'];
export type Coupon = Schemas['Coupon'];

const BATCHES_AT_ONCE = 50;
const USES_AT_ONCE = 20;
const WHILE_MAKING_MS = 1_000;

/** Codes that were made together, the newest first. While codes are being made their number is watched. */
export const couponBatchesQuery = (cursor: string | undefined) =>
  ask(
    '/api/coupons/batches',
    { limit: BATCHES_AT_ONCE, cursor },
    {
      refetchInterval: ({ state }) =>
        state.data?.items.some(({ status }) => status === 'MAKING') === true ? WHILE_MAKING_MS : false,
    },
  );

/** A coupon by its code, with its uses page by page. */
export function couponQuery(code: string) {
  return infiniteQueryOptions({
    queryKey: [...keyOf('/api/coupons/lookup'), code],
    // A quote that a guest waits for is asked anew each time, a wrong code only once.
    gcTime: 0,
    retry: false,
    initialPageParam: BY_CURSOR.initialPageParam,
    queryFn: ({ pageParam, signal }) => {
      const query = pageAfter(pageParam, USES_AT_ONCE);
      return answerOf(api.POST('/api/coupons/lookup', { params: { query }, body: { code }, signal }));
    },
    getNextPageParam: ({ uses }) => BY_CURSOR.getNextPageParam(uses),
  });
}
