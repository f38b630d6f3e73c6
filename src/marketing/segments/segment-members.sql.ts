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

export interface MemberRow {
  readonly guestId: string;
  readonly since: Date;
}

/** The first of these guests, if any, that is no longer one of its own: merged into another, or erased (null). */
export function findClosedGuest(
  tx: Tx,
  networkId: string,
  guestIds: readonly string[],
): Promise<{ readonly guestId: string; readonly mergedInto: string | null } | undefined> {
  return tx.maybe(
    `SELECT id AS "guestId", merged_into AS "mergedInto" FROM guests
      WHERE network_id = $1 AND id = ANY ($2::uuid[]) AND (merged_into IS NOT NULL OR erased_at IS NOT NULL)
      ORDER BY id LIMIT 1`,
    [networkId, guestIds],
  );
}

/** Writes for locked guests: the state that decisions read, with its version raised, then the rows for lists and counts. Answers the ids of the events. */
export async function writeMemberships(
  tx: Tx,
  networkId: string,
  states: readonly StateWrite[],
  changes: readonly MembershipChange[],
): Promise<string[]> {
  if (changes.length === 0) return [];
  const written = await tx.query<{ guestId: string; version: number }>(
    `UPDATE guest_states s SET segments = string_to_array(u.codes, ','), version = s.version + 1
       FROM unnest($2::uuid[], $3::text[]) u(guest_id, codes)
      WHERE s.network_id = $1 AND s.guest_id = u.guest_id
      RETURNING s.guest_id AS "guestId", s.version`,
    [networkId, states.map(({ guestId }) => guestId), states.map(({ codes }) => codes.join(','))],
  );
  const joined = changes.filter(({ isIn }) => isIn);
  const left = changes.filter(({ isIn }) => !isIn);
  // The counts come after the guests, in the order of the segments (rule 2).
  await tx.query(
    `SELECT 1 FROM segments WHERE network_id = $1 AND id = ANY ($2::uuid[]) ORDER BY id FOR NO KEY UPDATE`,
    [networkId, [...new Set(changes.map(({ segmentId }) => segmentId))]],
  );
  if (left.length > 0)
    await tx.query(
      `DELETE FROM segment_members m USING unnest($2::uuid[], $3::uuid[]) u(segment_id, guest_id)
        WHERE m.network_id = $1 AND m.segment_id = u.segment_id AND m.guest_id = u.guest_id`,
      [networkId, left.map(({ segmentId }) => segmentId), left.map(({ guestId }) => guestId)],
    );
  if (joined.length > 0)
    await tx.query(
      `INSERT INTO segment_members (network_id, segment_id, guest_id)
       SELECT $1, u.segment_id, u.guest_id FROM unnest($2::uuid[], $3::uuid[]) u(segment_id, guest_id)`,
      [networkId, joined.map(({ segmentId }) => segmentId), joined.map(({ guestId }) => guestId)],
    );
  await tx.query(
    `UPDATE segments g SET guests = g.guests + u.change
       FROM (SELECT segment_id, sum(change) AS change FROM unnest($2::uuid[], $3::integer[]) c(segment_id, change) GROUP BY segment_id) u
      WHERE g.network_id = $1 AND g.id = u.segment_id`,
    [networkId, changes.map(({ segmentId }) => segmentId), changes.map(({ isIn }) => (isIn ? 1 : -1))],
  );
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

/** Guests of two segments, and those who are in both. */
export interface Overlap {
  readonly guests: number;
  readonly otherGuests: number;
  readonly both: number;
}

export function countOverlap(tx: Tx, networkId: string, segmentId: string, otherId: string): Promise<Overlap> {
  return tx.one<Overlap>(
    `SELECT count(*) FILTER (WHERE m.here) AS guests, count(*) FILTER (WHERE m.there) AS "otherGuests",
       count(*) FILTER (WHERE m.here AND m.there) AS both
     FROM (
       SELECT bool_or(segment_id = $2) AS here, bool_or(segment_id = $3) AS there FROM segment_members
       WHERE network_id = $1 AND segment_id IN ($2, $3) GROUP BY guest_id) m`,
    [networkId, segmentId, otherId],
  );
}

/** In the order of their ids, after one; of `among` alone where it is not null. */
export function listMembers(
  tx: Tx,
  networkId: string,
  segmentId: string,
  page: { readonly among: readonly string[] | null; readonly after: string | null; readonly limit: number },
): Promise<MemberRow[]> {
  return tx.query<MemberRow>(
    `SELECT guest_id AS "guestId", since FROM segment_members
      WHERE network_id = $1 AND segment_id = $2 AND ($3::uuid[] IS NULL OR guest_id = ANY ($3)) AND ($4::uuid IS NULL OR guest_id > $4)
      ORDER BY guest_id LIMIT $5`,
    [networkId, segmentId, page.among, page.after, page.limit],
  );
}

export function listMembershipsOf(
  tx: Tx,
  networkId: string,
  guestId: string,
): Promise<{ readonly segmentId: string; readonly since: Date }[]> {
  return tx.query(
    'SELECT segment_id AS "segmentId", since FROM segment_members WHERE network_id = $1 AND guest_id = $2',
    [networkId, guestId],
  );
}

/** Codes of the segments that guests are in, by id. */
export async function listCodes(
  tx: Tx,
  networkId: string,
  guestIds: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const rows = await tx.query<{ guest_id: string; codes: string[] }>(
    `SELECT guest_id, segments AS codes FROM guest_states WHERE network_id = $1 AND guest_id = ANY ($2::uuid[])`,
    [networkId, guestIds],
  );
  return new Map(rows.map((row) => [row.guest_id, row.codes]));
}
