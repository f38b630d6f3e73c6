import type { Tx } from '../../platform/database/database';
import { sql, when } from '../../platform/database/sql';
import { type IdSlice, orderWord } from '../../platform/http/list-query';

/** An answer as staff see it. */
export interface AnsweredRow {
  readonly saleId: string;
  readonly guestId: string;
  readonly guestName: string | null;
  readonly locale: 'ru' | 'en' | null;
  readonly restaurantId: string | null;
  readonly soldAt: Date;
  readonly score: number;
  readonly wordsEncrypted: Buffer | null;
  readonly answeredAt: Date;
  readonly reward: 'DUE' | 'GIVEN' | 'REFUSED' | null;
  readonly rewardPoints: number | null;
  readonly caseId: string | null;
  readonly caseStatus: 'OPEN' | 'IN_WORK' | 'DONE' | null;
}

const ANSWERED = `SELECT f.sale_id AS "saleId", f.guest_id AS "guestId", g.name AS "guestName", g.locale,
    f.restaurant_id AS "restaurantId", f.sold_at AS "soldAt", f.score, f.words_encrypted AS "wordsEncrypted",
    f.answered_at AS "answeredAt", f.reward, f.reward_points AS "rewardPoints", c.id AS "caseId", c.status AS "caseStatus"
  FROM feedback_requests f
  JOIN guests g ON g.network_id = f.network_id AND g.id = f.guest_id
  LEFT JOIN guest_cases c ON c.network_id = f.network_id AND c.sale_id = f.sale_id`;

/** @property restaurantIds null: all, and visits to none */
interface WhichAnswers {
  readonly restaurantIds: readonly string[] | null;
  readonly score: number | null;
  readonly caseStatus: string | null;
}

/** A slice of the answers, in the order of their sales. */
export function listAnswers(
  tx: Tx,
  networkId: string,
  { restaurantIds, score, caseStatus }: WhichAnswers,
  slice: IdSlice,
): Promise<AnsweredRow[]> {
  return tx.query<AnsweredRow>(
    `${ANSWERED}
      WHERE f.network_id = $1 AND f.score IS NOT NULL AND f.sale_id > $2 AND f.sale_id < $3
        AND ($4::uuid[] IS NULL OR f.restaurant_id = ANY ($4)) AND ($5::integer IS NULL OR f.score = $5)
        AND ($6::text IS NULL OR c.status = $6)
      ORDER BY f.sale_id ${orderWord(slice)} LIMIT $7`,
    [networkId, slice.after, slice.before, restaurantIds, score, caseStatus, slice.limit],
  );
}

export function findAnswer(
  tx: Tx,
  networkId: string,
  saleId: string,
  restaurantIds: readonly string[] | null,
): Promise<AnsweredRow | undefined> {
  return tx.maybe<AnsweredRow>(
    `${ANSWERED}
      WHERE f.network_id = $1 AND f.sale_id = $2 AND f.score IS NOT NULL
        AND ($3::uuid[] IS NULL OR f.restaurant_id = ANY ($3))`,
    [networkId, saleId, restaurantIds],
  );
}

/** Visits between two moments to some restaurants; null: to all, and to none. */
export interface Visits {
  readonly from: Date;
  readonly until: Date;
  readonly restaurantIds: readonly string[] | null;
}

const OF_VISITS = `f.network_id = $1 AND f.asked_at IS NOT NULL AND f.state <> 'DROPPED' AND f.sold_at >= $2 AND f.sold_at < $3
        AND ($4::uuid[] IS NULL OR f.restaurant_id = ANY ($4))`;
const SCORES = `count(*)::integer AS asked,
    ARRAY[count(*) FILTER (WHERE f.score = 1), count(*) FILTER (WHERE f.score = 2), count(*) FILTER (WHERE f.score = 3),
      count(*) FILTER (WHERE f.score = 4), count(*) FILTER (WHERE f.score = 5)]::integer[] AS scores`;

export interface CountedVisits {
  readonly restaurantId: string | null;
  readonly part: 'MORNING' | 'DAY' | 'EVENING' | 'NIGHT';
  readonly asked: number;
  readonly scores: number[];
}

/** By restaurant and part of the day. */
export function countVisits(
  tx: Tx,
  networkId: string,
  { from, until, restaurantIds }: Visits,
  timeZone: string,
): Promise<CountedVisits[]> {
  return tx.query<CountedVisits>(
    `SELECT f."restaurantId", CASE WHEN f.hour < 6 OR f.hour >= 23 THEN 'NIGHT' WHEN f.hour < 11 THEN 'MORNING'
        WHEN f.hour < 17 THEN 'DAY' ELSE 'EVENING' END AS part, ${SCORES}
       FROM (SELECT f.restaurant_id AS "restaurantId", f.score, extract(hour FROM f.sold_at AT TIME ZONE $5) AS hour
               FROM feedback_requests f WHERE ${OF_VISITS}) f
      GROUP BY 1, 2 LIMIT 10000`,
    [networkId, from, until, restaurantIds, timeZone],
  );
}

export function countWeeks(
  tx: Tx,
  networkId: string,
  { from, until, restaurantIds }: Visits,
  timeZone: string,
): Promise<{ readonly week: string; readonly asked: number; readonly scores: number[] }[]> {
  return tx.query(
    `SELECT to_char(date_trunc('week', f.sold_at AT TIME ZONE $5), 'YYYY-MM-DD') AS week, ${SCORES}
       FROM feedback_requests f WHERE ${OF_VISITS} GROUP BY 1 ORDER BY 1 LIMIT 60`,
    [networkId, from, until, restaurantIds, timeZone],
  );
}

export interface RatedDish {
  readonly name: string;
  readonly answers: number;
  readonly bad: number;
  readonly total: number;
}

/** Items of the newest rated receipts by name, which is one for all sizes, the worst first; those of fewer answers than `least` are left out. */
export function listRatedDishes(
  tx: Tx,
  networkId: string,
  { from, until, restaurantIds }: Visits,
  least: number,
): Promise<RatedDish[]> {
  return tx.query<RatedDish>(
    `SELECT d.name, count(*)::integer AS answers, count(*) FILTER (WHERE d.score <= 2)::integer AS bad,
            sum(d.score)::integer AS total
       FROM (SELECT DISTINCT f.sale_id, f.score, coalesce(i ->> 1, i ->> 0) AS name
               FROM (SELECT f.sale_id, f.score FROM feedback_requests f
                      WHERE ${OF_VISITS} AND f.score IS NOT NULL ORDER BY f.sold_at DESC LIMIT 20000) f
              CROSS JOIN LATERAL (SELECT t.items FROM transactions t
                      WHERE t.network_id = $1 AND t.id = f.sale_id AND t.items IS NOT NULL LIMIT 1) t
              CROSS JOIN LATERAL json_array_elements(t.items) i) d
      WHERE d.name IS NOT NULL
      GROUP BY d.name HAVING count(*) >= $5
      ORDER BY sum(d.score)::numeric / count(*), count(*) DESC, d.name LIMIT 50`,
    [networkId, from, until, restaurantIds, least],
  );
}

/** At most 1,000 are counted. */
export async function countOpenCases(
  tx: Tx,
  networkId: string,
  restaurantIds: readonly string[] | null,
): Promise<number> {
  const { open } = await tx.one<{ open: number }>`SELECT count(*)::integer AS open FROM (
      SELECT FROM guest_cases c WHERE c.network_id = ${networkId} AND c.sale_id IS NOT NULL AND c.status IN ('OPEN', 'IN_WORK')
         ${when(restaurantIds !== null, sql`AND c.restaurant_id = ANY (${restaurantIds})`)} LIMIT 1000) c`;
  return open;
}
