/** Acts of one guest and their decisions. */
import type { PreparedAct } from '../../../src/transactions/till/kinds/built-act';
import { type DecidedGroup, decideGroup } from '../../../src/transactions/till/decide/decide-group';
import { BudgetRound } from '../../../src/transactions/till/spending/campaigns/budget-round';
import type { Outcome, TillAct } from '../../../src/transactions/ledger/act/till-act';
import type { TillReadRow } from '../../../src/transactions/ledger/write/till-rows';
import { GUEST, MINUTE, preparedAct, snapshotOf, storedGuest, tillAct, UTC } from './till-acts';

export const HOUR = 60 * MINUTE;
/** No process has a lease on any budget. */
export const NO_BUDGETS = new BudgetRound({ open: () => [], isHeldElsewhere: () => false });
export const SNAPSHOT = snapshotOf();
export const KEY = { digest: 'key-digest', requestHash: 'hash' };

export function deciding(
  acts: readonly (Partial<TillAct> | PreparedAct)[],
  stored: Partial<TillReadRow> = {},
  { guestId = GUEST, snapshot = SNAPSHOT }: { guestId?: string | null; snapshot?: typeof SNAPSHOT } = {},
): DecidedGroup {
  const prepared = acts.map((act) => ('act' in act ? act : preparedAct({ act: tillAct({ guestId, ...act }) })));
  return decideGroup({ guestId, acts: prepared }, storedGuest(stored), snapshot, UTC, NO_BUDGETS);
}

export function rowOf(outcome: Outcome | undefined) {
  if (outcome?.kind !== 'POSTED') throw new Error(`not posted: ${JSON.stringify(outcome)}`);
  return outcome.row;
}
