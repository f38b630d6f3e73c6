import type { Database, NamedStatement } from '../../platform/database/database';
import { NetworkLooks } from './network-looks';
import { NetworkSigns } from './network-signs';

const HOUR_MS = 3_600_000;

describe('the signs of networks', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  function make(next: Record<string, number>) {
    const asked: string[] = [];
    const callInNetwork = ({ name }: NamedStatement, [ids]: [string[]]) => {
      asked.push(name);
      return Promise.resolve(ids.map((id) => ({ id, reached: null, rules: 1, due: [], next })));
    };
    const database = { callAsPlatform: () => Promise.resolve([{ id: 'a' }]), callInNetwork } as unknown as Database;
    const times = (name: string) => asked.filter((one) => one === name).length;
    return { signs: NetworkSigns.of(database), times };
  }

  it('are read every two seconds for all who ask, and moments once a minute', async () => {
    const { signs, times } = make({});
    for (let second = 0; second < 60; second += 1) {
      await Promise.all([signs.list(), signs.list()]);
      await jest.advanceTimersByTimeAsync(1_000);
    }
    expect([times('network_signs'), times('network_moments')]).toEqual([30, 1]);
    await signs.list();
    expect(times('network_moments')).toBe(2);
  });

  it('tell a kind its next moment until that has come, and the begin of the hour where it works by the hour', async () => {
    const { signs } = make({ ends: 10_000, hour: 5_000 });
    const [plan, found] = [{ everyMs: 1_000, idleUpToMs: HOUR_MS, signs: [] }, [] as (number | undefined)[][]];
    const looks = [false, true].map((isHourly) => new NetworkLooks({ ...plan, name: 'ends', isHourly }));
    for (let n = 0; n < 3; n += 1) {
      const listed = await signs.list();
      found.push(looks.map((look) => look.find(listed)[0]?.inMs));
      await jest.advanceTimersByTimeAsync(6_000);
    }
    expect(found).toEqual([
      [10_000, 5_000],
      [4_000, 4_000],
      [undefined, undefined],
    ]);
  });
});
