import { keepPreviousData } from '@tanstack/react-query';
import { ask } from '../../shared/api/calls';
import type { Schemas } from '../../shared/api/schemas';

export type Webhook = Schemas['Webhook'];
export type WebhookWithSecret = Schemas['WebhookWithSecret'];
export type WebhookDelivery = Schemas['WebhookDelivery'];
export type DeliveryStatus = WebhookDelivery['status'];

export const DELIVERY_STATUSES = ['WAITING', 'FAILED', 'DELIVERED'] as const satisfies readonly DeliveryStatus[];

const DELIVERIES_A_PAGE = 20;

export const deliveriesQuery = (id: string, status: DeliveryStatus | undefined, cursor: string | undefined) =>
  ask(
    '/api/webhooks/{id}/deliveries',
    { id, status, limit: DELIVERIES_A_PAGE, cursor },
    { placeholderData: keepPreviousData },
  );
