import type { Statements, Tx } from '../../../platform/database/database';
import { readByKeys } from '../../../platform/database/plans';
import { LOT_ENDS_AT, WITH_INACTIVITY } from '../../ledger/read/lot-end.sql';
import { type CountedMonths, monthSql } from './counted-months';
import {
  ABOVE_CURSOR,
  findCounting,
  type LiabilitySum,
  MOST_UNCOUNTED,
  OF_JOURNAL,
  SHOWN_PART,
} from './liability-counting.sql';

/** The points of a guest `s` by account. A negative balance, which a refund policy allowed, belongs to no lot. */
const STATES = `VALUES ('state', 'AVAILABLE', greatest(s.available, 0)), ('state', 'PENDING', s.pending), ('state', 'HELD', s.held),
  ('state', 'IN_REVIEW', s.in_review), ('state', 'RECEIVABLE', s.receivable), ('state', 'BELOW_ZERO', -least(s.available, 0))`;

const PARTS_OF_LOT = `VALUES ('tier', coalesce(c.tier, '')), ('restaurant', coalesce(c.restaurant_id::text, '')),
  ('earned', coalesce(c.earned::text, '')), (c.ending, c.ends::text)`;

/**
 * Present sums of the guests in a list `g`. Each lot and its transaction are found by their whole keys. Here and below,
 * `LIMIT 1` tells the planner that a whole key finds one row. It would otherwise expect as many rows as the network has
 * guests, and reserve room for all their sums.
 */
export const sumsOfGuests = (guests: string): string => `
  SELECT g.guest_id, m.part, m.key, sum(m.points)::bigint AS points
  FROM ${guests} g
  CROSS JOIN LATERAL (
    SELECT * FROM guest_states s WHERE s.network_id = $1 AND s.guest_id BETWEEN g.guest_id AND g.guest_id ORDER BY s.guest_id LIMIT 1) s
  CROSS JOIN LATERAL (
    ${STATES}
    UNION ALL
    SELECT p.part, p.key, c.points
    FROM (
      SELECT s.tier, l.restaurant_id, ${monthSql('x.occurred_at')} AS earned,
        CASE WHEN l.expires_at = ${WITH_INACTIVITY} THEN 'inactive' ELSE 'ends' END AS ending,
        ${monthSql(LOT_ENDS_AT)} AS ends, l.remaining AS points
      FROM (SELECT * FROM lots l WHERE l.network_id = $1 AND l.guest_id BETWEEN g.guest_id AND g.guest_id ORDER BY l.guest_id) l
      LEFT JOIN LATERAL (
        SELECT x.occurred_at FROM transactions x WHERE x.network_id = $1 AND x.id BETWEEN l.lot_id AND l.lot_id ORDER BY x.id LIMIT 1) x ON true) c
    CROSS JOIN LATERAL (${PARTS_OF_LOT}) p(part, key)) m(part, key, points)
  GROUP BY g.guest_id, m.part, m.key
  HAVING sum(m.points) <> 0`;

/**
 * The guests of a page of the log, with their present and their stored state. `is_whole`: no sums are stored from
 * which the page's movements could lead to the next sums. `version`: the stored sums include the acts up to it.
 * `place`: where their row is.
 */
export const GUESTS_OF_PAGE = `
  SELECT s.guest_id, s.tier, s.available, s.pending, s.held, s.in_review, s.receivable,
    ${monthSql(`coalesce(s.inactivity_ends_at, 'infinity')`)} AS inactivity_ends, d.is_whole, o.place, k.parts, k.keys, k.points,
    CASE WHEN s.has_terms THEN NULL WHEN d.is_whole THEN s.version ELSE k.version END AS version
  FROM page CROSS JOIN LATERAL unnest(page.guests) s
  LEFT JOIN LATERAL (
    SELECT o.ctid AS place, o.* FROM liability_guests o WHERE o.network_id = $1 AND o.guest_id BETWEEN s.guest_id AND s.guest_id
    ORDER BY o.guest_id LIMIT 1) o ON true
  LEFT JOIN LATERAL (
    SELECT o.version, o.parts, o.keys, o.points
    WHERE o.counting = (SELECT c.counting FROM liability_countings c WHERE c.network_id = $1)) k ON true
  CROSS JOIN LATERAL (SELECT s.moves_lots OR s.has_terms OR k.version IS NULL AS is_whole) d`;

/**
 * The next sums of `guests` that have stored ones: the stored sums plus the `moves` above the stored version. The parts of a guest are unnested in
 * the list of columns: a list of VALUES beside each guest took longer than their sums.
 */
export const nextSumsOf = (guests: string, moves: string): string => `
  SELECT m.guest_id, m.part, m.key, sum(m.points)::bigint AS points
  FROM (
    SELECT p.guest_id, p.part, CASE WHEN p.part = 'inactive' THEN p.inactivity_ends::text ELSE p.key END AS key, p.points
    FROM (
      SELECT s.guest_id, s.inactivity_ends, unnest(s.parts) AS part, unnest(s.keys) AS key, unnest(s.points) AS points
      FROM ${guests} s WHERE NOT s.is_whole) p
    WHERE p.part IN ('restaurant', 'earned', 'ends', 'inactive')
    UNION ALL
    SELECT s.guest_id, unnest(ARRAY['restaurant', 'earned', CASE WHEN c.is_inactivity THEN 'inactive' ELSE 'ends' END]),
      unnest(ARRAY[coalesce(c.restaurant_id::text, ''), coalesce(c.earned::text, ''),
        CASE WHEN c.is_inactivity THEN s.inactivity_ends ELSE c.expires END::text]), c.amount
    FROM ${guests} s JOIN ${moves} c ON c.guest_id = s.guest_id AND c.guest_version > s.version
    WHERE NOT s.is_whole
    UNION ALL
    SELECT p.guest_id, p.part, p.key, p.points
    FROM (
      SELECT s.guest_id, unnest(ARRAY['state', 'state', 'state', 'state', 'state', 'state', 'tier']) AS part,
        unnest(ARRAY['AVAILABLE', 'PENDING', 'HELD', 'IN_REVIEW', 'RECEIVABLE', 'BELOW_ZERO', coalesce(s.tier, '')]) AS key,
        unnest(ARRAY[greatest(s.available, 0), s.pending, s.held, s.in_review, s.receivable, -least(s.available, 0),
          greatest(s.available, 0) + s.pending + s.held + s.in_review]) AS points
      FROM ${guests} s WHERE NOT s.is_whole) p
    WHERE p.points <> 0) m
  GROUP BY m.guest_id, m.part, m.key
  HAVING sum(m.points) <> 0`;

/** The stored sums of the guests in a list `g`. A guest who was never counted has none. */
const keptOfGuests = (guests: string): string => `
  SELECT g.guest_id, m.part, m.key, m.points
  FROM ${guests} g
  CROSS JOIN LATERAL (
    SELECT * FROM liability_guests k WHERE k.network_id = $1 AND k.guest_id BETWEEN g.guest_id AND g.guest_id
      AND k.counting = (SELECT c.counting FROM liability_countings c WHERE c.network_id = $1) ORDER BY k.guest_id LIMIT 1) k
  CROSS JOIN LATERAL unnest(k.parts, k.keys, k.points) m(part, key, points)`;

/**
 * All points of guests in each breakdown, in this snapshot: from stored figures plus the guests of events since, or
 * from all lots if there are too many events or no figures yet.
 */
export async function listLiabilitySums(tx: Tx, networkId: string, months: CountedMonths): Promise<LiabilitySum[]> {
  const counting = await findCounting(tx, networkId, months);
  if (counting === undefined || counting.uncounted > MOST_UNCOUNTED) return listSumsOfLots(tx, networkId, months);
  await readByKeys(tx);
  return listKeptSums(tx, networkId, months);
}

/** The sums from stored figures plus later changes. */
export function listKeptSums(tx: Statements, networkId: string, { starts }: CountedMonths): Promise<LiabilitySum[]> {
  return tx.query<LiabilitySum>(
    `WITH changed AS MATERIALIZED (
       SELECT DISTINCT e.guest_id FROM events e WHERE ${ABOVE_CURSOR} AND ${OF_JOURNAL} AND e.guest_id IS NOT NULL)
     SELECT ${SHOWN_PART} AS part, m.key, sum(m.points)::bigint AS points
     FROM (
       SELECT s.part, s.key, s.points FROM liability_sums s WHERE s.network_id = $1
       UNION ALL SELECT o.part, o.key, -o.points FROM (${keptOfGuests('changed')}) o
       UNION ALL SELECT n.part, n.key, n.points FROM (${sumsOfGuests('changed')}) n) m
     GROUP BY 1, 2
     HAVING sum(m.points) <> 0`,
    [networkId, starts],
  );
}

/**
 * The sums from all open lots and accounts. Lots are first added up by all their parts at once, which parallel workers
 * share without a sort; the breakdowns are made of those few sums.
 */
export async function listSumsOfLots(tx: Tx, networkId: string, { starts }: CountedMonths): Promise<LiabilitySum[]> {
  // The planner expects a month for each lot, and would sort them on disk.
  await tx.query(`SELECT set_config('work_mem', '64MB', true), set_config('enable_sort', 'off', true)`);
  return tx.query<LiabilitySum>(
    `SELECT m.part, m.key, sum(m.points)::bigint AS points
     FROM (
       SELECT p.part, p.key, c.points
       FROM (
         SELECT s.tier, l.restaurant_id, ${monthSql('x.occurred_at')} AS earned, ${monthSql(LOT_ENDS_AT)} AS ends, 'ends' AS ending,
           sum(l.remaining) AS points
         FROM lots l
         JOIN guest_states s ON s.network_id = l.network_id AND s.guest_id = l.guest_id
         LEFT JOIN transactions x ON x.network_id = l.network_id AND x.id = l.lot_id
         WHERE l.network_id = $1
         GROUP BY 1, 2, 3, 4 OFFSET 0) c
       CROSS JOIN LATERAL (${PARTS_OF_LOT}) p(part, key)
       UNION ALL
       SELECT p.part, p.key, p.points
       FROM (
         SELECT sum(greatest(s.available, 0)) AS available, sum(s.pending) AS pending, sum(s.held) AS held,
           sum(s.in_review) AS in_review, sum(s.receivable) AS receivable, sum(least(s.available, 0)) AS below_zero
         FROM guest_states s WHERE s.network_id = $1) s
       CROSS JOIN LATERAL (
         VALUES ('state', 'AVAILABLE', s.available), ('state', 'PENDING', s.pending), ('state', 'HELD', s.held),
           ('state', 'IN_REVIEW', s.in_review), ('state', 'RECEIVABLE', s.receivable), ('state', 'BELOW_ZERO', -s.below_zero))
         p(part, key, points)) m
     GROUP BY m.part, m.key
     HAVING sum(m.points) <> 0`,
    [networkId, starts],
  );
}

/** The database's time, which the answer gives as its own. */
export async function readNow(tx: Tx): Promise<Date> {
  const { now } = await tx.one<{ now: Date }>`SELECT ledger_now() AS now`;
  return now;
}
