import type { Tx } from '../../platform/database/database';
import type { NewPayment } from './payment.types';

/** The invoice for which an entry of a bank statement was recorded; undefined: it was not. */
export async function findPaymentOfEntry(tx: Tx, networkId: string, entryId: string): Promise<string | undefined> {
  const row = await tx.maybe<{ invoiceId: string }>(
    'SELECT invoice_id AS "invoiceId" FROM payments WHERE network_id = $1 AND entry_id = $2',
    [networkId, entryId],
  );
  return row?.invoiceId;
}

export async function insertPayment(
  tx: Tx,
  networkId: string,
  payment: NewPayment & { readonly id: string; readonly invoiceId: string; readonly recordedBy: string | null },
): Promise<void> {
  const { id, invoiceId, amount, currency, paidOn, reference, entryId, recordedBy } = payment;
  await tx.query(
    `INSERT INTO payments (network_id, id, invoice_id, amount, currency, paid_on, method, reference, entry_id, recorded_by)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    [
      networkId,
      id,
      invoiceId,
      amount,
      currency,
      paidOn,
      entryId === null ? 'MANUAL' : 'BANK',
      reference,
      entryId,
      recordedBy,
    ],
  );
}
