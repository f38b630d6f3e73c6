/** A no-regret change at the till: which two versions decide a receipt, and what its budget pays. */
import type { ConfigurationSnapshot, PublishedProgram } from '../../../configuration';
import {
  type Decision,
  invariant,
  minorUnits,
  multiplyDivide,
  noRegretBudgetOf,
  type NoRegretFacts,
  points,
  type ReturnedCampaign,
} from '../../../decision';
import type { ZoneCalendar } from '../../../platform/clock/calendar';
import type { TillAct } from '../../ledger/act/till-act';
import type { JournalRow } from '../../ledger/journal/journal-row';
import { decodeFacts } from '../../ledger/journal/stored-json';
import type { BuiltAct } from '../kinds/built-act';
import type { BudgetTerms } from '../spending/campaigns/budget-leases.sql';

interface Versions {
  readonly now: PublishedProgram;
  /** The version that `now` replaced. */
  readonly before: PublishedProgram;
}

/** The versions that decide a receipt. Null: one alone does. Imported receipts happened under the rules of their time alone. */
export function versionsOf(
  { act, frame }: BuiltAct,
  { channel }: TillAct,
  snapshot: ConfigurationSnapshot,
  calendar: ZoneCalendar,
): Versions | null {
  const now = snapshot.programOfVersion(frame.programVersion ?? 0);
  if (now?.program.document.noRegret === undefined || act === null || channel === 'IMPORT') return null;
  const receipt = act.kind === 'HOLD' ? act.sale : act;
  if (receipt.kind !== 'SALE' && receipt.kind !== 'REDEMPTION') return null;
  const before = snapshot.besideInForce(now, receipt.occurredAt, calendar);
  return before === null ? null : { now, before };
}

/** The act with the version that counted, which its row names and its refund follows. */
export function countedOf(
  built: BuiltAct,
  facts: NoRegretFacts | undefined,
  snapshot: ConfigurationSnapshot,
): BuiltAct {
  if (built.act === null || facts?.counted !== 'BEFORE') return built;
  const program = snapshot.programOfVersion(facts.before)?.program;
  invariant(program !== undefined, `a published programme has the version ${String(facts.before)}`);
  return { ...built, program, frame: { ...built.frame, programVersion: facts.before } };
}

/** A version's budget for what the earlier one gives more. */
export function termsOfNoRegret({ version, program }: PublishedProgram): BudgetTerms {
  const limit = program.document.noRegret?.budget ?? 0;
  return { campaign: noRegretBudgetOf(version), unit: 'MONEY', restaurantId: null, version, limit };
}

/** The part of the budget that a refund gives back. Null: none. */
export function returnedByRefund(sale: JournalRow, { details, amounts }: Decision): ReturnedCampaign | null {
  const { noRegret } = decodeFacts(sale);
  if (details?.kind !== 'REFUND' || noRegret?.paid === undefined || sale.amount === 0) return null;
  const money = multiplyDivide(noRegret.paid, amounts.amount, sale.amount);
  return {
    campaign: noRegretBudgetOf(noRegret.now),
    transactionId: sale.id,
    points: points(0),
    money: minorUnits(money),
    uses: 0,
  };
}
