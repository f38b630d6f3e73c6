import { Injectable } from '@nestjs/common';
import { Cases } from '../../identity';
import type { Tx } from '../../platform/database/database';
import { Pii } from '../../security';

const MOST_SALES = 20_000;

const MOST_BAD = 1_000;

/** Words of guests by their score; a guest may say nothing. */
export type PastWords = Readonly<Record<1 | 2 | 3 | 4 | 5, readonly string[]>>;

/** Answers about past sales. Only for a demonstration, which tells of the past. */
@Injectable()
export class PastFeedback {
  constructor(
    private readonly cases: Cases,
    private readonly pii: Pii,
  ) {}

  /**
   * Asks about sales of the days before now, at most once a month and guest, and answers for a part of the guests. The cases of the
   * newest two bad answers are open. A network with questions is left as it is.
   */
  async ensure(tx: Tx, networkId: string, days: number, words: PastWords): Promise<void> {
    if ((await tx.maybe`SELECT FROM feedback_requests WHERE network_id = ${networkId} LIMIT 1`) !== undefined) return;
    const sealed = Object.entries(words).flatMap(([score, texts]) =>
      texts.map((text) => ({ score: Number(score), words: this.pii.encrypt(networkId, 'feedback', text) })),
    );
    await tx.query`
      INSERT INTO feedback_requests (network_id, sale_id, guest_id, restaurant_id, sold_at, state, ask_at, asked_at, score,
         words_encrypted, answered_at)
       SELECT ${networkId}, a.id, a.guest_id, a.restaurant_id, a.occurred_at, 'ASKED', a.asked_at, a.asked_at, a.score,
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
                                WHERE t.network_id = ${networkId} AND t.type = 'SALE' AND t.guest_id IS NOT NULL
                                  AND t.occurred_at > now() - make_interval(days => ${days}) AND t.occurred_at < now() - interval '1 day'
                                  AND NOT EXISTS (SELECT FROM transactions r
                                        WHERE r.network_id = ${networkId} AND r.related_id = t.id AND r.type = 'REFUND')
                                LIMIT ${MOST_SALES}) t
                        ORDER BY t.guest_id, t.business_date / 30, t.occurred_at) s) a
         LEFT JOIN (SELECT u.score, array_agg(u.words ORDER BY u.place) AS words
                      FROM unnest(${sealed.map(({ score }) => score)}::integer[],
                      ${sealed.map(({ words }) => words)}::bytea[]) WITH ORDINALITY u(score, words, place) GROUP BY u.score) w
           ON w.score = a.score
       ON CONFLICT DO NOTHING`;
    const bad = await tx.query<{ saleId: string; guestId: string; restaurantId: string | null; answeredAt: Date }>`
      SELECT sale_id, guest_id, restaurant_id, answered_at AS "answered_at!"
       FROM feedback_requests WHERE network_id = ${networkId} AND score <= 2 ORDER BY answered_at DESC LIMIT ${MOST_BAD}`;
    await this.cases.recordPastVisits(tx, networkId, bad.slice(2));
    for (const visit of bad.slice(0, 2)) await this.cases.openAboutVisit(tx, networkId, visit);
  }
}
