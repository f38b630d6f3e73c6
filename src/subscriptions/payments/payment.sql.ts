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

export interface PaymentOfInvoice {
  readonly id: string;
  readonly invoiceId: string;
  /** The part of it that is over what was left to pay. */
  readonly excess: number;
  readonly recordedBy: string | null;
}

export async function insertPayment(
  tx: Tx,
  networkId: string,
  payment: Omit<NewPayment, 'takesExcess'> & PaymentOfInvoice,
): Promise<void> {
  const { id, invoiceId, amount, excess, currency, paidOn, reference, entryId, onlinePaymentId, recordedBy } = payment;
  const method = entryId !== null ? 'BANK' : onlinePaymentId !== null ? 'ONLINE' : 'MANUAL';
  await tx.query(
    `INSERT INTO payments (network_id, id, invoice_id, amount, excess, currency, paid_on, method, reference, entry_id,
       online_payment_id, recorded_by)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
    [
      networkId,
      id,
      invoiceId,
      amount,
      excess,
      currency,
      paidOn,
      method,
      reference,
      entryId,
      onlinePaymentId,
      recordedBy,
    ],
  );
}
