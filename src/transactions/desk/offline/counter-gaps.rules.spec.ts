import fc from 'fast-check';
import { noteGaps } from './counter-gaps.rules';

describe('counters of a device that never came', () => {
  const NEW = { lastCounter: 0, gaps: [] };

  it('are none while they come one after another', () => {
    expect(noteGaps(NEW, [1, 2, 3])).toEqual({ lastCounter: 3, gaps: [] });
    expect(noteGaps({ lastCounter: 3, gaps: [] }, [4])).toEqual({ lastCounter: 4, gaps: [] });
    expect(noteGaps({ lastCounter: 3, gaps: [[2, 2]] }, [])).toEqual({ lastCounter: 3, gaps: [[2, 2]] });
  });

  it('are the ranges that were jumped over', () => {
    expect(noteGaps(NEW, [2, 6, 7])).toEqual({
      lastCounter: 7,
      gaps: [
        [1, 1],
        [3, 5],
      ],
    });
  });

  it('close from either end or in the middle when what was missing comes after all', () => {
    const device = { lastCounter: 9, gaps: [[2, 6] as const] };
    expect(noteGaps(device, [2]).gaps).toEqual([[3, 6]]);
    expect(noteGaps(device, [6]).gaps).toEqual([[2, 5]]);
    expect(noteGaps(device, [4]).gaps).toEqual([
      [2, 3],
      [5, 6],
    ]);
    expect(noteGaps(device, [2, 3, 4, 5, 6])).toEqual({ lastCounter: 9, gaps: [] });
  });

  it('are the latest thousand of a device that leaves out every other', () => {
    const even = Array.from({ length: 1_001 }, (_, n) => 2 * n + 2);
    const { gaps } = noteGaps(NEW, even);
    expect([gaps.length, gaps[0], gaps.at(-1)]).toEqual([1_000, [3, 3], [2_001, 2_001]]);
  });

  it('are not changed by what was there already', () => {
    const device = { lastCounter: 9, gaps: [[2, 3] as const, [6, 6] as const] };
    expect(noteGaps(device, [1, 4, 5, 7, 9])).toEqual({
      lastCounter: 9,
      gaps: [
        [2, 3],
        [6, 6],
      ],
    });
  });

  it('are exactly those below the highest that no batch has brought, in whatever order the batches came', () => {
    const batches = fc.array(fc.uniqueArray(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 10 }), {
      maxLength: 8,
    });
    fc.assert(
      fc.property(batches, (sent) => {
        const noted = sent.reduce<ReturnType<typeof noteGaps>>(noteGaps, { lastCounter: 0, gaps: [] });
        const came = new Set(sent.flat());
        const highest = Math.max(0, ...came);
        const missing = Array.from({ length: highest }, (_, i) => i + 1).filter((counter) => !came.has(counter));
        expect(noted.lastCounter).toBe(highest);
        expect(
          noted.gaps
            .flatMap(([from, to]) => Array.from({ length: to - from + 1 }, (_, i) => from + i))
            .sort((a, b) => a - b),
        ).toEqual(missing);
      }),
    );
  });
});
