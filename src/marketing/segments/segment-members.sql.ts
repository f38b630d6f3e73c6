import type { Tx } from '../../platform/database/database';
import { appendEvents } from '../../transactions';

/** A guest with the segments that it is in from now on: their codes, sorted. */
export interface StateWrite {
  readonly guestId: string;
  readonly codes: readonly string[];
}

export interface MembershipChange {
  readonly segmentId: string;
  readonly guestId: string;
  readonly isIn: boolean;
}

/** Writes for locked guests: the state that decisions read, with its version raised, then the rows for lists and counts. Answers the ids of the events. */
export async function writeMemberships(
  tx: Tx,
  networkId: string,
  states: readonly StateWrite[],
  changes: readonly MembershipChange[],
): Promise<string[]> {
  if (changes.length === 0) return [];
  const written = await tx.query<{ guestId: string; version: number }>`
    UPDATE guest_states s SET segments = string_to_array(u.codes, ','), version = s.version + 1
      FROM unnest(${states.map(({ guestId }) => guestId)}::uuid[], ${states.map(({ codes }) => codes.join(','))}::text[]) u(guest_id, codes)
     WHERE s.network_id = ${networkId} AND s.guest_id = u.guest_id
     RETURNING s.guest_id, s.version`;
  const joined = changes.filter(({ isIn }) => isIn);
  const left = changes.filter(({ isIn }) => !isIn);
  // The counts come after the guests, in the order of the segments (rule 2).
  await tx.query`SELECT FROM segments WHERE network_id = ${networkId}
      AND id = ANY (${[...new Set(changes.map(({ segmentId }) => segmentId))]}::uuid[]) ORDER BY id FOR NO KEY UPDATE`;
  if (left.length > 0)
    await tx.query`DELETE FROM segment_members m USING unnest(${left.map(({ segmentId }) => segmentId)}::uuid[],
        ${left.map(({ guestId }) => guestId)}::uuid[]) u(segment_id, guest_id)
           WHERE m.network_id = ${networkId} AND m.segment_id = u.segment_id AND m.guest_id = u.guest_id`;
  if (joined.length > 0)
    await tx.query`INSERT INTO segment_members (network_id, segment_id, guest_id)
        SELECT ${networkId}, u.segment_id, u.guest_id
        FROM unnest(${joined.map(({ segmentId }) => segmentId)}::uuid[], ${joined.map(({ guestId }) => guestId)}::uuid[]) u(segment_id, guest_id)`;
  await tx.query`UPDATE segments g SET guests = g.guests + u.change
       FROM (SELECT segment_id, sum(change) AS change
       FROM unnest(${changes.map(({ segmentId }) => segmentId)}::uuid[], ${changes.map(({ isIn }) => (isIn ? 1 : -1))}::integer[]) c(segment_id,
       change) GROUP BY segment_id) u
      WHERE g.network_id = ${networkId} AND g.id = u.segment_id`;
  const versions = new Map(written.map(({ guestId, version }) => [guestId, version]));
  return appendEvents(
    tx,
    networkId,
    changes.flatMap(({ segmentId, guestId, isIn }) => {
      const guestVersion = versions.get(guestId);
      if (guestVersion === undefined) return [];
      return [{ type: isIn ? 'segment.entered' : 'segment.left', subjectId: segmentId, guestId, guestVersion }];
    }),
  );
}

/** Codes of the segments that guests are in, by id. */
export async function listCodes(
  tx: Tx,
  networkId: string,
  guestIds: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const rows = await tx.query<{ guestId: string; codes: string[] }>`
    SELECT guest_id, segments AS codes FROM guest_states WHERE network_id = ${networkId}
     AND guest_id = ANY (${guestIds}::uuid[])`;
  return new Map(rows.map((row) => [row.guestId, row.codes]));
}
