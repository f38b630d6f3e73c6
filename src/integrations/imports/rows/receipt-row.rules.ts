import { parsePhone } from '../../../typed/phone';
import type { OldFigures } from '../../shadow-receipts';
import type { CsvRecord } from '../file/csv-records';
import type { ReceiptMapping } from '../mapping/receipt-mapping';
import type { Reject } from './reject';
import { rejectOfFault, requireWidth, RowFault } from './row-fault';
import { parseLocalTime } from './local-time.rules';
import { plainCard } from '../../../typed/card';
import { CARD_LIMIT, isRoundedCard } from './card.rules';
import { parseMoney, parseThousandths } from './decimal.rules';
import type { Zone } from './zone';

/** A row with typed values, read without its neighbours. */
export interface ReceiptRow {
  readonly line: number;
  readonly text: string;
  readonly number: string;
  /** The time by the shop's clock, in milliseconds since 1970-01-01T00:00: for the order, and for moving by whole days. */
  readonly clock: number;
  /** Milliseconds since the epoch. */
  readonly instant: number;
  /** Minor units; may be negative. */
  readonly total: number;
  /** Thousandths; null where the mapping names no column. */
  readonly quantity: number | null;
  readonly guest: string | null;
  /** The card number without spaces and hyphens. */
  readonly card: string | null;
  /** E.164. */
  readonly phone: string | null;
  readonly pointOfSale: string | null;
  readonly paymentMethod: string | null;
  readonly sku: string | null;
  readonly name: string | null;
  readonly category: string | null;
  readonly unitPrice: number | null;
  /** Figures of the earlier system; null: the row has none. */
  readonly old: OldFigures | null;
  /** Points that the guest spent there, also where the row has no other figures; null: it does not say. */
  readonly oldSpent: number | null;
}

/** A row, or the reason why it can't be read with its probable receipt number. */
export type RowRead = { readonly row: ReceiptRow } | { readonly reject: Reject; readonly number: string | null };

/** The till's largest amount of one act, in minor units. */
export const AMOUNT_LIMIT = 100_000_000_000;
const NUMBER_LIMIT = 100;
const GUEST_LIMIT = 200;
const TEXT_LIMIT = 200;

type Column = keyof ReceiptMapping['columns'];

/** How a network's rows write money, times and phones. */
export interface RowTerms {
  readonly currencyDigits: number;
  readonly zone: Zone;
  /** The country of phones without a `+`, as an ISO 3166-1 code. */
  readonly country: string;
}

/** Turns a file's rows into typed values, by its header and the network's mapping. */
export class RowReader {
  private readonly positions: Partial<Record<Column, number>> = {};
  private readonly width: number;

  constructor(
    private readonly mapping: ReceiptMapping,
    header: ReadonlyMap<string, number>,
    private readonly terms: RowTerms,
  ) {
    for (const [column, name] of Object.entries(mapping.columns) as [Column, string][]) {
      const position = header.get(name);
      if (position !== undefined) this.positions[column] = position;
    }
    this.width = header.size;
  }

  /** The row in types, or its reject; never throws, whatever the row contains. */
  read(record: CsvRecord): RowRead {
    try {
      return { row: this.rowOf(record) };
    } catch (error) {
      return { reject: rejectOfFault(record, error), number: this.likelyNumber(record) };
    }
  }

  /** The probable receipt number of an unreadable row, so that the rest of the receipt is not recorded without the row. */
  private likelyNumber(record: CsvRecord): string | null {
    const cells = record.cells.length > 0 ? record.cells : record.text.split(this.mapping.csv.delimiter);
    const number = (cells[this.positions.number ?? -1] ?? '').replaceAll('"', '').trim();
    return number === '' ? null : number;
  }

  private rowOf(record: CsvRecord): ReceiptRow {
    requireWidth(record, this.width);
    const number = this.number(record);
    const { clock, instant } = this.time(record);
    return {
      line: record.line,
      text: record.text,
      number,
      clock,
      instant,
      total: this.money(record, 'total') ?? 0,
      quantity: this.quantity(record),
      guest: this.text(record, 'guest', GUEST_LIMIT),
      card: this.card(record),
      phone: this.phone(record),
      pointOfSale: this.text(record, 'pointOfSale', TEXT_LIMIT),
      paymentMethod: this.text(record, 'paymentMethod', TEXT_LIMIT),
      sku: this.text(record, 'sku', TEXT_LIMIT),
      name: this.text(record, 'name', TEXT_LIMIT),
      category: this.text(record, 'category', TEXT_LIMIT),
      unitPrice: this.money(record, 'unitPrice'),
      old: this.old(record, number),
      oldSpent: this.points(record, 'oldSpent', this.isReturn(number)),
    };
  }

  /**
   * An empty cell of points earned says nothing about the receipt; one of points spent, that none were. A credit note tells the points that were
   * taken back and given back, with or without a minus.
   */
  private old(record: CsvRecord, number: string): OldFigures | null {
    const isReturn = this.isReturn(number);
    const earned = this.points(record, 'oldEarned', isReturn);
    if (earned === null) return null;
    const spent = this.points(record, 'oldSpent', isReturn) ?? 0;
    const balance = this.points(record, 'oldBalance', true);
    // Zero has one form, since JSON would not keep the other.
    return isReturn
      ? { earned: 0 - Math.abs(earned), spent: 0 - Math.abs(spent), balance }
      : { earned, spent, balance };
  }

  private isReturn(number: string): boolean {
    const { creditNotePrefix } = this.mapping.corrections;
    return creditNotePrefix !== undefined && number.startsWith(creditNotePrefix);
  }

  private points(
    record: CsvRecord,
    column: 'oldEarned' | 'oldSpent' | 'oldBalance',
    mayBeBelowZero: boolean,
  ): number | null {
    const text = this.cell(record, column);
    if (text === '') return null;
    const value = parseMoney(text, 0, this.mapping.money.decimalMark);
    if (value === null || Math.abs(value) > AMOUNT_LIMIT || (value < 0 && !mayBeBelowZero))
      throw new RowFault('points_invalid', text.slice(0, 40));
    return value;
  }

  private number(record: CsvRecord): string {
    const number = this.cell(record, 'number');
    if (number === '') throw new RowFault('number_missing');
    if (number.length > NUMBER_LIMIT) throw new RowFault('number_too_long');
    return number;
  }

  private time(record: CsvRecord): { clock: number; instant: number } {
    const text = this.cell(record, 'occurredAt');
    if (text === '') throw new RowFault('time_missing');
    const time = parseLocalTime(text, this.mapping.timeFormat);
    if (time === null) throw new RowFault('time_invalid', text.slice(0, 40));
    if (time.offsetMinutes === null) return { clock: time.clock, instant: this.terms.zone.instantOf(time.clock) };
    const instant = time.clock - time.offsetMinutes * 60_000;
    return { clock: this.terms.zone.clockOf(instant), instant };
  }

  private money(record: CsvRecord, column: 'total' | 'unitPrice'): number | null {
    if (this.positions[column] === undefined) return null;
    const text = this.cell(record, column);
    const { unit, decimalMark } = this.mapping.money;
    const value = parseMoney(text, unit === 'MINOR' ? 0 : this.terms.currencyDigits, decimalMark);
    if (value === null) throw new RowFault('amount_invalid', text.slice(0, 40));
    if (Math.abs(value) > AMOUNT_LIMIT) throw new RowFault('amount_out_of_range', text.slice(0, 40));
    return value;
  }

  private quantity(record: CsvRecord): number | null {
    if (this.positions.quantity === undefined) return null;
    const text = this.cell(record, 'quantity');
    const value = parseThousandths(text, this.mapping.money.decimalMark);
    if (value === null) throw new RowFault('quantity_invalid', text.slice(0, 40));
    return value;
  }

  private card(record: CsvRecord): string | null {
    const card = plainCard(this.cell(record, 'card'));
    if (card.length > CARD_LIMIT) throw new RowFault('text_too_long', 'card');
    if (isRoundedCard(card)) throw new RowFault('card_invalid', card);
    return card === '' ? null : card;
  }

  private phone(record: CsvRecord): string | null {
    const text = this.cell(record, 'phone');
    if (text === '') return null;
    const phone = parsePhone(text, this.terms.country);
    if (phone === undefined) throw new RowFault('phone_invalid', text.slice(0, 40));
    return phone;
  }

  private text(record: CsvRecord, column: Column, limit: number): string | null {
    const text = this.cell(record, column);
    if (text.length > limit) throw new RowFault('text_too_long', column);
    return text === '' ? null : text;
  }

  private cell(record: CsvRecord, column: Column): string {
    const position = this.positions[column];
    const text = position === undefined ? '' : (record.cells[position] ?? '').trim();
    // PostgreSQL stores no NUL.
    if (text.includes('\0')) throw new RowFault('encoding_invalid');
    return text;
  }
}
