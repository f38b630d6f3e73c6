import type { Tx } from '../../../platform/database/database';
import { type Range, ROWS_OF_PERIOD, valuesOfPeriod } from '../liability/periods.sql';
import type { IssuedSum, PairSum, PartyId, PartyName } from './settlement.rules';

/** A settled month. */
export interface SettlementRow {
  readonly month: string;
  /** Byte for byte. */
  readonly document: string;
  readonly closedAt: Date;
}

const COLUMNS = 'month, document, closed_at AS "closedAt"';

export function findSettlement(tx: Tx, networkId: string, month: string): Promise<SettlementRow | undefined> {
  return tx.maybe<SettlementRow>(`SELECT ${COLUMNS} FROM settlements WHERE network_id = $1 AND month = $2`, [
    networkId,
    month,
  ]);
}

/** Settled months, the newest first. */
export function listSettlements(
  tx: Tx,
  networkId: string,
  before: string | undefined,
  limit: number,
): Promise<SettlementRow[]> {
  return tx.query<SettlementRow>(
    `SELECT ${COLUMNS} FROM settlements WHERE network_id = $1 AND month < $2 ORDER BY month DESC LIMIT $3`,
    [networkId, before ?? '9999-13', limit],
  );
}

/** False: the month has been settled already. */
export async function appendSettlement(
  tx: Tx,
  networkId: string,
  month: string,
  document: string,
  closedBy: string | null,
): Promise<boolean> {
  const rows = await tx.query(
    `INSERT INTO settlements (network_id, month, document, closed_by) VALUES ($1, $2, $3, $4)
     ON CONFLICT (network_id, month) DO NOTHING RETURNING month`,
    [networkId, month, document, closedBy],
  );
  return rows.length === 1;
}

const REDEEMED = `('RESTAURANT_REDEEMED', 'NETWORK_REDEEMED')`;
const ISSUED = `('RESTAURANT_ISSUED', 'NETWORK_ISSUED')`;

/**
 * The movements `m` of a month between guests and parties that take points: the taker (below 0: the party that gives
 * back) and the issuer of the lot, whose id is that of the transaction that opened it. A till's own restaurant pays its
 * loss while offline.
 */
const REDEMPTIONS = `
  SELECT x.id, x.type, x.receipt_number, x.business_date, x.occurred_at, m.taker_id, m.points, m.lot_id,
    CASE WHEN m.is_loss THEN m.taker_id ELSE o.restaurant_id END AS issuer_id
  FROM (SELECT x.id, x.type, x.receipt_number, x.business_date, x.occurred_at ${ROWS_OF_PERIOD}) x
  CROSS JOIN LATERAL (
    SELECT y.lot_id, 'RESTAURANT_OFFLINE_LOSS' IN (y.debit_kind, y.credit_kind) AS is_loss,
      CASE WHEN y.credit_kind IN ${REDEEMED} THEN y.amount ELSE -y.amount END AS points,
      CASE WHEN y.credit_kind = 'RESTAURANT_REDEEMED' THEN y.credit_owner
        WHEN y.debit_kind = 'RESTAURANT_REDEEMED' THEN y.debit_owner END AS taker_id
    FROM transfers y
    WHERE y.network_id = $1 AND y.transaction_id = x.id AND y.unit IS NULL
      AND (y.credit_kind IN ${REDEEMED}) <> (y.debit_kind IN ${REDEEMED})) m
  LEFT JOIN LATERAL (
    SELECT o.restaurant_id FROM transactions o WHERE o.network_id = $1 AND o.id = m.lot_id LIMIT 1) o ON true`;

/** Points of a month by issuer and taker. */
export function listPairs(tx: Tx, networkId: string, range: Range): Promise<PairSum[]> {
  return tx.query<PairSum>(
    `SELECT r.issuer_id AS "issuerId", r.taker_id AS "takerId", sum(r.points)::bigint AS points,
       count(DISTINCT r.id)::int AS receipts
     FROM (${REDEMPTIONS}) r GROUP BY r.issuer_id, r.taker_id`,
    valuesOfPeriod(networkId, range),
  );
}

/** Points that each party issued in a month, minus points taken back. */
export function listIssued(tx: Tx, networkId: string, range: Range): Promise<IssuedSum[]> {
  return tx.query<IssuedSum>(
    `SELECT m.party_id AS "partyId", sum(m.points)::bigint AS points
     FROM (SELECT x.id ${ROWS_OF_PERIOD}) x
     JOIN LATERAL (
       SELECT CASE WHEN y.debit_kind IN ${ISSUED} THEN y.amount ELSE -y.amount END AS points,
         CASE WHEN y.debit_kind = 'RESTAURANT_ISSUED' THEN y.debit_owner
           WHEN y.credit_kind = 'RESTAURANT_ISSUED' THEN y.credit_owner END AS party_id
       FROM transfers y
       WHERE y.network_id = $1 AND y.transaction_id = x.id AND y.unit IS NULL
         AND (y.debit_kind IN ${ISSUED}) <> (y.credit_kind IN ${ISSUED})) m ON true
     GROUP BY m.party_id HAVING sum(m.points) <> 0`,
    valuesOfPeriod(networkId, range),
  );
}

/** An act of a pair, with the issuer's points that it moved. */
export interface ReceiptOfPair {
  readonly id: string;
  readonly type: string;
  readonly receiptNumber: string | null;
  readonly businessDate: string | null;
  readonly occurredAt: Date;
  readonly points: number;
  /** The acts that opened the lots. */
  readonly earnedBy: readonly string[];
}

/** The acts of one pair in a month, after an id, sorted by id. */
export function listReceipts(
  tx: Tx,
  networkId: string,
  range: Range,
  pair: { readonly issuerId: PartyId; readonly takerId: PartyId },
  after: string,
  limit: number,
): Promise<ReceiptOfPair[]> {
  return tx.query<ReceiptOfPair>(
    `SELECT r.id, r.type::text AS type, r.receipt_number AS "receiptNumber", r.business_date AS "businessDate",
       r.occurred_at AS "occurredAt", sum(r.points)::bigint AS points,
       coalesce(array_agg(DISTINCT r.lot_id::text) FILTER (WHERE r.lot_id IS NOT NULL), '{}') AS "earnedBy"
     FROM (${REDEMPTIONS}) r
     WHERE r.issuer_id IS NOT DISTINCT FROM $15 AND r.taker_id IS NOT DISTINCT FROM $16 AND r.id > $17
     GROUP BY r.id, r.type, r.receipt_number, r.business_date, r.occurred_at ORDER BY r.id LIMIT $18`,
    [...valuesOfPeriod(networkId, range), pair.issuerId, pair.takerId, after, limit],
  );
}

/** All restaurants of the network, even closed ones. */
export function listNames(tx: Tx, networkId: string): Promise<PartyName[]> {
  return tx.query<PartyName>('SELECT id, code, name FROM restaurants WHERE network_id = $1 ORDER BY id', [networkId]);
}
