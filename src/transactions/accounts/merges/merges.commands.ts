import { Injectable } from '@nestjs/common';
import { Guests } from '../../../identity';
import { Database, type Tx } from '../../../platform/database/database';
import { sql, when } from '../../../platform/database/sql';
import { refuseOwnAccount, Sessions, UseCase } from '../../../security';
import type { JournalRow } from '../../ledger/journal/journal-row';
import { MultiGuestTransaction } from '../../till/queue/multi-guest-transaction';
import { StaffHandOvers } from '../../till/sole-gifts/staff-hand-overs';
import { requirePosted } from '../../till/responses/respond';
import { passMembership, returnMembership } from '../families/merged-membership';
import { detailsOf, mergeAnswerOf, unmergeAnswerOf } from './merge-answers.rules';
import type { MergeAnswer, UnmergeAnswer } from './merge.dto';
import { mergedRowOf, MergeRounds, type MergeWish, passingOf } from './merge-rounds';
import { listFirstSales, type SurrenderAct, withoutRefunded, withoutSales } from '../../../decision';
import { claimDigest } from '../../../platform/claims/claim-digest';
import { KeyedCalls } from '../../../platform/http/idempotency/keyed-calls';
import { ProblemError } from '../../../platform/problems/problem';
import { refusing } from '../../ledger/act/refusing';
import type { SurrenderBody } from '../../ledger/act/till-act';
import { findClaimHolder } from '../../../platform/claims/claims.sql';
import { MERGE } from '../../till/kinds/merge';
import { listRefundsMeanwhile, listSalesTakenBack } from './refunds-meanwhile';
import { Handles } from '../../../platform/http/handlers-of';

/** The transaction by which guest `guestId` gives up everything in a merge to guest `toGuestId`. The states of both guests are written by now. */
interface MergePassage {
  readonly networkId: string;
  readonly transactionId: string;
  readonly guestId: string;
  readonly toGuestId: string;
}

/** Two guests that are one person become one; the source is closed (ledger.md, rule 29). */
export class MergeGuests extends UseCase<MergeAnswer, { wish: MergeWish }> {}

/** How many holds the merge released: their rows stand right before it in the source's journal and have the same request. */
async function countReleased(
  tx: Tx,
  networkId: string,
  { guestId, guestVersion, requestId }: JournalRow,
): Promise<number> {
  const { count } = await tx.one<{ count: number }>`
    SELECT count(*)::bigint AS count FROM transactions
     WHERE network_id = ${networkId} AND guest_id = ${guestId} AND guest_version < ${guestVersion} AND type = 'RELEASE' AND request_id = ${requestId}`;
  return count;
}

const ALREADY_UNDONE = refusing('already_undone');

/** A merge is undone by a new movement back; the answer says what was spent meanwhile. */
export class UndoMerge extends UseCase<UnmergeAnswer, { mergeId: string; reason: string }> {}

@Injectable()
export class MergesHandlers {
  constructor(
    private readonly database: Database,
    private readonly rounds: MergeRounds,
    private readonly multiGuest: MultiGuestTransaction,
    private readonly guests: Guests,
    private readonly sessions: Sessions,
    private readonly keyed: KeyedCalls,
    private readonly handOvers: StaffHandOvers,
  ) {}

  /** @throws ProblemError `guest_not_found`, `own_account`, `guest_merged`, `points_handed_over_exceeded`, the refusal `merge_not_possible` */
  @Handles(MergeGuests)
  async mergeGuests({ context, input: { wish } }: MergeGuests): Promise<MergeAnswer> {
    const { networkId, call } = context;
    const { guestId, sourceId } = wish;
    const lead = await this.rounds.surrender(context, wish, call);
    const outcome = await this.multiGuest.run({
      networkId,
      guestIds: await this.rounds.listTouched(networkId, [guestId, sourceId]),
      lead,
      decide: async (round) => {
        const { outcome } = await this.rounds.decide(round, lead, guestId, null);
        // Either guest may have been another person until now, so the points of both count.
        if (outcome.kind === 'POSTED')
          await this.handOvers.chargeGuests(round.tx, context.principal, [guestId, sourceId]);
        return outcome;
      },
      after: async (tx, row) => {
        await this.guests.close(tx, networkId, sourceId, guestId);
        await passRedemptions(tx, passingOf(networkId, row), null);
        await passMembership(tx, networkId, sourceId, guestId);
        const passing = { networkId, guestId: sourceId, toGuestId: guestId, mergeId: row.id };
        for (const follower of this.rounds.followers) await follower.pass(tx, passing);
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

  /** @throws ProblemError 404, `not_a_merge`, `already_undone` */
  @Handles(UndoMerge)
  async undoMerge({ context, input: { mergeId, reason } }: UndoMerge): Promise<UnmergeAnswer> {
    const { principal, networkId, call } = context;
    const merge = await this.rounds.getRow(networkId, mergeId);
    if (!isMerge(merge))
      return this.keyed.run(networkId, call, 201, () => Promise.reject(new ProblemError('not_a_merge')));
    const { surrender: given, absorb: taken } = await this.rounds.readSides(networkId, merge);
    const [guestId, sourceId] = [taken.guestId ?? '', given.guestId ?? ''];
    refuseOwnAccount(principal, sourceId);
    const { lots, figures } = detailsOf(given);
    const before = detailsOf(taken).before;
    if (before === undefined) throw new Error(`the merge ${mergeId} does not say what its guest was before`);
    const undoes: SurrenderAct['undoes'] = {
      lots: lots.map((lot) => ({ lotId: lot.lotId, expiresAt: lot.expiresAt, points: lot.points })),
      figures,
      before,
      tierAfter: taken.tier ?? '',
    };
    const digest = claimDigest('UNDO', mergeId);
    const body: SurrenderBody = { kind: 'SURRENDER', toGuestId: sourceId, undoes, mergeId, comment: reason };
    const lead = await this.rounds.place(principal, guestId, body, call, [{ kind: 'UNDO', digest }]);
    const outcome = await this.multiGuest.run({
      networkId,
      guestIds: await this.rounds.listTouched(networkId, [guestId, sourceId]),
      lead,
      decide: async (round) => {
        const isUndone = (await findClaimHolder(round.tx, networkId, digest)) !== null;
        const refunds = await listRefundsMeanwhile(round.tx, networkId, { surrender: given, absorb: taken });
        const takenBack = await listSalesTakenBack(round.tx, networkId, listFirstSales(before));
        const left = {
          ...undoes,
          figures: withoutRefunded(figures, refunds),
          before: withoutSales(before, takenBack),
        };
        const undoing = { ...lead, body: { ...body, undoes: left } };
        return (await this.rounds.decide(round, undoing, sourceId, isUndone ? ALREADY_UNDONE : null)).outcome;
      },
      after: async (tx, row) => {
        await this.guests.reopen(tx, networkId, sourceId, guestId);
        await passRedemptions(tx, passingOf(networkId, row), mergeId);
        await returnMembership(tx, networkId, guestId, sourceId);
        const passing = { networkId, guestId, toGuestId: sourceId, mergeId };
        for (const follower of this.rounds.followers) await follower.giveBack(tx, passing);
        await this.rounds.appendAudit(tx, context, 'guest.unmerged', row);
      },
    });
    requirePosted(outcome);
    const undone = mergedRowOf(outcome, call);
    // A session that began with a phone of the source belonged to the source.
    await this.sessions.endAllOfGuest(networkId, guestId, 'merged');
    const rewards = await this.database.inNetwork(networkId, async (tx) => ({
      came: await countRewardsPassed(tx, networkId, mergeId),
      returned: await countRewardsPassed(tx, networkId, undone.id),
    }));
    return unmergeAnswerOf(merge, await this.rounds.readSides(networkId, undone), rewards);
  }
}

function isMerge({ type, direction, reasonCode }: JournalRow): boolean {
  return type === 'TRANSFER' && direction === 'DEBIT' && reasonCode === MERGE;
}

/**
 * Passes all redemptions of `guestId` to `toGuestId`, along with the rewards, coupons and limits. With `mergeId`, an undo of that merge, only
 * redemptions that came by the merge go back, if they can still be used or had ended before the merge. A redemption that was used since then stays
 * with the guest who used it.
 */
async function passRedemptions(
  tx: Tx,
  { networkId, transactionId, guestId, toGuestId }: MergePassage,
  mergeId: string | null,
): Promise<void> {
  await tx.query`WITH moved AS (
        UPDATE redemptions d SET guest_id = ${toGuestId}
         WHERE d.network_id = ${networkId} AND d.guest_id = ${guestId} ${when(
           mergeId !== null,
           sql`AND (EXISTS (
           SELECT FROM redemption_moves m
            WHERE m.network_id = ${networkId} AND m.redemption_id = d.id AND m.transaction_id = ${mergeId} AND (d.ended_at IS NULL OR NOT m.open)))`,
         )}
        RETURNING d.id, d.ended_at IS NULL AS open)
      INSERT INTO redemption_moves (network_id, transaction_id, redemption_id, open)
      SELECT ${networkId}, ${transactionId}, id, open FROM moved`;
}

/** How many unused rewards this transaction of a merge passed to the other guest. */
async function countRewardsPassed(tx: Tx, networkId: string, transactionId: string): Promise<number> {
  const { count } = await tx.one<{ count: number }>`
    SELECT count(*)::bigint AS count FROM redemption_moves WHERE network_id = ${networkId}
     AND transaction_id = ${transactionId} AND open`;
  return count;
}
