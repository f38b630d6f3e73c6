import { NetworkLooks } from './network-looks';
import type { NetworkSign } from './network-signs';

const MINUTE_MS = 60_000;

describe('the next moment of a network', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  const find = (isHourly: boolean, inMs: Readonly<Record<string, number>>) => {
    const looks = new NetworkLooks({ name: 'wheel', everyMs: 5_000, idleUpToMs: 7_200_000, signs: ['due'], isHourly });
    const next = Object.fromEntries(Object.entries(inMs).map(([name, ms]) => [name, performance.now() + ms]));
    const sign: NetworkSign = { id: 'n', reached: null, rules: 1, due: [], next };
    return looks.find([sign]);
  };

  it.each([
    [
      'is that of the kind, whatever others have',
      false,
      { wheel: 3 * MINUTE_MS, inbox: 100, hour: 200 },
      3 * MINUTE_MS,
    ],
    ['is the next hour of its clock for a kind of the hours', true, { hour: 2 * MINUTE_MS }, 2 * MINUTE_MS],
    ['is the nearer of both', true, { wheel: MINUTE_MS, hour: 2 * MINUTE_MS }, MINUTE_MS],
    ['is the later of both where the nearer is past', true, { wheel: -1, hour: 2 * MINUTE_MS }, 2 * MINUTE_MS],
  ])('%s', (_, isHourly, next, inMs) => {
    expect(find(isHourly, next)).toEqual([{ key: 'n', isDue: true, inMs }]);
  });

  it.each([
    ['where the kind has none', {}],
    ['where it is past, which the signs tell', { wheel: -1 }],
    ['where only the hour is known, by which the kind does not work', { hour: MINUTE_MS }],
  ])('is none %s', (_, next) => {
    expect(find(false, next)).toEqual([{ key: 'n', isDue: true }]);
  });
});
