import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import type { NetworkProfile } from '../../configuration';
import type { IdentificationWay } from '../../decision';
import { Database, type Tx } from '../../platform/database/database';
import { decodeCursor, encodeCursor } from '../../platform/http/cursor';
import { nameOf } from '../../platform/http/list-query';
import { uuid } from '../../platform/http/schemas';
import { ProblemError } from '../../platform/problems/problem';
import { Pii, type Principal } from '../../security';
import { Identifications } from '../cards/identifications';
import { LedgerPorts } from '../ledger-ports/ledger-ports';
import * as guestSql from '../profiles/guest.sql';
import { parsePhone } from '../../typed/phone';
import type { GuestCount, GuestPage, ListGuestsQuery, SearchGuestsBody } from './guest-list.dto';
import * as sql from './guest-list.sql';
import { GuestFilters, type GuestSearch } from './guest-filters';
import { LookupMisses } from './lookup-misses';
import { type GuestReader, ReadGuests } from './read-guests';
import { plainCard } from '../../typed/card';

const LIST = 'guests';
/** The counting stops here, because nobody compares larger numbers more exactly. */
const MOST_COUNTED = 100_000;
/** The most guests with the same last four digits of a phone; in a network of a million, about a hundred have them. */
const MOST_OF_DIGITS = 1_000;
/** The most words of a search; the longest words are kept, because they narrow it most. */
const MOST_WORDS = 8;

const place = z.strictObject({
  key: z.int().nullable(),
  guestId: uuid,
  /** Whether the page ends before this guest; otherwise it begins after the guest. */
  isBefore: z.boolean(),
});

export type Slice = Pick<ListGuestsQuery, 'sort' | 'limit' | 'cursor'>;

/** The guests that a search found, and how certainly. */
interface SearchMatch {
  readonly match: sql.GuestMatch | null;
  readonly way: IdentificationWay;
}

/** Rows of the list, with where the next and previous pages begin. */
export interface ListedRows {
  readonly rows: readonly guestSql.GuestRow[];
  readonly nextCursor: string | null;
  readonly previousCursor: string | null;
}

/** The table of guests: sorted, filtered, searched, page by page in both directions. */
@Injectable()
export class GuestList {
  constructor(
    private readonly database: Database,
    private readonly pii: Pii,
    private readonly reads: ReadGuests,
    private readonly misses: LookupMisses,
    private readonly identifications: Identifications,
    private readonly ports: LedgerPorts,
    private readonly filters: GuestFilters,
  ) {}

  /** @throws ProblemError `invalid_query` for a cursor of another list or order */
  async page(network: NetworkProfile, query: GuestSearch & Slice, asker: GuestReader): Promise<GuestPage> {
    await this.catchUp(network.id, query, query.sort);
    let cursors = { nextCursor: null as string | null, previousCursor: null as string | null };
    const items = await this.reads.list(network, asker, 'guest.listed', async (tx) => {
      const { rows, ...found } = await this.rowsOf(tx, network, query, query);
      cursors = found;
      return rows;
    });
    return { items, ...cursors };
  }

  /** Like `page`, for guests that match a text; a search without a match counts as a miss of the caller. Throws as `page`. */
  async search(
    network: NetworkProfile,
    body: GuestSearch & Slice & Pick<SearchGuestsBody, 'query'>,
    asker: GuestReader,
  ): Promise<GuestPage> {
    await this.catchUp(network.id, body, body.sort);
    let cursors = { nextCursor: null as string | null, previousCursor: null as string | null };
    const items = await this.misses.countingEmpty(network, asker.principal, () =>
      this.reads.list(network, asker, 'guest.searched', async (tx) => {
        const matched = await this.matchOf(tx, network, body.query);
        const { rows, ...found } = await this.rowsOf(tx, network, body, body, matched);
        cursors = found;
        const ids = rows.map(({ id }) => id);
        await this.identifications.note(tx, network.id, asker.principal.id, ids, matched.way);
        return rows;
      }),
    );
    return { items, ...cursors };
  }

  /** How many guests a selection has, up to a limit. A search without a match is a miss, as in `search`. */
  async count(network: NetworkProfile, wanted: GuestSearch, principal: Principal): Promise<GuestCount> {
    if (wanted.query === undefined) return this.countRows(network, wanted);
    const found = await this.misses.counting(network, principal, async () => {
      const counted = await this.countRows(network, wanted);
      return counted.count === 0 ? undefined : counted;
    });
    return found ?? { count: 0, isExact: true };
  }

  private countRows(network: NetworkProfile, wanted: GuestSearch): Promise<GuestCount> {
    return this.database.snapshotOfNetwork(network.id, async (tx) => {
      const { match } = await this.matchOf(tx, network, wanted.query);
      const filter = await this.filters.of(tx, network, wanted, match);
      const count = await sql.countSummaries(tx, network.id, filter, MOST_COUNTED + 1);
      const isPart = match !== null && 'words' in match && match.isCommon;
      return { count: Math.min(count, MOST_COUNTED), isExact: !isPart && count <= MOST_COUNTED };
    });
  }

  /** A page of rows in the caller's transaction. */
  async rowsOf(
    tx: Tx,
    network: NetworkProfile,
    wanted: GuestSearch,
    slice: Slice,
    matched?: SearchMatch,
  ): Promise<ListedRows> {
    const { match } = matched ?? (await this.matchOf(tx, network, wanted.query));
    const filter = await this.filters.of(tx, network, wanted, match);
    const isDescending = slice.sort.startsWith('-');
    const key = slice.sort.replace('-', '') as sql.ListKey;
    const list = nameOf(LIST, slice.sort);
    const from = slice.cursor === undefined ? null : decodeCursor(list, slice.cursor, place);
    const isBackwards = from?.isBefore === true;
    const found = await sql.listSummaries(tx, network.id, filter, {
      key,
      isDescending: isDescending !== isBackwards,
      from: from === null ? null : await positionOf(tx, network.id, key, from),
      limit: slice.limit + 1,
      ranks: key === 'tier' ? await this.filters.ranksOf(tx, network.id) : [],
    });
    const hasMore = found.length > slice.limit;
    const shown = found.slice(0, slice.limit);
    if (isBackwards) shown.reverse();
    const cursorOf = (row: sql.SummaryRow | undefined, isBefore: boolean): string | null =>
      row === undefined ? null : encodeCursor(list, { key: row.key, guestId: row.guestId, isBefore });
    return {
      rows: await inOrder(tx, network.id, shown),
      nextCursor: hasMore || isBackwards ? cursorOf(shown.at(-1), false) : null,
      previousCursor: isBackwards ? (hasMore ? cursorOf(shown[0], true) : null) : from && cursorOf(shown[0], true),
    };
  }

  /** Only filters and orders that depend on the journal wait for the summaries. */
  async catchUp(networkId: string, wanted: GuestSearch, sort: string): Promise<void> {
    const { visitedFrom, visitedTo, notVisitedSince, tiers, pointsFrom, pointsTo } = wanted;
    const filters = [visitedFrom, visitedTo, notVisitedSince, tiers, pointsFrom, pointsTo];
    if (/lastVisitAt|points|tier/.test(sort) || filters.some((filter) => filter !== undefined))
      await this.ports.summaries.catchUp(networkId);
  }

  private async matchOf(tx: Tx, network: NetworkProfile, query: string | undefined): Promise<SearchMatch> {
    if (query === undefined) return { match: null, way: 'NAME' };
    const idsOf = (rows: readonly (guestSql.GuestRow | undefined)[]) => ({
      ids: rows.flatMap((row) => (row === undefined ? [] : [row.id])),
    });
    const digits = plainCard(query);
    if (/^\d{4}$/.test(digits)) {
      const index = this.pii.blindIndex(network.id, 'phone_last4', digits);
      // Four digits identify a guest no better than a name does.
      return {
        match: idsOf(await guestSql.listGuestRowsByLastFour(tx, network.id, index, MOST_OF_DIGITS)),
        way: 'NAME',
      };
    }
    if (/^\d{16}$/.test(digits))
      return { match: idsOf([await guestSql.findGuestBy(tx, network.id, 'card_number', digits)]), way: 'CARD' };
    const phone = parsePhone(query, network.country);
    if (phone !== undefined) {
      const index = this.pii.blindIndex(network.id, 'phone', phone);
      return { match: idsOf([await guestSql.findGuestBy(tx, network.id, 'phone_index', index)]), way: 'PHONE' };
    }
    const found = await sql.findWords(tx, network.id, query, MOST_WORDS);
    return { match: found.words.length === 0 ? { ids: [] } : found, way: 'NAME' };
  }
}

/** The position of a cursor. The name is read again, because a cursor must not contain names. @throws ProblemError `invalid_query` */
async function positionOf(
  tx: Tx,
  networkId: string,
  key: sql.ListKey,
  { guestId, ...at }: sql.ListPosition,
): Promise<sql.ListPosition> {
  if (key !== 'name') return { key: at.key, guestId };
  const name = await sql.findNameKey(tx, networkId, guestId);
  if (name === undefined) throw new ProblemError('invalid_query');
  return { key: name, guestId };
}

async function inOrder(
  tx: Tx,
  networkId: string,
  summaries: readonly sql.SummaryRow[],
): Promise<readonly guestSql.GuestRow[]> {
  const ids = summaries.map(({ guestId }) => guestId);
  const rows = new Map((await guestSql.listGuestRowsById(tx, networkId, ids)).map((row) => [row.id, row]));
  return ids.flatMap((id) => rows.get(id) ?? []);
}
