export interface PointsRange {
  /** The fewest points that can be spent; zero is possible too. */
  readonly min: number;
  readonly max: number;
}

/** The points after a key on the slider: an arrow moves by a hundredth of the range, Page Up and Page Down by a tenth. Null for other keys. */
export function stepPoints(points: number, key: string, { min, max }: PointsRange): number | null {
  if (key === 'Home') return 0;
  if (key === 'End') return max;
  const step = STEPS[key];
  if (step === undefined) return null;
  const next = points + Math.sign(step) * Math.max(1, Math.round((max * Math.abs(step)) / 100));
  if (step > 0) return Math.min(Math.max(next, min), max);
  return next < min ? 0 : next;
}

/** Steps in hundredths of the range, by key. */
const STEPS: Readonly<Record<string, number>> = {
  ArrowRight: 1,
  ArrowUp: 1,
  ArrowLeft: -1,
  ArrowDown: -1,
  PageUp: 10,
  PageDown: -10,
};
