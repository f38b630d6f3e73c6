import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { Networks } from '../../../configuration';
import { Clock } from '../../../platform/clock/clock';
import type { Connection } from '../../connections/connection';
import { Inbox } from '../../inbox/inbox';
import { arrivedOf, dueInSecondsOf } from '../orders/arrived-event.rules';
import { iikoEventSchema, iikoOrderSchema } from '../wire/iiko-event.schema';
import { stateOf, utcTimeOf } from '../wire/iiko-order.rules';
import { ChangedOrders, type ListedOrder } from './changed-orders';

const TABLE_ORDER = 'TableOrderUpdate';
const DELIVERY = 'DeliveryOrderUpdate';
/** iiko lists table orders only by id or table, so this many earlier events are searched for ids and tables. */
const EVENTS_LOOKED_AT = 1_000;
const DAY_MS = 86_400_000;
/** How long after its last event an order may still be deleted in iiko. */
const ORDER_LIVES_MS = 3 * DAY_MS;
/** The longest outage for which missed table orders are requested. */
const MAX_OUTAGE_MS = 14 * DAY_MS;
/** For differences of the terminals' clocks, and for the hours around a clock change. */
const MARGIN_MS = 3 * 3_600_000;
const EVENTS_A_TRANSACTION = 100;

/** Orders and tables in an organisation's earlier events. */
interface KnownTables {
  readonly orderIds: ReadonlySet<string>;
  readonly tableIds: ReadonlySet<string>;
}

export interface OrderCount {
  /** How many final orders iiko returned. */
  readonly read: number;
  /** How many of the returned orders the platform did not yet have in their final state. */
  readonly found: number;
}

const tablesSchema = z.looseObject({ order: z.looseObject({ tableIds: z.array(z.string().max(100)).max(100) }) });

/**
 * Puts orders that no webhook reported into the inbox, in the form of webhooks. An order that came before finds its event there, and an order that
 * a plugin recorded finds its receipt.
 */
@Injectable()
export class ReconcileOrders {
  constructor(
    private readonly orders: ChangedOrders,
    private readonly inbox: Inbox,
    private readonly networks: Networks,
    private readonly clock: Clock,
  ) {}

  /** Takes the deliveries after a revision, and returns the latest revision. @throws IikoFailure */
  async takeDeliveries(
    connection: Connection<'IIKO'>,
    organizationId: string,
    { startRevision, since }: { readonly startRevision: number; readonly since: Date },
  ): Promise<OrderCount & { readonly revision: number }> {
    const { orders, revision } = await this.orders.listDeliveries(connection, organizationId, startRevision);
    return { ...(await this.take(connection, DELIVERY, orders, since)), revision };
  }

  /**
   * Takes table orders: those in events of the last days, and those of known tables since the last time.
   * @param lastAt the last time; null: never
   * @throws IikoFailure
   */
  async takeTableOrders(
    connection: Connection<'IIKO'>,
    organizationId: string,
    { lastAt, since }: { readonly lastAt: Date | null; readonly since: Date },
  ): Promise<OrderCount> {
    const known = await this.listKnown(connection, organizationId);
    const { timeZone } = await this.networks.getProfile(connection.networkId);
    const now = this.clock.now().getTime();
    const from = Math.max((lastAt ?? since).getTime() - MARGIN_MS, now - MAX_OUTAGE_MS);
    const span = { from, to: now + MARGIN_MS, timeZone: connection.options.timeZone ?? timeZone };
    const orders = [
      ...(await this.orders.listByIds(connection, organizationId, [...known.orderIds])),
      ...(await this.orders.listByTables(connection, organizationId, [...known.tableIds], span)),
    ];
    const byId = new Map(orders.map((order) => [order.id, order]));
    return this.take(connection, TABLE_ORDER, [...byId.values()], since);
  }

  private async listKnown(connection: Connection<'IIKO'>, organizationId: string): Promise<KnownTables> {
    const orderIds = new Set<string>();
    const tableIds = new Set<string>();
    const newest = this.clock.now().getTime() - ORDER_LIVES_MS;
    for (const event of await this.inbox.listNewest(connection, TABLE_ORDER, EVENTS_LOOKED_AT)) {
      const envelope = iikoEventSchema.safeParse(JSON.parse(event.body.toString('utf8')));
      if (!envelope.success || envelope.data.organizationId !== organizationId) continue;
      const { success } = z.guid().safeParse(event.subject);
      if (event.subject !== null && success && event.receivedAt.getTime() > newest) orderIds.add(event.subject);
      for (const id of tablesSchema.safeParse(envelope.data.eventInfo).data?.order.tableIds ?? []) tableIds.add(id);
    }
    return { orderIds, tableIds };
  }

  private async take(
    connection: Connection<'IIKO'>,
    eventType: string,
    orders: readonly ListedOrder[],
    since: Date,
  ): Promise<OrderCount> {
    const final = orders.filter((order) => order.timestamp >= since.getTime() && !isOpen(order));
    const events = final.map((order) =>
      arrivedOf({
        eventType,
        eventTime: utcTimeOf(order.timestamp),
        organizationId: order.organizationId,
        correlationId: null,
        eventInfo: order,
      }),
    );
    let found = 0;
    for (let at = 0; at < events.length; at += EVENTS_A_TRANSACTION) {
      const part = events.slice(at, at + EVENTS_A_TRANSACTION);
      const taken = await this.inbox.take(connection, part, dueInSecondsOf(connection));
      found += taken.filter(({ isNew }) => isNew).length;
    }
    return { read: events.length, found };
  }
}

/** An order that cannot be read counts as final, because managers see it in the inbox. */
function isOpen(order: ListedOrder): boolean {
  const parsed = iikoOrderSchema.safeParse(order);
  if (!parsed.success) return false;
  return parsed.data.order == null || stateOf(parsed.data.order) === 'OPEN';
}
