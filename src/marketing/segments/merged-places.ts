import { Injectable } from '@nestjs/common';
import type { Tx } from '../../platform/database/database';
import type { MergeFollower, MergePassing } from '../../transactions';
import { listCodes, type MembershipChange, writeMemberships } from './segment-members.sql';

/** A guest's membership of a list. It may be the guest's own, may come from guests merged into this guest, or both. */
interface ListMembership {
  readonly segmentId: string;
  readonly code: string;
  readonly guestId: string;
  /** The time as PostgreSQL writes it, exact to the microsecond. */
  readonly since: string;
  readonly isOwn: boolean;
  readonly brought: readonly BroughtPlace[];
}

/** The membership that a merged guest had, with everything that an undo of the merge restores. */
interface BroughtPlace {
  readonly mergeId: string;
  readonly since: string;
  readonly isOwn: boolean;
  readonly brought: readonly BroughtPlace[];
}

/** Memberships of lists when guests are merged, and when the merge is undone. */
@Injectable()
export class MergedPlaces implements MergeFollower {
  async pass(tx: Tx, { networkId, guestId, toGuestId, mergeId }: MergePassing): Promise<void> {
    const given = await listPlaces(tx, networkId, guestId);
    const theirs = placesByList(await listPlaces(tx, networkId, toGuestId));
    const taken = given.map(({ segmentId, code, since, isOwn, brought }): ListMembership => {
      const own = theirs.get(segmentId) ?? { segmentId, code, guestId: toGuestId, since, isOwn: false, brought: [] };
      return { ...own, brought: [...own.brought, { mergeId, since, isOwn, brought }] };
    });
    await write(tx, networkId, taken, [
      ...given.map((place) => ({ place, isIn: false })),
      ...taken.filter(({ segmentId }) => !theirs.has(segmentId)).map((place) => ({ place, isIn: true })),
    ]);
  }

  async giveBack(tx: Tx, { networkId, guestId, toGuestId, mergeId }: MergePassing): Promise<void> {
    const kept: ListMembership[] = [];
    const left: ListMembership[] = [];
    const returned: ListMembership[] = [];
    for (const place of await listPlaces(tx, networkId, guestId)) {
      const came = place.brought.find((one) => one.mergeId === mergeId);
      if (came === undefined) continue;
      const brought = place.brought.filter((one) => one !== came);
      (place.isOwn || brought.length > 0 ? kept : left).push({ ...place, brought });
      const { since, isOwn } = came;
      returned.push({ ...place, guestId: toGuestId, since, isOwn, brought: came.brought });
    }
    // A merged guest is on no list, so each returned membership is a new one.
    await write(
      tx,
      networkId,
      [...kept, ...returned],
      [...left.map((place) => ({ place, isIn: false })), ...returned.map((place) => ({ place, isIn: true }))],
    );
  }
}

function placesByList(places: readonly ListMembership[]): ReadonlyMap<string, ListMembership> {
  return new Map(places.map((place) => [place.segmentId, place]));
}

async function write(
  tx: Tx,
  networkId: string,
  places: readonly ListMembership[],
  changes: readonly { readonly place: ListMembership; readonly isIn: boolean }[],
): Promise<void> {
  const guestIds = [...new Set(changes.map(({ place }) => place.guestId))];
  const codes = await listCodes(tx, networkId, guestIds);
  const states = guestIds.map((guestId) => {
    const after = new Set(codes.get(guestId));
    for (const { place, isIn } of changes) if (place.guestId === guestId) after[isIn ? 'add' : 'delete'](place.code);
    return { guestId, codes: [...after].sort() };
  });
  const memberships = changes.map(({ place, isIn }): MembershipChange => ({
    segmentId: place.segmentId,
    guestId: place.guestId,
    isIn,
  }));
  await writeMemberships(tx, networkId, states, memberships);
  await updatePlaces(tx, networkId, places);
}

/** A guest's memberships of lists. Segments with a rule are left out, because a merge does not move guests between them. */
function listPlaces(tx: Tx, networkId: string, guestId: string) {
  return tx.query<ListMembership>`SELECT m.segment_id, g.code, m.guest_id, m.since::text AS since, m.is_own, m.brought
       FROM segment_members m JOIN segments g ON g.network_id = ${networkId} AND g.id = m.segment_id
      WHERE m.network_id = ${networkId} AND m.guest_id = ${guestId} AND g.rule IS NULL ORDER BY m.segment_id`;
}

/** Updates memberships: since when the guest is on the list, whether it is the guest's own membership, and what merges brought. */
async function updatePlaces(tx: Tx, networkId: string, places: readonly ListMembership[]): Promise<void> {
  if (places.length === 0) return;
  await tx.query`UPDATE segment_members m SET since = u.since, is_own = u.is_own, brought = u.brought
       FROM unnest(${places.map(({ segmentId }) => segmentId)}::uuid[], ${places.map(({ guestId }) => guestId)}::uuid[],
       ${places.map(({ since }) => since)}::timestamptz[], ${places.map(({ isOwn }) => isOwn)}::boolean[],
       ${places.map(({ brought }) => JSON.stringify(brought))}::jsonb[]) u(segment_id, guest_id, since, is_own, brought)
      WHERE m.network_id = ${networkId} AND m.segment_id = u.segment_id AND m.guest_id = u.guest_id`;
}
