import type { Statements, Tx } from '../../platform/database/database';

/** The beginnings of words of a name. */
export interface WordMatch {
  /** The one that the fewest guests have first. */
  readonly words: readonly string[];
  /** Whether more than `MOST_MATCHED` guests have even that one. */
  readonly isCommon: boolean;
}

/** The guests that a search names: by words, or one by one. */
export type GuestMatch = WordMatch | { readonly ids: readonly string[] };

/** The most guests that are read for one word of a search and then sorted: more would keep a reader waiting. */
export const MOST_MATCHED = 10_000;

/**
 * A set of guests that a higher layer keeps: a condition on `s.guest_id` of the network `$1`, with a parameter for each
 * value that is passed.
 */
export type GuestSet = (parameter: (value: unknown) => string) => string;

/** Filters of the list; null: not filtered. */
export interface GuestFilter {
  readonly match: GuestMatch | null;
  /** Ids after this one and before that one; they are ordered by the time of registration. */
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

/** A place in the order of the list: a key that fits the order, and the guest. */
export interface Position {
  readonly key: string | number | null;
  readonly guestId: string;
}

export interface ListSlice {
  readonly key: ListKey;
  readonly isDescending: boolean;
  /** Where the slice begins; the row of this place is not in it. */
  readonly from: Position | null;
  readonly limit: number;
  /** Codes of tiers with their ranks, for the order by tier. */
  readonly ranks: readonly { readonly code: string; readonly rank: number }[];
}

export interface SummaryRow {
  readonly guestId: string;
  /** The part of the place that a cursor may hold. A cursor stands in addresses, so it never holds a name. */
  readonly key: number | null;
}

/** The last character of Unicode, which no name has: everything that begins with a text lies before the text and this. */
const AFTER_ALL = '\u{10FFFF}';

/**
 * The summaries of the next guests in the order of the list. Name, tier and time of registration have an index. Points and last visit
 * change with each sale and have none, so that a sale touches no index: there the network's rows are sorted.
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
    // Tier by tier from its index, because tiers are ordered by the programme and not by their codes.
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
    // The key of those that are shown alone: it would be made of every row that is sorted.
    `SELECT ${shown}, ${key} AS key FROM (SELECT s.* FROM ${source} WHERE ${clauses.join(' AND ')}
       ORDER BY ${column} ${order}, s.guest_id ${order} LIMIT ${limit}) s
     ORDER BY ${column} ${order}, s.guest_id ${order}`,
    values,
  );
}

/** How an order is sorted, what of a place a cursor holds, and the place from that. */
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

/** Counts guests, at most so many. */
export async function countSummaries(tx: Tx, networkId: string, filter: GuestFilter, most: number): Promise<number> {
  const { source, clauses, values, add } = selectionOf(networkId, filter, null);
  const { count } = await tx.one<{ count: number }>(
    `SELECT count(*)::int AS count FROM (SELECT FROM ${source} WHERE ${clauses.join(' AND ')} LIMIT ${add(most)}) s`,
    values,
  );
  return count;
}

/**
 * The summaries of a filter as the source `s` of a query that counts them (`order` null) or sorts them, and what narrows them. In the
 * order of names a search begins with the guests of its rarest word, because an index of names would pass over all that begin otherwise one
 * by one. In another order a common word is soon met.
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
  // No index has points and visits. An index of the order would look at row after row until enough fit, so all are read and sorted.
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
  // LIKE is not leakproof, so row-level security would keep it from the index; comparisons are.
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

/** The words of a text as names have them, the one that the fewest guests have first. */
export async function findWords(tx: Tx, networkId: string, text: string, limit: number): Promise<WordMatch> {
  const rows = await tx.query<{ word: string; guests: number }>(
    `SELECT g.word, m.guests FROM (SELECT word FROM name_words($2) word ORDER BY length(word) DESC, word LIMIT $3) g
     CROSS JOIN LATERAL (
       SELECT count(*)::int AS guests FROM (
         SELECT FROM guest_words w WHERE w.network_id = $1 AND w.word >= g.word AND w.word < g.word || $4 LIMIT $5) w) m
     ORDER BY m.guests, length(g.word) DESC, g.word`,
    [networkId, text, limit, AFTER_ALL, MOST_MATCHED + 1],
  );
  return { words: rows.map(({ word }) => word), isCommon: (rows[0]?.guests ?? 0) > MOST_MATCHED };
}

/** The place of a guest in the order by name, from the name itself: undefined for a guest that is not there. */
export async function findNameKey(tx: Tx, networkId: string, guestId: string): Promise<string | undefined> {
  const row = await tx.maybe<{ key: string }>(
    'SELECT name_key(name) AS key FROM guests WHERE network_id = $1 AND id = $2',
    [networkId, guestId],
  );
  return row?.key;
}

/** Tiers that guests hold: one probe of the index each. */
export async function listHeldTiers(tx: Tx, networkId: string): Promise<string[]> {
  const rows = await tx.query<{ tier: string }>(
    `WITH RECURSIVE held (tier) AS (
       (SELECT s.tier FROM guest_summaries s WHERE s.network_id = $1 ORDER BY s.tier LIMIT 1)
       UNION ALL
       SELECT n.tier FROM held h CROSS JOIN LATERAL (
         SELECT s.tier FROM guest_summaries s WHERE s.network_id = $1 AND s.tier > h.tier ORDER BY s.tier LIMIT 1) n)
     SELECT tier FROM held`,
    [networkId],
  );
  return rows.map(({ tier }) => tier);
}

/** When these guests bought last; those who never did, and merged ones, are not in the answer. */
export async function listLastVisits(
  tx: Statements,
  networkId: string,
  guestIds: readonly string[],
): Promise<ReadonlyMap<string, Date>> {
  const rows = await tx.query<{ guestId: string; at: Date }>(
    `SELECT guest_id AS "guestId", last_visit_at AS at FROM guest_summaries
      WHERE network_id = $1 AND guest_id = ANY ($2::uuid[]) AND last_visit_at > '-infinity'`,
    [networkId, guestIds],
  );
  return new Map(rows.map(({ guestId, at }) => [guestId, at]));
}
