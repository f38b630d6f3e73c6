import type { Tx } from '../../platform/database/database';
import type { LocalDate } from '../life/periods.rules';
import type { Doubt, FingerprintedEntry } from './entry-match.rules';

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

/** Those of these entries that an earlier file brought. */
export async function listKnownEntries(tx: Tx, ids: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await tx.query<{ id: string }>('SELECT id FROM bank_entries WHERE id = ANY ($1::uuid[])', [ids]);
  return new Set(rows.map(({ id }) => id));
}

/** False: another import has just brought it. */
export async function insertEntry(
  tx: Tx,
  account: string,
  importId: string,
  entry: FingerprintedEntry,
  outcome: { readonly invoiceId: string } | { readonly doubt: Doubt },
): Promise<boolean> {
  const isMatched = 'invoiceId' in outcome;
  const rows = await tx.query(
    `INSERT INTO bank_entries (id, account, fingerprint, booked_on, amount, currency, payer_name, payer_account, purpose,
       status, reason, invoice_id, import_id)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) ON CONFLICT DO NOTHING RETURNING id`,
    [
      entry.id,
      account,
      entry.fingerprint,
      entry.bookedOn,
      entry.amount,
      entry.currency,
      entry.payerName,
      entry.payerAccount,
      entry.purpose,
      isMatched ? 'MATCHED' : 'DOUBTFUL',
      isMatched ? null : outcome.doubt,
      isMatched ? outcome.invoiceId : null,
      importId,
    ],
  );
  return rows.length > 0;
}

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

/** Says in the transaction of the network that a doubtful entry pays this invoice; false: it is decided already. */
export async function matchEntry(tx: Tx, id: string, invoiceId: string): Promise<boolean> {
  const rows = await tx.query(
    `UPDATE bank_entries SET status = 'MATCHED', invoice_id = $2 WHERE id = $1 AND status = 'DOUBTFUL' RETURNING id`,
    [id, invoiceId],
  );
  return rows.length > 0;
}

/** Says that a doubtful entry pays no invoice; false: it is decided already. */
export async function dismissEntry(tx: Tx, id: string): Promise<boolean> {
  const rows = await tx.query(
    `UPDATE bank_entries SET status = 'DISMISSED' WHERE id = $1 AND status = 'DOUBTFUL' RETURNING id`,
    [id],
  );
  return rows.length > 0;
}
