/** How many times the tills' p99 may be beside a greedy client. */
const MOST_TIMES = 2;

/**
 * @param {{ alone: number, beside: number }[]} slices p99 of tills in turn, milliseconds
 * @param {number} leastMs below which none is too long: a short slice on a busy machine proves no more
 * @returns {{ alone: number, beside: number, times: number, holds: boolean }} medians, and whether the claim holds
 */
export function judge(slices, leastMs) {
  const [alone, beside] = [medianOf(slices, 'alone'), medianOf(slices, 'beside')];
  const times = medianOf(
    slices.map((slice) => ({ times: slice.beside / slice.alone })),
    'times',
  );
  const round = (value) => Math.round(value * 100) / 100;
  const holds = times <= MOST_TIMES || beside <= leastMs;
  return { alone: round(alone), beside: round(beside), times: round(times), holds };
}

function medianOf(slices, member) {
  const sorted = slices.map((slice) => slice[member]).sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
