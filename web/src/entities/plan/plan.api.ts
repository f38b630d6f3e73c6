import { queryOptions } from '@tanstack/react-query';
import { keyHeader, type Send } from '../../shared/api/act-key';
import { answerOf, api } from '../../shared/api/client';
import { pageAfter } from '../../shared/api/lists';
import type { Schemas } from '../../shared/api/schemas';

export type Subscription = Schemas['Subscription'];
export type Plan = Schemas['Plan'];
export type PlanCode = Plan['code'];
export type PlanPreview = Schemas['SubscriptionPreview'];
export type Invoice = Schemas['Invoice'];

const AT_ONCE = 20;

export const planKeys = { each: ['plan'] };

/** The plan of the network, and the plans to choose from. */
export const planQuery = queryOptions({
  queryKey: [...planKeys.each, 'own'],
  queryFn: ({ signal }) => answerOf(api.GET('/api/subscription', { signal })),
});

/** The effect of a change to this plan, before it is made. */
export function planPreviewQuery(planCode: PlanCode) {
  return queryOptions({
    queryKey: [...planKeys.each, 'preview', planCode],
    queryFn: ({ signal }) => answerOf(api.POST('/api/subscription/preview', { body: { planCode }, signal })),
    // The sum depends on the day.
    gcTime: 0,
    retry: false,
  });
}

export const changePlan: Send<Schemas['ChangeOwnSubscription'], Subscription> = ({ key, body }) =>
  answerOf(api.POST('/api/subscription/changes', { params: { header: keyHeader(key) }, body }));

/** Invoices and credit notes of the network, newest first. */
export function invoicesQuery(cursor: string | undefined) {
  return queryOptions({
    queryKey: [...planKeys.each, 'invoices', cursor],
    queryFn: ({ signal }) =>
      answerOf(api.GET('/api/invoices', { params: { query: pageAfter(cursor, AT_ONCE) }, signal })),
  });
}

export type OnlinePayment = Schemas['OnlinePayment'];

/** The page on which the rest of an invoice is paid; the same one while it is open. */
export function payOnline(id: string): Promise<OnlinePayment> {
  return answerOf(api.POST('/api/invoices/{id}/online-payments', { params: { path: { id } } }));
}

export function checkOnlinePayment(id: string): Promise<OnlinePayment> {
  return answerOf(api.POST('/api/online-payments/{id}/check', { params: { path: { id } } }));
}

const ASK_AGAIN_MS = 3_000;

/** The state of a payment from whose page somebody came back; it is asked for again until it is over. */
export function onlinePaymentQuery(id: string) {
  return queryOptions({
    queryKey: [...planKeys.each, 'payment', id],
    queryFn: () => checkOnlinePayment(id),
    refetchInterval: ({ state }) => (state.data?.status === 'PENDING' ? ASK_AGAIN_MS : false),
  });
}

export async function readInvoicePdf(id: string, language: 'ru' | 'en'): Promise<Blob> {
  const params = { path: { id }, query: { language } };
  return (await answerOf<unknown>(api.GET('/api/invoices/{id}/pdf', { params, parseAs: 'blob' }))) as Blob;
}
