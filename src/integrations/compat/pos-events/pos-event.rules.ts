import { type BodyFault, ProblemError } from '../../../platform/problems/problem';
import { parseDecimal } from '../../../platform/http/decimal-money.rules';
import { faultsOf } from '../../../platform/http/schema-faults';
import { MAX_ACT_AMOUNT } from '../../../platform/http/schemas';
import type { ItemDto, ReceiptDto } from '../../../transactions';
import { type PosEvent, posEventSchema } from './pos-event.dto';

/** The line for the part of a sale that no item names. */
const UNLISTED = { name: 'Unlisted', category: 'unlisted' } as const;
const QUANTITY_DIGITS = 3;

const ENVELOPE: Readonly<Record<string, string>> = {
  eventId: 'event_id',
  eventType: 'event_type',
  orgId: 'org_id',
  locationId: 'location_id',
  customerId: 'customer_id',
};

/** @throws ProblemError `invalid_body` with the fields that do not fit */
export function parsePosEvent(given: unknown): PosEvent {
  const named = withSnakeCase(given);
  const parsed = posEventSchema.safeParse(named);
  if (parsed.success) return parsed.data;
  throw new ProblemError('invalid_body', {}, faultsOf(parsed.error.issues, named));
}

/** The source's own id of an event that may be anything; null: it has none that could be one. */
export function eventIdOf(given: unknown): string | null {
  const named = withSnakeCase(given);
  if (typeof named !== 'object' || named === null || !('event_id' in named)) return null;
  const parsed = posEventSchema.shape.event_id.safeParse(named.event_id);
  return parsed.success ? parsed.data : null;
}

/** The sale that an event tells of. @throws ProblemError `invalid_body` for decimals that the currency does not have */
export function saleOf({ timestamp, payload }: PosEvent, pointOfSaleId: string, currencyDigits: number): ReceiptDto {
  const faults: BodyFault[] = [];
  const read = (value: number, digits: number, path: string): number => {
    const parsed = parseDecimal(String(value), digits);
    if (parsed !== undefined && parsed <= MAX_ACT_AMOUNT) return parsed;
    faults.push({ path: `payload.${path}`, code: 'not_valid', message: '' });
    return 0;
  };
  const amount = read(payload.amount, currencyDigits, 'amount');
  const items = (payload.items ?? []).map((item, at): ItemDto => {
    const path = `items[${String(at)}]`;
    if (read(item.quantity, QUANTITY_DIGITS, `${path}.quantity`) === 0)
      faults.push({ path: `payload.${path}.quantity`, code: 'not_valid', message: '' });
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
    type: 'SALE',
    pointOfSaleId,
    amount,
    items: items.length === 0 ? null : [...items, ...(isShort ? [{ ...UNLISTED, quantity: 1, total: unlisted }] : [])],
    paymentMethod: payload.payment_method ?? null,
    receiptNumber: payload.receipt_number ?? null,
    externalOrderId: payload.transaction_id,
    occurredAt: timestamp,
  };
}

/** Only the envelope has two spellings; a name that comes in both is left for the schema to refuse. */
function withSnakeCase(given: unknown): unknown {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) return given;
  return Object.fromEntries(
    Object.entries(given).map(([name, value]) => {
      const snake = Object.hasOwn(ENVELOPE, name) ? ENVELOPE[name] : undefined;
      return [snake === undefined || Object.hasOwn(given, snake) ? name : snake, value];
    }),
  );
}
