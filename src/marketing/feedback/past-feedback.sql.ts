import type { Tx } from '../../platform/database/database';

const MOST_SALES = 20_000;
const MOST_BAD = 1_000;

export async function hasQuestions(tx: Tx, networkId: string): Promise<boolean> {
  return (await tx.maybe('SELECT FROM feedback_requests WHERE network_id = $1 LIMIT 1', [networkId])) !== undefined;
}

/**
 * Two of five guests answer. The digest of the sale decides the answer, which in some restaurants and in the evening is worse: so
 * each run writes the same.
 */
export async function insertPastAnswers(
  tx: Tx,
  networkId: string,
  days: number,
  sealed: readonly { readonly score: number; readonly words: Buffer }[],
): Promise<void> {
  await tx.query(
    `INSERT INTO feedback_requests (network_id, sale_id, guest_id, restaurant_id, sold_at, state, ask_at, asked_at, score,
       words_encrypted, answered_at)
     SELECT $1, a.id, a.guest_id, a.restaurant_id, a.occurred_at, 'ASKED', a.asked_at, a.asked_at, a.score,
            CASE WHEN a.luck % 3 = 0 THEN w.words[1 + a.luck % cardinality(w.words)] END,
            CASE WHEN a.score IS NOT NULL THEN a.asked_at + make_interval(mins => 5 + a.luck % 300) END
       FROM (SELECT s.*, s.occurred_at + interval '2 hours' AS asked_at,
                    CASE WHEN s.luck % 5 < 2 THEN CASE
                      WHEN s.draw < 4 + s.worse THEN 1 WHEN s.draw < 8 + 2 * s.worse THEN 2 WHEN s.draw < 17 + 2 * s.worse THEN 3
                      WHEN s.draw < 45 + 2 * s.worse THEN 4 ELSE 5 END END AS score
               FROM (SELECT DISTINCT ON (t.guest_id, t.business_date / 30) t.*, ('x' || substr(md5(t.id::text), 1, 6))::bit(24)::int AS luck,
                            ('x' || substr(md5(t.id::text), 7, 6))::bit(24)::int % 100 AS draw,
                            ('x' || substr(md5(t.restaurant_id::text), 1, 2))::bit(8)::int % 4
                              + CASE WHEN extract(hour FROM t.occurred_at) >= 17 THEN 2 ELSE 0 END AS worse
                       FROM (SELECT t.id, t.guest_id, t.restaurant_id, t.occurred_at,
                                    extract(epoch FROM t.occurred_at)::bigint / 86400 AS business_date FROM transactions t
                              WHERE t.network_id = $1 AND t.type = 'SALE' AND t.guest_id IS NOT NULL
                                AND t.occurred_at > now() - make_interval(days => $2) AND t.occurred_at < now() - interval '1 day'
                                AND NOT EXISTS (SELECT FROM transactions r
                                      WHERE r.network_id = $1 AND r.related_id = t.id AND r.type = 'REFUND')
                              LIMIT $3) t
                      ORDER BY t.guest_id, t.business_date / 30, t.occurred_at) s) a
       LEFT JOIN (SELECT u.score, array_agg(u.words ORDER BY u.place) AS words
                    FROM unnest($4::integer[], $5::bytea[]) WITH ORDINALITY u(score, words, place) GROUP BY u.score) w
         ON w.score = a.score
     ON CONFLICT DO NOTHING`,
    [networkId, days, MOST_SALES, sealed.map(({ score }) => score), sealed.map(({ words }) => words)],
  );
}

/** The newest first. */
export function listBadAnswers(
  tx: Tx,
  networkId: string,
): Promise<
  {
    readonly saleId: string;
    readonly guestId: string;
    readonly restaurantId: string | null;
    readonly answeredAt: Date;
  }[]
> {
  return tx.query(
    `SELECT sale_id AS "saleId", guest_id AS "guestId", restaurant_id AS "restaurantId", answered_at AS "answeredAt"
       FROM feedback_requests WHERE network_id = $1 AND score <= 2 ORDER BY answered_at DESC LIMIT $2`,
    [networkId, MOST_BAD],
  );
}
