import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { keyHeader, type Send } from '../../shared/api/act-key';
import { answerOf, api } from '../../shared/api/client';
import { BY_CURSOR, pageAfter } from '../../shared/api/lists';
import type { Schemas } from '../../shared/api/schemas';

export type CouponBatch = Schemas['CouponBatch'];
export type CouponBatchBody = Schemas['CreateCouponBatch'];
export type Coupon = Schemas['Coupon'];

const BATCHES_AT_ONCE = 50;
const USES_AT_ONCE = 20;
const WHILE_MAKING_MS = 1_000;

export const couponKeys = { batches: ['coupons', 'batches'] };

/** Codes that were made together, the newest first. While codes are being made their number is watched. */
export function couponBatchesQuery(cursor: string | undefined) {
  return queryOptions({
    queryKey: [...couponKeys.batches, cursor],
    queryFn: ({ signal }) => {
      const query = pageAfter(cursor, BATCHES_AT_ONCE);
      return answerOf(api.GET('/api/coupons/batches', { params: { query }, signal }));
    },
    refetchInterval: ({ state }) =>
      state.data?.items.some(({ status }) => status === 'MAKING') === true ? WHILE_MAKING_MS : false,
  });
}

/** A coupon by its code, with its uses page by page. */
export function couponQuery(code: string) {
  return infiniteQueryOptions({
    queryKey: ['coupons', 'lookup', code],
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

export const createCouponBatch: Send<CouponBatchBody, CouponBatch> = ({ key, body }) =>
  answerOf(api.POST('/api/coupons/batches', { params: { header: keyHeader(key) }, body }));

/** Codes of a batch are good no more; the body is its id. */
export const stopCouponBatch: Send<string, CouponBatch> = ({ key, body: id }) =>
  answerOf(api.POST('/api/coupons/batches/{id}/stop', { params: { path: { id }, header: keyHeader(key) } }));

/** The codes of a batch as a file. */
export async function readCouponCodes(id: string): Promise<Blob> {
  const params = { path: { id } };
  return (await answerOf<unknown>(api.GET('/api/coupons/batches/{id}/codes', { params, parseAs: 'blob' }))) as Blob;
}
