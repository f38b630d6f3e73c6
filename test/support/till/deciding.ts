/** Acts of one guest and their decisions. */
import type { PreparedAct } from '../../../src/transactions/till/kinds/built-act';
import { type DecidedGroup, decideGroup } from '../../../src/transactions/till/decide/decide-group';
import { BudgetRound } from '../../../src/transactions/till/spending/campaigns/budget-round';
import type { Outcome, TillAct } from '../../../src/transactions/ledger/act/till-act';
import type { TillReadRow } from '../../../src/transactions/ledger/write/till-rows';
import { GUEST, MINUTE, NOW, preparedAct, snapshotOf, storedGuest, tillAct, UTC } from './till-acts';

export const HOUR = 60 * MINUTE;
/** No process has a lease on any budget. */
export const NO_BUDGETS = new BudgetRound({ open: () => [], isHeldElsewhere: () => false });
export const ANNA = '018f0000-0000-7000-8000-000000000001';
export const BORIS = '018f0000-0000-7000-8000-000000000002';

/** The key of a person's budget of the present day. */
export function personBudget(person: string, unit: 'POINTS' | 'MONEY' | 'USES'): string {
  return `person ${person} ${String(Math.floor(NOW / (24 * HOUR)))} ${unit} `;
}

/** A lease on each budget by its key, with its id, and the points that guests got within 30 days by decisions of one person. */
export function leasing(
  granted: Readonly<Record<string, number>>,
  given: Readonly<Record<string, number>> = {},
): BudgetRound {
  const open = (key: string) =>
    key in granted ? [{ leaseId: key, budgetId: key, granted: granted[key] ?? 0, used: 0, endsAt: Infinity }] : [];
  return new BudgetRound({ open, isHeldElsewhere: () => false }, new Map(Object.entries(given)));
}

export const SNAPSHOT = snapshotOf();
export const KEY = { digest: 'key-digest', requestHash: 'hash' };

export function deciding(
  acts: readonly (Partial<TillAct> | PreparedAct)[],
  stored: Partial<TillReadRow> = {},
  {
    guestId = GUEST,
    snapshot = SNAPSHOT,
    budgets = NO_BUDGETS,
  }: { guestId?: string | null; snapshot?: typeof SNAPSHOT; budgets?: BudgetRound } = {},
): DecidedGroup {
  const prepared = acts.map((act) => ('act' in act ? act : preparedAct({ act: tillAct({ guestId, ...act }) })));
  return decideGroup({ guestId, acts: prepared }, storedGuest(stored), snapshot, UTC, budgets);
}

export function rowOf(outcome: Outcome | undefined) {
  if (outcome?.kind !== 'POSTED') throw new Error(`not posted: ${JSON.stringify(outcome)}`);
  return outcome.row;
}
