/** The most ranges of missing counters stored for one device. A till that lost no act has none. */
const MAX_GAPS = 1_000;

/** The ranges of counters that are still missing after these came; only the latest where there are too many. */
export function noteGaps(
  device: { readonly lastCounter: number; readonly gaps: readonly (readonly [number, number])[] },
  counters: readonly number[],
): { lastCounter: number; gaps: [number, number][] } {
  let gaps: [number, number][] = device.gaps.map(([from, to]) => [from, to]);
  let { lastCounter } = device;
  for (const counter of [...counters].sort((a, b) => a - b)) {
    if (counter > lastCounter) {
      if (counter > lastCounter + 1) gaps.push([lastCounter + 1, counter - 1]);
      lastCounter = counter;
    } else {
      gaps = gaps.flatMap(([from, to]): [number, number][] => {
        if (counter < from || counter > to) return [[from, to]];
        const parts: [number, number][] = [
          [from, counter - 1],
          [counter + 1, to],
        ];
        return parts.filter(([start, end]) => start <= end);
      });
    }
  }
  return { lastCounter, gaps: gaps.slice(-MAX_GAPS) };
}
