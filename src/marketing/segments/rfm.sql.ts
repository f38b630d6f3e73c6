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
export function findBoundaries(tx: Tx, networkId: string): Promise<BoundariesRow | undefined> {
  return tx.maybe<BoundariesRow>(
    `SELECT day, guests, recency, frequency, money, made_at AS "madeAt" FROM rfm_boundaries
      WHERE network_id = $1 ORDER BY day DESC LIMIT 1`,
    [networkId],
  );
}

export function findLimits(tx: Tx, networkId: string): Promise<RfmLimits | undefined> {
  return findBoundaries(tx, networkId);
}

/** Limits as they are counted, before they are written. */
type Limits = Pick<BoundariesRow, 'guests' | keyof RfmLimits>;

/** Finds the limits among the figures of all guests, with equal values in one fifth. It locks no guest and reads no journal. */
export function countLimits(tx: Tx, networkId: string, frame: FactsFrame): Promise<Limits> {
  const query = new GuestQuery(networkId, frame, null);
  const fifths = (figure: string): string =>
    `coalesce(percentile_disc(ARRAY[0.2, 0.4, 0.6, 0.8]) WITHIN GROUP (ORDER BY (${figure})::bigint), '{}')`;
  const { text, values } = query.statement(
    `count(*) AS guests, ${fifths(query.fact('daysSinceLastSale'))} AS recency, ${fifths(query.fact('visits'))} AS frequency,
     ${fifths(query.fact('spend'))} AS money`,
    `AND m.last_visit_at > '-infinity'`,
  );
  return tx.one<Limits>(text, [...values]);
}

/** Writes the limits of a day, in place of those that are there. */
export async function writeBoundaries(
  tx: Tx,
  networkId: string,
  day: number,
  { guests, recency, frequency, money }: Limits,
): Promise<void> {
  await tx.query(
    `INSERT INTO rfm_boundaries (network_id, day, guests, recency, frequency, money) VALUES ($1, $2, $3, $4, $5, $6)
     ON CONFLICT (network_id, day) DO UPDATE SET guests = excluded.guests, recency = excluded.recency,
       frequency = excluded.frequency, money = excluded.money, made_at = now()`,
    [networkId, day, guests, recency, frequency, money],
  );
}

/** Guests with a purchase now. */
export async function countBuyers(tx: Tx, networkId: string): Promise<number> {
  const row = await tx.one<{ count: number }>(
    `SELECT count(*) AS count FROM guest_summaries WHERE network_id = $1 AND last_visit_at > '-infinity'`,
    [networkId],
  );
  return row.count;
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
