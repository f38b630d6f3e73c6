import { Injectable } from '@nestjs/common';
import { type ConfigurationSnapshot, Snapshots } from '../../../configuration';
import { isoDateOf } from '../../../platform/clock/calendar';
import { Clock } from '../../../platform/clock/clock';
import { Database, type Tx } from '../../../platform/database/database';
import { ProblemError } from '../../../platform/problems/problem';
import { findJournalRows, type JournalRow } from '../../ledger/journal/journal-row';
import { findPayment, takePayment } from '../spending/family-and-allowance/pay-by-allowance';
import { type DecidedTogether, FamilyPools } from '../spending/family-and-allowance/family-pools';
import type { Member } from '../../ledger/read/family-members.sql';
import { findHeir } from '../../ledger/read/lineage.sql';
import { attemptUntilWon, LOCK_TIMEOUT, LostRace } from '../../ledger/journal/attempts';
import type { PreparedAct } from '../decide/built-act';
import type { Refusing } from '../../ledger/act/refusing';
import { kindOf } from '../kinds/kinds';
import { receiptDigestOf } from '../kinds/receipt-claim';
import { RewardBooks } from '../spending/rewards/reward-books';
import { NO_REWARDS, type RewardPlan } from '../spending/rewards/reward-plan';
import { findOutcomeOfKey } from '../../ledger/claims/outcome-of-key';
import { findClaimHolder } from '../../../platform/claims/claims.sql';
import { findEarlierOutcome } from '../decide/earlier-outcome.sql';
import { appendSighting, FREE_RECEIPT, judgeReceiptHolder, type ReceiptHolder } from '../decide/receipt-holder';
import type { Outcome, TillAct } from '../../ledger/act/till-act';
import { calendarOfNetwork, prepareUnderLock } from './till-batch';
import { followMerged } from '../../ledger/act/follow-merged';
import { transactionTill } from '../../ledger/write/till-statements';

/** What a caller adds to the transaction of its act: checks under the lock before it, consequences after it. */
export interface SingleActHooks {
  /** May refuse the act, or put it aside with another outcome. Runs with the guest locked, before the decision. */
  readonly before?: (tx: Tx) => Promise<Refusing | Outcome | null>;
  /** May put the act aside for what it came to. Runs before anything of it is written. */
  readonly instead?: (tx: Tx, row: JournalRow) => Promise<Outcome | null>;
  /** Runs after the act was written, in the same transaction. */
  readonly after?: (tx: Tx, row: JournalRow) => Promise<void>;
}

const MAX_READS = 6;
const NO_FAMILY: readonly Member[] = [];

/**
 * One act in a transaction of its own: looks under its key first, locks its guest, reads in new statements, decides
 * and writes. So it can't lose to another writer again, and a lost answer is found rather than repeated.
 */
@Injectable()
export class SingleActTransaction {
  constructor(
    readonly database: Database,
    readonly snapshots: Snapshots,
    private readonly rewards: RewardBooks,
    private readonly pools: FamilyPools,
    private readonly clock: Clock,
  ) {}

  /** @throws ProblemError `request_in_progress` when another process held its key for 5 s, `idempotency_key_reused`. */
  async run(act: TillAct, hooks: SingleActHooks = {}): Promise<Outcome> {
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
      const prepared = await this.prepare(tx, act, snapshot, FREE_RECEIPT, NO_REWARDS, NO_FAMILY);
      const { outcome, groups } = await this.pools.decide(tx, snapshot, prepared, NO_FAMILY);
      const [race] = await transactionTill(tx).write(act.networkId, snapshot.rulesVersion, LOCK_TIMEOUT, groups);
      if (race === undefined) return outcome;
      if (race.reason !== 'rules') break;
      this.snapshots.forget(act.networkId);
      snapshot = await this.snapshots.currentWithin(tx, act.networkId);
    }
    throw new ProblemError('version_conflict');
  }

  /** What the act would come to now: read and decided as it would be, nothing locked, nothing written. */
  decideOnly(act: TillAct): Promise<Outcome> {
    return followMerged(act, (followed) => this.decideWithoutWriting(followed));
  }

  private async decideWithoutWriting(act: TillAct): Promise<Outcome> {
    const snapshot = await this.snapshots.current(act.networkId);
    return this.database.inNetwork(act.networkId, async (tx) => {
      const receipt = await this.findReceiptHolder(tx, act, snapshot);
      const plan = await this.rewards.plan(tx, act, snapshot);
      const family = await this.pools.list(tx, act);
      const prepared = await this.prepare(tx, act, snapshot, receipt, plan, family);
      const { outcome } = await this.pools.decide(tx, snapshot, prepared, family);
      return this.pools.withPool(tx, snapshot, prepared, family, outcome);
    });
  }

  private async attempt(
    tx: Tx,
    act: TillAct,
    snapshot: ConfigurationSnapshot,
    hooks: SingleActHooks,
  ): Promise<Outcome> {
    if (act.key !== null) {
      const known = await findOutcomeOfKey(tx, act.networkId, act.key);
      if (known !== null) return known;
    }
    const family = await this.pools.lock(tx, act);
    if (act.refused !== undefined) return this.keepRefusal(tx, act, snapshot);
    const first = await findEarlierOutcome(tx, act);
    if (first !== null) return first;
    const receipt = await this.findReceiptHolder(tx, act, snapshot);
    if (receipt.seen !== null) {
      if (await appendSighting(tx, act, receipt.seen))
        return { kind: 'POSTED', row: receipt.seen, redeemable: null, replayed: false };
      throw new LostRace('claim');
    }
    const checked = receipt.refused ?? (await hooks.before?.(tx)) ?? null;
    if (checked !== null && 'kind' in checked) return checked;
    const plan = await this.rewards.plan(tx, act, snapshot);
    const prepared = await this.prepare(tx, act, snapshot, { ...receipt, refused: checked }, plan, family);
    const { outcome, groups } = await this.decide(tx, snapshot, prepared, family);
    const instead = outcome.kind === 'POSTED' ? await hooks.instead?.(tx, outcome.row) : null;
    if (instead !== null && instead !== undefined) return instead;
    if (outcome.kind === 'POSTED') await takePayment(tx, act.networkId, outcome.row);
    if (outcome.kind === 'POSTED' && !(await this.rewards.take(tx, plan, outcome.row, snapshot)))
      throw new LostRace('reward');
    const lost = await transactionTill(tx).write(act.networkId, snapshot.rulesVersion, LOCK_TIMEOUT, groups);
    // Another process has claimed the same or changed the rules, and has committed: the next attempt finds it.
    const [race] = lost;
    if (race !== undefined) throw new LostRace(race.reason);
    if (outcome.kind === 'POSTED') {
      await this.rewards.record(tx, plan, outcome.row, snapshot);
      await hooks.after?.(tx, outcome.row);
    }
    return outcome;
  }

  /** Of what its door refuses, neither receipt nor rewards are looked at. */
  private async keepRefusal(tx: Tx, act: TillAct, snapshot: ConfigurationSnapshot): Promise<Outcome> {
    const prepared = await this.prepare(tx, act, snapshot, FREE_RECEIPT, NO_REWARDS, NO_FAMILY);
    const { outcome, groups } = await this.pools.decide(tx, snapshot, prepared, NO_FAMILY);
    const [race] = await transactionTill(tx).write(act.networkId, snapshot.rulesVersion, LOCK_TIMEOUT, groups);
    if (race !== undefined) throw new LostRace(race.reason);
    return outcome;
  }

  /** Where the guest and its family have too few points, the allowance of an offline till pays what is missing. */
  private async decide(
    tx: Tx,
    snapshot: ConfigurationSnapshot,
    prepared: PreparedAct,
    family: readonly Member[],
  ): Promise<DecidedTogether> {
    const decided = await this.pools.decide(tx, snapshot, prepared, family);
    const payment = await findPayment(tx, prepared.act, decided.outcome);
    return payment === null ? decided : this.pools.decide(tx, snapshot, { ...prepared, ...payment }, family);
  }

  private async prepare(
    tx: Tx,
    act: TillAct,
    snapshot: ConfigurationSnapshot,
    receipt: ReceiptHolder,
    plan: RewardPlan,
    family: readonly Member[],
  ): Promise<PreparedAct> {
    const refused = receipt.refused ?? plan.refused;
    const limited = await this.pools.limited(tx, act, snapshot, family);
    const related = await prepareUnderLock(tx, limited, receipt.holderId, this.clock.now().getTime());
    return { ...related, rewards: plan, refused };
  }

  /** Who holds the act's receipt already, if anybody does. */
  private async findReceiptHolder(tx: Tx, act: TillAct, snapshot: ConfigurationSnapshot): Promise<ReceiptHolder> {
    if (kindOf(act.body).bearsReceipt !== true) return FREE_RECEIPT;
    const occurredAt = act.occurredAt ?? this.clock.now().getTime();
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
