import { Injectable } from '@nestjs/common';
import { Snapshots } from '../../configuration';
import { Database } from '../../platform/database/database';
import { countByRule } from './guest-facts.sql';
import { SegmentEvaluation } from './segment-evaluation';
import { Segments } from './segments';

/** A rule that reads the whole journal of a large network ends here, before it keeps others waiting. */
const AT_MOST_MS = 20_000;

export interface Preview {
  readonly guests: number;
  /** The number of all guests. */
  readonly of: number;
}

/** How many guests a rule would take in, before it is saved. Nothing is written, and no till waits for it. */
@Injectable()
export class SegmentPreview {
  constructor(
    private readonly database: Database,
    private readonly snapshots: Snapshots,
    private readonly segments: Segments,
    private readonly evaluation: SegmentEvaluation,
  ) {}

  /** Throws `invalid_body` with the place of each mistake of the rule. */
  async count(networkId: string, given: unknown): Promise<Preview> {
    const snapshot = await this.snapshots.current(networkId);
    return this.database.reportOf(networkId, async (tx) => {
      const rule = await this.segments.ruleOf(tx, networkId, given);
      // Compiling (JIT) such a query takes longer than it saves.
      await tx.query`
        SELECT FROM set_config('statement_timeout', ${String(AT_MOST_MS)}, true) a, set_config('jit', 'off', true) b`;
      const of = (
        await tx.one<{ count: number }>`SELECT count(*) AS count FROM guest_summaries WHERE network_id = ${networkId}`
      ).count;
      const frame = await this.evaluation.frameOf(tx, snapshot);
      return { guests: rule === null ? 0 : await countByRule(tx, networkId, rule, frame), of };
    });
  }
}
