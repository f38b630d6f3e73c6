import type { Tx } from '../../../platform/database/database';
import { type Finding, NAMED_FINDINGS } from './finding';

/** Check 4 for segments: each guest's own list of segments matches the segments' lists, and each segment's count of guests is right. */
export async function listWrongSegments(tx: Tx, networkId: string): Promise<Finding[]> {
  const rows = await tx.query<{ row: string; id: string; problem: string }>(
    `SELECT 'guest_states' AS row, coalesce(s.guest_id, m.guest_id) AS id,
       format('the guest is known as in %s, and is a member of %s', coalesce(s.codes, 'no segment'), coalesce(m.codes, 'none')) AS problem
     FROM (SELECT guest_id, array_to_string(segments, ', ') AS codes FROM guest_states
            WHERE network_id = $1 AND segments <> '{}') s
     FULL JOIN (SELECT m.guest_id, string_agg(g.code, ', ' ORDER BY g.code COLLATE "C") AS codes FROM segment_members m
            JOIN segments g ON g.network_id = m.network_id AND g.id = m.segment_id
            WHERE m.network_id = $1 GROUP BY m.guest_id) m ON m.guest_id = s.guest_id
     WHERE s.codes IS DISTINCT FROM m.codes
     UNION ALL
     SELECT 'segments', g.id, format('%s guests are counted, and %s are in it', g.guests, count(m.guest_id))
     FROM segments g LEFT JOIN segment_members m ON m.network_id = $1 AND m.segment_id = g.id
     WHERE g.network_id = $1 GROUP BY g.id, g.guests HAVING g.guests <> count(m.guest_id)
     LIMIT $2`,
    [networkId, NAMED_FINDINGS + 1],
  );
  return rows.map((row) => ({ check: 4, ...row }));
}
