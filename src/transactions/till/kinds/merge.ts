import type { AbsorbAct, MergeDetails, SurrenderAct } from '../../../decision';
import type { AbsorbBody, SurrenderBody } from '../../ledger/act/till-act';
import type { JournalRow } from '../../ledger/journal/journal-columns';
import { decodeMergeDetails } from '../../ledger/journal/stored-json';
import { emptyFrame } from './built-act';
import { type KindOfAct, programAt } from './kind';

/** Reason codes of a TRANSFER that merges two guests, and of one that undoes the merge. */
export const MERGE = 'MERGE';
export const UNMERGE = 'UNMERGE';

/** A guest gives up everything to another guest who is the same person. In an undo, the other guest gives it back. */
export const surrender: KindOfAct<SurrenderBody, SurrenderAct> = {
  row: 'TRANSFER',
  build(_prepared, { kind, toGuestId, undoes, mergeId }, context) {
    const program = programAt(context);
    if ('refused' in program) return program;
    const reasonCode = undoes === null ? MERGE : UNMERGE;
    return {
      act: { kind, toGuestId, undoes },
      program: program.program,
      frame: { ...emptyFrame('TRANSFER', program), direction: 'DEBIT', reasonCode, relatedId: mergeId },
    };
  },
  needsLots: () => true,
  fromRow(row) {
    const merge = mergeOf(row, 'DEBIT');
    return merge === null ? null : { kind: 'SURRENDER', toGuestId: merge.otherGuestId, undoes: merge.undoes };
  },
};

/** The other guest takes in what the first one gave up. */
export const absorb: KindOfAct<AbsorbBody, AbsorbAct> = {
  row: 'TRANSFER',
  build(_prepared, { kind, fromGuestId, isUndo, lots, inactivity, figures, surrenderId }, context) {
    const program = programAt(context);
    if ('refused' in program) return program;
    const reasonCode = isUndo ? UNMERGE : MERGE;
    return {
      act: { kind, fromGuestId, isUndo, lots, inactivity, figures },
      program: program.program,
      frame: { ...emptyFrame('TRANSFER', program), direction: 'CREDIT', reasonCode, relatedId: surrenderId },
    };
  },
  needsLots: () => true,
  fromRow(row) {
    const merge = mergeOf(row, 'CREDIT');
    if (merge === null) return null;
    const { otherGuestId, isUndo = false, lots, inactivity, figures, keepsFirstSale } = merge;
    const act = { kind: 'ABSORB' as const, fromGuestId: otherGuestId, isUndo, lots, inactivity, figures };
    return keepsFirstSale === true ? act : { ...act, forgetsFirstSale: true };
  },
};

function mergeOf(row: JournalRow, direction: 'CREDIT' | 'DEBIT'): MergeDetails | null {
  return row.direction === direction ? decodeMergeDetails(row) : null;
}
