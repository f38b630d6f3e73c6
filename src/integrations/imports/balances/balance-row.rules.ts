import { parsePhone } from '../../../typed/phone';
import { plainCard } from '../../../typed/card';
import { isoDateOf } from '../../../platform/clock/calendar';
import type { GuestKeys } from '../../shadow-receipts';
import type { CsvRecord } from '../file/csv-records';
import type { BalanceField, BalanceMapping } from '../mapping/balance-mapping';
import { CARD_LIMIT, isRoundedCard } from '../rows/card.rules';
import { parseDay } from '../rows/day.rules';
import { wholePoints } from '../rows/points.rules';
import type { Reject } from '../rows/reject';
import { rejectOfFault, requireWidth, RowFault } from '../rows/row-fault';

/** A balance of a guest at the end of a day. */
export interface BalanceOfGuest extends GuestKeys {
  readonly line: number;
  readonly text: string;
  /** Days since 1970-01-01. */
  readonly day: number;
  readonly balance: number;
}

export interface BalanceTerms {
  readonly country: string;
  /** The business day under way; balances of later days are refused. */
  readonly today: number;
  /** The day of all balances, where the file has no column for it. */
  readonly day: number | null;
}

const TEXT_LIMIT = 200;

/** Turns a file's rows into balances, by its header and mapping. */
export class BalanceRowReader {
  private readonly positions: ReadonlyMap<BalanceField, number>;
  private readonly width: number;

  constructor(
    private readonly mapping: BalanceMapping,
    header: ReadonlyMap<string, number>,
    private readonly terms: BalanceTerms,
  ) {
    const columns = Object.entries(mapping.columns) as [BalanceField, string][];
    this.positions = new Map(columns.map(([field, name]) => [field, header.get(name) ?? -1]));
    this.width = header.size;
  }

  /** Never throws, whatever the row contains. */
  read(record: CsvRecord): BalanceOfGuest | { readonly reject: Reject } {
    try {
      return this.rowOf(record);
    } catch (error) {
      return { reject: rejectOfFault(record, error) };
    }
  }

  private rowOf(record: CsvRecord): BalanceOfGuest {
    requireWidth(record, this.width);
    const cell = (field: BalanceField) => this.cell(record, field);
    const [guest, card, phone] = [cell('guest'), this.card(cell('card')), this.phone(cell('phone'))];
    if (guest === '' && card === null && phone === null) throw new RowFault('guest_unnamed');
    return {
      line: record.line,
      text: record.text,
      guest: guest === '' ? null : guest,
      card,
      phone,
      day: this.day(cell('date')),
      balance: this.balance(cell('balance')),
    };
  }

  private cell(record: CsvRecord, field: BalanceField): string {
    const text = (record.cells[this.positions.get(field) ?? -1] ?? '').trim();
    if (text.length > TEXT_LIMIT) throw new RowFault('text_too_long', field);
    // PostgreSQL stores no NUL.
    if (text.includes('\0')) throw new RowFault('encoding_invalid');
    return text;
  }

  private card(text: string): string | null {
    const card = plainCard(text);
    if (card.length > CARD_LIMIT) throw new RowFault('text_too_long', 'card');
    if (isRoundedCard(card)) throw new RowFault('card_invalid', card);
    return card === '' ? null : card;
  }

  private phone(text: string): string | null {
    if (text === '') return null;
    const phone = parsePhone(text, this.terms.country);
    if (phone === undefined) throw new RowFault('phone_invalid', text.slice(0, 40));
    return phone;
  }

  private day(text: string): number {
    const day = this.terms.day ?? parseDay(text, this.mapping.dateFormat);
    if (day > this.terms.today) throw new RowFault('date_invalid', text === '' ? isoDateOf(day) : text.slice(0, 40));
    return day;
  }

  /** An earlier system may have balances below zero; an empty cell tells none. */
  private balance(text: string): number {
    if (text === '') throw new RowFault('points_invalid', '');
    const isBelowZero = /^[-−]/.test(text);
    const whole = wholePoints(isBelowZero ? text.slice(1) : text, this.mapping.roundPointsDown);
    return isBelowZero ? 0 - whole : whole;
  }
}
