import { NEVER } from '../../../decision';
import { type Sql, sql } from '../../../platform/database/sql';

/** Transfers of points as entries of guests' accounts: credits above zero, debits below. */
const entries = (networkId: string): Sql => sql`
  SELECT y.credit_owner AS guest_id, y.credit_kind AS kind, y.amount, y.lot_id, y.expires_at FROM transfers y
  WHERE y.network_id = ${networkId} AND y.unit IS NULL AND y.credit_kind::text LIKE 'GUEST%'
  UNION ALL
  SELECT y.debit_owner, y.debit_kind, -y.amount, y.lot_id, y.expires_at FROM transfers y
  WHERE y.network_id = ${networkId} AND y.unit IS NULL AND y.debit_kind::text LIKE 'GUEST%'`;

/** Check 1: stored balances equal the sums of transfers. A guest's debt is a debit, so `receivable` is compared with the opposite sign. */
export const balances = (networkId: string): Sql => sql`
  WITH moved AS (
    SELECT g.guest_id,
      coalesce(sum(g.amount) FILTER (WHERE g.kind = 'GUEST_AVAILABLE'), 0)::bigint AS available,
      coalesce(sum(g.amount) FILTER (WHERE g.kind = 'GUEST_PENDING'), 0)::bigint AS pending,
      coalesce(sum(g.amount) FILTER (WHERE g.kind = 'GUEST_HELD'), 0)::bigint AS held,
      coalesce(sum(g.amount) FILTER (WHERE g.kind = 'GUEST_IN_REVIEW'), 0)::bigint AS in_review,
      coalesce(-sum(g.amount) FILTER (WHERE g.kind = 'GUEST_RECEIVABLE'), 0)::bigint AS receivable
    FROM (${entries(networkId)}) g GROUP BY g.guest_id)
  SELECT 'guest_states' AS row, coalesce(s.guest_id, m.guest_id) AS "id!",
    format('available/pending/held/in review/receivable are %s, the transfers say %s',
      coalesce(nullif(concat_ws('/', s.available, s.pending, s.held, s.in_review, s.receivable), ''), 'missing'),
      concat_ws('/', coalesce(m.available, 0), coalesce(m.pending, 0), coalesce(m.held, 0), coalesce(m.in_review, 0), coalesce(m.receivable, 0)))
      AS "problem!"
  FROM (SELECT * FROM guest_states WHERE network_id = ${networkId}) s FULL JOIN moved m ON m.guest_id = s.guest_id
  WHERE (s.available, s.pending, s.held, s.in_review, s.receivable) IS DISTINCT FROM
    (coalesce(m.available, 0), coalesce(m.pending, 0), coalesce(m.held, 0), coalesce(m.in_review, 0), coalesce(m.receivable, 0))
  ORDER BY 2`;

/** Check 1: a guest's points are in open lots, except for a balance that a policy let go below zero. */
export const balancesBesideLots = (networkId: string): Sql => sql`
  WITH open AS (SELECT l.guest_id, sum(l.remaining)::bigint AS remaining FROM lots l WHERE l.network_id = ${networkId} GROUP BY l.guest_id),
  compared AS (
    SELECT coalesce(s.guest_id, o.guest_id) AS id,
      coalesce(greatest(s.available, 0) + s.pending + s.held + s.in_review, 0) AS balance, coalesce(o.remaining, 0) AS lots
    FROM (SELECT * FROM guest_states WHERE network_id = ${networkId}) s FULL JOIN open o ON o.guest_id = s.guest_id)
  SELECT 'guest_states' AS row, id AS "id!", format('the balance is %s, the open lots have %s', balance, lots) AS "problem!"
  FROM compared WHERE balance <> lots
  ORDER BY 2`;

/** Check 1: the limits in a guest's counters match the guest's lots. */
export const limits = (networkId: string): Sql => sql`
  SELECT 'guest_states' AS row, s.guest_id AS id,
    format('of the lot %s, which may not be spent everywhere, %s are free, the lot says %s', one ->> 'lotId', one ->> 'free',
      coalesce(c.free::text, 'null')) AS "problem!"
  FROM guest_states s
  CROSS JOIN LATERAL json_array_elements(s.counters -> 'limits') one
  LEFT JOIN lots l ON l.network_id = s.network_id AND l.guest_id = s.guest_id AND l.lot_id = (one ->> 'lotId')::uuid
    AND l.expires_at = CASE WHEN (one ->> 'expiresAt')::double precision >= ${NEVER} THEN 'infinity'
      ELSE to_timestamp((one ->> 'expiresAt')::double precision / 1000) END
  CROSS JOIN LATERAL (SELECT CASE WHEN l.activates_at IS NULL THEN l.remaining - l.held ELSE 0 END AS free) c
  WHERE s.network_id = ${networkId} AND s.counters -> 'limits' IS NOT NULL AND (l.lot_id IS NULL OR (one ->> 'free')::bigint <> c.free)
  ORDER BY s.guest_id, one ->> 'lotId'`;

/**
 * Check 1: a lot holds the points that transfers added to it, minus the points that transfers took from it. Movements between the guest's own
 * accounts cancel out, except for a debt settled out of the lot.
 */
export const lots = (networkId: string): Sql => sql`
  WITH moved AS (
    SELECT g.guest_id, g.lot_id, coalesce(g.expires_at, 'infinity') AS expires_at, sum(g.amount)::bigint AS amount
    FROM (${entries(networkId)}) g WHERE g.lot_id IS NOT NULL AND g.kind <> 'GUEST_RECEIVABLE' GROUP BY 1, 2, 3)
  SELECT 'lots' AS row, coalesce(l.lot_id, m.lot_id) AS "id!",
    format('guest %s: %s remain, the transfers say %s', coalesce(l.guest_id, m.guest_id), coalesce(l.remaining, 0), coalesce(m.amount, 0)) AS "problem!"
  FROM (SELECT * FROM lots WHERE network_id = ${networkId}) l
  FULL JOIN moved m ON m.guest_id = l.guest_id AND m.lot_id = l.lot_id AND m.expires_at = l.expires_at
  WHERE coalesce(l.remaining, 0) <> coalesce(m.amount, 0)
  ORDER BY 2`;

/** The stamps in guests' states. A negative number means that the guest owes stamps. */
export const storedStamps = (networkId: string): Sql => sql`
  SELECT s.guest_id, (c ->> 'card')::uuid AS card, (c ->> 'collected')::bigint AS collected
  FROM guest_states s
  CROSS JOIN LATERAL json_array_elements(s.counters -> 'stamps') c
  WHERE s.network_id = ${networkId}`;

/** Check 1: a guest's stamps on each card equal the sum of their transfers. */
export const stamps = (networkId: string): Sql => sql`
  WITH moved AS (
    SELECT g.guest_id, g.card, sum(g.amount)::bigint AS collected FROM (
      SELECT y.credit_owner AS guest_id, y.unit AS card, y.amount FROM transfers y
      WHERE y.network_id = ${networkId} AND y.unit IS NOT NULL AND y.credit_kind::text LIKE 'GUEST%'
      UNION ALL
      SELECT y.debit_owner, y.unit, -y.amount FROM transfers y
      WHERE y.network_id = ${networkId} AND y.unit IS NOT NULL AND y.debit_kind::text LIKE 'GUEST%') g
    GROUP BY g.guest_id, g.card)
  SELECT 'guest_states' AS row, coalesce(s.guest_id, m.guest_id) AS "id!",
    format('%s stamps on the card %s, the transfers say %s', coalesce(s.collected, 0), coalesce(s.card, m.card), coalesce(m.collected, 0)) AS "problem!"
  FROM (${storedStamps(networkId)}) s FULL JOIN moved m ON m.guest_id = s.guest_id AND m.card = s.card
  WHERE coalesce(s.collected, 0) <> coalesce(m.collected, 0)
  ORDER BY 2, coalesce(s.card, m.card)`;

/** Check 3: no figure is below zero. The database's constraints guarantee it, so a wrong row means that somebody removed them. */
export const belowZero = (networkId: string): Sql => sql`
  SELECT 'lots' AS row, l.lot_id AS id,
    format('guest %s: %s of %s remain, %s held', l.guest_id, l.remaining, l.amount, l.held) AS "problem!"
  FROM lots l WHERE l.network_id = ${networkId}
    AND NOT (l.remaining > 0 AND l.remaining <= l.amount AND l.held >= 0 AND l.held <= l.remaining)
  UNION ALL
  SELECT 'guest_states', s.guest_id,
    format('available/pending/held/in review/receivable are %s/%s/%s/%s/%s', s.available, s.pending, s.held, s.in_review, s.receivable)
  FROM guest_states s WHERE s.network_id = ${networkId}
    AND ((s.available < 0 AND NOT s.overdraft) OR s.pending < 0 OR s.held < 0 OR s.in_review < 0 OR s.receivable < 0)
  UNION ALL
  SELECT 'transfers', y.transaction_id, format('transfer %s moves %s', y.n, y.amount)
  FROM transfers y WHERE y.network_id = ${networkId} AND y.amount <= 0`;
