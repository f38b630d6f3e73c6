import type { JournalRow } from '../ledger/journal/journal-row';
import { decodeTierDetails } from '../ledger/journal/stored-json';

/** Types that `settle` writes when `actorKind` is `system`: what came due of itself. */
const SETTLED_TYPES = new Set(['RELEASE', 'EXPIRY', 'EXTENSION', 'ACTIVATION', 'TIER']);

/** Whether a row came due of itself rather than from an act. */
export function isSettlement(row: JournalRow): boolean {
  return (
    SETTLED_TYPES.has(row.type) &&
    row.actorKind === 'system' &&
    row.channel === 'SYSTEM' &&
    // A tier that is looked at because another programme came into force is an act.
    decodeTierDetails(row) === null &&
    // Points that become active because a payment was confirmed name their sale.
    !isConfirmation(row)
  );
}

function isConfirmation(row: JournalRow): boolean {
  return row.type === 'ACTIVATION' && row.relatedId !== null;
}

/** The `now` of the decision: an import is decided at its own time, anything else when it was recorded. */
export function nowOf(row: JournalRow): number {
  return row.channel === 'IMPORT' ? row.occurredAt : row.recordedAt;
}
