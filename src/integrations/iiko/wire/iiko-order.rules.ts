import { divideByWeights } from '../../../decision';
import { roundedMinorUnits } from '../../../platform/http/decimal-money.rules';
import { calendarOf, isoDateOf } from '../../../platform/clock/calendar';
import type { IikoItem, IikoOrder } from './iiko-event.schema';

/** A line of a closed order, in minor units. */
export interface OrderLine {
  readonly sku: string | null;
  readonly name: string | null;
  readonly quantity: number;
  readonly total: number;
  readonly type: 'SERVICE' | null;
  /** The combo that the line is a part of; null: none. */
  readonly combo: string | null;
}

const MAX_NAME = 200;
const MAX_COMBO_ID = 100;

/** The state of an order, as loyalty distinguishes it. */
export type OrderState = 'CLOSED' | 'CANCELLED' | 'OPEN';

/** Only a closed order is final; a delivered one may still change. Unknown statuses count as open. */
export function stateOf({ status, isDeleted }: IikoOrder): OrderState {
  if (isDeleted === true || status === 'Deleted' || status === 'Cancelled') return 'CANCELLED';
  return status === 'Closed' ? 'CLOSED' : 'OPEN';
}

/** The lines and the sum with which a closed order is recorded. */
export interface PaidLines {
  readonly lines: readonly OrderLine[];
  readonly amount: number;
  /** Whether the lines missed iiko's sum by more than rounding, so that they were divided anew to have it. */
  readonly bySum: boolean;
}

/**
 * Lines and amount that were paid with money: iiko's charge for the lines that were not deleted, less what points paid, spread over the lines by
 * price. Further decimals than the currency has are rounded half up for each charge. Where iiko also gives the order's sum, the lines have that sum.
 * Undefined: the sums make no receipt, such as one below 0.
 * @param pointsPaymentTypeId the payment type that stands for points
 */
export function paidLinesOf(
  order: IikoOrder,
  { digits, pointsPaymentTypeId }: { readonly digits: number; readonly pointsPaymentTypeId: string | null },
): PaidLines | undefined {
  const charged = chargedLinesOf(order, digits);
  if (charged === undefined) return undefined;
  const { lines, roundings } = charged;
  const sum = order.sum == null ? sumOf(lines) : roundedMinorUnits(order.sum, digits);
  if (sum === undefined || sum < 0) return undefined;
  let byPoints = 0;
  for (const { paymentType, sum: part, isPreliminary } of order.payments ?? []) {
    if (pointsPaymentTypeId === null || paymentType?.id !== pointsPaymentTypeId || isPreliminary === true) continue;
    const paid = roundedMinorUnits(part, digits);
    if (paid === undefined || paid < 0) return undefined;
    byPoints += paid;
  }
  const reduced = takeOff(withSum(lines, sum), byPoints);
  return {
    lines: sumOf(reduced) === Math.max(0, sum - byPoints) ? reduced : [],
    amount: Math.max(0, sum - byPoints),
    bySum: Math.abs(sumOf(lines) - sum) > roundings,
  };
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

/** The lines that were not deleted, and how many minor units their rounding may have changed. A negative line lowers the others by price. */
function chargedLinesOf(
  order: IikoOrder,
  digits: number,
): { readonly lines: readonly OrderLine[]; readonly roundings: number } | undefined {
  const lines: OrderLine[] = [];
  let roundings = 0;
  let below = 0;
  for (const item of order.items ?? []) {
    if (item.deleted != null) continue;
    const charges = chargesOf(item).map((charge) => roundedMinorUnits(charge, digits));
    let total = 0;
    for (const charge of charges) {
      if (charge === undefined) return undefined;
      total += charge;
    }
    roundings += charges.length;
    if (total < 0) below -= total;
    else lines.push({ ...lineOf(item), total });
  }
  return below > sumOf(lines) ? undefined : { lines: takeOff(lines, below), roundings };
}

/** The charges of iiko for a position: itself or its components, and their modifiers, which may be negative. */
function chargesOf(item: IikoItem): number[] {
  const components = componentsOf(item);
  const charges = components.flatMap(({ resultSum, cost, modifiers }) => [
    ...oneOf(resultSum ?? cost),
    ...modifierCharges(modifiers),
  ]);
  return [
    ...(charges.length > 0 ? charges : oneOf(item.resultSum ?? item.cost)),
    ...modifierCharges(item.commonModifiers),
    ...modifierCharges(item.modifiers),
  ];
}

function componentsOf({ primaryComponent, secondaryComponent }: IikoItem) {
  return [primaryComponent, secondaryComponent].filter((one) => one != null).filter(({ deleted }) => deleted == null);
}

function modifierCharges(modifiers: IikoItem['modifiers']): number[] {
  return (modifiers ?? []).flatMap(({ resultSum, deleted }) => (deleted == null ? oneOf(resultSum) : []));
}

function oneOf(charge: number | null | undefined): number[] {
  return charge == null ? [] : [charge];
}

function lineOf(item: IikoItem): Omit<OrderLine, 'total'> {
  const { product, service, comboInformation } = item;
  const halves = componentsOf(item)
    .map(({ product: half }) => half)
    .filter((half) => half != null);
  const sold = product ?? halves[0] ?? service;
  const names = product == null && halves.length > 0 ? halves.map(({ name }) => name) : [sold?.name];
  return {
    sku: textOf(sold?.id),
    name: textOf(names.filter((name) => name != null).join(' + ')),
    quantity: quantityOf(item.amount),
    type: item.type === 'Service' ? 'SERVICE' : null,
    combo: textOf(comboInformation?.comboId, MAX_COMBO_ID),
  };
}

/** The lines with this sum: a difference from rounding and any other is divided over them by price. */
function withSum(lines: readonly OrderLine[], sum: number): OrderLine[] {
  const totals = divideByWeights(
    sum,
    lines.map(({ total }) => total),
  );
  return lines.map((line, at) => ({ ...line, total: totals[at] ?? 0 }));
}

/** Rounds a quantity to three decimals, as the ledger stores it. */
function quantityOf(amount: number | null | undefined): number {
  const rounded = Math.round((amount ?? 1) * 1_000) / 1_000;
  return rounded > 0 && rounded <= 1_000_000 ? rounded : 1;
}

function textOf(text: string | null | undefined, most = MAX_NAME): string | null {
  const line = (text ?? '').replace(/\s+/g, ' ').trim().slice(0, most);
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
