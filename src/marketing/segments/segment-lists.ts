import { Injectable } from '@nestjs/common';
import { Snapshots } from '../../configuration';
import { Guests } from '../../identity';
import { Database, type Tx } from '../../platform/database/database';
import { ProblemError } from '../../platform/problems/problem';
import { Audit, type Author } from '../../security';
import { lockGuests } from '../../transactions';
import { listCodes, writeMemberships } from './segment-members.sql';
import { findSegment, lockSegment } from './segment.sql';
import { sql, when } from '../../platform/database/sql';

interface MemberRow {
  readonly guestId: string;
  readonly since: Date;
}

/** More of them locked at once would starve the till (ledger.md, rule 11). */
const GUESTS_AT_ONCE = 200;
const MOST_UNKNOWN_TOLD = 100;

interface ListChange {
  /** Guests added or removed. */
  readonly changed: number;
  /** Guests who were members, or no members, already. */
  readonly unchanged: number;
}

interface ListedChange extends ListChange {
  /** The events `segment.entered` or `segment.left` of the changed guests. */
  readonly eventIds: readonly string[];
}

export interface FileChange extends ListChange {
  readonly unknown: number;
  /** Lines of the file, counted from 1, whose guest the network does not have: the first hundred. */
  readonly unknownLines: readonly number[];
}

/** Members of a segment that is a list: added and removed by hand, or by a file. */
@Injectable()
export class SegmentLists {
  constructor(
    private readonly database: Database,
    private readonly snapshots: Snapshots,
    private readonly guests: Guests,
    private readonly audit: Audit,
  ) {}

  /** Throws `not_found`. */
  async list(networkId: string, id: string, page: Parameters<typeof listMembers>[3]) {
    return this.database.inNetwork(networkId, async (tx) => {
      if ((await findSegment(tx, networkId, id)) === undefined) throw new ProblemError('not_found');
      return listMembers(tx, networkId, id, page);
    });
  }

  /**
   * At most 200 guests in one transaction; a guest named twice counts once, and what is so already is left alone. Throws
   * `invalid_body` with the place of each guest that the network does not have, `not_found` for a segment that is archived,
   * `guest_merged` for a guest's second card, which stands on no list while it is one, and `segment_by_rule` for a segment
   * that is no list.
   */
  async change(
    tx: Tx,
    networkId: string,
    id: string,
    named: readonly string[],
    isIn: boolean,
    author: Author,
  ): Promise<ListedChange> {
    const guestIds = [...new Set(named)];
    const locked = await lockGuests(tx, networkId, guestIds);
    const known = new Set(locked);
    const unknown = guestIds.filter((guestId) => !known.has(guestId));
    if (unknown.length > 0 && (await findSegment(tx, networkId, id)) === undefined) throw new ProblemError('not_found');
    refuseUnknown(named, unknown);
    await refuseClosed(tx, networkId, named, locked);
    const segment = await lockSegment(tx, networkId, id);
    if (segment?.archivedAt !== null) throw new ProblemError('not_found');
    if (segment.rule !== null) throw new ProblemError('segment_by_rule');
    const codes = await listCodes(tx, networkId, locked);
    const changing = locked.filter((guestId) => codes.get(guestId)?.includes(segment.code) !== isIn);
    const states = changing.map((guestId) => {
      const before = codes.get(guestId) ?? [];
      const after = isIn ? [...before, segment.code] : before.filter((code) => code !== segment.code);
      return { guestId, codes: after.sort() };
    });
    const changes = changing.map((guestId) => ({ segmentId: id, guestId, isIn }));
    const eventIds = await writeMemberships(tx, networkId, states, changes);
    if (changing.length > 0)
      await this.audit.appendChange(
        tx,
        networkId,
        author,
        isIn ? 'segment.guests_added' : 'segment.guests_removed',
        id,
        { after: { code: segment.code, guests: changing.length, guestIds: changing.join(' ') } },
      );
    return { changed: changing.length, unchanged: locked.length - changing.length, eventIds };
  }

  /**
   * By the lines of a file, the first column of each: a phone, a card number or an external id. Piece by piece, each a
   * transaction, so a file that was cut off is sent again and ends the same. Throws as `change`.
   */
  async changeByFile(
    networkId: string,
    id: string,
    names: readonly string[],
    isIn: boolean,
    author: Author,
  ): Promise<FileChange> {
    const { profile } = await this.snapshots.current(networkId);
    const found = await this.guests.listIdsOf(profile, names);
    const unknownLines = found.flatMap((guestId, index) => (guestId === undefined ? [index + 1] : []));
    const guestIds = [...new Set(found.filter((guestId) => guestId !== undefined))].sort();
    let changed = 0;
    let unchanged = 0;
    for (let from = 0; from === 0 || from < guestIds.length; from += GUESTS_AT_ONCE) {
      const piece = guestIds.slice(from, from + GUESTS_AT_ONCE);
      const outcome = await this.database.inNetwork(networkId, (tx) =>
        this.change(tx, networkId, id, piece, isIn, author),
      );
      changed += outcome.changed;
      unchanged += outcome.unchanged;
    }
    return { changed, unchanged, unknown: unknownLines.length, unknownLines: unknownLines.slice(0, MOST_UNKNOWN_TOLD) };
  }
}

function refuseUnknown(named: readonly string[], unknown: readonly string[]): void {
  if (unknown.length === 0) return;
  const faults = unknown.map((guestId) => ({
    path: `guestIds[${String(named.indexOf(guestId))}]`,
    code: 'guest_unknown',
    message: '',
  }));
  throw new ProblemError('invalid_body', {}, faults);
}

/** To be asked under the locks of the guests, which a merge and an erasure hold too. */
async function refuseClosed(
  tx: Tx,
  networkId: string,
  named: readonly string[],
  guestIds: readonly string[],
): Promise<void> {
  const closed = await tx.maybe<{ guestId: string; mergedInto: string | null }>`
    SELECT id AS guest_id, merged_into FROM guests
     WHERE network_id = ${networkId} AND id = ANY (${guestIds}::uuid[]) AND (merged_into IS NOT NULL OR erased_at IS NOT NULL)
     ORDER BY id LIMIT 1`;
  if (closed === undefined) return;
  if (closed.mergedInto === null) refuseUnknown(named, [closed.guestId]);
  throw new ProblemError('guest_merged', { guestId: closed.mergedInto });
}

/** In the order of their ids, after one; of `among` alone where it is not null. */
function listMembers(
  tx: Tx,
  networkId: string,
  segmentId: string,
  page: { readonly among: readonly string[] | null; readonly after: string | null; readonly limit: number },
) {
  return tx.query<MemberRow>`SELECT guest_id, since FROM segment_members
      WHERE network_id = ${networkId} AND segment_id = ${segmentId} ${when(page.among !== null, sql`AND guest_id = ANY (${page.among})`)}
      ${when(page.after !== null, sql`AND guest_id > ${page.after}`)}
      ORDER BY guest_id LIMIT ${page.limit}`;
}
