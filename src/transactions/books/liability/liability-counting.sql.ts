import type { Statements } from '../../../platform/database/database';
import type { CountedMonths } from './counted-months';

export type LiabilityPart = 'state' | 'tier' | 'restaurant' | 'earned' | 'ends';

/**
 * Points of guests in one breakdown. Months (`earned`, `ends`) are `MonthNumber`s. The key is empty where there is none
 * (no tier, no restaurant, a lot whose transaction is missing).
 */
export interface LiabilitySum {
  readonly part: LiabilityPart;
  readonly key: string;
  readonly points: number;
}

/**
 * The breakdown in which a guest's part `m` is shown. Points that end with inactivity are stored per guest as
 * `inactive`, because each act of the guest moves the end of all of them.
 */
export const SHOWN_PART = `CASE m.part WHEN 'inactive' THEN 'ends' ELSE m.part END`;

/** The cursor's name in `event_cursors`. */
export const SUBSCRIBER = 'liability';

/** How many events a reader adds to the stored figures at most. With more, reading all lots takes about as long. */
export const MOST_UNCOUNTED = 20_000;

/** Events `e` of the network `$1` that the stored figures do not include yet. */
export const ABOVE_CURSOR = `e.network_id = $1 AND (e.epoch, e.xid, e.id) > (
  (SELECT c.epoch FROM event_cursors c WHERE c.network_id = $1 AND c.subscriber = '${SUBSCRIBER}'),
  (SELECT c.xid FROM event_cursors c WHERE c.network_id = $1 AND c.subscriber = '${SUBSCRIBER}'),
  (SELECT c.id FROM event_cursors c WHERE c.network_id = $1 AND c.subscriber = '${SUBSCRIBER}'))`;

/** Events `e` of the journal, since only journal rows change points. */
export const OF_JOURNAL = `e.type LIKE 'transaction.%'`;

/**
 * Counts the events above the cursor, at most `MOST_UNCOUNTED` + 1. Undefined: the network has no figures that were counted by these months.
 */
export function findCounting(
  tx: Statements,
  networkId: string,
  { digest }: CountedMonths,
): Promise<{ readonly uncounted: number } | undefined> {
  return tx.maybe(
    `SELECT (SELECT count(*)::int FROM (SELECT FROM events e WHERE ${ABOVE_CURSOR} LIMIT $3) w) AS uncounted
     FROM liability_countings c WHERE c.network_id = $1 AND c.months = $2`,
    [networkId, digest, MOST_UNCOUNTED + 1],
  );
}

/** The stored sums of the network, and those of each guest. */
export async function listSumsOfGuests(
  tx: Statements,
  networkId: string,
): Promise<{ sums: LiabilitySum[]; ofGuests: LiabilitySum[] }> {
  const sums = await tx.query<LiabilitySum>`
    SELECT part, key, points FROM liability_sums WHERE network_id = ${networkId} AND points <> 0`;
  const ofGuests = await tx.query<LiabilitySum>(
    `SELECT ${SHOWN_PART} AS part, m.key, sum(m.points)::bigint AS points
     FROM liability_countings c
     JOIN liability_guests k ON k.network_id = c.network_id AND k.counting = c.counting
     CROSS JOIN LATERAL unnest(k.parts, k.keys, k.points) m(part, key, points)
     WHERE c.network_id = $1
     GROUP BY 1, 2 HAVING sum(m.points) <> 0`,
    [networkId],
  );
  return { sums, ofGuests };
}

/** Whether the stored figures use these months. */
export async function isCounting(tx: Statements, networkId: string, { digest }: CountedMonths): Promise<boolean> {
  const row = await tx.maybe<{ months: string }>`
    SELECT months FROM liability_countings WHERE network_id = ${networkId} AND months = ${digest}`;
  return row !== undefined;
}

/** Starts counting by these months, with empty figures and from the first event, unless that has been done. */
export async function beginCounting(tx: Statements, networkId: string, { digest }: CountedMonths): Promise<void> {
  const begun = await tx.query<{ counting: number }>`
    INSERT INTO liability_countings AS c (network_id, counting, months) VALUES (${networkId}, 1, ${digest})
    ON CONFLICT (network_id) DO UPDATE SET counting = c.counting + 1, months = excluded.months
      WHERE c.months <> excluded.months
    RETURNING c.counting`;
  if (begun.length === 0) return;
  await tx.query`DELETE FROM liability_sums WHERE network_id = ${networkId}`;
  await tx.query`DELETE FROM liability_movements WHERE network_id = ${networkId}`;
  await tx.query`
    INSERT INTO event_cursors (network_id, subscriber) VALUES (${networkId}, ${SUBSCRIBER})
    ON CONFLICT (network_id, subscriber) DO UPDATE SET epoch = DEFAULT, xid = DEFAULT, id = DEFAULT, moved_at = ledger_now()`;
}
