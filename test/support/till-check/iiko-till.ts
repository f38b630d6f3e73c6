import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';
import { iikoEventSchema, iikoOrderSchema } from '../../../src/integrations/iiko/wire/iiko-event.schema';
import { paidLinesOf, stateOf } from '../../../src/integrations/iiko/wire/iiko-order.rules';
import type { TillResult } from '../../../packages/till-check/example/till.mjs';
import { IikoDouble } from '../../doubles/iiko-double';
import { type AskedSale, Middleware, driverOf } from './adapted-till';

const events = z.array(iikoEventSchema);

/**
 * The double of iikoCloud before a middleware, which reads its webhooks as this platform's own connector does, and calls the API in place of the
 * ledger.
 */
export async function iikoTill() {
  const middleware = new Middleware();
  const results: TillResult[] = [];
  const door = await openDoor(middleware, results);
  const double = await IikoDouble.start();
  double.setWebhook(door.url, 'secret');
  const orders = new Map<string, { readonly id: string; readonly order: object }>();

  /** Changes an order; iiko notifies the middleware. */
  async function send(id: string, order: object): Promise<TillResult> {
    const status = await double.send(double.tableOrder(id, Date.now(), order));
    const result = results.at(-1);
    if (status !== 200 || result === undefined) throw new Error(`the webhook was answered with ${String(status)}`);
    return result;
  }

  const system = {
    name: 'iiko',
    can: ['phone', 'anonymous', 'refund', 'queue', 'restart'],
    sell({ check, guest }: AskedSale): Promise<TillResult> {
      const known = orders.get(check.number);
      const id = known?.id ?? randomUUID();
      const order = {
        number: Number(check.number),
        phone: guest?.phone ?? null,
        sum: check.total / 100,
        items: check.lines.map(({ code, name, quantity, unitPrice, total }) => ({
          type: 'Product',
          amount: quantity,
          product: { id: code, name },
          price: unitPrice / 100,
          cost: total / 100,
          resultSum: total / 100,
          modifiers: [],
        })),
      };
      orders.set(check.number, { id, order });
      return send(id, order);
    },
    refund({ receipt }: { readonly receipt: string }): Promise<TillResult> {
      const known = orders.get(receipt);
      if (known === undefined) throw new Error(`no order ${receipt}`);
      return send(known.id, { ...known.order, status: 'Deleted' });
    },
    stop: async () => {
      await double.stop();
      await door.close();
    },
  };
  return driverOf(system, middleware);
}

/** The middleware's address of iiko's webhooks. `results` gets the results of the API's side. */
async function openDoor(middleware: Middleware, results: TillResult[]) {
  const take = async (text: string): Promise<void> => {
    for (const { eventInfo } of events.parse(JSON.parse(text))) results.push(await actOf(middleware, eventInfo));
  };
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      take(Buffer.concat(parts).toString('utf8')).then(
        () => response.writeHead(200).end('{}'),
        (error: unknown) => response.writeHead(500).end(String(error)),
      );
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = async (): Promise<void> => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`, close };
}

async function actOf({ till, place }: Middleware, eventInfo: unknown): Promise<TillResult> {
  const { id, order } = iikoOrderSchema.parse(eventInfo);
  if (order == null) throw new Error('an event without its order');
  const receipt = String(order.number);
  if (stateOf(order) === 'CANCELLED')
    return till.record({ kind: 'REFUND', receipt, guest: null, body: { reason: 'deleted' } });
  const paid = paidLinesOf(order, { digits: 2, pointsPaymentTypeId: null });
  if (paid === undefined) throw new Error('an order whose sums make no receipt');
  const guest = order.phone == null ? null : { phone: order.phone };
  const body = {
    type: 'SALE',
    pointOfSaleId: place.pointOfSaleId,
    externalOrderId: id,
    printedNumber: receipt,
    amount: paid.amount,
    items: paid.lines,
  };
  if (guest === null) return till.record({ kind: 'RECEIPT', receipt, guest, body });
  const result = await till.record({ kind: 'SALE', receipt, guest, body });
  // Records the sale of an unknown guest as an anonymous receipt, which a guest may claim later. The platform's own connector does this too.
  return result.code === 'guest_not_found' ? till.record({ kind: 'RECEIPT', receipt, guest: null, body }) : result;
}
