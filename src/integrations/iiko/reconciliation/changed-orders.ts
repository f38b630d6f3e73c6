import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import type { Connection } from '../../connections/connection';
import { IikoClient } from '../wire/iiko-client';
import { iikoTimeOf } from '../wire/iiko-order.rules';

/** Orders named in one call. */
const ORDERS_A_CALL = 100;
const TABLES_A_CALL = 50;
const MOST_ORDERS = 20_000;

/** An order in the form of a webhook's `eventInfo`; the inbox reads its contents. */
const changedOrderSchema = z.looseObject({
  id: z.guid(),
  organizationId: z.guid(),
  timestamp: z.number().int(),
});
const deliveriesSchema = z.looseObject({
  maxRevision: z.number().int().min(0),
  ordersByOrganizations: z
    .array(z.looseObject({ organizationId: z.string(), orders: z.array(changedOrderSchema).max(MOST_ORDERS) }))
    .max(1_000),
});
const ordersSchema = z.looseObject({ orders: z.array(changedOrderSchema).max(MOST_ORDERS) });

export type ListedOrder = z.infer<typeof changedOrderSchema>;

/** Reads from iikoCloud the present state of orders. Each call may throw `IikoFailure`. */
@Injectable()
export class ChangedOrders {
  constructor(private readonly client: IikoClient) {}

  /** Deliveries that changed after a revision, and the latest revision. */
  async listDeliveries(
    connection: Connection<'IIKO'>,
    organizationId: string,
    startRevision: number,
  ): Promise<{ readonly orders: readonly ListedOrder[]; readonly revision: number }> {
    const body = { startRevision, organizationIds: [organizationId] };
    const answer = await this.client.call(connection, 'deliveries/by_revision', body, deliveriesSchema);
    const own = answer.ordersByOrganizations.filter((entry) => entry.organizationId === organizationId);
    return { orders: own.flatMap(({ orders }) => orders), revision: Math.max(startRevision, answer.maxRevision) };
  }

  /** Table orders by their ids. */
  async listByIds(
    connection: Connection<'IIKO'>,
    organizationId: string,
    orderIds: readonly string[],
  ): Promise<ListedOrder[]> {
    const found: ListedOrder[] = [];
    for (const part of partsOf(orderIds, ORDERS_A_CALL)) {
      const body = { organizationIds: [organizationId], orderIds: part };
      found.push(...(await this.client.call(connection, 'order/by_id', body, ordersSchema)).orders);
    }
    return found;
  }

  /** Table orders of these tables that were closed or deleted in a span of time, by the terminals' clock. */
  async listByTables(
    connection: Connection<'IIKO'>,
    organizationId: string,
    tableIds: readonly string[],
    { from, to, timeZone }: { readonly from: number; readonly to: number; readonly timeZone: string },
  ): Promise<ListedOrder[]> {
    const found: ListedOrder[] = [];
    for (const part of partsOf(tableIds, TABLES_A_CALL)) {
      const body = {
        organizationIds: [organizationId],
        tableIds: part,
        statuses: ['Closed', 'Deleted'],
        dateFrom: iikoTimeOf(from, timeZone),
        dateTo: iikoTimeOf(to, timeZone),
      };
      found.push(...(await this.client.call(connection, 'order/by_table', body, ordersSchema)).orders);
    }
    return found;
  }
}

function partsOf(ids: readonly string[], size: number): string[][] {
  return Array.from({ length: Math.ceil(ids.length / size) }, (_, at) => ids.slice(at * size, (at + 1) * size));
}
