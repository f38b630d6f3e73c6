import { parseDecimal } from '../../../platform/http/decimal-money.rules';
import { calendarOf, isoDateOf } from '../../../platform/clock/calendar';
import type { IikoItem, IikoOrder } from './iiko-event.schema';

/** A line of a closed order, in minor units. */
export interface OrderLine {
  readonly sku: string | null;
  readonly name: string | null;
  readonly quantity: number;
  readonly total: number;
  readonly type: 'SERVICE' | null;
}

/** The state of an order, as loyalty distinguishes it. */
export type OrderState = 'CLOSED' | 'CANCELLED' | 'OPEN';

/** Only a closed order is final; a delivered one may still change. Unknown statuses count as open. */
export function stateOf({ status, isDeleted }: IikoOrder): OrderState {
  if (isDeleted === true || status === 'Deleted' || status === 'Cancelled') return 'CANCELLED';
  return status === 'Closed' ? 'CLOSED' : 'OPEN';
}

/**
 * Lines and amount that were paid with money: iiko's charge for the lines that were not deleted, less what points paid, spread over the lines by
 * price. Undefined: a sum has more decimals than the currency.
 * @param pointsPaymentTypeId the payment type that stands for points
 */
export function paidLinesOf(
  order: IikoOrder,
  { digits, pointsPaymentTypeId }: { readonly digits: number; readonly pointsPaymentTypeId: string | null },
): { readonly lines: OrderLine[]; readonly amount: number } | undefined {
  const lines: OrderLine[] = [];
  for (const item of order.items ?? []) {
    if (item.deleted != null) continue;
    const line = lineOf(item, digits);
    if (line === undefined) return undefined;
    lines.push(line);
  }
  let byPoints = 0;
  for (const { paymentType, sum, isPreliminary } of order.payments ?? []) {
    if (pointsPaymentTypeId === null || paymentType?.id !== pointsPaymentTypeId || isPreliminary === true) continue;
    const paid = minorUnitsOf(sum, digits);
    if (paid === undefined) return undefined;
    byPoints += paid;
  }
  const reduced = takeOff(lines, byPoints);
  return { lines: reduced, amount: sumOf(reduced) };
}

/** Minor units of a sum in JSON; undefined: it has more decimals than the currency, or is negative. */
export function minorUnitsOf(sum: number, digits: number): number | undefined {
  return parseDecimal(String(sum), digits);
}

/** Milliseconds since 1970 of a time in iiko's form `yyyy-MM-dd HH:mm:ss.fff` in this time zone; null: another text. */
export function instantOfIiko(text: string | null | undefined, timeZone: string): number | null {
  const found = /^(\d{4}-\d{2}-\d{2}) (\d{2}:\d{2}:\d{2}(?:\.\d{1,3})?)$/.exec(text ?? '');
  if (found === null) return null;
  try {
    return calendarOf(timeZone, '00:00').instantOf(`${found[1] ?? ''}T${found[2] ?? ''}`);
  } catch {
    return null;
  }
}

/** A time in iiko's form in this time zone, to the minute. */
export function iikoTimeOf(at: number, timeZone: string): string {
  const calendar = calendarOf(timeZone, '00:00');
  const minute = calendar.minuteOfDay(at);
  const [hours, minutes] = [Math.floor(minute / 60), minute % 60].map((part) => String(part).padStart(2, '0'));
  return `${isoDateOf(calendar.localDay(at))} ${hours ?? ''}:${minutes ?? ''}:00.000`;
}

/** An instant in iiko's form in UTC. */
export function utcTimeOf(at: number): string {
  return new Date(at).toISOString().replace('T', ' ').replace('Z', '');
}

function lineOf(item: IikoItem, digits: number): OrderLine | undefined {
  const { product, service, primaryComponent } = item;
  let total = minorUnitsOf(item.resultSum ?? primaryComponent?.resultSum ?? item.cost ?? 0, digits);
  if (total === undefined) return undefined;
  for (const { resultSum } of item.modifiers ?? []) {
    const more = minorUnitsOf(resultSum ?? 0, digits);
    if (more === undefined) return undefined;
    total += more;
  }
  const sold = product ?? primaryComponent?.product ?? service;
  return {
    sku: textOf(sold?.id),
    name: textOf(sold?.name),
    quantity: quantityOf(item.amount),
    total,
    type: item.type === 'Service' ? 'SERVICE' : null,
  };
}

/** Rounds a quantity to three decimals, as the ledger stores it. */
function quantityOf(amount: number | null | undefined): number {
  const rounded = Math.round((amount ?? 1) * 1_000) / 1_000;
  return rounded > 0 && rounded <= 1_000_000 ? rounded : 1;
}

function textOf(text: string | null | undefined): string | null {
  const line = (text ?? '').replace(/\s+/g, ' ').trim().slice(0, 200);
  return line === '' ? null : line;
}

/** Takes an amount off the lines in proportion to their sums; the rest from rounding comes off the first lines that can bear it. */
function takeOff(lines: readonly OrderLine[], amount: number): OrderLine[] {
  const sum = sumOf(lines);
  const wanted = Math.min(amount, sum);
  if (wanted === 0) return [...lines];
  const reduced = lines.map((line) => ({ ...line, total: line.total - Math.floor((line.total * wanted) / sum) }));
  let left = sumOf(reduced) - (sum - wanted);
  return reduced.map((line) => {
    const taken = Math.min(left, line.total);
    left -= taken;
    return { ...line, total: line.total - taken };
  });
}

function sumOf(lines: readonly OrderLine[]): number {
  return lines.reduce((sum, { total }) => sum + total, 0);
}
