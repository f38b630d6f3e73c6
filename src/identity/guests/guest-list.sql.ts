import type { Statements, Tx } from '../../platform/database/database';

/** Beginnings of words in a name. */
export interface WordMatch {
  /** The beginnings of words, the rarest first. */
  readonly words: readonly string[];
  /** Whether even the rarest word matches more than `MOST_MATCHED` guests. */
  readonly isCommon: boolean;
}

/** The guests that a search found: by words, or by ids. */
export type GuestMatch = WordMatch | { readonly ids: readonly string[] };

/** The most guests read for one word of a search and then sorted; more would take too long. */
const MOST_MATCHED = 10_000;

/**
 * A set of guests that a higher layer keeps: an SQL condition on `s.guest_id` in the network `$1`. `parameter` adds a value and returns its
 * placeholder.
 */
export type GuestSet = (parameter: (value: unknown) => string) => string;

/** Filters of the list; null: not filtered. */
export interface GuestFilter {
  readonly match: GuestMatch | null;
  /** Exclusive bounds of the ids, which are ordered by registration. */
  readonly after: string | null;
  readonly before: string | null;
  readonly tiers: readonly string[] | null;
  readonly visitedFrom: string | null;
  readonly visitedBefore: string | null;
  readonly pointsFrom: number | null;
  readonly pointsTo: number | null;
  readonly among: GuestSet | null;
}

export type ListKey = 'createdAt' | 'name' | 'lastVisitAt' | 'points' | 'tier';

/** A position in the list: a sort key, and the guest. */
export interface ListPosition {
  readonly key: string | number | null;
  readonly guestId: string;
}

export interface ListSlice {
  readonly key: ListKey;
  readonly isDescending: boolean;
  /** The row before the slice; the slice does not include it. */
  readonly from: ListPosition | null;
  readonly limit: number;
  /** Tier codes with their ranks, for the order by tier. */
  readonly ranks: readonly { readonly code: string; readonly rank: number }[];
}

export interface SummaryRow {
  readonly guestId: string;
  /** The part of the sort key that a cursor may contain. Cursors appear in addresses, so they never contain a name. */
  readonly key: number | null;
}

/** The last Unicode character, which no name has: texts with a given beginning sort between the beginning and it. */
const AFTER_ALL = '\u{10FFFF}';

/**
 * The next guests' summaries in the list's order. Name, tier and registration have indexes. Points and last visit change with each sale and have
 * none, so that sales update no index; for these the network's rows are sorted.
 */
export function listSummaries(tx: Tx, networkId: string, filter: GuestFilter, slice: ListSlice): Promise<SummaryRow[]> {
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

/** How an order sorts, the part of its key in a cursor, and the position made from that. */
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

/** Counts guests, up to a limit. */
export async function countSummaries(tx: Tx, networkId: string, filter: GuestFilter, most: number): Promise<number> {
  const { source, clauses, values, add } = selectionOf(networkId, filter, null);
  const { count } = await tx.one<{ count: number }>(
    `SELECT count(*)::int AS count FROM (SELECT FROM ${source} WHERE ${clauses.join(' AND ')} LIMIT ${add(most)}) s`,
    values,
  );
  return count;
}

/**
 * The summaries that match a filter, as a source `s` for counting (`order` null) or sorting, and its conditions. In the order of names, a search
 * begins with the guests of its rarest word, because the index of names would be read row by row past all others. In another order a common word is
 * met soon.
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
  // Points and visits have no index. An index of the order would be read row by row until enough match, so all rows are read and sorted.
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
export async function findWords(tx: Tx, networkId: string, text: string, limit: number): Promise<WordMatch> {
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

/** A guest's position in the order by name, from the present name; undefined: the guest does not exist. */
export async function findNameKey(tx: Tx, networkId: string, guestId: string): Promise<string | undefined> {
  const row = await tx.maybe<{ key: string }>`
    SELECT name_key(name) AS "key!" FROM guests WHERE network_id = ${networkId} AND id = ${guestId}`;
  return row?.key;
}

/** Tiers that some guest holds; probes the index once for each. */
export async function listHeldTiers(tx: Tx, networkId: string): Promise<string[]> {
  const rows = await tx.query<{ tier: string }>`WITH RECURSIVE held (tier) AS (
        (SELECT s.tier FROM guest_summaries s WHERE s.network_id = ${networkId} ORDER BY s.tier LIMIT 1)
        UNION ALL
        SELECT n.tier FROM held h CROSS JOIN LATERAL (
          SELECT s.tier FROM guest_summaries s WHERE s.network_id = ${networkId} AND s.tier > h.tier ORDER BY s.tier LIMIT 1) n)
      SELECT tier FROM held`;
  return rows.map(({ tier }) => tier);
}

/** When these guests last bought; guests who never did, and merged ones, are left out. */
export async function listLastVisits(
  tx: Statements,
  networkId: string,
  guestIds: readonly string[],
): Promise<ReadonlyMap<string, Date>> {
  const rows = await tx.query<{ guestId: string; at: Date }>`SELECT guest_id, last_visit_at AS at FROM guest_summaries
      WHERE network_id = ${networkId} AND guest_id = ANY (${guestIds}::uuid[]) AND last_visit_at > '-infinity'`;
  return new Map(rows.map(({ guestId, at }) => [guestId, at]));
}
