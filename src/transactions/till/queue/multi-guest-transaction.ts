import { invariant } from '../../../decision';
import { Injectable } from '@nestjs/common';
import type { ConfigurationSnapshot } from '../../../configuration';
import { Snapshots } from '../../../configuration/sale';
import { Clock } from '../../../platform/clock/clock';
import { Database, type Tx } from '../../../platform/database/database';
import { lockGuests } from '../../ledger/read/guest-locks.sql';
import type { JournalRow } from '../../ledger/journal/journal-row';
import { attemptUntilWon, LostRace } from '../../ledger/write/attempts';
import type { RefusalReason } from '../../ledger/act/refusing';
import { findOutcomeOfKey } from '../../ledger/claims/outcome-of-key';
import type { DecidedGroup } from '../decide/decide-group';
import type { Outcome, TillAct } from '../../ledger/act/till-act';
import { NOTHING_HELD, prepareUnderLock, TillBatch } from '../batch/till-batch';
import { transactionTill } from '../../ledger/write/till-statements';

/** Guests whose points move together. All of them are locked, and their decisions are written in one call or not at all. */
export class MultiGuestRound {
  private readonly decided = new Map<string, DecidedGroup>();

  constructor(
    readonly tx: Tx,
    readonly snapshot: ConfigurationSnapshot,
    private readonly batch: TillBatch,
    /** In milliseconds since 1970. */
    private readonly now: number,
  ) {}

  /** Decides all acts of one guest in their order, once a round. `refused`: the reason to refuse the first act. */
  async decide(
    guestId: string,
    acts: readonly TillAct[],
    refused: RefusalReason | null = null,
  ): Promise<readonly Outcome[]> {
    invariant(!this.decided.has(guestId), 'the acts of a guest are decided at once');
    const prepared = [];
    for (const [n, act] of acts.entries()) {
      const related = await prepareUnderLock(this.tx, act, NOTHING_HELD, this.now);
      prepared.push({ ...related, rewards: null, refused: n === 0 ? refused : null });
    }
    const [decided] = await this.batch.decideGroups(transactionTill(this.tx), this.snapshot, [
      { guestId, acts: prepared },
    ]);
    invariant(decided !== undefined, 'each group is decided');
    this.decided.set(guestId, decided);
    return decided.outcomes;
  }

  /** The guest's transaction, if its only act was posted; else the refusal. */
  async decideOne(act: TillAct, refused: RefusalReason | null = null): Promise<Outcome> {
    const [outcome] = await this.decide(act.guestId ?? '', [act], refused);
    invariant(outcome !== undefined, 'each act is decided');
    return outcome;
  }

  /** The group of each guest, sorted by guest id like the locks. */
  groups(): readonly DecidedGroup[] {
    return [...this.decided.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, group]) => group);
  }
}

export interface MultiGuestAct {
  readonly networkId: string;
  /** All guests whom the act may touch. Naming more guests does no harm. */
  readonly guestIds: readonly string[];
  /** The act that has the key. Its outcome is the answer; if it is refused, nothing else is written. */
  readonly lead: TillAct;
  /** Decides for each guest. Returns the outcome of `lead`. */
  readonly decide: (round: MultiGuestRound) => Promise<Outcome>;
  /** Runs after everything was written, in the same transaction. */
  readonly after?: (tx: Tx, row: JournalRow) => Promise<void>;
}

/**
 * Records acts that touch several guests: locks all of them in the order of their ids, reads them, decides each side
 * purely, and writes all groups in one call. If one group is lost, everything is rolled back.
 */
@Injectable()
export class MultiGuestTransaction {
  constructor(
    readonly database: Database,
    readonly snapshots: Snapshots,
    private readonly batch: TillBatch,
    private readonly clock: Clock,
  ) {}

  /** @throws ProblemError `request_in_progress`, `idempotency_key_reused`, `unavailable` */
  run(act: MultiGuestAct): Promise<Outcome> {
    const { networkId, lead } = act;
    return attemptUntilWon(this, networkId, lead.key !== null, (tx, snapshot) => this.attempt(tx, snapshot, act));
  }

  /** Decides in the caller's transaction. Locks and writes nothing. */
  roundOf(tx: Tx, snapshot: ConfigurationSnapshot): MultiGuestRound {
    return new MultiGuestRound(tx, snapshot, this.batch, this.clock.now().getTime());
  }

  private async attempt(tx: Tx, snapshot: ConfigurationSnapshot, act: MultiGuestAct): Promise<Outcome> {
    const { networkId, guestIds, lead, decide, after } = act;
    await lockGuests(tx, networkId, guestIds);
    // Read after the lock: a concurrent call with the same key has committed by now.
    const known = lead.key === null ? null : await findOutcomeOfKey(tx, networkId, lead.key);
    if (known !== null) return known;
    const round = this.roundOf(tx, snapshot);
    const outcome = await decide(round);
    const groups = round.groups().map(({ rows }) => rows);
    const race = await this.batch.writeWithin(tx, snapshot, groups);
    if (race !== undefined) throw new LostRace(race.reason);
    if (outcome.kind === 'POSTED') await after?.(tx, outcome.row);
    return outcome;
  }
}
