import type { Tx } from '../../platform/database/database';
import { type FactsFrame, GuestQuery, type RfmLimits } from './guest-query.sql';

/** The limits of a business day. */
export interface BoundariesRow extends RfmLimits {
  readonly day: number;
  /** How many guests have a purchase. */
  readonly guests: number;
  readonly madeAt: Date;
}

/** The newest limits of a network. */
export function findBoundaries(tx: Tx, networkId: string) {
  return tx.maybe<BoundariesRow>`SELECT day, guests, recency, frequency, money, made_at FROM rfm_boundaries
      WHERE network_id = ${networkId} ORDER BY day DESC LIMIT 1`;
}

/** Guests of one score of the grid. */
export interface ScoreRow {
  readonly recency: number;
  readonly frequency: number;
  readonly money: number;
  readonly guests: number;
  /** Money that they paid ever, less refunds, in minor units. */
  readonly spend: number;
}

/** How many guests have each score now, at most 125 rows; guests without a purchase have none. */
export function listScores(tx: Tx, networkId: string, frame: FactsFrame): Promise<ScoreRow[]> {
  const query = new GuestQuery(networkId, frame, null);
  const [recency, frequency, money] = [query.fact('rfmRecency'), query.fact('rfmFrequency'), query.fact('rfmMoney')];
  const { text, values } = query.statement(
    `${recency} AS recency, ${frequency} AS frequency, ${money} AS money, count(*) AS guests, sum(s.spend)::bigint AS spend`,
    `AND m.last_visit_at > '-infinity' GROUP BY 1, 2, 3 ORDER BY 1, 2, 3`,
  );
  return tx.query<ScoreRow>(text, [...values]);
}
