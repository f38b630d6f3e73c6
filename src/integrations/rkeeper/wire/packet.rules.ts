import { findElement, elementsNamed, type XmlElement, XmlFault } from './xml.rules';

/** Kinds of FarCards transactions. Kind 2 is the till's own bonus, which we don't book. */
const KINDS = { payment: 0, discount: 1, bonus: 2, spending: 3 } as const;
const MAX_TRANSACTIONS = 100;
const MAX_INT64 = 2n ** 63n - 1n;
const MAX_UINT32 = 2 ** 32 - 1;
const MAX_KOPECKS = 100_000_000_000;

/** A line of a check, in kopecks and thousandths. */
export interface CheckLine {
  readonly code: string | null;
  readonly name: string | null;
  readonly category: string | null;
  readonly quantityMilli: number;
  readonly sum: number;
  /** The combo of the check that the line is a part of; null: none. */
  readonly combo: string | null;
}

/** The check in a call; any part may be missing. */
export interface Check {
  readonly restaurantCode: string | null;
  readonly station: string | null;
  readonly guid: string | null;
  /** `YYYY-MM-DD`. */
  readonly shiftDate: string | null;
  /** The till's order type: `order_cat`/`order_type`. */
  readonly orderCategory: string | null;
  readonly guests: number | null;
  /** Number of the fiscal document; null: not printed yet, or by no fiscal printer. */
  readonly fiscalDocument: string | null;
  readonly lines: readonly CheckLine[];
  /** When the till wrote the check, as it wrote it; null: it does not say. */
  readonly generatedAt: string | null;
}

/** The transactions of one check. Amounts are in kopecks, at least 0; `cancels` gives the direction. */
export interface Packet {
  readonly restaurant: string;
  readonly station: string;
  readonly checkNumber: string;
  /** The till's business date, `YYYY-MM-DD`. */
  readonly businessDate: string;
  /** Each guest once: the card and account number in the packet. */
  readonly guests: readonly { readonly card: string; readonly account: number }[];
  readonly cancels: boolean;
  /** Gift cards with the amount that each pays; no other sum of the packet contains these amounts. */
  readonly gifts: readonly { readonly code: string; readonly amount: number }[];
  readonly paidByPoints: number;
  readonly discount: number;
  readonly spending: number;
  /** Equal for repetitions of the packet. */
  readonly key: string;
  /** Equal for the packet and its cancellation. */
  readonly subject: string;
  readonly check: Check | null;
}

/** A packet whose amounts have inconsistent signs. */
export class MixedSigns extends Error {}

/**
 * @param isGift whether a card number is the code of a gift card
 * @throws XmlFault for a document without transactions or with values out of range; MixedSigns
 */
export function readPacket(document: XmlElement, isGift: (card: string) => boolean): Packet {
  const rows = elementsNamed(document, 'transactionsex').filter(({ attributes }) => 'kind' in attributes);
  const [first] = rows;
  if (first === undefined || rows.length > MAX_TRANSACTIONS) throw new XmlFault('no transactions, or too many');
  const all = rows.map(readTransaction);
  const transactions = all.filter(({ card }) => !isGift(card));
  const check = readCheck(document);
  const restaurant = text(first, 'restaurant') ?? check?.restaurantCode ?? '';
  const station = text(first, 'rkuni') ?? check?.station ?? '';
  const checkNumber = text(first, 'rkcheck') ?? '0';
  const businessDate = dateOf(text(first, 'rkdate')) ?? check?.shiftDate;
  if (businessDate == null) throw new XmlFault('no business date');
  const place = [check?.restaurantCode ?? restaurant, check?.shiftDate ?? businessDate, station, checkNumber];
  const subject = check?.guid ?? place.join('/');
  const booked = all.map(({ account, card, kind, sum }) => `${String(account)}:${card}:${String(kind)}:${String(sum)}`);
  return {
    restaurant,
    station,
    checkNumber,
    businessDate,
    guests: guestsOf(transactions),
    cancels: isCancellation(all),
    gifts: giftsOf(all.filter(({ card }) => isGift(card))),
    paidByPoints: total(transactions, KINDS.payment),
    discount: total(transactions, KINDS.discount),
    spending: total(transactions, KINDS.spending),
    key: [...place, check?.guid ?? '', ...booked.sort()].join('|'),
    subject: subject.slice(0, 200),
    check,
  };
}

/** Whether one packet equals the other with inverted signs. */
export function isInverse(packet: Packet, other: Packet): boolean {
  return (
    packet.cancels !== other.cancels &&
    paidByGifts(packet) === paidByGifts(other) &&
    packet.paidByPoints === other.paidByPoints &&
    packet.discount === other.discount &&
    packet.spending === other.spending
  );
}

/** The sum that gift cards pay, in kopecks. */
export const paidByGifts = ({ gifts }: Packet): number => gifts.reduce((sum, { amount }) => sum + amount, 0);

export const grossOf = ({ spending, discount, paidByPoints }: Packet): number => spending + discount + paidByPoints;

/** The check in a call; null: there is none. */
export function readCheck(document: XmlElement): Check | null {
  const check = findElement(document, 'check');
  if (check === undefined) return null;
  const data = findElement(check, 'checkdata') ?? check;
  return {
    restaurantCode: text(check, 'restaurantcode') ?? null,
    station: text(check, 'stationcode') ?? null,
    guid: text(data, 'checkguid') ?? null,
    shiftDate: dateOf(text(check, 'shiftdate')) ?? null,
    orderCategory: text(data, 'order_cat') ?? null,
    guests: countOf(text(data, 'guests')),
    fiscalDocument: /^0*([1-9]\d{0,9})$/.exec(text(data, 'fiscdocnum') ?? '')?.[1] ?? null,
    lines: linesOf(data),
    generatedAt: text(check, 'generateddatetime') ?? null,
  };
}

/** A card number in a call: up to 19 digits, within 64 bits. */
export function cardOf(given: string | undefined): string {
  if (given === undefined || !/^\d{1,19}$/.test(given) || BigInt(given) > MAX_INT64)
    throw new XmlFault('no card number');
  return given;
}

interface Transaction {
  readonly card: string;
  readonly account: number;
  readonly kind: number;
  readonly sum: number;
}

function readTransaction(row: XmlElement): Transaction {
  const [kind, sum, account] = [text(row, 'kind'), text(row, 'summa'), text(row, 'account') ?? '0'];
  if (kind === undefined || !/^[0-3]$/.test(kind)) throw new XmlFault('unknown kind');
  if (sum === undefined || !/^-?\d{1,12}$/.test(sum) || Math.abs(Number(sum)) > MAX_KOPECKS)
    throw new XmlFault('no sum');
  if (!/^\d{1,10}$/.test(account) || Number(account) > MAX_UINT32) throw new XmlFault('no account');
  return { card: cardOf(text(row, 'card') ?? '0'), account: Number(account), kind: Number(kind), sum: Number(sum) };
}

/** Payments and discounts are negative and the rest positive; in a cancellation it is the other way round. @throws MixedSigns */
function isCancellation(transactions: readonly Transaction[]): boolean {
  const directions = new Set(
    transactions.flatMap(({ kind, sum }) => {
      if (sum === 0) return [];
      const isTaken = kind === KINDS.payment || kind === KINDS.discount;
      return [sum < 0 !== isTaken];
    }),
  );
  if (directions.size > 1) throw new MixedSigns();
  return directions.has(true);
}

function guestsOf(transactions: readonly Transaction[]): Packet['guests'] {
  const byAccount = new Map(
    transactions.map(({ card, account }) => [account === 0 ? `card ${card}` : String(account), { card, account }]),
  );
  return [...byAccount.values()];
}

/** Gift cards with their payments. Other rows of a gift card are ignored, because it is no guest and gets no discount. */
function giftsOf(transactions: readonly Transaction[]): Packet['gifts'] {
  const byCode = new Map<string, number>();
  for (const { card, kind, sum } of transactions)
    if (kind === KINDS.payment && sum !== 0) byCode.set(card, (byCode.get(card) ?? 0) + Math.abs(sum));
  return [...byCode].map(([code, amount]) => ({ code, amount }));
}

function total(transactions: readonly Transaction[], kind: number): number {
  return transactions.reduce((sum, row) => (row.kind === kind ? sum + Math.abs(row.sum) : sum), 0);
}

const MODIFIER = /^modi/i;
const COMBO_PART = /^com(?:bo|p)/i;

/**
 * The lines with a price. A modifier, and any line below 0, is a part of the line before it. Parts of a combo follow the dish that they belong to.
 */
function linesOf(data: XmlElement): CheckLine[] {
  const lines: { -readonly [Name in keyof CheckLine]: CheckLine[Name] }[] = [];
  let heads = 0;
  let head: (typeof lines)[number] | undefined;
  for (const line of elementsNamed(data, 'line')) {
    const sum = decimal(text(line, 'pr_list_sum') ?? text(line, 'sum'), 2);
    const quantityMilli = decimal(text(line, 'quantity') ?? '1', 3);
    const type = text(line, 'type') ?? '';
    const last = lines.at(-1);
    if (sum !== null && last !== undefined && (sum < 0 || MODIFIER.test(type))) {
      last.sum += sum;
      continue;
    }
    if (sum === null || quantityMilli === null || sum < 0 || quantityMilli <= 0) continue;
    const isPart = COMBO_PART.test(type) && head !== undefined;
    if (isPart && head !== undefined) head.combo ??= String((heads += 1));
    const category = text(line, 'categ_id') ?? (type === '' ? null : type);
    const named = { code: text(line, 'code') ?? null, name: text(line, 'name') ?? null, category };
    const added = { ...named, quantityMilli, sum, combo: isPart ? (head?.combo ?? null) : null };
    lines.push(added);
    if (!isPart) head = added;
  }
  return lines.filter(({ sum }) => sum > 0);
}

/** A decimal amount of roubles in a check, in kopecks. Rounds further digits half away from zero. */
function decimal(given: string | undefined, digits: number): number | null {
  if (given === undefined || !/^-?\d{1,9}(?:[.,]\d{1,9})?$/.test(given)) return null;
  return Math.round(Number(`${given.replace(',', '.')}e${String(digits)}`));
}

/** The date in `…T00:00:00` or FarcardsNet's `…T00-00-00`; the time is ignored. */
function dateOf(given: string | undefined): string | undefined {
  const date = /^(\d{4}-\d\d-\d\d)(?:T|$)/.exec(given ?? '')?.[1];
  return date === undefined || Number.isNaN(Date.parse(date)) ? undefined : date;
}

function countOf(given: string | undefined): number | null {
  const count = Number(given ?? '');
  return Number.isInteger(count) && count >= 1 && count <= 999 ? count : null;
}

/** The text of an attribute; undefined where it is missing or empty. */
function text({ attributes }: XmlElement, name: string): string | undefined {
  const value = attributes[name]?.trim();
  return value === undefined || value === '' ? undefined : value.slice(0, 200);
}
