import type { PartnerSettlement } from '../../generated/prisma/client';
import type { Statements, Tx } from '../../platform/database/database';
import { lowestIdAt } from '../../platform/ids/ids';
import type { PartnerAccountAnswer, PartnerRow } from './partner.dto';

// SQL by hand: sums of the journal, and the partner of a call from a till, which is locked or read in a shared round trip.

type Reads = Pick<Statements, 'query' | 'one' | 'maybe'>;

/** Points of receipts, refunds apart. */
type PartnerSums = PartnerAccountAnswer['open'];

const DAY_MS = 86_400_000;

/** `benefits` comes as text: the driver leaves JSON as it is. */
export async function findPartner(
  tx: Reads,
  networkId: string,
  id: string,
  lock: '' | 'FOR UPDATE' = '',
): Promise<PartnerRow | undefined> {
  const row = await tx.maybe<Omit<PartnerRow, 'benefits'> & { readonly benefitsText: string }>(
    `SELECT id, code, name, benefits::text AS "benefitsText", earn_per_day AS "earnPerDay", burn_per_day AS "burnPerDay",
            closed_at AS "closedAt", created_at AS "createdAt"
       FROM partners WHERE network_id = $1 AND id = $2 ${lock}`,
    [networkId, id],
  );
  if (row === undefined) return undefined;
  const { benefitsText, ...columns } = row;
  return { ...columns, benefits: JSON.parse(benefitsText) as PartnerRow['benefits'] };
}

/** SQL condition: transactions `t` that a partner's keys recorded. */
const OF_PARTNER = `t.network_id = $1 AND t.type = 'MANUAL'
  AND t.actor_id IN (SELECT k.id FROM api_keys k WHERE k.network_id = $1 AND k.integration_id = $2)`;

/** The points that the partner gave or took since an instant. Refunds don't reduce this sum. */
export async function sumSince(
  tx: Reads,
  networkId: string,
  partnerId: string,
  direction: 'CREDIT' | 'DEBIT',
  since: number,
): Promise<number> {
  const { points } = await tx.one<{ points: number }>(
    `SELECT coalesce(sum(t.points_earned), 0)::bigint AS points FROM transactions t
      WHERE ${OF_PARTNER} AND t.id >= $3 AND t.direction = $4 AND t.related_id IS NULL`,
    [networkId, partnerId, lowestIdAt(since), direction],
  );
  return points;
}

/** An operation of this partner that can be refunded, with its remaining points. */
export function findOperation(
  tx: Reads,
  networkId: string,
  partnerId: string,
  id: string,
): Promise<{ readonly guestId: string; readonly direction: 'CREDIT' | 'DEBIT'; readonly left: number } | undefined> {
  return tx.maybe(
    `SELECT t.guest_id AS "guestId", t.direction, t.points_earned - coalesce((
         SELECT sum(r.points_earned) FROM transactions r WHERE r.network_id = $1 AND r.related_id = t.id AND r.type = 'MANUAL'), 0)::bigint AS left
       FROM transactions t WHERE ${OF_PARTNER} AND t.id = $3 AND t.related_id IS NULL`,
    [networkId, partnerId, id],
  );
}

/** Receipts before an instant that belong to no settlement. Ids suffice, because each act is recorded within a day of its id. */
const UNSETTLED = `
  SELECT t.id, t.points_earned AS points, CASE WHEN t.direction = 'CREDIT'
      THEN CASE WHEN t.related_id IS NULL THEN 'EARN' ELSE 'BURN_RETURN' END
      ELSE CASE WHEN t.related_id IS NULL THEN 'BURN' ELSE 'EARN_RETURN' END END AS kind
    FROM transactions t
   WHERE ${OF_PARTNER} AND t.id >= $3 AND t.recorded_at < $4
     AND NOT EXISTS (SELECT FROM partner_settlement_lines l WHERE l.network_id = $1 AND l.transaction_id = t.id)`;

const SUMS = `count(*)::integer AS operations,
  coalesce(sum(points) FILTER (WHERE kind = 'EARN'), 0)::bigint AS earned,
  coalesce(sum(points) FILTER (WHERE kind = 'EARN_RETURN'), 0)::bigint AS "earnReturned",
  coalesce(sum(points) FILTER (WHERE kind = 'BURN'), 0)::bigint AS burned,
  coalesce(sum(points) FILTER (WHERE kind = 'BURN_RETURN'), 0)::bigint AS "burnReturned"`;

const unsettledFrom = (last: PartnerSettlement | null) =>
  lowestIdAt(last === null ? 0 : last.untilAt.getTime() - DAY_MS);

export function sumUnsettled(
  tx: Reads,
  networkId: string,
  partnerId: string,
  last: PartnerSettlement | null,
  until: Date,
): Promise<PartnerSums> {
  return tx.one<PartnerSums>(`SELECT ${SUMS} FROM (${UNSETTLED}) t`, [
    networkId,
    partnerId,
    unsettledFrom(last),
    until,
  ]);
}

export async function readLedgerNow(tx: Reads): Promise<Date> {
  return (await tx.one<{ now: Date }>`SELECT ledger_now() AS now`).now;
}

/**
 * Closes the period in one statement, so that figures and receipts are of one look; false: there is nothing in it.
 * The partner is locked.
 */
export async function insertSettlement(
  tx: Tx,
  networkId: string,
  partnerId: string,
  last: PartnerSettlement | null,
  made: { readonly id: string; readonly until: Date; readonly closedBy: string },
): Promise<boolean> {
  const settled = await tx.query(
    `WITH lines AS MATERIALIZED (${UNSETTLED}),
     sums AS (SELECT ${SUMS} FROM lines),
     settled AS (
       INSERT INTO partner_settlements (network_id, id, partner_id, number, from_at, until_at, operations, opening, earned, earn_returned, burned, burn_returned, closing, closed_by)
       SELECT $1, $5::uuid, $2, $6::integer, $7::timestamptz, $4, operations, $8::bigint, earned, "earnReturned", burned, "burnReturned",
              $8::bigint - earned + "earnReturned" + burned - "burnReturned", $9::uuid
         FROM sums WHERE operations > 0 RETURNING id),
     written AS (
       INSERT INTO partner_settlement_lines (network_id, transaction_id, settlement_id, kind, points)
       SELECT $1, lines.id, $5::uuid, lines.kind, lines.points FROM lines)
     SELECT id FROM settled`,
    [
      networkId,
      partnerId,
      unsettledFrom(last),
      made.until,
      made.id,
      (last?.number ?? 0) + 1,
      last?.untilAt ?? null,
      last?.closing ?? 0,
      made.closedBy,
    ],
  );
  return settled.length > 0;
}

/** The receipts of a closed period after this one, ordered by id. */
export function listLines(tx: Reads, networkId: string, settlementId: string, after: string, limit: number) {
  return tx.query<{
    id: string;
    kind: 'EARN' | 'EARN_RETURN' | 'BURN' | 'BURN_RETURN';
    points: number;
    reference: string | null;
    receiptNumber: string | null;
    recordedAt: Date;
  }>`
    SELECT l.transaction_id AS id, l.kind, l.points, t.external_order_id AS reference, t.receipt_number,
           t.recorded_at
      FROM partner_settlement_lines l JOIN transactions t ON t.network_id = ${networkId} AND t.id = l.transaction_id
     WHERE l.network_id = ${networkId} AND l.settlement_id = ${settlementId} AND l.transaction_id > ${after} ORDER BY l.transaction_id LIMIT ${limit}`;
}
