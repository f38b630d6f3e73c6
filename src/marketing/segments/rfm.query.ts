import { Injectable } from '@nestjs/common';
import { Snapshots } from '../../configuration';
import { Database, type Tx } from '../../platform/database/database';
import { type FactsFrame, GuestQuery } from './guest-query.sql';
import { type BoundariesRow, findBoundaries } from './rfm.sql';
import { SegmentEvaluation } from './segment-evaluation';

/** The guests who have one RFM score. */
interface ScoreRow {
  readonly recency: number;
  readonly frequency: number;
  readonly money: number;
  readonly guests: number;
  /** The money that these guests have paid in all their purchases, less refunds, in minor units. */
  readonly spend: number;
}

export interface RfmFigures {
  /** Null: none were made yet. */
  readonly boundaries: BoundariesRow | null;
  readonly scores: readonly ScoreRow[];
}

/** How the guests of a network stand by recency, frequency and money now. */
@Injectable()
export class RfmGrid {
  constructor(
    private readonly database: Database,
    private readonly snapshots: Snapshots,
    private readonly evaluation: SegmentEvaluation,
  ) {}

  async find(networkId: string): Promise<RfmFigures> {
    const snapshot = await this.snapshots.current(networkId);
    return this.database.reportOf(networkId, async (tx) => {
      const boundaries = await findBoundaries(tx, networkId);
      if (boundaries === undefined || boundaries.guests === 0) return { boundaries: boundaries ?? null, scores: [] };
      return { boundaries, scores: await listScores(tx, networkId, await this.evaluation.frameOf(tx, snapshot)) };
    });
  }
}

/** Lists how many guests have each score now, at most 125 rows. A guest without a purchase has no score. */
export function listScores(tx: Tx, networkId: string, frame: FactsFrame): Promise<ScoreRow[]> {
  const query = new GuestQuery(networkId, frame, null);
  const [recency, frequency, money] = [query.fact('rfmRecency'), query.fact('rfmFrequency'), query.fact('rfmMoney')];
  const { text, values } = query.statement(
    `${recency} AS recency, ${frequency} AS frequency, ${money} AS money, count(*) AS guests, sum(s.spend)::bigint AS spend`,
    `AND m.last_visit_at > '-infinity' GROUP BY 1, 2, 3 ORDER BY 1, 2, 3`,
  );
  return tx.query<ScoreRow>(text, [...values]);
}
