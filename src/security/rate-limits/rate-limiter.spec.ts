import type { Database, Tx } from '../../platform/database/database';
import type { LimitAlarms } from './limit-alarms';
import { RateLimiter } from './rate-limiter';

const RULE = { limit: 5, windowSeconds: 60, lockSeconds: 60 };

describe('look-ups that miss side by side', () => {
  it('are no more than the limit, though their counts arrive in another order', async () => {
    let misses = 0;
    const replies: (() => void)[] = [];
    const database = {
      asPlatform: async (work: (tx: Tx) => Promise<unknown>) => {
        const hits = (misses += 1);
        const counted = await work({
          query: () => Promise.resolve(),
          one: () => Promise.resolve({ hits, seconds: 30 }),
        } as unknown as Tx);
        await new Promise<void>((resolve) => replies.push(resolve));
        return counted;
      },
    } as unknown as Database;
    const alarms: Pick<LimitAlarms, 'noteRefusal'> = { noteRefusal: () => undefined };
    const limiter = new RateLimiter(database, { now: () => new Date() }, alarms as LimitAlarms);
    const find = jest.fn(() => Promise.resolve(undefined));
    void Promise.allSettled(
      Array.from({ length: 20 }, () => limiter.countingMisses({ subject: 'test:1', rule: RULE }, find)),
    );
    for (const counted of [4, 1, 2, 3, 5]) {
      await new Promise((resolve) => setImmediate(resolve));
      replies[counted - 1]?.();
    }
    await new Promise((resolve) => setImmediate(resolve));
    expect(find).toHaveBeenCalledTimes(RULE.limit);
  });
});
