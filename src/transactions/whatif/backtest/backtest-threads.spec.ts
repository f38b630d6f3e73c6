import type { Piece } from './backtest-work';
import { PieceTurns } from './backtest-threads';

/** Ranges `0` to `1`, `1` to `2` and so on, the last one without an end, and the anonymous receipts. */
const piecesOf = (ranges: number): Piece[] => [
  ...Array.from({ length: ranges }, (_, n) => ({ from: String(n), to: n + 1 < ranges ? String(n + 1) : null })),
  'NOBODY',
];
const wayOf = (isBesideTills: boolean) => ({ isBesideTills, before: () => Promise.resolve() });

describe('the pieces of a backtest', () => {
  it('go to all threads, several as one, while no till is at work', async () => {
    const turns = new PieceTurns<string>(piecesOf(25), wayOf(false));
    const taken = await Promise.all(['a', 'b', 'a', 'b', 'a'].map((thread) => turns.next(thread)));
    expect(taken).toEqual([
      { from: '0', to: '10' },
      { from: '10', to: '20' },
      { from: '20', to: null },
      'NOBODY',
      null,
    ]);
  });

  it('go to one thread at a time beside tills, each by itself and after a rest', async () => {
    const way = wayOf(true);
    const before = jest.spyOn(way, 'before');
    const turns = new PieceTurns<string>(piecesOf(2), way);
    const taken: [string, Piece | null][] = [];
    const ask = async (thread: string): Promise<void> => void taken.push([thread, await turns.next(thread)]);
    const settled = () => new Promise((resolve) => setImmediate(resolve));
    const [first, second] = [ask('a'), ask('b')];
    await settled();
    expect(taken).toEqual([['a', { from: '0', to: '1' }]]);
    const third = ask('a');
    await settled();
    expect(taken.slice(1)).toEqual([['b', { from: '1', to: null }]]);
    const fourth = ask('b');
    await settled();
    expect(taken.slice(2)).toEqual([
      ['a', 'NOBODY'],
      ['b', null],
    ]);
    await Promise.all([first, second, third, fourth, ask('a')]);
    expect([taken.at(-1), before.mock.calls.length]).toEqual([['a', null], 5]);
  });
});
