import { Injectable } from '@nestjs/common';
import { type ConfigurationSnapshot, Snapshots } from '../../configuration';
import { isoDateOf } from '../../platform/clock/calendar';
import { Database, type Tx } from '../../platform/database/database';
import { ProblemError } from '../../platform/http/problem';
import { findJournalRows, type JournalRow } from '../ledger/journal-row';
import { findHeir } from '../ledger/lineage.sql';
import { attemptUntilWon, LOCK_TIMEOUT, LostRace } from './attempts';
import type { Refusing } from './built-act';
import { type DecidedGroup, receiptDigestOf } from './decide-group';
import { RewardBooks } from '../rewards/reward-books';
import { NO_REWARDS, type RewardPlan } from '../rewards/reward-plan';
import { findAnswerUnder, findClaimHolder } from './claims.sql';
import { findFirstOutcome } from './first-answers';
import { appendSighting, FREE_RECEIPT, judgeReceiptHolder, type ReceiptHolder } from './receipt-holder';
import type { Outcome, TillAct } from './till-act';
import { calendarOfNetwork, prepareUnderLock, TillBatch } from './till-batch';
import { lockGuests, transactionTill } from './till-statements';

/** What a caller adds to the transaction of its act: checks under the lock before it, consequences after it. */
export interface AloneHooks {
  /** May refuse the act. Runs with the guest locked, before the decision. */
  readonly before?: (tx: Tx) => Promise<Refusing | null>;
  /** Runs after the act was written, in the same transaction. */
  readonly after?: (tx: Tx, row: JournalRow) => Promise<void>;
}

const MAX_READS = 6;

/**
 * One act in a transaction of its own: looks under its key first, locks its guest, reads in new statements, decides
 * and writes. So it can't lose to another writer again, and a lost answer is found rather than repeated.
 */
@Injectable()
export class TillAlone {
  constructor(
    readonly database: Database,
    readonly snapshots: Snapshots,
    private readonly batch: TillBatch,
    private readonly rewards: RewardBooks,
  ) {}

  /** @throws ProblemError `request_in_progress` when another process held its key for 5 s, `idempotency_key_reused`. */
  async run(act: TillAct, hooks: AloneHooks = {}): Promise<Outcome> {
    return attemptUntilWon(this, act.networkId, act.key !== null, (tx, snapshot) =>
      this.attempt(tx, act, snapshot, hooks),
    );
  }

  /**
   * Records an act inside somebody else's transaction, whose guest it has just made: the award of a registration.
   * The caller's transaction is rolled back with it when it can't be recorded.
   */
  async recordIn(tx: Tx, act: TillAct): Promise<Outcome> {
    let snapshot = await this.snapshots.currentWithin(tx, act.networkId);
    for (let reads = 0; reads < MAX_READS; reads += 1) {
      const decided = await this.decide(tx, act, snapshot, FREE_RECEIPT, NO_REWARDS);
      const [race] = await transactionTill(tx).write(act.networkId, snapshot.rulesVersion, LOCK_TIMEOUT, [
        decided.rows,
      ]);
      if (race === undefined) return outcomeOf(decided);
      if (race.reason !== 'rules') break;
      this.snapshots.forget(act.networkId);
      snapshot = await this.snapshots.currentWithin(tx, act.networkId);
    }
    throw new ProblemError('version_conflict');
  }

  /** What the act would come to now: read and decided as it would be, nothing locked, nothing written. */
  async decideOnly(act: TillAct): Promise<Outcome> {
    const snapshot = await this.snapshots.current(act.networkId);
    return this.database.inNetwork(act.networkId, async (tx) => {
      const receipt = await this.findReceiptHolder(tx, act, snapshot);
      const plan = await this.rewards.plan(tx, act, snapshot);
      const decided = await this.decide(tx, act, snapshot, receipt, plan);
      return outcomeOf(decided);
    });
  }

  private async attempt(tx: Tx, act: TillAct, snapshot: ConfigurationSnapshot, hooks: AloneHooks): Promise<Outcome> {
    if (act.key !== null) {
      const known = await findAnswerUnder(tx, act.networkId, act.key);
      if (known !== null) return known;
    }
    if (act.guestId !== null) await lockGuests(tx, act.networkId, [act.guestId]);
    const first = await findFirstOutcome(tx, act);
    if (first !== null) return first;
    const receipt = await this.findReceiptHolder(tx, act, snapshot);
    if (receipt.seen !== null) {
      if (await appendSighting(tx, act, receipt.seen))
        return { kind: 'POSTED', row: receipt.seen, redeemable: null, replayed: false };
      throw new LostRace('claim');
    }
    const plan = await this.rewards.plan(tx, act, snapshot);
    const decided = await this.decide(tx, act, snapshot, receipt, plan, hooks);
    const outcome = outcomeOf(decided);
    if (outcome.kind === 'POSTED' && !(await this.rewards.take(tx, plan, outcome.row, snapshot)))
      throw new LostRace('reward');
    const lost = await transactionTill(tx).write(act.networkId, snapshot.rulesVersion, LOCK_TIMEOUT, [decided.rows]);
    // Another process has claimed the same or changed the rules, and has committed: the next attempt finds it.
    const [race] = lost;
    if (race !== undefined) throw new LostRace(race.reason);
    if (outcome.kind === 'POSTED') {
      await this.rewards.record(tx, plan, outcome.row, snapshot);
      await hooks.after?.(tx, outcome.row);
    }
    return outcome;
  }

  private async decide(
    tx: Tx,
    act: TillAct,
    snapshot: ConfigurationSnapshot,
    receipt: ReceiptHolder,
    plan: RewardPlan,
    hooks: AloneHooks = {},
  ): Promise<DecidedGroup> {
    const refused = receipt.refused ?? (await hooks.before?.(tx)) ?? plan.refused;
    const prepared = { ...(await prepareUnderLock(tx, act, receipt.holderId)), rewards: plan, refused };
    const [decided] = await this.batch.decideGroups(transactionTill(tx), snapshot, [
      { guestId: act.guestId, acts: [prepared] },
    ]);
    if (decided === undefined) throw new Error('a group was left undecided');
    return decided;
  }

  /** Who holds the act's receipt already, if anybody does. */
  private async findReceiptHolder(tx: Tx, act: TillAct, snapshot: ConfigurationSnapshot): Promise<ReceiptHolder> {
    if (act.body.kind !== 'SALE' && act.body.kind !== 'REDEMPTION') return FREE_RECEIPT;
    const occurredAt = act.occurredAt ?? Date.now();
    const businessDate = act.receipt.businessDate ?? isoDateOf(calendarOfNetwork(snapshot).businessDay(occurredAt));
    const digest = receiptDigestOf(act, businessDate, snapshot);
    const holderId = digest === null ? null : await findClaimHolder(tx, act.networkId, digest);
    if (holderId === null) return FREE_RECEIPT;
    const [holder] = await findJournalRows(tx, act.networkId, [holderId]);
    if (holder === undefined) throw new Error(`the receipt's claim points to nothing: ${holderId}`);
    const isOther = holder.guestId !== null && act.guestId !== null && holder.guestId !== act.guestId;
    const isHeir = isOther && (await findHeir(tx, act.networkId, holder.guestId)) === act.guestId;
    return judgeReceiptHolder(act, holder, occurredAt, isHeir);
  }
}

function outcomeOf(decided: DecidedGroup): Outcome {
  const [outcome] = decided.outcomes;
  if (outcome === undefined) throw new Error('an act was left undecided');
  return outcome;
}
