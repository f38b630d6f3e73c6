import { Injectable } from '@nestjs/common';
import type { ConfigurationSnapshot } from '../../../configuration';
import { Snapshots } from '../../../configuration/sale';
import { Database, type Tx } from '../../../platform/database/database';
import type { Outcome, TillAct } from '../../ledger/act/till-act';
import { lockFreeGuests } from '../../ledger/read/guest-locks.sql';
import { attemptUntilWon, LostRace } from '../../ledger/write/attempts';
import { transactionTill } from '../../ledger/write/till-statements';
import { TillBatch } from '../batch/till-batch';
import type { PreparedAct } from '../kinds/built-act';

/** Acts of the platform, each for another guest, without key and receipt, that refer to no other journal row. */
export interface ManyGuestsActs {
  readonly networkId: string;
  readonly acts: readonly TillAct[];
  /** Runs once the guests are locked. Returns the acts that still have to be recorded. */
  readonly before: (tx: Tx, acts: readonly TillAct[]) => Promise<readonly TillAct[]>;
  /** Runs after everything was written, in the same transaction. */
  readonly after: (tx: Tx, outcomes: ReadonlyMap<TillAct, Outcome>) => Promise<void>;
}

/**
 * Decides and writes one act for each of many guests in one transaction, like a batch of the till, together with the
 * caller's reads and writes. Leaves out guests locked by another transaction, so it waits for no guest and no till
 * waits for it.
 */
@Injectable()
export class ManyGuestsTransaction {
  constructor(
    readonly database: Database,
    readonly snapshots: Snapshots,
    private readonly batch: TillBatch,
  ) {}

  /** Returns the outcomes of decided acts. Nothing of the other acts was written. Throws the database's errors. */
  run(of: ManyGuestsActs): Promise<ReadonlyMap<TillAct, Outcome>> {
    return attemptUntilWon(this, of.networkId, false, (tx, snapshot) => this.attempt(tx, snapshot, of));
  }

  private async attempt(
    tx: Tx,
    snapshot: ConfigurationSnapshot,
    { networkId, acts, before, after }: ManyGuestsActs,
  ): Promise<ReadonlyMap<TillAct, Outcome>> {
    const actOf = new Map(acts.map((act) => [act.guestId ?? '', act]));
    const free = await lockFreeGuests(tx, networkId, [...actOf.keys()]);
    const wanted = await before(
      tx,
      free.flatMap((guestId) => actOf.get(guestId) ?? []),
    );
    const outcomes = new Map<TillAct, Outcome>();
    if (wanted.length === 0) return outcomes;
    const decided = await this.batch.decideGroups(
      transactionTill(tx),
      snapshot,
      wanted.map((act) => ({ guestId: act.guestId, acts: [preparedOf(act)] })),
    );
    const rows = decided.map((group) => group.rows).filter(({ transactions }) => transactions.length > 0);
    const race = rows.length === 0 ? undefined : await this.batch.writeWithin(tx, snapshot, rows);
    if (race !== undefined) throw new LostRace(race.reason);
    for (const [index, act] of wanted.entries()) {
      const outcome = decided[index]?.outcomes[0];
      if (outcome !== undefined) outcomes.set(act, outcome);
    }
    await after(tx, outcomes);
    return outcomes;
  }
}

function preparedOf(act: TillAct): PreparedAct {
  return { act, related: null, hold: null, receiptHolders: [], tierAsOf: null, rewards: null, refused: null };
}
