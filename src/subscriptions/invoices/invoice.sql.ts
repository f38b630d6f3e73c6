import type { Tx } from '../../platform/database/database';
import type { LocalDate } from '../life/periods.rules';
import type { DocumentNumber } from './invoice.dto';
import type { InvoiceRow } from './invoice-rows';
import { seriesOf } from './seller.sql';

// SQL by hand: conditions on sums of columns, and sums.

export interface InvoiceFilter {
  readonly networkId: string | null;
  readonly status: 'OPEN' | 'OVERDUE' | 'PAID' | 'CREDITED' | null;
  /** Null: every number. */
  readonly document: DocumentNumber | null;
  /** Today, by which an unpaid one is overdue. */
  readonly today: LocalDate;
  /** Only those that are older than this one. */
  readonly before: string | null;
  readonly limit: number;
}

/** Ids, newest first; those that the role of the transaction sees. */
export async function listInvoiceIds(
  tx: Tx,
  { networkId, status, document, today, before, limit }: InvoiceFilter,
): Promise<string[]> {
  const rows = await tx.query<{ id: string }>(
    `SELECT i.id FROM invoices i WHERE ($1::uuid IS NULL OR i.network_id = $1) AND ($2::uuid IS NULL OR i.id < $2)
       AND ($3::text IS NULL OR $3 = CASE
             WHEN i.kind = 'CREDIT_NOTE' OR i.credited = i.total THEN 'CREDITED'
             WHEN i.paid + i.credited = i.total THEN 'PAID'
             WHEN i.due_on < $4::date THEN 'OVERDUE' ELSE 'OPEN' END)
       AND ($5::int IS NULL OR i.number = $5) AND ($6::int IS NULL OR i.year = $6)
       AND ($8::text IS NULL OR i.seller = $8)
     ORDER BY i.id DESC LIMIT $7`,
    [
      networkId,
      before,
      status,
      today,
      document?.number ?? null,
      document?.year ?? null,
      limit,
      document?.cell == null ? null : seriesOf(document.cell),
    ],
  );
  return rows.map(({ id }) => id);
}

/** The due day of the oldest unpaid invoice of a subscription (null: of all that the network has had), and what is owed in all; null: nothing. */
export function readDebt(
  tx: Tx,
  networkId: string,
  subscriptionId: string | null,
): Promise<{ readonly dueOn: LocalDate | null; readonly amount: number }> {
  return tx.one(
    `SELECT min(due_on) AS "dueOn", coalesce(sum(total - paid - credited), 0)::bigint AS amount FROM invoices
      WHERE network_id = $1 AND ($2::uuid IS NULL OR subscription_id = $2) AND kind = 'INVOICE' AND paid + credited < total`,
    [networkId, subscriptionId],
  );
}

type UnpaidInvoice = Pick<InvoiceRow, 'id' | 'seller' | 'year' | 'number' | 'dueOn' | 'currency'> & {
  readonly balance: number;
};

/** Unpaid invoices of a subscription whose due day is over, oldest first. */
export function listOverdue(
  tx: Tx,
  networkId: string,
  subscriptionId: string,
  today: LocalDate,
  limit: number,
): Promise<UnpaidInvoice[]> {
  return tx.query<UnpaidInvoice>(
    `SELECT id, seller, year, number, due_on AS "dueOn", total - paid - credited AS balance, currency FROM invoices
      WHERE network_id = $1 AND subscription_id = $2 AND kind = 'INVOICE' AND paid + credited < total AND due_on < $3
      ORDER BY due_on, id LIMIT $4`,
    [networkId, subscriptionId, today, limit],
  );
}

/** The days from which invoices of a network have an act, by their ids, as `actDayOf` counts them. */
export async function listActDays(
  tx: Tx,
  networkId: string,
  invoiceIds: readonly string[],
): Promise<ReadonlyMap<string, LocalDate>> {
  const rows = await tx.query<{ id: string; day: LocalDate }>(
    `SELECT i.id, greatest(i.issued_on, max(l.to_on)) AS day
       FROM invoices i LEFT JOIN invoice_lines l ON l.network_id = i.network_id AND l.invoice_id = i.id
      WHERE i.network_id = $1 AND i.id = ANY ($2::uuid[]) GROUP BY i.id, i.issued_on`,
    [networkId, invoiceIds],
  );
  return new Map(rows.map(({ id, day }) => [id, day]));
}
