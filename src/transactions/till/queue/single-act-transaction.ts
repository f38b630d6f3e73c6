import { invariant } from '../../../decision';
import { Injectable } from '@nestjs/common';
import type { ConfigurationSnapshot } from '../../../configuration';
import { Snapshots } from '../../../configuration/sale';
import { Clock } from '../../../platform/clock/clock';
import { Database, rememberedCalls, type Tx } from '../../../platform/database/database';
import { ProblemError } from '../../../platform/problems/problem';
import type { JournalRow } from '../../ledger/journal/journal-row';
import { lockAct, type LockedAct, type SumsOfPerson } from '../../ledger/write/locked-act.sql';
import type { DecidedTogether } from '../decide/decide-group';
import type { ActCall, ActPart, ReadRows } from '../participants/participant';
import { Participants } from '../participants/participants';
import { attemptUntilWon, LOCK_TIMEOUT, LostRace } from '../../ledger/write/attempts';
import type { PreparedAct } from '../kinds/built-act';
import type { RefusalReason } from '../../ledger/act/refusing';
import { findOutcomeOfKey } from '../../ledger/claims/outcome-of-key';
import { findEarlierOutcome } from '../decide/earlier-outcome';
import type { Outcome, TillAct } from '../../ledger/act/till-act';
import { actToLock, NOTHING_HELD, prepareUnderLock, TillBatch } from '../batch/till-batch';
import { followMerged } from '../../ledger/act/follow-merged';
import type { LostGroup } from '../../ledger/write/till-rows';

/** Steps that the caller adds to the transaction of its act: checks under the lock before the act, consequences after it. */
export interface SingleActHooks {
  /** Sums of the person that the checks need. They are locked and read together with the guest. */
  readonly sums?: SumsOfPerson;
  /** May refuse the act, or set it aside with another outcome. Runs with the guest locked, before the decision. */
  readonly before?: (
    tx: Tx,
    locked: LockedAct,
    snapshot: ConfigurationSnapshot,
  ) => Promise<RefusalReason | Outcome | null>;
  /** May set the act aside because of its decision. Runs before anything of the act is written. */
  readonly instead?: (tx: Tx, row: JournalRow, locked: LockedAct) => Promise<Outcome | null>;
  /** Runs after the act was written, in the same transaction. */
  readonly after?: (tx: Tx, row: JournalRow) => Promise<void>;
}

const MAX_READS = 6;

/**
 * One act in a transaction of its own: one statement looks for its key, locks its guest and reads (`till_lock`), then it is
 * decided and written. So the act cannot lose to another writer again, and a repeated call finds the stored answer.
 */
@Injectable()
export class SingleActTransaction {
  constructor(
    readonly database: Database,
    readonly snapshots: Snapshots,
    private readonly participants: Participants,
    private readonly batch: TillBatch,
    private readonly clock: Clock,
  ) {}

  /** @throws ProblemError `request_in_progress` when another process held the key for 5 s, `idempotency_key_reused` */
  async run(act: TillAct, hooks: SingleActHooks = {}): Promise<Outcome> {
    const transactions = {
      begin: <T>(work: (tx: Tx) => Promise<T>) => this.database.begunByFirst(work),
      snapshots: this.snapshots,
    };
    return attemptUntilWon(transactions, act.networkId, act.key !== null, (tx, snapshot) =>
      this.attempt(tx, act, snapshot, hooks),
    );
  }

  /**
   * Records an act inside the caller's transaction, which has just created the guest (the award of a registration). If
   * recording fails, the caller's transaction is rolled back.
   */
  async recordIn(tx: Tx, act: TillAct): Promise<Outcome> {
    let snapshot = await this.snapshots.currentWithin(tx, act.networkId);
    for (let reads = 0; reads < MAX_READS; reads += 1) {
      const known = snapshot;
      const { outcome, race } = await withBudgets(tx, () => this.recordAlone(tx, act, known, null));
      if (race === undefined) return outcome;
      // Registrations at once share the bound of the person who makes them, so another one may have used the lease.
      if (race.reason === 'budget') continue;
      if (race.reason !== 'rules') break;
      this.snapshots.forget(act.networkId);
      snapshot = await this.snapshots.currentWithin(tx, act.networkId);
    }
    throw new ProblemError('version_conflict');
  }

  /** Reads and decides the act as of now. Locks and writes nothing. */
  decideOnly(act: TillAct): Promise<Outcome> {
    return followMerged(act, (followed) => withBudgets(null, () => this.decideWithoutWriting(followed)));
  }

  private async decideWithoutWriting(act: TillAct): Promise<Outcome> {
    const snapshot = await this.snapshots.current(act.networkId);
    const tx = rememberedCalls(this.database.readsOf(act.networkId));
    // The decision reads the same rows again, from memory.
    const [guest] = await this.batch.readGuestOf(tx, act, snapshot);
    const mayHaveFamily = guest?.in_family === true;
    const call = { tx, act, snapshot, locked: null, now: this.clock.now().getTime(), mayHaveFamily };
    const parts = this.partsOf(call);
    const prepared = await this.read(call, parts, null);
    if ('kind' in prepared) return prepared;
    const decided = await this.decide(call, parts, prepared);
    let { outcome } = decided;
    for (const part of parts) outcome = (await part.quote?.(prepared, outcome, decided.stored)) ?? outcome;
    return outcome;
  }

  private async attempt(
    tx: Tx,
    act: TillAct,
    snapshot: ConfigurationSnapshot,
    hooks: SingleActHooks,
  ): Promise<Outcome> {
    const now = this.clock.now().getTime();
    const locked = await lockAct(tx, { ...actToLock(act, snapshot, now), ...hooks.sums, lockTimeout: LOCK_TIMEOUT });
    if (locked === null) return outcomeOfUsedKey(tx, act);
    if (act.refused !== undefined) {
      const { outcome, race } = await this.recordAlone(tx, act, snapshot, locked);
      if (race !== undefined) throw new LostRace(race.reason);
      return outcome;
    }
    const first = await findEarlierOutcome(tx, act);
    if (first !== null) return first;
    const checked = (await hooks.before?.(tx, locked, snapshot)) ?? null;
    if (checked !== null && 'kind' in checked) return checked;
    const call = { tx, act, snapshot, locked, now, mayHaveFamily: locked.guest.in_family === true };
    const parts = this.partsOf(call);
    const prepared = await this.read(call, parts, checked);
    if ('kind' in prepared) return prepared;
    const { outcome, groups } = await this.decide(call, parts, prepared);
    const row = outcome.kind === 'POSTED' ? outcome.row : null;
    const instead = row === null ? null : await hooks.instead?.(tx, row, locked);
    if (instead !== null && instead !== undefined) return instead;
    if (row !== null) for (const part of parts) await part.write?.(row);
    const race = await this.batch.writeWithin(tx, snapshot, groups);
    // Another process has claimed the same name or changed the rules, and has committed; the next attempt sees that.
    if (race !== undefined) throw new LostRace(race.reason);
    if (row !== null) {
      for (const part of parts) await part.record?.(row);
      await hooks.after?.(tx, row);
    }
    return outcome;
  }

  private partsOf(call: ActCall): readonly ActPart[] {
    return this.participants.inOrder.map((participant) => participant.begin(call));
  }

  /** Decides and writes an act that concerns only its guest: an award, or an act that its controller has refused. */
  private async recordAlone(
    tx: Tx,
    act: TillAct,
    snapshot: ConfigurationSnapshot,
    locked: LockedAct | null,
  ): Promise<{ outcome: Outcome; race: LostGroup | undefined }> {
    const call = { tx, act, snapshot, locked, now: this.clock.now().getTime(), mayHaveFamily: true };
    const { outcome, groups } = await this.decide(call, [], await this.prepare(call, nothingReadOf(act, null)));
    return { outcome, race: await this.batch.writeWithin(tx, snapshot, groups) };
  }

  /** `refused`: the reason why the act is already refused. */
  private async read(
    call: ActCall,
    parts: readonly ActPart[],
    refused: RefusalReason | null,
  ): Promise<PreparedAct | Outcome> {
    let reading = nothingReadOf(call.act, refused);
    for (const part of parts) {
      const read = (await part.read?.(reading)) ?? reading;
      if ('kind' in read) return read;
      reading = read;
    }
    return this.prepare(call, reading);
  }

  private async prepare(
    { tx, now, locked }: ActCall,
    { act, heldNames, heldByParts, rewards, refused }: ReadRows,
  ): Promise<PreparedAct> {
    const related = await prepareUnderLock(tx, act, heldNames, now, locked?.related);
    return { ...related, heldByParts, rewards, refused };
  }

  private async decide(call: ActCall, parts: readonly ActPart[], prepared: PreparedAct): Promise<DecidedTogether> {
    // The allowance only pays for points that are still missing after the guest's and the family's.
    const { allowance: _allowance, ...own } = prepared;
    let decided = await this.batch.decideOne(call.tx, call.snapshot, own, call.locked);
    for (const part of parts)
      decided = (await part.decide?.(prepared, decided, (again) => this.decide(call, parts, again))) ?? decided;
    return decided;
  }
}

/** Repeats a decision that found budgets too short, after more of them was leased. */
async function withBudgets<T>(tx: Tx | null, decide: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await decide();
    } catch (error) {
      // The loop ends, because a budget without a rest is not asked for again for a second.
      if (!(error instanceof LostRace) || error.mend === null) throw error;
      await error.mend(tx);
    }
  }
}

function nothingReadOf(act: TillAct, refused: RefusalReason | null): ReadRows {
  return { act, heldNames: NOTHING_HELD, rewards: null, refused };
}

/** The outcome that an earlier call has stored under the act's key. */
async function outcomeOfUsedKey(tx: Tx, { networkId, key }: TillAct): Promise<Outcome> {
  const known = key === null ? null : await findOutcomeOfKey(tx, networkId, key);
  invariant(known !== null, 'the key of an act that was used has an outcome');
  return known;
}
