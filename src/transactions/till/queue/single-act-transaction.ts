import { Injectable } from '../../../platform/injectable';
import type { ConfigurationSnapshot } from '../../../configuration';
import { Snapshots } from '../../../configuration/sale';
import { Clock } from '../../../platform/clock/clock';
import { Database, rememberedCalls, type Statements, type Tx } from '../../../platform/database/database';
import { ProblemError } from '../../../platform/problems/problem';
import type { JournalRow } from '../../ledger/journal/journal-row';
import { lockGuests } from '../../ledger/read/guest-locks.sql';
import type { DecidedTogether } from '../decide/decide-group';
import type { ActCall, ActPart, Reading } from '../participants/participant';
import { Participants } from '../participants/participants';
import { attemptUntilWon, LostRace } from '../../ledger/write/attempts';
import type { PreparedAct } from '../kinds/built-act';
import type { Refusing } from '../../ledger/act/refusing';
import { findOutcomeOfKey } from '../../ledger/claims/outcome-of-key';
import { findEarlierOutcome } from '../decide/earlier-outcome.sql';
import type { Outcome, TillAct } from '../../ledger/act/till-act';
import { NOTHING_HELD, prepareUnderLock, TillBatch } from '../batch/till-batch';
import { followMerged } from '../../ledger/act/follow-merged';
import type { LostGroup } from '../../ledger/write/till-statements';

/** The caller's additions to the transaction of its act: checks under the lock before it, consequences after it. */
export interface SingleActHooks {
  /** May refuse the act, or put it aside with another outcome. Runs with the guest locked, before the decision. */
  readonly before?: (tx: Tx) => Promise<Refusing | Outcome | null>;
  /** May put the act aside for what it came to. Runs before anything of it is written. */
  readonly instead?: (tx: Tx, row: JournalRow) => Promise<Outcome | null>;
  /** Runs after the act was written, in the same transaction. */
  readonly after?: (tx: Tx, row: JournalRow) => Promise<void>;
}

const MAX_READS = 6;

/**
 * One act in a transaction of its own: looks under its key first, locks its guest, reads in new statements, decides
 * and writes. So it can't lose to another writer again, and a lost answer is found rather than repeated.
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
      const call = { tx, act, snapshot, isWritten: true, mayHaveFamily: true };
      const { outcome, race } = await withBudgets(tx, () => this.recordAlone(tx, call));
      if (race === undefined) return outcome;
      if (race.reason !== 'rules') break;
      this.snapshots.forget(act.networkId);
      snapshot = await this.snapshots.currentWithin(tx, act.networkId);
    }
    throw new ProblemError('version_conflict');
  }

  /** Reads and decides the act as it would be now; locks and writes nothing. */
  decideOnly(act: TillAct): Promise<Outcome> {
    return followMerged(act, (followed) => withBudgets(null, () => this.decideWithoutWriting(followed)));
  }

  private async decideWithoutWriting(act: TillAct): Promise<Outcome> {
    const snapshot = await this.snapshots.current(act.networkId);
    const tx = rememberedCalls(this.database.readsOf(act.networkId));
    // The decision reads the same again, from memory.
    const [guest] = await this.batch.readGuestOf(tx, act);
    const call = { tx, act, snapshot, isWritten: false, mayHaveFamily: guest?.in_family === true };
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
    if (act.key !== null) {
      const known = await findOutcomeOfKey(tx, act.networkId, act.key);
      if (known !== null) return known;
    }
    const call = { tx, act, snapshot, isWritten: true, mayHaveFamily: true };
    const parts = this.partsOf(call);
    await lockAll(call, parts);
    if (act.refused !== undefined) {
      const { outcome, race } = await this.recordAlone(tx, call);
      if (race !== undefined) throw new LostRace(race.reason);
      return outcome;
    }
    const first = await findEarlierOutcome(tx, act);
    if (first !== null) return first;
    const checked = (await hooks.before?.(tx)) ?? null;
    if (checked !== null && 'kind' in checked) return checked;
    const prepared = await this.read(call, parts, checked);
    if ('kind' in prepared) return prepared;
    const { outcome, groups } = await this.decide(call, parts, prepared);
    const row = outcome.kind === 'POSTED' ? outcome.row : null;
    const instead = row === null ? null : await hooks.instead?.(tx, row);
    if (instead !== null && instead !== undefined) return instead;
    if (row !== null) for (const part of parts) await part.write?.(row);
    const race = await this.batch.writeWithin(tx, snapshot, groups);
    // Another process has claimed the same or changed the rules, and has committed: the next attempt finds it.
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

  /** Decides and writes an act in which nothing but its guest takes part: an award, and what its door refuses. */
  private async recordAlone(tx: Tx, call: ActCall): Promise<{ outcome: Outcome; race: LostGroup | undefined }> {
    const { act, snapshot } = call;
    const { outcome, groups } = await this.decide(call, [], await this.prepare(tx, nothingReadOf(act, null)));
    return { outcome, race: await this.batch.writeWithin(tx, snapshot, groups) };
  }

  /** `refused`: why the act is refused already. */
  private async read(
    { tx, act }: ActCall,
    parts: readonly ActPart[],
    refused: Refusing | null,
  ): Promise<PreparedAct | Outcome> {
    let reading = nothingReadOf(act, refused);
    for (const part of parts) {
      const read = (await part.read?.(reading)) ?? reading;
      if ('kind' in read) return read;
      reading = read;
    }
    return this.prepare(tx, reading);
  }

  private async prepare(
    tx: Statements,
    { act, heldNames, heldByParts, rewards, refused }: Reading,
  ): Promise<PreparedAct> {
    const related = await prepareUnderLock(tx, act, heldNames, this.clock.now().getTime());
    return { ...related, heldByParts, rewards, refused };
  }

  private async decide(call: ActCall, parts: readonly ActPart[], prepared: PreparedAct): Promise<DecidedTogether> {
    // An allowance pays only what is missing after the guest's points, and its family's.
    const { allowance: _allowance, ...own } = prepared;
    let decided = await this.batch.decideOne(call.tx, call.snapshot, own);
    for (const part of parts)
      decided = (await part.decide?.(prepared, decided, (again) => this.decide(call, parts, again))) ?? decided;
    return decided;
  }
}

/** Repeats a decision that found budgets too short, once more of them is leased. */
async function withBudgets<T>(tx: Tx | null, decide: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await decide();
    } catch (error) {
      // This ends, because a budget that had nothing left is not asked again for a second.
      if (!(error instanceof LostRace) || error.mend === null) throw error;
      await error.mend(tx);
    }
  }
}

function nothingReadOf(act: TillAct, refused: Refusing | null): Reading {
  return { act, heldNames: NOTHING_HELD, rewards: null, refused };
}

/** Locks the act's guest and those that the participants ask for, in one statement in the order of their ids. */
async function lockAll({ tx, act }: ActCall, parts: readonly ActPart[]): Promise<void> {
  const { networkId, guestId } = act;
  const guestIds = new Set(guestId === null ? [] : [guestId]);
  for (const part of parts) for (const id of (await part.guests?.()) ?? []) guestIds.add(id);
  if (guestIds.size > 0) await lockGuests(tx, networkId, [...guestIds]);
}
