import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { keyHeader, type Send } from '../../shared/api/act-key';
import { answerOf, api } from '../../shared/api/client';
import { everyItem, pageAfter } from '../../shared/api/lists';
import type { Schemas } from '../../shared/api/schemas';

export type Webhook = Schemas['Webhook'];
export type WebhookWithSecret = Schemas['WebhookWithSecret'];
export type WebhookDelivery = Schemas['WebhookDelivery'];
type WebhookDeliveryWithBody = Schemas['WebhookDeliveryWithBody'];
export type DeliveryStatus = WebhookDelivery['status'];

export const DELIVERY_STATUSES = ['WAITING', 'FAILED', 'DELIVERED'] as const satisfies readonly DeliveryStatus[];

const DELIVERIES_A_PAGE = 20;

export const webhookKeys = { each: ['webhooks'], deliveries: ['webhook-deliveries'] };

export const webhooksQuery = queryOptions({
  queryKey: [...webhookKeys.each, 'all'],
  queryFn: ({ signal }) => everyItem((query) => answerOf(api.GET('/api/webhooks', { params: { query }, signal }))),
});

export const deliveriesQuery = (id: string, status: DeliveryStatus | undefined, cursor: string | undefined) =>
  queryOptions({
    queryKey: [...webhookKeys.deliveries, id, 'list', status, cursor],
    queryFn: ({ signal }) => {
      const query = { ...(status && { status }), ...pageAfter(cursor, DELIVERIES_A_PAGE) };
      return answerOf(api.GET('/api/webhooks/{id}/deliveries', { params: { path: { id }, query }, signal }));
    },
    placeholderData: keepPreviousData,
  });

export const deliveryQuery = (id: string, deliveryId: string) =>
  queryOptions({
    queryKey: [...webhookKeys.deliveries, id, deliveryId],
    queryFn: ({ signal }) =>
      answerOf(api.GET('/api/webhooks/{id}/deliveries/{deliveryId}', { params: { path: { id, deliveryId } }, signal })),
  });

export const createWebhook: Send<Schemas['CreateWebhook'], WebhookWithSecret> = ({ key, body }) =>
  answerOf(api.POST('/api/webhooks', { params: { header: keyHeader(key) }, body }));

export const changeWebhook =
  (id: string): Send<Schemas['ChangeWebhook'], Webhook> =>
  ({ key, body }) =>
    answerOf(api.PATCH('/api/webhooks/{id}', { params: { path: { id }, header: keyHeader(key) }, body }));

export const rotateWebhookSecret =
  (id: string): Send<null, WebhookWithSecret> =>
  ({ key }) =>
    answerOf(api.POST('/api/webhooks/{id}/secret', { params: { path: { id }, header: keyHeader(key) } }));

export const removeWebhook =
  (id: string): Send<null, Webhook> =>
  ({ key }) =>
    answerOf(api.DELETE('/api/webhooks/{id}', { params: { path: { id }, header: keyHeader(key) } }));

export const pingWebhook =
  (id: string): Send<null, WebhookDeliveryWithBody> =>
  () =>
    answerOf(api.POST('/api/webhooks/{id}/ping', { params: { path: { id } } }));

export const replayWebhook =
  (id: string): Send<Schemas['ReplayWebhook'], Webhook> =>
  ({ key, body }) =>
    answerOf(api.POST('/api/webhooks/{id}/replay', { params: { path: { id }, header: keyHeader(key) }, body }));

export const resendDelivery =
  (id: string, deliveryId: string): Send<null, WebhookDelivery> =>
  ({ key }) =>
    answerOf(
      api.POST('/api/webhooks/{id}/deliveries/{deliveryId}/resend', {
        params: { path: { id, deliveryId }, header: keyHeader(key) },
      }),
    );
