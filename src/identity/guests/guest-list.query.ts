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
import { findGuestBy, GUEST_COLUMNS, type GuestRow, listGuestRowsById } from '../profiles/guest.sql';
import { parsePhone } from '../../typed/phone';
import type { GuestCount, GuestPage, ListGuestsQuery, SearchGuestsBody } from './guest-list.dto';
import {
  type GuestFilter,
  GuestFilters,
  type GuestMatch,
  type GuestSearch,
  type ListKey,
  type ListPosition,
  type ListSlice,
  type WordMatch,
} from './guest-filters';
import { LookupMisses } from './lookup-misses';
import { type GuestReader, ReadGuests } from './read-guests';
import { plainCard } from '../../typed/card';

/** The last Unicode character, which no name has: texts with a given beginning sort between the beginning and it. */
const AFTER_ALL = '\u{10FFFF}';

/** The most guests read for one word of a search and then sorted; more would take too long. */
const MOST_MATCHED = 10_000;

/** SQL for one order of the list: the column that it sorts by, the part of the sort key that a cursor contains, and the value made from that part. */
interface SortedColumn {
  readonly column: string;
  readonly key: string;
  readonly from: (parameter: string) => string;
}

const COLUMNS: Readonly<Record<Exclude<ListKey, 'createdAt' | 'tier'>, SortedColumn>> = {
  name: { column: 's.name_key', key: 'NULL::int', from: (parameter) => `${parameter}::text` },
  lastVisitAt: {
    column: 's.last_visit_at',
    key: `CASE WHEN s.last_visit_at > '-infinity' THEN (extract(epoch FROM s.last_visit_at) * 1000000)::bigint END`,
    from: (parameter) => `coalesce(timestamptz 'epoch' + ${parameter}::bigint * interval '1 microsecond', '-infinity')`,
  },
  points: { column: 's.available', key: 's.available', from: (parameter) => `${parameter}::bigint` },
};

interface SummaryRow {
  readonly guestId: string;
  /** The part of the sort key that a cursor may contain. Cursors appear in addresses, so they never contain a name. */
  readonly key: number | null;
}

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
  readonly match: GuestMatch | null;
  readonly way: IdentificationWay;
}

/** Rows of the list, with where the next and previous pages begin. */
export interface ListedRows {
  readonly rows: readonly GuestRow[];
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
      const count = await countSummaries(tx, network.id, filter, MOST_COUNTED + 1);
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
    const key = slice.sort.replace('-', '') as ListKey;
    const list = nameOf(LIST, slice.sort);
    const from = slice.cursor === undefined ? null : decodeCursor(list, slice.cursor, place);
    const isBackwards = from?.isBefore === true;
    const found = await listSummaries(tx, network.id, filter, {
      key,
      isDescending: isDescending !== isBackwards,
      from: from === null ? null : await positionOf(tx, network.id, key, from),
      limit: slice.limit + 1,
      ranks: key === 'tier' ? await this.filters.ranksOf(tx, network.id) : [],
    });
    const hasMore = found.length > slice.limit;
    const shown = found.slice(0, slice.limit);
    if (isBackwards) shown.reverse();
    const cursorOf = (row: SummaryRow | undefined, isBefore: boolean): string | null =>
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
    const idsOf = (rows: readonly (GuestRow | undefined)[]) => ({
      ids: rows.flatMap((row) => (row === undefined ? [] : [row.id])),
    });
    const digits = plainCard(query);
    if (/^\d{4}$/.test(digits)) {
      const index = this.pii.blindIndex(network.id, 'phone_last4', digits);
      // Four digits identify a guest no better than a name does.
      return {
        match: idsOf(
          await tx.query<GuestRow>(
            `SELECT ${GUEST_COLUMNS} FROM guests
              WHERE network_id = $1 AND phone_last4_index = $2 AND erased_at IS NULL AND merged_into IS NULL ORDER BY id DESC LIMIT $3`,
            [network.id, index, MOST_OF_DIGITS],
          ),
        ),
        way: 'NAME',
      };
    }
    if (/^\d{16}$/.test(digits))
      return { match: idsOf([await findGuestBy(tx, network.id, 'card_number', digits)]), way: 'CARD' };
    const phone = parsePhone(query, network.country);
    if (phone !== undefined) {
      const index = this.pii.blindIndex(network.id, 'phone', phone);
      return { match: idsOf([await findGuestBy(tx, network.id, 'phone_index', index)]), way: 'PHONE' };
    }
    const found = await findWords(tx, network.id, query, MOST_WORDS);
    return { match: found.words.length === 0 ? { ids: [] } : found, way: 'NAME' };
  }
}

/** The position of a cursor. The name is read again, because a cursor must not contain names. @throws ProblemError `invalid_query` */
async function positionOf(
  tx: Tx,
  networkId: string,
  key: ListKey,
  { guestId, ...at }: ListPosition,
): Promise<ListPosition> {
  if (key !== 'name') return { key: at.key, guestId };
  const row = await tx.maybe<{ key: string }>`
    SELECT name_key(name) AS "key!" FROM guests WHERE network_id = ${networkId} AND id = ${guestId}`;
  const name = row?.key;
  if (name === undefined) throw new ProblemError('invalid_query');
  return { key: name, guestId };
}

async function inOrder(tx: Tx, networkId: string, summaries: readonly SummaryRow[]): Promise<readonly GuestRow[]> {
  const ids = summaries.map(({ guestId }) => guestId);
  const rows = new Map((await listGuestRowsById(tx, networkId, ids)).map((row) => [row.id, row]));
  return ids.flatMap((id) => rows.get(id) ?? []);
}

/**
 * The summaries of the next guests in the order of the list. Name, tier and registration have indexes. Points and last visit change with each sale
 * and have no index, so that sales update no index; for these two orders the query sorts all rows of the network.
 */
function listSummaries(tx: Tx, networkId: string, filter: GuestFilter, slice: ListSlice): Promise<SummaryRow[]> {
  const { source, isLed = false, clauses, values, add } = selectionOf(networkId, filter, slice.key);
  const order = slice.isDescending ? 'DESC' : 'ASC';
  const beyond = slice.isDescending ? '<' : '>';
  const shown = 's.guest_id AS "guestId"';
  const limit = add(slice.limit);
  if (slice.key === 'tier') {
    const codes = add(slice.ranks.map(({ code }) => code));
    const ranks = add(slice.ranks.map(({ rank }) => rank));
    const from =
      slice.from === null
        ? ''
        : ` AND (t.rank, s.guest_id) ${beyond} (${add(slice.from.key)}::bigint, ${add(slice.from.guestId)}::uuid)`;
    const wanted = `${clauses.join(' AND ')}${from}`;
    if (isLed)
      return tx.query<SummaryRow>(
        `SELECT ${shown}, t.rank AS key FROM ${source} JOIN unnest(${codes}::text[], ${ranks}::int[]) t(code, rank) ON t.code = s.tier
          WHERE ${wanted} ORDER BY t.rank ${order}, s.guest_id ${order} LIMIT ${limit}`,
        values,
      );
    // Tier by tier from the index, because the programme orders tiers otherwise than by code.
    return tx.query<SummaryRow>(
      `SELECT s.* FROM unnest(${codes}::text[], ${ranks}::int[]) t(code, rank)
       CROSS JOIN LATERAL (
         SELECT ${shown}, t.rank AS key FROM ${source} WHERE ${wanted} AND s.tier = t.code
         ORDER BY s.guest_id ${order} LIMIT ${limit}) s
       ORDER BY s.key ${order}, s."guestId" ${order} LIMIT ${limit}`,
      values,
    );
  }
  if (slice.key === 'createdAt') {
    if (slice.from !== null) clauses.push(`s.guest_id ${beyond} ${add(slice.from.guestId)}`);
    return tx.query<SummaryRow>(
      `SELECT ${shown}, NULL::int AS key FROM ${source} WHERE ${clauses.join(' AND ')}
       ORDER BY s.guest_id ${order} LIMIT ${limit}`,
      values,
    );
  }
  const { column, key, from } = COLUMNS[slice.key];
  if (slice.from !== null)
    clauses.push(`(${column}, s.guest_id) ${beyond} (${from(add(slice.from.key))}, ${add(slice.from.guestId)}::uuid)`);
  return tx.query<SummaryRow>(
    // The key is computed only for the rows shown; otherwise it would be computed for each sorted row.
    `SELECT ${shown}, ${key} AS key FROM (SELECT s.* FROM ${source} WHERE ${clauses.join(' AND ')}
       ORDER BY ${column} ${order}, s.guest_id ${order} LIMIT ${limit}) s
     ORDER BY ${column} ${order}, s.guest_id ${order}`,
    values,
  );
}

/** Counts guests, up to a limit. */
async function countSummaries(tx: Tx, networkId: string, filter: GuestFilter, most: number): Promise<number> {
  const { source, clauses, values, add } = selectionOf(networkId, filter, null);
  const { count } = await tx.one<{ count: number }>(
    `SELECT count(*)::int AS count FROM (SELECT FROM ${source} WHERE ${clauses.join(' AND ')} LIMIT ${add(most)}) s`,
    values,
  );
  return count;
}

/**
 * The summaries that match a filter, as a source `s` for counting (`order` null) or sorting, and its conditions. In the order of names, a search
 * begins with the guests of its rarest word, because the index of names would be read row by row past all others. In any other order, rows with a
 * common word are found soon.
 */
function selectionOf(networkId: string, filter: GuestFilter, order: ListKey | null) {
  const values: unknown[] = [networkId];
  const add = (value: unknown): string => `$${String(values.push(value))}`;
  const clauses = ['s.network_id = $1'];
  const { match, tiers, visitedFrom, visitedBefore, pointsFrom, pointsTo } = filter;
  if (filter.after !== null) clauses.push(`s.guest_id >= ${add(filter.after)}`);
  if (filter.before !== null) clauses.push(`s.guest_id < ${add(filter.before)}`);
  if (tiers !== null) clauses.push(`s.tier = ANY (${add(tiers)}::text[])`);
  if (visitedFrom !== null) clauses.push(`s.last_visit_at >= ${add(visitedFrom)}`);
  if (visitedBefore !== null) clauses.push(`s.last_visit_at < ${add(visitedBefore)}`);
  if (pointsFrom !== null) clauses.push(`s.available >= ${add(pointsFrom)}`);
  if (pointsTo !== null) clauses.push(`s.available <= ${add(pointsTo)}`);
  if (filter.among !== null) clauses.push(filter.among(add));
  const isOfFigures = [visitedFrom, visitedBefore, pointsFrom, pointsTo].some((bound) => bound !== null);
  // A filter by points or visits has no index. With the index of the order, PostgreSQL would read row by row until enough rows match; reading and
  // sorting all rows is faster.
  const read = () =>
    isOfFigures && order !== null
      ? {
          source: `(SELECT * FROM guest_summaries s WHERE ${clauses.join(' AND ')} OFFSET 0) s`,
          isLed: true,
          clauses: ['true'],
          values,
          add,
        }
      : { source: 'guest_summaries s', clauses, values, add };
  if (match === null) return read();
  if ('ids' in match) {
    clauses.push(`s.guest_id = ANY (${add(match.ids)}::uuid[])`);
    return read();
  }
  // LIKE is not leakproof, so row-level security would prevent its use of the index; comparisons are leakproof.
  const beginsWith = (word: string) =>
    `w.network_id = $1 AND w.word >= ${add(word)} AND w.word < ${add(word + AFTER_ALL)}`;
  const [rarest = '', ...others] = match.words;
  const walks = match.isCommon && order !== null && order !== 'name';
  for (const word of walks ? match.words : others)
    clauses.push(`EXISTS (SELECT FROM guest_words w WHERE ${beginsWith(word)} AND w.guest_id = s.guest_id)`);
  if (walks) return read();
  const source = `(SELECT DISTINCT w.guest_id FROM (
      SELECT w.guest_id FROM guest_words w WHERE ${beginsWith(rarest)} LIMIT ${String(MOST_MATCHED)}) w) found
    CROSS JOIN LATERAL (
      SELECT * FROM guest_summaries s WHERE s.network_id = $1 AND s.guest_id = found.guest_id LIMIT 1) s`;
  return { source, isLed: true, clauses, values, add };
}

/** The words of a text in the form of stored names, the rarest first. */
async function findWords(tx: Tx, networkId: string, text: string, limit: number): Promise<WordMatch> {
  const rows = await tx.query<{ word: string; guests: number }>`
    SELECT g.word AS "word!", m.guests FROM (SELECT word FROM name_words(${text}) word ORDER BY length(word) DESC, word
     LIMIT ${limit}) g
     CROSS JOIN LATERAL (
       SELECT count(*)::int AS guests FROM (
         SELECT FROM guest_words w WHERE w.network_id = ${networkId} AND w.word >= g.word AND w.word < g.word || ${AFTER_ALL}
         LIMIT ${MOST_MATCHED + 1}) w) m
     ORDER BY m.guests, length(g.word) DESC, g.word`;
  return { words: rows.map(({ word }) => word), isCommon: (rows[0]?.guests ?? 0) > MOST_MATCHED };
}
