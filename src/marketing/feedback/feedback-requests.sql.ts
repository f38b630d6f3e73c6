import type { Tx } from '../../platform/database/database';
import { sql, type Sql } from '../../platform/database/sql';

/** Whether the network `$1` or one of its restaurants asks guests: `asks` in the settings of the question, false by default. */
export const ASKS = `EXISTS (SELECT FROM networks n WHERE n.id = $1 AND (n.settings->'feedback'->>'asks' = 'true'
  OR n.settings @? '$.feedback.restaurants[*].asks ? (@ == true)'))`;

/** A sale that is reported later than this, as by an import or a till that was offline, is not asked about. */
const MOST_HOURS_AGO = 24;

interface FeedbackTerms {
  readonly asks: boolean;
  readonly delayMinutes: number;
  readonly repeatDays: number;
  readonly leastSale: number;
  /** Restaurants that differ; null: as in the network. */
  readonly restaurants: readonly {
    readonly restaurantId: string;
    readonly asks: boolean | null;
    readonly delayMinutes: number | null;
  }[];
}

/** The guest into whom guest `g` was merged in the end; the guest itself while it is its own. */
const heir = (networkId: string): Sql => sql`CASE WHEN g.merged_into IS NULL THEN g.id ELSE (
  WITH RECURSIVE h (id, merged_into) AS (
    SELECT g.id, g.merged_into UNION SELECT n.id, n.merged_into FROM h JOIN guests n ON n.network_id = ${networkId} AND n.id = h.merged_into)
  SELECT h.id FROM h WHERE h.merged_into IS NULL) END`;

/**
 * Plans a question for each of these sales of guests that the restaurant asks about, as far as the guest has none to come and
 * was not asked within the days. Rows are found by whole keys (`readByKeys`). The log may be read after the guest was merged; the question is for the other guest then.
 */
export async function planQuestions(
  tx: Tx,
  networkId: string,
  saleIds: readonly string[],
  { asks, delayMinutes, repeatDays, leastSale, restaurants }: FeedbackTerms,
): Promise<void> {
  await tx.query`INSERT INTO feedback_requests (network_id, sale_id, guest_id, restaurant_id, sold_at, ask_at)
      SELECT ${networkId}, t.id, q.guest_id, t.restaurant_id, t.occurred_at, q.ask_at
        FROM unnest(${saleIds}::uuid[]) WITH ORDINALITY i(id, place)
       CROSS JOIN LATERAL (
         SELECT t.id, t.guest_id, t.restaurant_id, t.occurred_at, t.type, t.payable, t.channel FROM transactions t
          WHERE t.network_id = ${networkId} AND t.id BETWEEN i.id AND i.id ORDER BY t.id) t
        LEFT JOIN unnest(${restaurants.map(({ restaurantId }) => restaurantId)}::uuid[], ${restaurants.map((own) => own.asks)}::boolean[],
        ${restaurants.map((own) => own.delayMinutes)}::integer[]) o(restaurant_id, asks, delay) ON o.restaurant_id = t.restaurant_id
       CROSS JOIN LATERAL (
         SELECT g.id, g.merged_into FROM guests g WHERE g.network_id = ${networkId} AND g.id BETWEEN t.guest_id AND t.guest_id ORDER BY g.id) g
       CROSS JOIN LATERAL (
         SELECT ${heir(networkId)} AS guest_id, t.occurred_at + make_interval(mins => coalesce(o.delay, ${delayMinutes})) AS ask_at) q
       WHERE coalesce(o.asks, ${asks}) AND t.type = 'SALE' AND t.payable >= ${leastSale} AND t.channel <> 'IMPORT'
         AND t.occurred_at > ledger_now() - make_interval(hours => ${MOST_HOURS_AGO}) AND NOT EXISTS (
           SELECT FROM feedback_requests f WHERE f.network_id = ${networkId} AND f.guest_id = q.guest_id
              AND f.asked_at > q.ask_at - make_interval(days => ${repeatDays}) ORDER BY f.asked_at LIMIT 1)
       ORDER BY i.place
      ON CONFLICT DO NOTHING`;
}

/** Takes back the unanswered questions about sales that these refunds concern. */
export async function dropRefunded(tx: Tx, networkId: string, refundIds: readonly string[]): Promise<void> {
  await tx.query`UPDATE feedback_requests f SET state = 'DROPPED', reason = 'REFUNDED'
       FROM unnest(${refundIds}::uuid[]) i(id)
      CROSS JOIN LATERAL (
        SELECT t.related_id, t.type FROM transactions t WHERE t.network_id = ${networkId} AND t.id BETWEEN i.id AND i.id ORDER BY t.id) t
      WHERE t.type = 'REFUND' AND f.network_id = ${networkId} AND f.sale_id = t.related_id AND f.score IS NULL`;
}

export interface DueRow {
  readonly saleId: string;
  readonly guestId: string;
  readonly restaurantId: string | null;
  readonly askAt: Date;
  readonly lastAskedAt: Date | null;
  readonly isRefunded: boolean;
  readonly locale: 'ru' | 'en' | null;
}

/** Due questions, locked. Leaves out those that other processes have locked. */
export function lockDue(tx: Tx, networkId: string, now: Date, limit: number): Promise<DueRow[]> {
  return tx.query<DueRow>`SELECT f.sale_id, f.guest_id, f.restaurant_id, f.ask_at, g.locale,
            (SELECT p.asked_at FROM feedback_requests p
              WHERE p.network_id = ${networkId} AND p.guest_id = f.guest_id AND p.asked_at IS NOT NULL
              ORDER BY p.asked_at DESC LIMIT 1) AS last_asked_at,
            EXISTS (SELECT FROM transactions t
              WHERE t.network_id = ${networkId} AND t.related_id = f.sale_id AND t.type = 'REFUND') AS is_refunded
       FROM (SELECT sale_id, guest_id, restaurant_id, ask_at FROM feedback_requests
              WHERE network_id = ${networkId} AND state = 'WAITING' AND ask_at <= ${now}
              ORDER BY ask_at LIMIT ${limit} FOR UPDATE SKIP LOCKED) f
       JOIN guests g ON g.network_id = ${networkId} AND g.id = f.guest_id
      ORDER BY f.ask_at, f.sale_id`;
}

export interface DecidedQuestion {
  readonly saleId: string;
  readonly state: 'ASKED' | 'UNSENT' | 'DROPPED';
  readonly reason: string | null;
  /** Null: it is not asked. */
  readonly askedAt: Date | null;
}

export async function decideQuestions(tx: Tx, networkId: string, decided: readonly DecidedQuestion[]): Promise<void> {
  await tx.query`UPDATE feedback_requests f SET state = d.state, reason = d.reason, asked_at = d.asked_at
       FROM unnest(${decided.map(({ saleId }) => saleId)}::uuid[], ${decided.map(({ state }) => state)}::text[],
       ${decided.map(({ reason }) => reason)}::text[], ${decided.map(({ askedAt }) => askedAt)}::timestamptz[]) d(sale_id, state, reason, asked_at)
      WHERE f.network_id = ${networkId} AND f.sale_id = d.sale_id AND f.state = 'WAITING'`;
}

/** One answer to a question at a time. */
export async function lockQuestion(tx: Tx, networkId: string, saleId: string): Promise<void> {
  await tx.query`SELECT FROM feedback_requests WHERE network_id = ${networkId} AND sale_id = ${saleId} FOR UPDATE`;
}

/** Scores of answers as they are now, as conditions of automations read them. */
export function listScores(
  tx: Tx,
  networkId: string,
  saleIds: readonly string[],
): Promise<{ readonly saleId: string; readonly score: number; readonly restaurantId: string | null }[]> {
  return tx.query<{ saleId: string; score: number; restaurantId: string | null }>`
    SELECT sale_id, score, restaurant_id::text AS restaurant_id FROM feedback_requests
     WHERE network_id = ${networkId} AND sale_id = ANY (${saleIds}::uuid[]) AND score IS NOT NULL`;
}

export interface DueReward {
  readonly saleId: string;
  readonly guestId: string;
  readonly restaurantId: string | null;
}

/** Answers that earned points which were not given yet. */
export function listDueRewards(tx: Tx, networkId: string, limit: number): Promise<DueReward[]> {
  return tx.query<DueReward>`SELECT sale_id, guest_id, restaurant_id FROM feedback_requests
      WHERE network_id = ${networkId} AND reward = 'DUE' ORDER BY sale_id LIMIT ${limit}`;
}

/** Whether the points of an answer are still to be given; until the end of the transaction nobody else gives points for answers here. */
export async function lockReward(tx: Tx, networkId: string, saleId: string): Promise<boolean> {
  await tx.query`SELECT pg_advisory_xact_lock(hashtextextended('feedback points ' || ${networkId}, 0))`;
  const row = await tx.maybe<{ reward: string | null }>`
    SELECT reward FROM feedback_requests WHERE network_id = ${networkId} AND sale_id = ${saleId} FOR UPDATE`;
  return row?.reward === 'DUE';
}

/** Answers of the guest that earned points since then, and points for answers of all guests. */
export function countRewards(
  tx: Tx,
  networkId: string,
  guestId: string,
  since: Date,
): Promise<{ readonly ofGuest: number; readonly points: number }> {
  return tx.one<{ ofGuest: number; points: number }>`
    SELECT count(*) FILTER (WHERE guest_id = ${guestId})::integer AS of_guest, coalesce(sum(reward_points),
     0)::bigint AS points
       FROM feedback_requests WHERE network_id = ${networkId} AND reward = 'GIVEN' AND rewarded_at >= ${since}`;
}

export async function noteReward(
  tx: Tx,
  networkId: string,
  saleId: string,
  award: { readonly id: string; readonly points: number } | null,
  now: Date,
): Promise<void> {
  await tx.query`
    UPDATE feedback_requests SET reward = ${award === null ? 'REFUSED' : 'GIVEN'}, award_id = ${award?.id ?? null},
       reward_points = ${award?.points ?? null}, rewarded_at = ${now}
     WHERE network_id = ${networkId} AND sale_id = ${saleId} AND reward = 'DUE'`;
}
