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

/** Acts of the platform, each of another guest, without a key and without a receipt, that rest on no other row of the journal. */
export interface ManyGuestsActs {
  readonly networkId: string;
  readonly acts: readonly TillAct[];
  /** Runs once the guests are locked. Returns the acts that the caller still wants to record. */
  readonly before: (tx: Tx, acts: readonly TillAct[]) => Promise<readonly TillAct[]>;
  /** After everything was written, in the same transaction. */
  readonly after: (tx: Tx, outcomes: ReadonlyMap<TillAct, Outcome>) => Promise<void>;
}

/**
 * Decides and writes one act for each of many guests in one transaction, as a batch of the till does, with what the caller
 * reads before it and writes after it. A guest whom another transaction has locked is left out, so nobody waits for one guest
 * and no till for many.
 */
@Injectable()
export class ManyGuestsTransaction {
  constructor(
    readonly database: Database,
    readonly snapshots: Snapshots,
    private readonly batch: TillBatch,
  ) {}

  /** Answers the acts that were decided; of the others nothing was written. Throws what the database throws. */
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
