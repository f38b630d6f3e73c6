import type { Tx } from '../../../platform/database/database';
import { storedInstantOf } from '../../ledger/read/lot-end.sql';
import { type Finding, NAMED_FINDINGS } from './finding';

/** Transfers of points as entries of guests' accounts: credits above zero, debits below. */
const GUEST_ENTRIES = `
  SELECT y.credit_owner AS guest_id, y.credit_kind AS kind, y.amount, y.lot_id, y.expires_at FROM transfers y
  WHERE y.network_id = $1 AND y.unit IS NULL AND y.credit_kind::text LIKE 'GUEST%'
  UNION ALL
  SELECT y.debit_owner, y.debit_kind, -y.amount, y.lot_id, y.expires_at FROM transfers y
  WHERE y.network_id = $1 AND y.unit IS NULL AND y.debit_kind::text LIKE 'GUEST%'`;

/** Check 1: stored balances equal the sums of transfers. A guest's debt is a debit, so `receivable` is compared with the opposite sign. */
export async function listWrongBalances(tx: Tx, networkId: string): Promise<Finding[]> {
  const rows = await tx.query<{ id: string; stored: string; moved: string }>(
    `WITH moved AS (
       SELECT g.guest_id,
         coalesce(sum(g.amount) FILTER (WHERE g.kind = 'GUEST_AVAILABLE'), 0)::bigint AS available,
         coalesce(sum(g.amount) FILTER (WHERE g.kind = 'GUEST_PENDING'), 0)::bigint AS pending,
         coalesce(sum(g.amount) FILTER (WHERE g.kind = 'GUEST_HELD'), 0)::bigint AS held,
         coalesce(sum(g.amount) FILTER (WHERE g.kind = 'GUEST_IN_REVIEW'), 0)::bigint AS in_review,
         coalesce(-sum(g.amount) FILTER (WHERE g.kind = 'GUEST_RECEIVABLE'), 0)::bigint AS receivable
       FROM (${GUEST_ENTRIES}) g GROUP BY g.guest_id)
     SELECT coalesce(s.guest_id, m.guest_id) AS id,
       concat_ws('/', s.available, s.pending, s.held, s.in_review, s.receivable) AS stored,
       concat_ws('/', coalesce(m.available, 0), coalesce(m.pending, 0), coalesce(m.held, 0), coalesce(m.in_review, 0), coalesce(m.receivable, 0)) AS moved
     FROM (SELECT * FROM guest_states WHERE network_id = $1) s FULL JOIN moved m ON m.guest_id = s.guest_id
     WHERE (s.available, s.pending, s.held, s.in_review, s.receivable) IS DISTINCT FROM
       (coalesce(m.available, 0), coalesce(m.pending, 0), coalesce(m.held, 0), coalesce(m.in_review, 0), coalesce(m.receivable, 0))
     ORDER BY 1 LIMIT $2`,
    [networkId, NAMED_FINDINGS + 1],
  );
  return rows.map(({ id, stored, moved }) => ({
    check: 1,
    row: 'guest_states',
    id,
    problem: `available/pending/held/in review/receivable are ${stored === '' ? 'missing' : stored}, the transfers say ${moved}`,
  }));
}

/** Check 1: a guest's points are in open lots, except for a balance that a policy let go below zero. */
export async function listBalancesBesideLots(tx: Tx, networkId: string): Promise<Finding[]> {
  const rows = await tx.query<{ id: string; balance: number; lots: number }>(
    `WITH open AS (SELECT l.guest_id, sum(l.remaining)::bigint AS remaining FROM lots l WHERE l.network_id = $1 GROUP BY l.guest_id)
     SELECT coalesce(s.guest_id, o.guest_id) AS id,
       coalesce(greatest(s.available, 0) + s.pending + s.held + s.in_review, 0) AS balance, coalesce(o.remaining, 0) AS lots
     FROM (SELECT * FROM guest_states WHERE network_id = $1) s FULL JOIN open o ON o.guest_id = s.guest_id
     WHERE coalesce(greatest(s.available, 0) + s.pending + s.held + s.in_review, 0) <> coalesce(o.remaining, 0)
     ORDER BY 1 LIMIT $2`,
    [networkId, NAMED_FINDINGS + 1],
  );
  return rows.map(({ id, balance, lots }) => ({
    check: 1,
    row: 'guest_states',
    id,
    problem: `the balance is ${String(balance)}, the open lots have ${String(lots)}`,
  }));
}

/** Check 1: the limits in a guest's counters match the guest's lots. */
export async function listWrongLimits(tx: Tx, networkId: string): Promise<Finding[]> {
  const rows = await tx.query<{ id: string; lot: string; stored: number; lots: number | null }>(
    `SELECT s.guest_id AS id, one ->> 'lotId' AS lot, (one ->> 'free')::bigint AS stored,
       CASE WHEN l.activates_at IS NULL THEN l.remaining - l.held ELSE 0 END AS lots
     FROM guest_states s
     CROSS JOIN LATERAL json_array_elements(s.counters -> 'limits') one
     LEFT JOIN lots l ON l.network_id = s.network_id AND l.guest_id = s.guest_id AND l.lot_id = (one ->> 'lotId')::uuid
       AND l.expires_at = ${storedInstantOf("one ->> 'expiresAt'")}
     WHERE s.network_id = $1 AND s.counters -> 'limits' IS NOT NULL
       AND (l.lot_id IS NULL OR (one ->> 'free')::bigint <> CASE WHEN l.activates_at IS NULL THEN l.remaining - l.held ELSE 0 END)
     ORDER BY 1, 2 LIMIT $2`,
    [networkId, NAMED_FINDINGS + 1],
  );
  return rows.map(({ id, lot, stored, lots }) => ({
    check: 1,
    row: 'guest_states',
    id,
    problem: `of the lot ${lot}, which may not be spent everywhere, ${String(stored)} are free, the lot says ${String(lots)}`,
  }));
}

/**
 * Check 1: a lot holds the points that its transfers brought, minus those that they took. Movements between the guest's
 * own accounts cancel out, except for a debt settled out of the lot.
 */
export async function listWrongLots(tx: Tx, networkId: string): Promise<Finding[]> {
  const rows = await tx.query<{ id: string; guest: string; stored: number; moved: number }>(
    `WITH moved AS (
       SELECT g.guest_id, g.lot_id, coalesce(g.expires_at, 'infinity') AS expires_at, sum(g.amount)::bigint AS amount
       FROM (${GUEST_ENTRIES}) g WHERE g.lot_id IS NOT NULL AND g.kind <> 'GUEST_RECEIVABLE' GROUP BY 1, 2, 3)
     SELECT coalesce(l.lot_id, m.lot_id) AS id, coalesce(l.guest_id, m.guest_id) AS guest,
       coalesce(l.remaining, 0) AS stored, coalesce(m.amount, 0) AS moved
     FROM (SELECT * FROM lots WHERE network_id = $1) l
     FULL JOIN moved m ON m.guest_id = l.guest_id AND m.lot_id = l.lot_id AND m.expires_at = l.expires_at
     WHERE coalesce(l.remaining, 0) <> coalesce(m.amount, 0)
     ORDER BY 1 LIMIT $2`,
    [networkId, NAMED_FINDINGS + 1],
  );
  return rows.map(({ id, guest, stored, moved }) => ({
    check: 1,
    row: 'lots',
    id,
    problem: `guest ${guest}: ${String(stored)} remain, the transfers say ${String(moved)}`,
  }));
}

/** Check 3: no figure is below zero. The database's constraints guarantee it, so a wrong row means that somebody removed them. */
export async function listBelowZero(tx: Tx, networkId: string): Promise<Finding[]> {
  const rows = await tx.query<{ row: string; id: string; problem: string }>(
    `SELECT 'lots' AS row, l.lot_id AS id,
       format('guest %s: %s of %s remain, %s held', l.guest_id, l.remaining, l.amount, l.held) AS problem
     FROM lots l WHERE l.network_id = $1
       AND NOT (l.remaining > 0 AND l.remaining <= l.amount AND l.held >= 0 AND l.held <= l.remaining)
     UNION ALL
     SELECT 'guest_states', s.guest_id,
       format('available/pending/held/in review/receivable are %s/%s/%s/%s/%s', s.available, s.pending, s.held, s.in_review, s.receivable)
     FROM guest_states s WHERE s.network_id = $1
       AND ((s.available < 0 AND NOT s.overdraft) OR s.pending < 0 OR s.held < 0 OR s.in_review < 0 OR s.receivable < 0)
     UNION ALL
     SELECT 'transfers', y.transaction_id, format('transfer %s moves %s', y.n, y.amount)
     FROM transfers y WHERE y.network_id = $1 AND y.amount <= 0
     LIMIT $2`,
    [networkId, NAMED_FINDINGS + 1],
  );
  return rows.map((row) => ({ check: 3, ...row }));
}

/** The balance of each account whose balance no row stores, from all of its transfers. */
export function listAccountSums(
  tx: Tx,
  networkId: string,
): Promise<{ kind: string; owner: string; unit: string | null; balance: number }[]> {
  return tx.query(
    `SELECT a.kind, a.owner, a.unit, sum(a.amount)::bigint AS balance
     FROM transfers y
     CROSS JOIN LATERAL (VALUES (y.debit_kind, y.debit_owner, y.unit, -y.amount), (y.credit_kind, y.credit_owner, y.unit, y.amount))
       a(kind, owner, unit, amount)
     WHERE y.network_id = $1 AND a.kind::text NOT LIKE 'GUEST%'
     GROUP BY a.kind, a.owner, a.unit`,
    [networkId],
  );
}

/** All points of guests, by their stored balances. */
export async function sumGuestBalances(tx: Tx, networkId: string): Promise<number> {
  const { balance } = await tx.one<{ balance: number }>(
    `SELECT coalesce(sum(available + pending + held + in_review - receivable), 0)::bigint AS balance
     FROM guest_states WHERE network_id = $1`,
    [networkId],
  );
  return balance;
}
