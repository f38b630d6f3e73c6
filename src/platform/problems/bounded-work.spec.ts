import { BoundedWork } from './bounded-work';

const FULL = { code: 'rate_limited', retryAfterSeconds: 1 };

describe('work of callers with a bound', () => {
  let bounded: BoundedWork;
  let ends: (() => void)[];
  const begin = (networkId: string, count: number) =>
    bounded.run(networkId, count, () => new Promise<void>((resolve) => ends.push(resolve)));

  beforeEach(() => {
    bounded = new BoundedWork({ ofNetwork: 10, ofAll: 15 });
    ends = [];
  });

  it('is refused before it begins where its network or all networks have too much, and taken once there is room', async () => {
    const first = begin('a', 8);
    await expect(begin('a', 3)).rejects.toMatchObject(FULL);
    const other = begin('b', 7);
    await expect(begin('c', 1)).rejects.toMatchObject(FULL);
    expect(ends).toHaveLength(2);
    ends[0]?.();
    await first;
    const again = begin('a', 8);
    for (const end of ends) end();
    await expect(Promise.all([other, again])).resolves.toHaveLength(2);
  });

  it('is taken alone though it is larger than the bound', async () => {
    const large = begin('a', 100);
    await expect(begin('b', 1)).rejects.toMatchObject(FULL);
    ends[0]?.();
    await expect(large).resolves.toBeUndefined();
  });

  it('gives its room back when it fails', async () => {
    await expect(bounded.run('a', 10, () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
    const next = begin('a', 10);
    ends[0]?.();
    await expect(next).resolves.toBeUndefined();
  });
});
