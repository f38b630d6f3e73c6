import { Injectable } from '@nestjs/common';
import { Snapshots } from '../../../configuration';
import { Database } from '../../../platform/database/database';
import { ProblemError } from '../../../platform/problems/problem';
import type { RequestContext } from '../../../security';
import { MERGE } from '../../till/kinds/merge';
import { MultiGuestTransaction } from '../../till/queue/multi-guest-transaction';
import { requirePosted } from '../../till/responses/respond';
import { listParties } from '../../till/family/transfer-parties.sql';
import { mergeAnswerOf } from './merge-answers.rules';
import type { MergeAnswer, MergesInForce } from './merge.dto';
import { MergeRounds } from './merge-rounds';

interface MergeInForceRow {
  /** The id of the transaction by which the source gave up its points. An undo names this id. */
  readonly id: string;
  readonly guestId: string;
  readonly sourceId: string;
  readonly mergedAt: Date;
}

const MOST = 100;

/** Lists merges in force, and previews what a merge would move. */
@Injectable()
export class ReadMerges {
  constructor(
    private readonly database: Database,
    private readonly snapshots: Snapshots,
    private readonly rounds: MergeRounds,
    private readonly multiGuest: MultiGuestTransaction,
  ) {}

  /** @throws ProblemError `guest_not_found` */
  list({ networkId }: RequestContext, guestId: string): Promise<MergesInForce> {
    return this.database.inNetwork(networkId, async (tx) => {
      if (!(await listParties(tx, networkId, [guestId])).has(guestId)) throw new ProblemError('guest_not_found');
      const rows = await tx.query<MergeInForceRow>`
        SELECT m.id, s.merged_into AS guest_id, s.id AS source_id, m.recorded_at AS merged_at
          FROM guests s
          CROSS JOIN LATERAL (
            SELECT t.id, t.recorded_at FROM transactions t
             WHERE t.network_id = ${networkId} AND t.guest_id = s.id AND t.type = 'TRANSFER' AND t.direction = 'DEBIT' AND t.reason_code = ${MERGE}
             ORDER BY t.guest_version DESC LIMIT 1) m
         WHERE s.network_id = ${networkId} AND s.merged_into IS NOT NULL AND (s.merged_into = ${guestId} OR s.id = ${guestId}) AND s.erased_at IS NULL
         ORDER BY m.id DESC LIMIT ${MOST}`;
      return { items: rows.map((row) => ({ ...row, mergedAt: row.mergedAt.toISOString() })) };
    });
  }

  /** Shows what a merge would move now, without locks or writes. @throws as `MergeGuests` */
  async preview(context: RequestContext, guestId: string, sourceId: string): Promise<MergeAnswer> {
    const { networkId } = context;
    const snapshot = await this.snapshots.current(networkId);
    const lead = await this.rounds.surrender(context, { guestId, sourceId, reason: null }, null);
    return this.database.inNetwork(networkId, async (tx) => {
      const decided = await this.rounds.decide(this.multiGuest.roundOf(tx, snapshot), lead, guestId, null);
      requirePosted(decided.outcome);
      if (decided.rows === null) throw new Error('a merge that is posted has two sides');
      // Counts the unused rewards that a merge would pass to the guest if it were made now.
      const rewards = (
        await tx.one<{ count: number }>`
          SELECT count(*)::bigint AS count FROM redemptions WHERE network_id = ${networkId} AND guest_id = ${sourceId}
           AND ended_at IS NULL`
      ).count;
      return mergeAnswerOf(decided.rows, { holdsReleased: decided.released, rewards }, null);
    });
  }
}
