import { type Figure, type LetterLine, valueOf } from '../catalogue/figure';
import { FIGURES, type SumsOfDay, valuesOf } from '../catalogue/figures';

export const LETTER_KINDS = ['money', 'count', 'share'] as const;
export type LetterKind = (typeof LETTER_KINDS)[number];

/** The least change of a sum or a number that the letter calls notable: a tenth of the earlier value. */
const NOTABLE_PPM = 100_000;
/** The least notable change of a share: three percentage points. */
const NOTABLE_SHARE_PPM = 30_000;
/** A number that changes by less than this is never notable. */
const LEAST_COUNT = 5;
const MILLION = 1_000_000;

/** The order of the letter's first release; new figures come after these. */
const FIRST = ['net', 'sales', 'guestShare', 'checkWith', 'newGuests', 'costShare'];

type LetterFigure = Figure & { readonly letter: LetterLine };
const placeOf = ({ letter: { code } }: LetterFigure): number =>
  FIRST.includes(code) ? FIRST.indexOf(code) : FIRST.length;

/** The figures of the letter in its order. */
export const LETTER_FIGURES: readonly LetterFigure[] = Object.values<Figure>(FIGURES)
  .filter((figure): figure is LetterFigure => figure.letter !== undefined)
  .toSorted((one, other) => placeOf(one) - placeOf(other));

export interface FigureChange {
  readonly line: LetterFigure;
  readonly figure: string;
  readonly kind: LetterKind;
  readonly now: number;
  readonly before: number;
  readonly yearAgo: number | null;
  readonly change: number | null;
  readonly isNotable: boolean;
}

/** The sums of a week and of the two weeks with which the letter compares it. */
interface Weeks {
  readonly now: SumsOfDay;
  readonly before: SumsOfDay;
  readonly yearAgo: SumsOfDay;
}

/** The value of a figure in a week. Null: the figure has no value, as a quotient in a week without sales. */
const readOf = (figure: Figure, sums: SumsOfDay): number | null =>
  figure.per !== undefined && sums.sales === 0 ? null : valueOf(figure, sums);

const kindOf = ({ unit }: Figure): LetterKind => (unit === 'money' || unit === 'share' ? unit : 'count');

/** The figures that have a value in both weeks, notable changes first. The year-ago value is missing where nothing was sold then. */
export function changesOf({ now, before, yearAgo }: Weeks): FigureChange[] {
  if (now.sales + before.sales === 0) return [];
  const changes = LETTER_FIGURES.flatMap((line): FigureChange[] => {
    const kind = kindOf(line);
    const [value, earlier] = [readOf(line, now), readOf(line, before)];
    if (value === null || earlier === null) return [];
    const change = changeOf(kind, value, earlier);
    return [
      {
        line,
        figure: line.letter.code,
        kind,
        now: value,
        before: earlier,
        change,
        yearAgo: yearAgo.sales === 0 ? null : readOf(line, yearAgo),
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
  const sizeOf = (sums: SumsOfDay) => (sums.sales === 0 ? 0 : valuesOf(['net'], sums).net / sums.sales);
  const share = (value: number, earlier: number) => (earlier === 0 ? Infinity : Math.abs(value / earlier - 1));
  return share(now.sales, before.sales) >= share(sizeOf(now), sizeOf(before));
}
