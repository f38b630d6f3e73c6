import type { ConfigurationSnapshot } from '../../../configuration';
import type { Statements } from '../../../platform/database/database';
import type { Outcome, TillAct } from '../../ledger/act/till-act';
import type { JournalRow } from '../../ledger/journal/journal-row';
import type { PreparedAct } from '../kinds/built-act';
import type { DecidedTogether } from '../decide/decide-group';

/** The rows that an act locks before those with ids of its own, in their order (ledger.md, rule 2). */
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

/** The steps in which a participant may lock rows, in their order; `till_write`, which locks codes and claims, is the last. */
export const LOCKING_STEPS = ['guests', 'decide', 'write'] as const;

/** Which tables it locks rows of, step by step. `read`: it ends the act there, without a decision. */
export type Locks = Partial<Record<(typeof LOCKING_STEPS)[number] | 'read', readonly LockedTable[]>>;

/** One act in the transaction of one attempt. */
export interface ActCall {
  readonly tx: Statements;
  readonly act: TillAct;
  readonly snapshot: ConfigurationSnapshot;
  /** Else it is a quote: nothing is locked, nothing written. */
  readonly isWritten: boolean;
  /** False: the guest was read, and has no family. */
  readonly mayHaveFamily: boolean;
}

/** The rows that the participants have read so far; an earlier refusal stands. */
export interface Reading extends Pick<PreparedAct, 'act' | 'rewards' | 'refused'> {
  /** The redemptions that hold names of the act's receipt, by the digest of the name; the act joins them. */
  readonly heldNames: ReadonlyMap<string, string>;
  readonly heldByParts?: PreparedAct['heldByParts'];
}

/** The steps of one participant in one act. A part lives for one attempt and keeps what it has read. */
export interface ActPart {
  /** Guests that it needs locked beside the act's own: one statement locks all of them, in the order of their ids. */
  guests?(): Promise<readonly string[]>;
  /** Adds what it knows. An outcome ends the act without a decision. */
  read?(reading: Reading): Promise<Reading | Outcome>;
  /** May better what the act came to; `again` decides it anew with something added. */
  decide?(
    prepared: PreparedAct,
    decided: DecidedTogether,
    again: (prepared: PreparedAct) => Promise<DecidedTogether>,
  ): Promise<DecidedTogether>;
  /** Takes what guests share for a posted act, before the claims. @throws LostRace when somebody else took the last of it */
  write?(row: JournalRow): Promise<void>;
  /** Writes rows with ids of its own, after the guest's state. */
  record?(row: JournalRow): Promise<void>;
  /** The part of a quote that goes beyond the decision. */
  quote?(prepared: PreparedAct, outcome: Outcome, stored: DecidedTogether['stored']): Promise<Outcome>;
}

/** A part of an act besides its guest. */
export interface Participant {
  begin(call: ActCall): ActPart;
}
