import type { Tx } from '../../../platform/database/database';
import { type Finding, NAMED_FINDINGS } from './finding';

/** Check 6: each state has its event and each event its state, from the same database transaction. */
export async function listWrongEvents(tx: Tx, networkId: string): Promise<Finding[]> {
  const rows = await tx.query<{ row: string; id: string; problem: string }>(
    `SELECT 'transactions' AS row, x.id, 'it has no event' AS problem
     FROM transactions x
     WHERE x.network_id = $1 AND NOT EXISTS (SELECT FROM events e WHERE e.network_id = $1 AND e.id = x.id)
     UNION ALL
     SELECT 'events', e.id, CASE WHEN x.id IS NULL THEN 'it tells of a transaction that is not there'
         ELSE format('it tells %s of guest %s at version %s', e.type, e.guest_id, e.guest_version) END
     FROM events e LEFT JOIN transactions x ON x.network_id = e.network_id AND x.id = e.id
     WHERE e.network_id = $1 AND e.type LIKE 'transaction.%'
       AND (x.id IS NULL OR (e.xid, e.subject_id, e.guest_id, e.guest_version, e.type)
         IS DISTINCT FROM (x.xid, x.id, x.guest_id, x.guest_version, 'transaction.' || lower(x.type::text)))
     LIMIT $2`,
    [networkId, NAMED_FINDINGS + 1],
  );
  return rows.map((row) => ({ check: 6, ...row }));
}

/** The instant from which all events are kept; before it, only events of journal rows. Null: all events are kept. */
export async function findEventsKeptFrom(tx: Tx, networkId: string): Promise<Date | null> {
  const mark = await tx.maybe<{ at: Date }>('SELECT kept_from AS at FROM event_marks WHERE network_id = $1', [
    networkId,
  ]);
  return mark?.at ?? null;
}
