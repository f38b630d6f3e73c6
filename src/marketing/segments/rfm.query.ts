import { Injectable } from '@nestjs/common';
import { Snapshots } from '../../configuration';
import { Database } from '../../platform/database/database';
import { type BoundariesRow, findBoundaries, listScores, type ScoreRow } from './rfm.sql';
import { SegmentEvaluation } from './segment-evaluation';

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
