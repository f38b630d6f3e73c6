import type { Tx } from '../../platform/database/database';
import type { LocalDate } from '../life/periods.rules';
import type { Doubt } from './entry-match.rules';

// SQL by hand: a page over two columns, and amounts and days as numbers and text.

export const ENTRY_STATUSES = ['MATCHED', 'DOUBTFUL', 'DISMISSED'] as const;
export type EntryStatus = (typeof ENTRY_STATUSES)[number];

export interface BankEntryRow {
  readonly id: string;
  readonly account: string;
  readonly bookedOn: LocalDate;
  readonly amount: number;
  readonly currency: string;
  readonly payerName: string;
  readonly payerAccount: string;
  readonly purpose: string;
  readonly status: EntryStatus;
  readonly reason: Doubt | null;
  readonly invoiceId: string | null;
}

const COLUMNS = `id, account, booked_on AS "bookedOn", amount, currency, payer_name AS "payerName",
  payer_account AS "payerAccount", purpose, status, reason, invoice_id AS "invoiceId"`;

/** By their day, the newest first. */
export function listEntries(
  tx: Tx,
  {
    status,
    before,
    limit,
  }: {
    readonly status: EntryStatus | null;
    readonly before: { readonly bookedOn: string; readonly id: string } | null;
    readonly limit: number;
  },
): Promise<BankEntryRow[]> {
  return tx.query<BankEntryRow>(
    `SELECT ${COLUMNS} FROM bank_entries
      WHERE ($1::text IS NULL OR status = $1) AND ($2::date IS NULL OR (booked_on, id) < ($2::date, $3::uuid))
      ORDER BY booked_on DESC, id DESC LIMIT $4`,
    [status, before?.bookedOn ?? null, before?.id ?? null, limit],
  );
}

export function findEntry(tx: Tx, id: string): Promise<BankEntryRow | undefined> {
  return tx.maybe<BankEntryRow>(`SELECT ${COLUMNS} FROM bank_entries WHERE id = $1`, [id]);
}
