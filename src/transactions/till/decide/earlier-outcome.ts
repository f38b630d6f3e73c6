import { invariant } from '../../../decision';
import type { Statements } from '../../../platform/database/database';
import { findJournalRows } from '../../ledger/journal/journal-row';
import { findClaimHolder } from '../../../platform/claims/claims.sql';
import type { Outcome, TillAct } from '../../ledger/act/till-act';

/**
 * The stored outcome of an act that may happen only once under any key: the report of an activity, by its reference. A
 * reference of another guest is refused. Null: the reference is new.
 */
export async function findEarlierOutcome(tx: Statements, act: TillAct): Promise<Outcome | null> {
  const claim = act.claims.find(({ kind }) => kind === 'ACTIVITY');
  const holderId = claim === undefined ? null : await findClaimHolder(tx, act.networkId, claim.digest);
  if (holderId === null) return null;
  const [row] = await findJournalRows(tx, act.networkId, [holderId]);
  invariant(row !== undefined, `the claim of an activity points to its row: ${holderId}`);
  if (row.guestId === act.guestId) return { kind: 'POSTED', row, redeemable: null, replayed: true };
  return {
    kind: 'REFUSED',
    code: 'reference_belongs_to_another_guest',
    data: { transactionId: row.id },
    replayed: false,
    requestId: null,
  };
}
