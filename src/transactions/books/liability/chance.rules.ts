/** Read once, because each access to a global costs a test more than the arithmetic itself. */
const { cos, imul, log, PI, sqrt } = Math;

/** Pseudo-random numbers from 0 to 1, the same for the same seed on any machine (mulberry32). */
export type Chance = () => number;

export function chanceOf(seed: number): Chance {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** A draw of the standard normal distribution (Box and Muller). */
export function normal(chance: Chance): number {
  return sqrt(-2 * log(1 - chance())) * cos(2 * PI * chance());
}

/** The value below which this share of the sorted values lies, interpolated between its neighbours. */
export function quantileOf(sorted: Float64Array, share: number): number {
  const place = share * (sorted.length - 1);
  const below = Math.floor(place);
  const low = sorted[below] ?? 0;
  const high = sorted[below + 1] ?? low;
  return low + (high - low) * (place - below);
}
