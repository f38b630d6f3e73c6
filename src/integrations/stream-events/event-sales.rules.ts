import { parseDecimal } from '../../platform/http/decimal-money.rules';
import { MAX_ACT_AMOUNT } from '../../platform/http/schemas';
import { type BodyFault, ProblemError } from '../../platform/problems/problem';
import type { ItemDto, ReceiptDto } from '../../transactions';
import type { OldFigures } from '../shadow-receipts';
import { nameOfLength, parseEvent } from './envelope.rules';
import { type PosEvent, posEventSchema } from './pos-event.dto';
import { buySchema, type OrderCompleted, orderCompletedSchema } from './stream-event.dto';
import type { StreamEventType } from './topic.rules';

/** The line for the part of a sale's total that no item covers. */
const UNLISTED = { name: 'Unlisted', category: 'unlisted' } as const;
const QUANTITY_DIGITS = 3;

export const SALE_EVENT_TYPES = ['pos.transaction', 'buy', 'order.completed'] as const satisfies StreamEventType[];
export type SaleEventType = (typeof SALE_EVENT_TYPES)[number];

/** The sale in an event of any sale type. */
interface EventSale {
  /** The parsed event. */
  readonly event: unknown;
  readonly eventId: string;
  /** Code of the network; null: the event names no network. */
  readonly network: string | null;
  /** Code or id of a restaurant or till; null: the event names no location. */
  readonly location: string | null;
  readonly customerId: string;
  /** Points of an earlier system, for a shadow; null: the event says none. */
  readonly old: OldFigures | null;
  /** @throws ProblemError `invalid_body` for decimals that the currency does not have */
  readonly receiptAt: (pointOfSaleId: string, currencyDigits: number) => ReceiptDto;
}

/** @throws ProblemError `invalid_body` with the fields that do not fit */
export function parseSale(type: SaleEventType, given: unknown): EventSale {
  switch (type) {
    case 'pos.transaction': {
      const event = parseEvent(posEventSchema, given);
      return {
        event,
        eventId: event.event_id,
        network: event.org_id,
        location: event.location_id,
        customerId: event.customer_id,
        old: oldOf(event),
        receiptAt: (pointOfSaleId, digits) => saleOf(event, pointOfSaleId, digits),
      };
    }
    case 'buy': {
      const event = parseEvent(identifiedBuySchema, given);
      const item = { sku: event.product, name: event.product, quantity: event.amount, total_price: 0 };
      return {
        event,
        eventId: event.event_id,
        network: event.tenant,
        location: event.location_id ?? null,
        customerId: event.userId,
        old: null,
        receiptAt: (pointOfSaleId, digits) =>
          receiptOf({ path: '', amountPath: 'amount', amount: 0, items: [item] }, digits, {
            pointOfSaleId,
            externalOrderId: nameOfLength(`buy/${event.event_id}`),
          }),
      };
    }
    case 'order.completed': {
      const event = parseEvent(orderCompletedSchema, given);
      return {
        event,
        eventId: event.data.orderId,
        network: event.org_id ?? event.tenant ?? null,
        location: event.location_id ?? null,
        customerId: event.data.customerId,
        old: null,
        receiptAt: (pointOfSaleId, digits) => orderSaleOf(event, pointOfSaleId, digits),
      };
    }
  }
}

function oldOf({ payload: { loyalty } }: PosEvent): OldFigures | null {
  return loyalty == null ? null : { ...loyalty, balance: loyalty.balance ?? null };
}

/** The schema after an event without an id was given one. */
const identifiedBuySchema = buySchema.required({ event_id: true });

interface Goods {
  /** The paths of the goods and of their amount in the event. */
  readonly path: string;
  readonly amountPath: string;
  readonly amount: number;
  readonly items: PosEvent['payload']['items'];
}

function saleOf({ timestamp, payload }: PosEvent, pointOfSaleId: string, currencyDigits: number): ReceiptDto {
  const { amount, items } = payload;
  return receiptOf({ path: 'payload.', amountPath: 'amount', amount, items }, currencyDigits, {
    pointOfSaleId,
    paymentMethod: payload.payment_method ?? null,
    receiptNumber: payload.receipt_number ?? null,
    externalOrderId: payload.transaction_id,
    occurredAt: timestamp,
  });
}

function orderSaleOf({ timestamp, data }: OrderCompleted, pointOfSaleId: string, currencyDigits: number): ReceiptDto {
  return receiptOf(
    { path: 'data.', amountPath: 'totalAmount', amount: data.totalAmount, items: data.items },
    currencyDigits,
    {
      pointOfSaleId,
      receiptNumber: data.orderNumber ?? null,
      externalOrderId: data.orderId,
      ...(timestamp === undefined ? {} : { occurredAt: timestamp }),
    },
  );
}

function receiptOf(
  { path: begin, amountPath, ...goods }: Goods,
  currencyDigits: number,
  rest: Omit<ReceiptDto, 'type' | 'amount' | 'items'>,
): ReceiptDto {
  const faults: BodyFault[] = [];
  const refuse = (path: string): void => void faults.push({ path: begin + path, code: 'not_valid', message: '' });
  const read = (value: number, digits: number, path: string): number => {
    const parsed = parseDecimal(String(value), digits);
    if (parsed !== undefined && parsed <= MAX_ACT_AMOUNT) return parsed;
    refuse(path);
    return 0;
  };
  const amount = read(goods.amount, currencyDigits, amountPath);
  const items = (goods.items ?? []).map((item, at): ItemDto => {
    const path = `items[${String(at)}]`;
    if (read(item.quantity, QUANTITY_DIGITS, `${path}.quantity`) === 0) refuse(`${path}.quantity`);
    return {
      sku: item.sku ?? null,
      name: item.name ?? null,
      category: item.category ?? null,
      quantity: item.quantity,
      unitPrice: item.unit_price == null ? null : read(item.unit_price, currencyDigits, `${path}.unit_price`),
      total: read(item.total_price, currencyDigits, `${path}.total_price`),
    };
  });
  if (faults.length > 0) throw new ProblemError('invalid_body', {}, faults);
  const unlisted = amount - items.reduce((sum, { total }) => sum + total, 0);
  const isShort = items.length > 0 && unlisted > 0;
  return {
    ...rest,
    type: 'SALE',
    amount,
    items: items.length === 0 ? null : [...items, ...(isShort ? [{ ...UNLISTED, quantity: 1, total: unlisted }] : [])],
  };
}
