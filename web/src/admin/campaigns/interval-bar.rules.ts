/** Room on each side of the outermost mark. */
const MARGIN = 0.08;

interface Bounds {
  readonly low: number;
  readonly estimate: number;
  readonly high: number;
}

/** Where bounds, estimate and 0 stand on a bar, as shares of its width from the left. 0 is always on it. */
export function placesOnBar({ low, estimate, high }: Bounds): Bounds & { readonly zero: number } {
  const from = Math.min(low, 0);
  const width = Math.max(high, 0) - from;
  const place = (value: number) => (width === 0 ? 0.5 : MARGIN + ((value - from) / width) * (1 - 2 * MARGIN));
  return { low: place(low), estimate: place(estimate), high: place(high), zero: place(0) };
}
