import type { Tx } from '../../platform/database/database';
import { ONLINE_PAYMENT_COLUMNS, type OnlinePaymentRow } from '../invoices/invoice.sql';

/** The one of an invoice that can still be paid; undefined: none. */
export function findOpenPayment(tx: Tx, networkId: string, invoiceId: string): Promise<OnlinePaymentRow | undefined> {
  return tx.maybe<OnlinePaymentRow>(
    `SELECT ${ONLINE_PAYMENT_COLUMNS} FROM online_payments
      WHERE network_id = $1 AND invoice_id = $2 AND status IN ('NEW', 'PENDING')`,
    [networkId, invoiceId],
  );
}

export function findOnlinePayment(tx: Tx, networkId: string, id: string): Promise<OnlinePaymentRow | undefined> {
  return tx.maybe<OnlinePaymentRow>(
    `SELECT ${ONLINE_PAYMENT_COLUMNS} FROM online_payments WHERE network_id = $1 AND id = $2`,
    [networkId, id],
  );
}

export function lockOnlinePayment(tx: Tx, networkId: string, id: string): Promise<OnlinePaymentRow | undefined> {
  return tx.maybe<OnlinePaymentRow>(
    `SELECT ${ONLINE_PAYMENT_COLUMNS} FROM online_payments WHERE network_id = $1 AND id = $2 FOR UPDATE`,
    [networkId, id],
  );
}

/** The network of an online payment, for the owner; undefined: there is no such payment. */
export async function findNetworkOfPayment(tx: Tx, id: string): Promise<string | undefined> {
  const row = await tx.maybe<{ networkId: string }>(
    'SELECT network_id AS "networkId" FROM online_payments WHERE id = $1 LIMIT 1',
    [id],
  );
  return row?.networkId;
}

/** The payment that a notification names by the provider's id; undefined: none of ours. */
export function findPaymentOfProvider(
  tx: Tx,
  provider: string,
  providerId: string,
): Promise<{ readonly networkId: string; readonly id: string } | undefined> {
  return tx.maybe(
    'SELECT network_id AS "networkId", id FROM online_payments WHERE provider = $1 AND provider_id = $2',
    [provider, providerId],
  );
}

export interface NewOnlinePayment extends Pick<
  OnlinePaymentRow,
  'id' | 'networkId' | 'invoiceId' | 'amount' | 'currency' | 'createdAt'
> {
  readonly provider: string;
  readonly checkAt: Date;
}

export async function insertOnlinePayment(tx: Tx, payment: NewOnlinePayment): Promise<void> {
  const { networkId, id, invoiceId, provider, amount, currency, checkAt, createdAt } = payment;
  await tx.query(
    `INSERT INTO online_payments (network_id, id, invoice_id, provider, amount, currency, status, check_at, created_at)
     VALUES ($1, $2, $3, $4, $5, $6, 'NEW', $7, $8)`,
    [networkId, id, invoiceId, provider, amount, currency, checkAt, createdAt],
  );
}

/** The provider has made its page. */
export async function putPage(
  tx: Tx,
  { networkId, id }: Pick<OnlinePaymentRow, 'networkId' | 'id'>,
  { providerId, pageUrl }: { readonly providerId: string; readonly pageUrl: string | null },
): Promise<void> {
  await tx.query(
    `UPDATE online_payments SET status = 'PENDING', provider_id = $3, page_url = $4
      WHERE network_id = $1 AND id = $2 AND status = 'NEW'`,
    [networkId, id, providerId, pageUrl],
  );
}

export async function endOnlinePayment(
  tx: Tx,
  { networkId, id }: Pick<OnlinePaymentRow, 'networkId' | 'id'>,
  status: 'SUCCEEDED' | 'CANCELED' | 'DOUBTFUL',
  reason: string | null,
): Promise<void> {
  await tx.query('UPDATE online_payments SET status = $3, reason = $4 WHERE network_id = $1 AND id = $2', [
    networkId,
    id,
    status,
    reason,
  ]);
}

/** Takes the next payment to ask about, so that another process does not ask at the same time. */
export function claimDuePayment(
  tx: Tx,
  networkId: string,
  now: Date,
): Promise<{ readonly id: string; readonly createdAt: Date } | undefined> {
  return tx.maybe(
    `SELECT id, created_at AS "createdAt" FROM online_payments
      WHERE network_id = $1 AND status IN ('NEW', 'PENDING') AND check_at <= $2
      ORDER BY check_at LIMIT 1 FOR UPDATE SKIP LOCKED`,
    [networkId, now],
  );
}

export async function putPaymentCheck(tx: Tx, networkId: string, id: string, checkAt: Date): Promise<void> {
  await tx.query('UPDATE online_payments SET check_at = $3 WHERE network_id = $1 AND id = $2', [
    networkId,
    id,
    checkAt,
  ]);
}
