/** Room on each side of the outermost mark: half a label on a phone. */
const MARGIN = 0.14;
/** Marks closer than this share one label, or their labels would overlap. */
const LABEL = 0.26;
const LABEL_OF_ZERO = 0.17;
/** A label of both ends is twice as wide and stays on the bar. */
const BOTH_FROM = 0.26;

export interface Bounds {
  readonly low: number;
  readonly estimate: number;
  readonly high: number;
}

type BarPositions = Bounds & { readonly zero: number };

/** Where bounds, estimate and 0 stand on a bar, as shares of its width from the left. 0 is always on it. */
export function placesOnBar({ low, estimate, high }: Bounds): BarPositions {
  const from = Math.min(low, 0);
  const width = Math.max(high, 0) - from;
  const place = (value: number) => (width === 0 ? 0.5 : MARGIN + ((value - from) / width) * (1 - 2 * MARGIN));
  return { low: place(low), estimate: place(estimate), high: place(high), zero: place(0) };
}

interface BarLabel {
  readonly of: 'low' | 'high' | 'both' | 'zero';
  /** The middle of the label, as a share of the bar's width. */
  readonly at: number;
  /** On a second line, because another label stands there. */
  readonly isBelow: boolean;
}

/** The labels of the axis under the bar: 0 and both ends, each under its mark. Ends that stand close share a label. */
export function labelsOnBar({ low, high, zero }: BarPositions): readonly BarLabel[] {
  const isShared = high - low < LABEL;
  const shared = Math.min(1 - BOTH_FROM, Math.max(BOTH_FROM, (low + high) / 2));
  const ends: readonly BarLabel[] = isShared
    ? [{ of: 'both', at: shared, isBelow: false }]
    : [
        { of: 'low', at: low, isBelow: false },
        { of: 'high', at: high, isBelow: false },
      ];
  const reach = isShared ? LABEL : LABEL_OF_ZERO;
  return [...ends, { of: 'zero', at: zero, isBelow: ends.some(({ at }) => Math.abs(at - zero) < reach) }];
}
