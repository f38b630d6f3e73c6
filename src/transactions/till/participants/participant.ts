import type { ConfigurationSnapshot } from '../../../configuration';
import type { Statements } from '../../../platform/database/database';
import type { Outcome, TillAct } from '../../ledger/act/till-act';
import type { JournalRow } from '../../ledger/journal/journal-row';
import type { LockedAct } from '../../ledger/write/locked-act.sql';
import type { PreparedAct } from '../kinds/built-act';
import type { DecidedTogether } from '../decide/decide-group';

/** The tables whose rows an act locks before it writes new rows, in the order of locking (ledger.md, rule 2). */
export const LOCK_ORDER = [
  'guest_states',
  'till_allowances',
  'reward_stocks',
  'reward_slots',
  'coupons',
  'budget_leases',
  'budgets',
  'claims',
] as const;
type LockedTable = (typeof LOCK_ORDER)[number];

/** The steps in which rows are locked, in their order. `till_lock` locks guests; `till_write`, which locks codes and claims, comes last. */
export const LOCKING_STEPS = ['guests', 'decide', 'write'] as const;

/** The tables whose rows a participant locks in each step. `read`: only where it ends the act without a decision. */
export type Locks = Partial<Record<(typeof LOCKING_STEPS)[number] | 'read', readonly LockedTable[]>>;

/** One act within the transaction of one attempt. */
export interface ActCall {
  readonly tx: Statements;
  readonly act: TillAct;
  readonly snapshot: ConfigurationSnapshot;
  /** Rows and sums read with the guest locked. Null: the act is a quote, so nothing is locked or written. */
  readonly locked: LockedAct | null;
  /** In milliseconds since 1970. */
  readonly now: number;
  /** False: the guest was read and has no family. */
  readonly mayHaveFamily: boolean;
}

/** The rows that the participants have read so far. A refusal of an earlier participant stays. */
export interface ReadRows extends Pick<PreparedAct, 'act' | 'rewards' | 'refused'> {
  /** The ids of redemptions that the act joins, by the digest of the receipt's name that they hold. */
  readonly heldNames: ReadonlyMap<string, string>;
  readonly heldByParts?: PreparedAct['heldByParts'];
}

/** The steps of one participant in one act. An object lives for one attempt and keeps what it has read. */
export interface ActPart {
  /** Adds what this participant reads. An outcome ends the act without a decision. */
  read?(reading: ReadRows): Promise<ReadRows | Outcome>;
  /** May improve the decision; `again` decides anew with more input. */
  decide?(
    prepared: PreparedAct,
    decided: DecidedTogether,
    again: (prepared: PreparedAct) => Promise<DecidedTogether>,
  ): Promise<DecidedTogether>;
  /** For a posted act: takes what guests share, before the claims. @throws LostRace when another act took the last of it */
  write?(row: JournalRow): Promise<void>;
  /** Inserts new rows after the guest's state was written. */
  record?(row: JournalRow): Promise<void>;
  /** Adds to a quote what the decision does not know. */
  quote?(prepared: PreparedAct, outcome: Outcome, stored: DecidedTogether['stored']): Promise<Outcome>;
}

/** Something besides the guest that takes part in acts. */
export interface Participant {
  begin(call: ActCall): ActPart;
}
