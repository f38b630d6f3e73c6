import type { ConfigurationSnapshot, NetworkProfile, PublishedProgram } from '../../../configuration';
import type {
  Act,
  CompiledProgram,
  Decision,
  HoldReference,
  ManualAct,
  PriorRedemption,
  RefundDetails,
} from '../../../decision';
import { refusing, type RefusalReason } from '../../ledger/act/refusing';
import type { ActBody, TillAct } from '../../ledger/act/till-act';
import type { JournalRow } from '../../ledger/journal/journal-columns';
import type { JournalType } from '../../ledger/journal/journal-row';
import type { RowFrame } from '../../ledger/journal/journal-writer';
import type { ClaimWrite } from '../../ledger/write/till-rows';
import type { BuildContext, BuiltAct, PreparedAct } from './built-act';
import type { ActRewards } from '../spending/rewards/reward-plan';

/**
 * All that the till and the replay know about one kind of act; `kinds.ts` lists every kind. A kind omits members that
 * do not apply to it. `src/decision` decides the acts.
 */
export interface KindOfAct<Body extends ActBody = ActBody, A extends Act = Act> {
  /** The type of the journal rows in which acts of the kind are stored. Several kinds may share one type. */
  readonly row: JournalType;
  /** Makes the act in the form that `decide` takes, with the programme that decides it, or returns the till's own refusal. Pure. */
  build(prepared: PreparedAct, body: Body, context: BuildContext): BuiltAct | RefusalReason;
  /** Whether the decision needs the guest's lots. */
  needsLots(body: Body, channel: TillAct['channel']): boolean;
  /** For a replay: the act from which a row was decided. Null: the row is of another kind, or stores a due settlement. */
  fromRow(row: JournalRow, history: RowHistory, program: CompiledProgram): A | null;

  /** Whether the act is decided in a transaction of its own. Acts with a related row or a hold always are. */
  alone?(body: Body): boolean;
  /** The id of the journal row that the act refers to. */
  related?(body: Body): string | null;
  /** The id of the hold that the act captures or releases. */
  hold?(body: Body): string | null;
  /** An import decides acts of the kind in a batch, even though they refer to another row, where the guest has no other act there. */
  readonly isBatchedByImports?: true;

  /** The act names the till's receipt, which another act may have claimed. */
  readonly bearsReceipt?: true;
  /** The instant whose tier decides: that of a late act, or that of the receipt that the act refers to. */
  readonly tierAsOf?: 'ACT' | 'RECEIPT';
  /** The act concerns an earlier sale, so it is accepted for a till that has been closed. */
  readonly concernsSold?: true;
  /** The act ends what an earlier act began, so it is also decided for a guest who was erased meanwhile. */
  readonly outlivesGuest?: true;
  /** The reason code, which has to be one of the network's. Null: none. */
  reason?(body: Body): string | null;

  /** Whether the act redeems points, which the guest's family may limit or lend. */
  spends?(body: Body): boolean;
  /** Whether the guest's way of identification limits how many points the act redeems. */
  isLimited?(body: Body): boolean;
  /** New points that the act asks for. Null: it takes points of a hold. `rewards`: the reward that it names, as far as it was read. */
  wants?(body: Body, rewards: ActRewards | null): number | null;
  /** The coupon codes that the act names, as they were typed. */
  codes?(body: Body): readonly string[];

  /** Claims of the act besides its key. */
  claims?(prepared: PreparedAct, body: Body, row: JournalRow, snapshot: ConfigurationSnapshot): readonly ClaimWrite[];
  /** Facts that the decision depends on besides guest and programme. */
  grounds?(act: A, body: Body, settings: NetworkProfile['settings']): Grounds;
  /** The details to store with the row instead of those of the decision. */
  details?(act: A, decision: Decision): string;
}

export type Grounds = Pick<
  RowFrame['grounds'],
  'restoredForDays' | 'captureGraceMs' | 'rewards' | 'reward' | 'partner'
>;

export const NO_GROUNDS: Grounds = {
  restoredForDays: null,
  captureGraceMs: null,
  rewards: null,
  reward: null,
  partner: null,
};

/** Facts about a later row, read from earlier rows of the guest's journal. */
export interface RowHistory {
  find(id: string | null): JournalRow | undefined;
  refundsOf(saleId: string): readonly RefundDetails[];
  /** How many points of the sale's lot have expired so far. */
  expiredOf(saleId: string): number;
  restoredBy(row: JournalRow): ManualAct['restores'];
  holdOf(row: JournalRow): HoldReference;
  priorOf(row: JournalRow): PriorRedemption | null;
}

/** The programme in force at an instant, by default now. */
export function programAt(context: BuildContext, at = context.now): PublishedProgram | RefusalReason {
  return context.snapshot.programInForce(new Date(at)) ?? refusing('no_program');
}
