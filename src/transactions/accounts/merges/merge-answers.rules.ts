import type { CardStamps, MergeDetails } from '../../../decision';
import type { JournalRow } from '../../ledger/journal/journal-row';
import { decodeMergeDetails } from '../../ledger/journal/stored-json';
import type { MergeAnswer, MovedByMerge, UnmergeAnswer } from './merge.dto';

/** Both journal rows of a merge, or of its undo. */
export interface MergeRows {
  readonly surrender: JournalRow;
  readonly absorb: JournalRow;
}

/** Figures of a merge that its journal rows do not have. */
export interface MergeFigures {
  readonly holdsReleased: number;
  readonly rewards: number;
}

export function mergeAnswerOf(
  { surrender, absorb }: MergeRows,
  { holdsReleased, rewards }: MergeFigures,
  id: string | null,
): MergeAnswer {
  return {
    id,
    guestId: absorb.guestId ?? '',
    sourceId: surrender.guestId ?? '',
    moved: movedBy(detailsOf(surrender), rewards),
    holdsReleased,
    tierBefore: absorb.tierBefore,
    tier: absorb.tier,
    balance: balanceOf(absorb),
  };
}

/** `rewards`: unused rewards that came with the merge, and those that went back. */
export function unmergeAnswerOf(
  merge: JournalRow,
  { surrender, absorb }: MergeRows,
  rewards: { readonly came: number; readonly returned: number },
): UnmergeAnswer {
  const wanted = movedBy(detailsOf(merge), rewards.came);
  const returned = movedBy(detailsOf(surrender), rewards.returned);
  const names = ['points', 'owed', 'spend', 'visits', 'sales', 'lots', 'stamps', 'rewards'] as const;
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

/** @throws where the row is no merge */
export function detailsOf(row: JournalRow): MergeDetails {
  const details = decodeMergeDetails(row);
  if (details === null) throw new Error(`the ${row.type} ${row.id} merged nobody`);
  return details;
}

function movedBy({ lots, figures }: MergeDetails, rewards: number): MovedByMerge {
  const { spend, visits, sales } = figures.lifetime;
  const sum = lots.reduce((total, lot) => total + lot.points, 0);
  const stamps = (figures.stamps ?? []).reduce((total, card) => total + stampsOn(card), 0);
  return { points: sum, lots: lots.length, owed: figures.receivable, spend, visits, sales, stamps, rewards };
}

/** The stamps on a card, with those of full cards whose rewards are not taken yet. */
function stampsOn({ collected, full }: CardStamps): number {
  return full.reduce((sum, { size, rewardCode, count }) => sum + (rewardCode === null ? 0 : size * count), collected);
}

function balanceOf({ available, pending, held, inReview, receivable }: JournalRow): MergeAnswer['balance'] {
  return { available, pending, held, inReview, receivable };
}
