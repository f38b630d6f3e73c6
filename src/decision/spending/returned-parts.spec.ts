import { points, type LotPart, type RefundAct } from '..';
import { returnedParts } from './refund-points';
import type { RefundShares } from './refund-shares';

describe('the lots to which a refund returns points', () => {
  const part = (lotId: string, amount: number, byLine?: readonly number[]) =>
    ({ lotId, expiresAt: 1, points: points(amount), restaurantId: null, ...(byLine && { byLine }) }) as LotPart;
  const returned = (redeemed: readonly LotPart[], lines: readonly (readonly [before: number, now: number])[]) => {
    const shares = { lines: lines.map(([pointsBefore, now]) => ({ pointsBefore, points: now })) };
    const sum = (of: 0 | 1) => lines.reduce((all, line) => all + line[of], 0);
    const act = { details: { redeemed } } as unknown as RefundAct;
    const parts = returnedParts(act, shares as unknown as RefundShares, sum(1), sum(0));
    return parts.map(({ lotId, points: amount }) => [lotId, amount]);
  };
  const spent = [part('first', 3, [3, 0]), part('second', 6, [2, 4])];

  it.each([
    [
      'the last that was spent on the line',
      [
        [0, 2],
        [0, 0],
      ],
      [['second', 2]],
    ],
    [
      'the one before it, after that',
      [
        [1, 2],
        [0, 0],
      ],
      [
        ['first', 1],
        ['second', 1],
      ],
    ],
    [
      'the one before it alone, where the last is back',
      [
        [2, 2],
        [0, 0],
      ],
      [['first', 2]],
    ],
    [
      'those of each line by itself',
      [
        [2, 3],
        [1, 3],
      ],
      [
        ['first', 3],
        ['second', 3],
      ],
    ],
    [
      'all',
      [
        [0, 5],
        [0, 4],
      ],
      [
        ['first', 3],
        ['second', 6],
      ],
    ],
  ] as const)('are %s', (_name, lines, parts) => {
    expect(returned(spent, lines).sort()).toEqual(parts);
  });

  it('are those that paid any line, where the limited ones of the line are back', () => {
    const mixed = [part('any', 5), ...spent];
    expect(
      returned(mixed, [
        [0, 5],
        [0, 4],
      ]).sort(),
    ).toEqual([
      ['first', 3],
      ['second', 6],
    ]);
    expect(
      returned(mixed, [
        [5, 2],
        [4, 1],
      ]),
    ).toEqual([['any', 3]]);
    expect(
      returned(mixed, [
        [4, 3],
        [4, 1],
      ]).sort(),
    ).toEqual([
      ['any', 3],
      ['first', 1],
    ]);
  });

  it('are those that paid any line only beyond the limited ones, in one refund or in two', () => {
    const mixed = [part('any', 6), part('cake', 2, [0, 2])];
    // The second line was paid with 2 limited points and 2 others, the first with 4 others.
    const once = returned(mixed, [
      [0, 4],
      [0, 4],
    ]);
    expect(once.sort()).toEqual([
      ['any', 6],
      ['cake', 2],
    ]);
    const then = (before: number, now: number) =>
      returned(mixed, [
        [before, now],
        [before, now],
      ]).sort();
    expect([then(0, 1), then(1, 2), then(3, 1)]).toEqual([
      [
        ['any', 1],
        ['cake', 1],
      ],
      [
        ['any', 3],
        ['cake', 1],
      ],
      [['any', 2]],
    ]);
  });

  it('are the last that were spent, where no lot was bound to lines', () => {
    const free = [part('first', 3), part('second', 6)];
    expect(returned(free, [[0, 4]])).toEqual([['second', 4]]);
    expect(returned(free, [[4, 4]])).toEqual([
      ['second', 2],
      ['first', 2],
    ]);
  });
});
