import type { MergeDetails } from '../../decision';
import type { JournalRow } from '../ledger/journal-row';
import { decodeMergeDetails } from '../ledger/stored-json';
import type { MergeAnswer, Moved, UnmergeAnswer } from './merge.dto';

/** Both sides of a merge, or of its undo, as they stand in the journal. */
export interface MergeRows {
  readonly surrender: JournalRow;
  readonly absorb: JournalRow;
}

export function mergeAnswerOf({ surrender, absorb }: MergeRows, holdsReleased: number, id: string | null): MergeAnswer {
  return {
    id,
    guestId: absorb.guestId ?? '',
    sourceId: surrender.guestId ?? '',
    moved: movedBy(detailsOf(surrender)),
    holdsReleased,
    tierBefore: absorb.tierBefore,
    tier: absorb.tier,
    balance: balanceOf(absorb),
  };
}

export function unmergeAnswerOf(merge: JournalRow, { surrender, absorb }: MergeRows): UnmergeAnswer {
  const wanted = movedBy(detailsOf(merge));
  const returned = movedBy(detailsOf(surrender));
  const names = ['points', 'owed', 'spend', 'visits', 'sales', 'lots'] as const;
  const missing = { ...wanted };
  for (const name of names) missing[name] = wanted[name] - returned[name];
  return {
    id: surrender.id,
    mergeId: merge.id,
    guestId: surrender.guestId ?? '',
    sourceId: absorb.guestId ?? '',
    returned,
    missing,
    exact: names.every((name) => missing[name] === 0),
    balance: balanceOf(surrender),
    sourceBalance: balanceOf(absorb),
  };
}

/** @throws where the row merged nobody */
export function detailsOf(row: JournalRow): MergeDetails {
  const details = decodeMergeDetails(row);
  if (details === null) throw new Error(`the ${row.type} ${row.id} merged nobody`);
  return details;
}

function movedBy({ lots, figures }: MergeDetails): Moved {
  const { spend, visits, sales } = figures.lifetime;
  const sum = lots.reduce((total, lot) => total + lot.points, 0);
  return { points: sum, lots: lots.length, owed: figures.receivable, spend, visits, sales };
}

function balanceOf({ available, pending, held, inReview, receivable }: JournalRow): MergeAnswer['balance'] {
  return { available, pending, held, inReview, receivable };
}
