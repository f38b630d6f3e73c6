import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Snapshots } from '../../configuration';
import type { Tx } from '../../platform/database/database';
import { type LogFollower, type LogPage, LogReader } from '../../transactions';
import { AutomationEventFacts } from '../automations/events/event-facts';
import { type Sql, sql } from '../../platform/database/sql';

/** Whether the network `$1` or one of its restaurants asks guests: `asks` in the settings of the question, false by default. */
const ASKS = `EXISTS (SELECT FROM networks n WHERE n.id = $1 AND (n.settings->'feedback'->>'asks' = 'true'
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
    SELECT g.id, g.merged_into UNION SELECT n.id, n.merged_into FROM h JOIN guests n ON n.network_id = ${networkId}
      AND n.id = h.merged_into)
  SELECT h.id FROM h WHERE h.merged_into IS NULL) END`;

/** Plans the questions about sales by the log of events, takes those about refunded sales back, and tells automations the scores. */
@Injectable()
export class FeedbackRelay implements LogFollower, OnModuleInit {
  readonly subscriber = 'feedback';
  readonly condition = ASKS;

  constructor(
    private readonly log: LogReader,
    private readonly snapshots: Snapshots,
    private readonly facts: AutomationEventFacts,
  ) {}

  onModuleInit(): void {
    this.log.register(this);
    this.facts.register('feedback.answered', async (tx, networkId, saleIds) => {
      // Scores of answers as they are now, as conditions of automations read them.
      const scores = await tx.query<{ saleId: string; score: number; restaurantId: string | null }>`
        SELECT sale_id, score, restaurant_id::text AS restaurant_id FROM feedback_requests
         WHERE network_id = ${networkId} AND sale_id = ANY (${saleIds}::uuid[]) AND score IS NOT NULL`;
      return new Map(
        scores.map(({ saleId, score, restaurantId }) => [
          saleId,
          { score, ...(restaurantId !== null && { restaurantId }) },
        ]),
      );
    });
  }

  async follow(tx: Tx, networkId: string, { events }: LogPage): Promise<boolean> {
    const sales = events.filter(({ type, guestId }) => type === 'transaction.sale' && guestId !== null);
    const refunds = events.filter(({ type }) => type === 'transaction.refund');
    if (sales.length > 0) {
      const { feedback } = (await this.snapshots.currentWithin(tx, networkId)).profile.settings;
      await planQuestions(tx, networkId, idsOf(sales), feedback);
    }
    // Takes back the unanswered questions about sales that these refunds concern.
    if (refunds.length > 0)
      await tx.query`
        UPDATE feedback_requests f SET state = 'DROPPED', reason = 'REFUNDED'
          FROM unnest(${idsOf(refunds)}::uuid[]) i(id)
         CROSS JOIN LATERAL (
           SELECT t.related_id, t.type FROM transactions t WHERE t.network_id = ${networkId} AND t.id BETWEEN i.id AND i.id
             ORDER BY t.id) t
         WHERE t.type = 'REFUND' AND f.network_id = ${networkId} AND f.sale_id = t.related_id AND f.score IS NULL`;
    return true;
  }
}

/** The id of an event of the journal is that of its row. */
function idsOf(events: LogPage['events']): string[] {
  return events.map(({ subjectId }) => subjectId);
}

/**
 * Plans a question for each of these sales of guests that the restaurant asks about, as far as the guest has none to come and
 * was not asked within the days. Rows are found by whole keys (`readByKeys`). The log may be read after the guest was merged; the question is for the other guest then.
 */
async function planQuestions(
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
        LEFT JOIN unnest(${restaurants.map(({ restaurantId }) => restaurantId)}::uuid[],
          ${restaurants.map((own) => own.asks)}::boolean[],
        ${restaurants.map((own) => own.delayMinutes)}::integer[]) o(restaurant_id, asks, delay) ON o.restaurant_id = t.restaurant_id
       CROSS JOIN LATERAL (
         SELECT g.id, g.merged_into FROM guests g WHERE g.network_id = ${networkId}
           AND g.id BETWEEN t.guest_id AND t.guest_id ORDER BY g.id) g
       CROSS JOIN LATERAL (
         SELECT ${heir(networkId)} AS guest_id, t.occurred_at + make_interval(mins => coalesce(o.delay, ${delayMinutes})) AS ask_at) q
       WHERE coalesce(o.asks, ${asks}) AND t.type = 'SALE' AND t.payable >= ${leastSale} AND t.channel <> 'IMPORT'
         AND t.occurred_at > ledger_now() - make_interval(hours => ${MOST_HOURS_AGO}) AND NOT EXISTS (
           SELECT FROM feedback_requests f WHERE f.network_id = ${networkId} AND f.guest_id = q.guest_id
              AND f.asked_at > q.ask_at - make_interval(days => ${repeatDays}) ORDER BY f.asked_at LIMIT 1)
       ORDER BY i.place
      ON CONFLICT DO NOTHING`;
}
