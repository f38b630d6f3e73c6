import { LineRanges } from './line-ranges';

describe('lines of a file', () => {
  it('are ranges of neighbours, in whatever order they came, and the same when read again', () => {
    const lines = new LineRanges();
    for (const [first, last] of [
      [9, 9],
      [2, 4],
      [5, 5],
      [12, 20],
      [10, 10],
      [3, 4],
    ] as const)
      lines.add(first, last);
    expect(lines.list()).toEqual([2, 5, 9, 10, 12, 20]);
    lines.add(6, 8);
    expect(lines.list()).toEqual([2, 10, 12, 20]);
    const again = LineRanges.of([lines.list(), [40, 41]]);
    const has = Array.from({ length: 45 }, (_, line) => line).filter((line) => again.has(line));
    expect(has).toEqual([2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 13, 14, 15, 16, 17, 18, 19, 20, 40, 41]);
  });
});
