import type { JournalRow } from '../ledger/journal/journal-row';
import { decodeTierDetails } from '../ledger/journal/stored-json';

/** The types of rows that `settle` writes when `actorKind` is `system`: due settlements. */
const SETTLED_TYPES = new Set(['RELEASE', 'EXPIRY', 'EXTENSION', 'ACTIVATION', 'TIER']);

/** Whether a row stores a due settlement instead of an act. */
export function isSettlement(row: JournalRow): boolean {
  return (
    SETTLED_TYPES.has(row.type) &&
    row.actorKind === 'system' &&
    row.channel === 'SYSTEM' &&
    // The review of a tier by another programme is an act.
    decodeTierDetails(row) === null &&
    // A row of points that became active by a confirmed payment names their sale.
    !isConfirmation(row)
  );
}

function isConfirmation(row: JournalRow): boolean {
  return row.type === 'ACTIVATION' && row.relatedId !== null;
}

/** The `now` of the decision. An import is decided at its own time, any other act at its recording. */
export function nowOf(row: JournalRow): number {
  return row.channel === 'IMPORT' ? row.occurredAt : row.recordedAt;
}
