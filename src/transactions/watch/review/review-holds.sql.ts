import type { Statements, Tx } from '../../../platform/database/database';

export type HoldState = 'WAITING' | 'HELD' | 'TAKING' | 'FREEING' | 'TAKEN' | 'FREE' | 'NONE';

/** Points of the acts of one case and guest that one act of the ledger will move. */
export interface HoldUnderWay {
  readonly state: 'WAITING' | 'TAKING' | 'FREEING';
  readonly caseId: string;
  readonly guestId: string;
  readonly holdId: string | null;
  readonly points: number;
  readonly until: Date;
  readonly actIds: readonly string[];
  /** The person who last decided the case. Null: the case is undecided. */
  readonly decidedBy: string | null;
}

/** The most acts whose points one act of the ledger puts in review. */
const ACTS_A_HOLD = 100;

/** Plans the review of a case's doubtful acts that have a guest, once for each act. Returns how many are new. */
export async function planReviews(
  tx: Tx,
  networkId: string,
  caseId: string,
  actIds: readonly string[],
  until: Date,
): Promise<number> {
  const rows = await tx.query(
    `INSERT INTO review_holds (network_id, transaction_id, case_id, guest_id, until, state)
     SELECT t.network_id, t.id, $2, t.guest_id, $4, 'WAITING' FROM transactions t
     WHERE t.network_id = $1 AND t.id = ANY ($3::uuid[]) AND t.guest_id IS NOT NULL ORDER BY t.id
     ON CONFLICT DO NOTHING RETURNING transaction_id`,
    [networkId, caseId, actIds, until],
  );
  return rows.length;
}

export function listUnderWay(tx: Statements, networkId: string, limit: number, caseId: string | null = null) {
  return tx.query<HoldUnderWay>(
    `SELECT h.state, h.case_id AS "caseId", h.guest_id AS "guestId", h.hold_id AS "holdId", sum(h.points)::bigint AS points,
       max(h.until) AS until, (array_agg(h.transaction_id ORDER BY h.transaction_id))[1:${String(ACTS_A_HOLD)}]::text[] AS "actIds",
       (SELECT d.decided_by FROM fraud_decisions d WHERE d.network_id = $1 AND d.case_id = h.case_id ORDER BY d.id DESC LIMIT 1) AS "decidedBy"
     FROM review_holds h
     WHERE h.network_id = $1 AND h.state IN ('WAITING', 'TAKING', 'FREEING') AND ($3::uuid IS NULL OR h.case_id = $3)
     GROUP BY h.state, h.case_id, h.guest_id, h.hold_id ORDER BY h.case_id, h.guest_id LIMIT $2`,
    [networkId, limit, caseId],
  );
}

/** Whether these acts are still as they were read. They stay locked until the end of the transaction. */
export async function lockHolds(tx: Tx, networkId: string, actIds: readonly string[], state: HoldState) {
  const rows = await tx.query<{ state: HoldState }>(
    `SELECT state FROM review_holds WHERE network_id = $1 AND transaction_id = ANY ($2::uuid[])
     ORDER BY transaction_id FOR UPDATE`,
    [networkId, actIds],
  );
  return rows.every((row) => row.state === state);
}

/** Notes the points of each act that the ledger put in review. The other acts had no points left. */
export async function noteHeld(
  tx: Tx,
  networkId: string,
  actIds: readonly string[],
  row: { readonly id: string; readonly guestId: string | null },
): Promise<void> {
  await tx.query(
    `UPDATE review_holds h SET state = CASE WHEN m.points IS NULL THEN 'NONE' ELSE 'HELD' END, hold_id = CASE WHEN m.points IS NULL THEN NULL ELSE $3::uuid END,
       points = coalesce(m.points, 0), guest_id = coalesce($4, h.guest_id)
     FROM unnest($2::uuid[]) a(id)
     LEFT JOIN (SELECT y.lot_id, sum(y.amount)::bigint AS points FROM transfers y
       WHERE y.network_id = $1 AND y.transaction_id = $3 GROUP BY y.lot_id) m ON m.lot_id = a.id
     WHERE h.network_id = $1 AND h.transaction_id = a.id`,
    [networkId, actIds, row.id, row.guestId],
  );
}

export async function moveHolds(
  tx: Pick<Statements, 'query'>,
  networkId: string,
  actIds: readonly string[],
  from: HoldState,
  to: HoldState,
): Promise<void> {
  await tx.query(
    `UPDATE review_holds SET state = $4 WHERE network_id = $1 AND transaction_id = ANY ($2::uuid[]) AND state = $3`,
    [networkId, actIds, from, to],
  );
}

/** Carries a decision on a case over to its points: those in review will be taken back or freed, and planned reviews are dropped. */
export async function endReviews(tx: Tx, networkId: string, caseId: string, to: 'TAKING' | 'FREEING'): Promise<void> {
  await tx.query(
    `UPDATE review_holds SET state = CASE state WHEN 'WAITING' THEN 'NONE' ELSE $3 END
     WHERE network_id = $1 AND case_id = $2 AND state IN ('WAITING', 'HELD')`,
    [networkId, caseId, to],
  );
}

/** SQL for the points of cases that are in review now, from the guests' states: (case_id, points, until). `$1` is the network. */
export const IN_REVIEW = `SELECT h.case_id, sum((o ->> 'points')::bigint)::bigint AS points,
    max(to_timestamp((o ->> 'expiresAt')::double precision / 1000)) AS until
  FROM (SELECT DISTINCT case_id, guest_id, hold_id FROM review_holds
    WHERE network_id = $1 AND state IN ('HELD', 'TAKING', 'FREEING')) h
  JOIN guest_states s ON s.network_id = $1 AND s.guest_id = h.guest_id
  CROSS JOIN LATERAL json_array_elements(s.counters -> 'holds') o
  WHERE o ->> 'id' = h.hold_id::text AND to_timestamp((o ->> 'expiresAt')::double precision / 1000) > ledger_now()
  GROUP BY h.case_id`;
