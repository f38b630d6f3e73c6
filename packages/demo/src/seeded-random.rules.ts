/** Random numbers from 0 to below 1; a seed gives the same numbers on every machine (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** A seed made from a text, so that random values for the text depend on nothing else. */
export function seedOf(text: string): number {
  let hash = 2_166_136_261;
  for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), 16_777_619);
  return hash >>> 0;
}

/** A random whole number from 0 to below `bound`. */
export function drawBelow(random: () => number, bound: number): number {
  return Math.floor(random() * bound);
}

/** A random element of a list. */
export function drawOne<T>(random: () => number, list: readonly [T, ...T[]]): T {
  return list[drawBelow(random, list.length)] ?? list[0];
}
