import type { AnalyticsFigures } from '../analytics/analytics.dto';
import { LETTER_FIGURES, type LetterFigure, type LetterKind } from './letter.dto';

/** The least change of a sum or a number that the letter calls notable: a tenth of the earlier value. */
const NOTABLE_PPM = 100_000;
/** The least notable change of a share: three percentage points. */
const NOTABLE_SHARE_PPM = 30_000;
/** A number that changes by less than this is never notable. */
const LEAST_COUNT = 5;
const MILLION = 1_000_000;

const FIGURES: Readonly<
  Record<LetterFigure, { readonly kind: LetterKind; readonly read: (figures: AnalyticsFigures) => number | null }>
> = {
  net: { kind: 'money', read: ({ net }) => net },
  sales: { kind: 'count', read: ({ sales }) => sales },
  guestShare: { kind: 'share', read: ({ sales, guestSharePpm }) => (sales === 0 ? null : guestSharePpm) },
  checkWith: { kind: 'money', read: ({ averageCheckWithGuest }) => averageCheckWithGuest },
  newGuests: { kind: 'count', read: ({ newGuests }) => newGuests },
  costShare: { kind: 'share', read: ({ programCostPpm }) => programCostPpm },
};

export interface Change {
  readonly figure: LetterFigure;
  readonly kind: LetterKind;
  readonly now: number;
  readonly before: number;
  readonly yearAgo: number | null;
  readonly change: number | null;
  readonly isNotable: boolean;
}

interface Weeks {
  readonly now: AnalyticsFigures;
  readonly before: AnalyticsFigures;
  readonly yearAgo: AnalyticsFigures;
}

/** The figures that have a value in both weeks, notable changes first. The year-ago value is missing where nothing was sold then. */
export function changesOf({ now, before, yearAgo }: Weeks): Change[] {
  if (now.sales + before.sales === 0) return [];
  const changes = LETTER_FIGURES.flatMap((figure): Change[] => {
    const { kind, read } = FIGURES[figure];
    const [value, earlier] = [read(now), read(before)];
    if (value === null || earlier === null) return [];
    const change = changeOf(kind, value, earlier);
    return [
      {
        figure,
        kind,
        now: value,
        before: earlier,
        change,
        yearAgo: yearAgo.sales === 0 ? null : read(yearAgo),
        isNotable: isNotable(kind, value, earlier, change),
      },
    ];
  });
  return changes.toSorted((one, other) => Number(other.isNotable) - Number(one.isNotable));
}

/** In parts per million of the earlier value, or the difference of two shares. Null: there was no value before. */
export function changeOf(kind: LetterKind, now: number, before: number): number | null {
  if (kind === 'share') return now - before;
  return before <= 0 ? null : Math.round(((now - before) * MILLION) / before);
}

function isNotable(kind: LetterKind, now: number, before: number, change: number | null): boolean {
  if (kind === 'count' && Math.abs(now - before) < LEAST_COUNT) return false;
  if (change === null) return now !== before;
  return Math.abs(change) >= (kind === 'share' ? NOTABLE_SHARE_PPM : NOTABLE_PPM);
}

/** Whether the number of receipts changed net sales more than their mean amount did. */
export function isByReceipts({ now, before }: Weeks): boolean {
  const sizeOf = ({ net, sales }: AnalyticsFigures) => (sales === 0 ? 0 : net / sales);
  const share = (value: number, earlier: number) => (earlier === 0 ? Infinity : Math.abs(value / earlier - 1));
  return share(now.sales, before.sales) >= share(sizeOf(now), sizeOf(before));
}
