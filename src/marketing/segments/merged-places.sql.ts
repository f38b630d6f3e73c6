import type { Tx } from '../../platform/database/database';

/** That a guest stands on a list: for itself, for its second cards, or for both. */
export interface ListMembership {
  readonly segmentId: string;
  readonly code: string;
  readonly guestId: string;
  /** As the database writes it, to the microsecond. */
  readonly since: string;
  readonly isOwn: boolean;
  readonly brought: readonly BroughtPlace[];
}

/** The place of a second card, with all that gives it back when its merge is undone. */
interface BroughtPlace {
  readonly mergeId: string;
  readonly since: string;
  readonly isOwn: boolean;
  readonly brought: readonly BroughtPlace[];
}

/** Places of a guest on lists; by rules everybody stands for themselves. */
export function listPlaces(tx: Tx, networkId: string, guestId: string): Promise<ListMembership[]> {
  return tx.query<ListMembership>(
    `SELECT m.segment_id AS "segmentId", g.code, m.guest_id AS "guestId", m.since::text AS since, m.is_own AS "isOwn", m.brought
       FROM segment_members m JOIN segments g ON g.network_id = $1 AND g.id = m.segment_id
      WHERE m.network_id = $1 AND m.guest_id = $2 AND g.rule IS NULL ORDER BY m.segment_id`,
    [networkId, guestId],
  );
}

/** Rewrites since when and by which merge guests are on lists. */
export async function updatePlaces(tx: Tx, networkId: string, places: readonly ListMembership[]): Promise<void> {
  if (places.length === 0) return;
  await tx.query(
    `UPDATE segment_members m SET since = u.since, is_own = u.is_own, brought = u.brought
       FROM unnest($2::uuid[], $3::uuid[], $4::timestamptz[], $5::boolean[], $6::jsonb[]) u(segment_id, guest_id, since, is_own, brought)
      WHERE m.network_id = $1 AND m.segment_id = u.segment_id AND m.guest_id = u.guest_id`,
    [
      networkId,
      places.map(({ segmentId }) => segmentId),
      places.map(({ guestId }) => guestId),
      places.map(({ since }) => since),
      places.map(({ isOwn }) => isOwn),
      places.map(({ brought }) => JSON.stringify(brought)),
    ],
  );
}
