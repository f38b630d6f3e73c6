import type { Database, Tx } from '../../../src/platform/database/database';
import { newId } from '../../../src/platform/ids/ids';

/** A network with a restaurant, a till and guests, whose journal is written row by row as the till would. */
export interface JournalFixture {
  readonly networkId: string;
  readonly restaurantId: string;
  readonly pointOfSaleId: string;
}

export async function makeNetwork(
  database: Database,
  code = `n${newId().replaceAll('-', '')}`,
): Promise<JournalFixture> {
  const networkId = newId();
  await database.asPlatform((tx) =>
    tx.query(
      `INSERT INTO networks (id, code, name, currency, currency_digits, time_zone, locale, country)
       VALUES ($1, $2, 'Trattoria', 'EUR', 2, 'Europe/Berlin', 'en', 'DE')`,
      [networkId, code],
    ),
  );
  const restaurantId = newId();
  const pointOfSaleId = newId();
  await database.inNetwork(networkId, async (tx) => {
    await tx.query(`INSERT INTO restaurants (network_id, id, code, name) VALUES ($1, $2, 'centre', 'Centre')`, [
      networkId,
      restaurantId,
    ]);
    await tx.query(
      `INSERT INTO points_of_sale (network_id, id, restaurant_id, code, name) VALUES ($1, $2, $3, 'till-1', 'Till 1')`,
      [networkId, pointOfSaleId, restaurantId],
    );
  });
  return { networkId, restaurantId, pointOfSaleId };
}

export async function makeGuest(database: Database, { networkId, restaurantId }: JournalFixture): Promise<string> {
  const guestId = newId();
  await database.inNetwork(networkId, async (tx) => {
    await tx.query(
      `INSERT INTO guests (network_id, id, card_number, restaurant_id, source) VALUES ($1, $2, $3, $4, 'STAFF')`,
      [networkId, guestId, guestId, restaurantId],
    );
    await tx.query('INSERT INTO guest_states (network_id, guest_id) VALUES ($1, $2)', [networkId, guestId]);
  });
  return guestId;
}

export interface SaleToWrite {
  readonly guestId?: string;
  readonly amount?: number;
  readonly discount?: number;
  readonly points?: number;
  readonly businessDate?: string;
  readonly relatedId?: string;
  readonly receiptNumber?: string;
}

/** Writes a sale with its accrual, lot, state and event; anonymous without a guest. */
export function writeSale(database: Database, at: JournalFixture, sale: SaleToWrite = {}): Promise<string> {
  return database.inNetwork(at.networkId, (tx) => insertSale(tx, at, sale));
}

export async function insertSale(tx: Tx, at: JournalFixture, sale: SaleToWrite): Promise<string> {
  const id = newId();
  const { guestId, amount = 10_000, discount = 0, points = 0 } = sale;
  let version: number | null = null;
  let available = 0;
  if (guestId !== undefined) {
    const state = await tx.one<{ version: number; available: number }>(
      `UPDATE guest_states SET version = version + 1, available = available + $3, sales = sales + 1
       WHERE network_id = $1 AND guest_id = $2 RETURNING version, available`,
      [at.networkId, guestId, points],
    );
    version = state.version;
    available = state.available;
  }
  await tx.query(
    `INSERT INTO transactions (network_id, id, type, guest_id, guest_version, restaurant_id, point_of_sale_id, actor_kind, channel,
       related_id, receipt_number, business_date, occurred_at, recorded_at, amount, discount, payable, points_earned, available, items)
     VALUES ($1, $2, 'SALE', $3, $4, $5, $6, 'system', 'TILL', $7, $8, $9, now(), now(), $10, $11, $12, $13, $14, $15)`,
    [
      at.networkId,
      id,
      guestId ?? null,
      version,
      at.restaurantId,
      at.pointOfSaleId,
      sale.relatedId ?? null,
      sale.receiptNumber ?? null,
      sale.businessDate ?? '2026-11-20',
      amount,
      discount,
      amount - discount,
      points,
      available,
      '[["hawaiian_m", "Пицца «Гавайская»", 1]]',
    ],
  );
  await insertEvent(tx, at, id, 'sale', guestId ?? null, version);
  if (guestId !== undefined && points > 0) {
    await insertTransfer(tx, at, id, 1, {
      code: 'ACCRUAL',
      debit: ['RESTAURANT_ISSUED', at.restaurantId],
      credit: ['GUEST_AVAILABLE', guestId],
      amount: points,
      lotId: id,
    });
    await tx.query(
      `INSERT INTO lots (network_id, guest_id, expires_at, lot_id, amount, remaining, restaurant_id)
       VALUES ($1, $2, 'infinity', $3, $4, $4, $5)`,
      [at.networkId, guestId, id, points, at.restaurantId],
    );
  }
  return id;
}

export interface TransferToWrite {
  readonly code: string;
  readonly debit: readonly [kind: string, owner: string];
  readonly credit: readonly [kind: string, owner: string];
  readonly amount: number;
  readonly lotId?: string;
}

export async function insertTransfer(
  tx: Tx,
  at: JournalFixture,
  id: string,
  n: number,
  transfer: TransferToWrite,
): Promise<void> {
  await tx.query(
    `INSERT INTO transfers (network_id, transaction_id, n, code, debit_kind, debit_owner, credit_kind, credit_owner, amount, lot_id)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    [
      at.networkId,
      id,
      n,
      transfer.code,
      ...transfer.debit,
      ...transfer.credit,
      transfer.amount,
      transfer.lotId ?? null,
    ],
  );
}

export async function insertEvent(
  tx: Tx,
  at: JournalFixture,
  id: string,
  type: string,
  guestId: string | null,
  version: number | null,
): Promise<void> {
  await tx.query(
    `INSERT INTO events (network_id, epoch, id, type, subject_id, guest_id, guest_version)
     VALUES ($1, epoch_of($1), $2, 'transaction.' || $3, $2, $4, $5)`,
    [at.networkId, id, type, guestId, version],
  );
}
