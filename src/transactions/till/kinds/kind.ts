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
import { refusing, type Refusing } from '../../ledger/act/refusing';
import type { ActBody, TillAct } from '../../ledger/act/till-act';
import type { JournalRow } from '../../ledger/journal/journal-columns';
import type { JournalType } from '../../ledger/journal/journal-row';
import type { RowFrame } from '../../ledger/journal/journal-writer';
import type { ClaimWrite } from '../../ledger/write/till-statements';
import type { BuildContext, BuiltAct, PreparedAct } from './built-act';
import type { ActRewards } from '../spending/rewards/act-rewards';

/**
 * All that the till and the replay know of one kind of act; `kinds.ts` lists every kind. Members that do not apply
 * to the kind are left out. How its act is decided is the matter of `src/decision`.
 */
export interface Kind<Body extends ActBody = ActBody, A extends Act = Act> {
  /** The type of the journal rows that it is written as; several kinds may share one. */
  readonly row: JournalType;
  /** Makes the act that `decide` takes, with the programme that decides it, or says what the till itself refuses. Pure. */
  build(prepared: PreparedAct, body: Body, context: BuildContext): BuiltAct | Refusing;
  /** Whether it can be decided only with the guest's lots read. */
  needsLots(body: Body, channel: TillAct['channel']): boolean;
  /** The act that a row was decided from, for a replay; null: the row is of another kind, or came due of itself. */
  fromRow(row: JournalRow, history: RowHistory, program: CompiledProgram): A | null;

  /** Whether it is decided in a transaction of its own, besides acts with a related row or a hold. */
  alone?(body: Body): boolean;
  /** The journal row that it rests on. */
  related?(body: Body): string | null;
  /** The hold that it captures or lets go. */
  hold?(body: Body): string | null;
  /** An import decides it in a batch though it rests on another row, where it is its guest's only act there. */
  readonly isBatchedByImports?: true;

  /** It belongs to the till's receipt, which may be claimed already. */
  readonly bearsReceipt?: true;
  /** Its tier is that of an earlier instant: of the act where it comes late, or of the receipt that it rests on. */
  readonly tierAsOf?: 'ACT' | 'RECEIPT';
  /** It concerns what was sold, so it is taken at a till that was closed since. */
  readonly concernsSold?: true;
  /** The reason code that the network has to know; null: none. */
  reason?(body: Body): string | null;

  /** Whether it redeems points, which the guest's family may bound or lend. */
  spends?(body: Body): boolean;
  /** Whether the way of identifying the guest limits what it redeems. */
  isLimited?(body: Body): boolean;
  /** New points that it asks for; null: it takes what a hold keeps. `rewards`: what is known of the reward it names. */
  wants?(body: Body, rewards: ActRewards | null): number | null;
  /** The codes of coupons that it names, as they were typed. */
  codes?(body: Body): readonly string[];

  /** Claims of the act besides its key. */
  claims?(prepared: PreparedAct, body: Body, row: JournalRow, snapshot: ConfigurationSnapshot): readonly ClaimWrite[];
  /** The grounds of its decision besides its guest and its programme. */
  grounds?(act: A, body: Body, settings: NetworkProfile['settings']): Grounds;
  /** The details that its row keeps instead of those of the decision. */
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

/** Facts about a later row that the earlier rows of a guest's journal hold. */
export interface RowHistory {
  find(id: string | null): JournalRow | undefined;
  refundsOf(saleId: string): readonly RefundDetails[];
  /** Points of the lot that a sale opened which have expired so far. */
  expiredOf(saleId: string): number;
  restoredBy(row: JournalRow): ManualAct['restores'];
  holdOf(row: JournalRow): HoldReference;
  priorOf(row: JournalRow): PriorRedemption | null;
}

/** The programme in force at an instant, by default now. */
export function programAt(context: BuildContext, at = context.now): PublishedProgram | Refusing {
  return context.snapshot.programInForce(new Date(at)) ?? refusing('no_program');
}
