/**
 * Figures of rounds: the median says what was reached, and the interquartile range says how far it can be trusted.
 *
 * @typedef {{ median: number, low: number, high: number, spread: number }} Figure
 */

/** @param {readonly number[]} values one of each round @returns {Figure} */
export function figureOf(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const low = quantile(sorted, 0.25);
  const high = quantile(sorted, 0.75);
  return { median: quantile(sorted, 0.5), low, high, spread: high - low };
}

/** Interpolates linearly between neighbours. */
function quantile(sorted, share) {
  const at = (sorted.length - 1) * share;
  const below = sorted[Math.floor(at)];
  return below + (sorted[Math.ceil(at)] - below) * (at - Math.floor(at));
}

/** Ratios of two sides round by round; a disturbance of both cancels out. */
export function ratioOf(values, others) {
  return figureOf(values.map((value, round) => value / others[round]));
}

/**
 * A row of the table. A bound is missed when the median misses it by more than the spread.
 *
 * @param {{ what: string, figure: Figure, unit?: string, digits?: number, atLeast?: number, atMost?: number, goal?: number }} row
 */
export function rowOf({ what, figure, unit = '', digits = 0, atLeast, atMost, goal }) {
  const missed =
    (atLeast !== undefined && figure.median + figure.spread < atLeast) ||
    (atMost !== undefined && figure.median - figure.spread > atMost);
  const within = (atLeast !== undefined && figure.median < atLeast) || (atMost !== undefined && figure.median > atMost);
  const format = (value) =>
    value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits });
  const bounds = [
    atLeast !== undefined && `≥ ${format(atLeast)}`,
    atMost !== undefined && `≤ ${format(atMost)}`,
    goal !== undefined && `goal ${format(goal)}`,
  ];
  return {
    missed,
    cells: [
      what,
      `${format(figure.median)}${unit}`,
      `${format(figure.low)}–${format(figure.high)}`,
      bounds.filter(Boolean).join(', '),
      verdict(atLeast ?? atMost, missed, within),
    ],
  };
}

function verdict(bound, missed, within) {
  if (bound === undefined) return '';
  if (missed) return '**missed**';
  return within ? 'within the spread' : 'held';
}

export const TABLE_HEAD = ['| | median | interquartile range | bound | |', '|---|--:|--:|---|---|'];

export function lineOf({ cells }) {
  return `| ${cells.join(' | ')} |`;
}
