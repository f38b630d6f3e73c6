import { Injectable } from '@nestjs/common';
import type { Connection } from '../../connections/connection';
import { Inbox, type InboxEvent } from '../../inbox/inbox';
import { iikoEventSchema, iikoOrderSchema, type IikoOrder } from '../wire/iiko-event.schema';
import { instantOfIiko, stateOf } from '../wire/iiko-order.rules';
import type { OrderChange } from './order-closing.rules';

const DELIVERY = 'DeliveryOrderUpdate';
export const ORDER_EVENTS = new Set(['TableOrderUpdate', DELIVERY]);

/** One change of an order, as iiko reports it. */
export interface ChangedOrder {
  readonly id: string;
  readonly organizationId: string;
  readonly timestamp: number;
  readonly order: IikoOrder;
  /** Whether the order is a delivery or a pickup, and not a check of the hall. */
  readonly isDelivery: boolean;
  /** Milliseconds since 1970. */
  readonly changedAt: number;
}

/** The changes of orders that iikoCloud has reported. */
@Injectable()
export class OrderChanges {
  constructor(private readonly inbox: Inbox) {}

  async list(connection: Connection, orderId: string): Promise<OrderChange[]> {
    const events = await this.inbox.listBySubject(connection, orderId);
    return events.flatMap((event): OrderChange[] => {
      const changed = readOrder(event);
      return changed == null ? [] : [{ timestamp: changed.timestamp, state: stateOf(changed.order) }];
    });
  }
}

/** Null: the event has no order, such as a failed creation; undefined: the event is not in iiko's form. */
export function readOrder(event: InboxEvent): ChangedOrder | null | undefined {
  if (!ORDER_EVENTS.has(event.kind)) return null;
  const envelope = iikoEventSchema.safeParse(JSON.parse(event.body.toString('utf8')));
  if (!envelope.success) return undefined;
  const info = iikoOrderSchema.safeParse(envelope.data.eventInfo);
  if (!info.success) return undefined;
  const { id, organizationId, timestamp, creationStatus, order } = info.data;
  if (order == null || (creationStatus != null && creationStatus !== 'Success')) return null;
  const changedAt = instantOfIiko(envelope.data.eventTime, 'UTC') ?? event.receivedAt.getTime();
  return { id, organizationId, timestamp, order, changedAt, isDelivery: event.kind === DELIVERY };
}
