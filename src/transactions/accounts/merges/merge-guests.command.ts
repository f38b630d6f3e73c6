import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Guests } from '../../../identity';
import { Database, type Tx } from '../../../platform/database/database';
import { Sessions, UseCase } from '../../../security';
import type { JournalRow } from '../../ledger/journal/journal-row';
import { MultiGuestTransaction } from '../../till/queue/multi-guest-transaction';
import { requirePosted } from '../../till/responses/respond';
import { passMembership } from '../families/merged-membership.sql';
import { countRewardsPassed, passRedemptions } from './followers.sql';
import { mergeAnswerOf } from './merge-answers.rules';
import type { MergeAnswer } from './merge.dto';
import { mergedRowOf, MergeRounds, type MergeWish, passingOf } from './merge-rounds';

/** Two guests that are one person become one; the source is closed (ledger.md, rule 29). */
export class MergeGuests extends UseCase<MergeAnswer, { readonly wish: MergeWish }> {}

@CommandHandler(MergeGuests)
export class MergeGuestsHandler implements ICommandHandler<MergeGuests> {
  constructor(
    private readonly database: Database,
    private readonly rounds: MergeRounds,
    private readonly multiGuest: MultiGuestTransaction,
    private readonly guests: Guests,
    private readonly sessions: Sessions,
  ) {}

  /** @throws ProblemError `guest_not_found`, `own_account`, `guest_merged`, the refusal `merge_not_possible` */
  async execute({ context, input: { wish } }: MergeGuests): Promise<MergeAnswer> {
    const { networkId, call } = context;
    const { guestId, sourceId } = wish;
    const lead = await this.rounds.surrender(context, wish, call);
    const outcome = await this.multiGuest.run({
      networkId,
      guestIds: await this.rounds.listTouched(networkId, [guestId, sourceId]),
      lead,
      decide: async (round) => (await this.rounds.decide(round, lead, guestId, null)).outcome,
      after: async (tx, row) => {
        await this.guests.close(tx, networkId, sourceId, guestId);
        await passRedemptions(tx, passingOf(networkId, row), null);
        await passMembership(tx, networkId, sourceId, guestId);
        await this.rounds.lists.pass(tx, { networkId, guestId: sourceId, toGuestId: guestId, mergeId: row.id });
        await this.rounds.appendAudit(tx, context, 'guest.merged', row);
      },
    });
    requirePosted(outcome);
    const surrender = mergedRowOf(outcome, call);
    await this.sessions.endAllOfGuest(networkId, sourceId, 'merged');
    const rows = await this.rounds.readSides(networkId, surrender);
    const beside = await this.database.inNetwork(networkId, async (tx) => ({
      holdsReleased: await countReleased(tx, networkId, surrender),
      rewards: await countRewardsPassed(tx, networkId, surrender.id),
    }));
    return mergeAnswerOf(rows, beside, surrender.id);
  }
}

/** Holds that a merge let go stand right before it in the source's journal, asked for by the same request. */
async function countReleased(
  tx: Tx,
  networkId: string,
  { guestId, guestVersion, requestId }: JournalRow,
): Promise<number> {
  const { count } = await tx.one<{ count: number }>(
    `SELECT count(*)::bigint AS count FROM transactions
      WHERE network_id = $1 AND guest_id = $2 AND guest_version < $3 AND type = 'RELEASE' AND request_id = $4`,
    [networkId, guestId, guestVersion, requestId],
  );
  return count;
}
