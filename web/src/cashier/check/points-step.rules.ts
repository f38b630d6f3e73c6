export interface PointsRange {
  /** Fewer than these can't be spent, but none can. */
  readonly min: number;
  readonly max: number;
}

/** The points after a key of the slider: an arrow moves a hundredth of the way, Page Up and Page Down a tenth; null for another key. */
export function stepPoints(points: number, key: string, { min, max }: PointsRange): number | null {
  if (key === 'Home') return 0;
  if (key === 'End') return max;
  const step = STEPS[key];
  if (step === undefined) return null;
  const next = points + Math.sign(step) * Math.max(1, Math.round((max * Math.abs(step)) / 100));
  if (step > 0) return Math.min(Math.max(next, min), max);
  return next < min ? 0 : next;
}

/** Hundredths of the way. */
const STEPS: Readonly<Record<string, number>> = {
  ArrowRight: 1,
  ArrowUp: 1,
  ArrowLeft: -1,
  ArrowDown: -1,
  PageUp: 10,
  PageDown: -10,
};
