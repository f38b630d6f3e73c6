import { Injectable } from '@nestjs/common';
import { Snapshots } from '../../../configuration';
import { Database } from '../../../platform/database/database';
import { ProblemError } from '../../../platform/problems/problem';
import type { RequestContext } from '../../../security';
import { MultiGuestTransaction } from '../../till/queue/multi-guest-transaction';
import { requirePosted } from '../../till/responses/respond';
import { listParties } from '../../till/family/transfer-parties.sql';
import { countRewardsInHand } from './followers.sql';
import { mergeAnswerOf } from './merge-answers.rules';
import type { MergeAnswer, MergesInForce } from './merge.dto';
import { MergeRounds } from './merge-rounds';
import { listMergesInForce } from './merges-in-force.sql';

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
      const rows = await listMergesInForce(tx, networkId, guestId);
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
      const rewards = await countRewardsInHand(tx, networkId, sourceId);
      return mergeAnswerOf(decided.rows, { holdsReleased: decided.released, rewards }, null);
    });
  }
}
