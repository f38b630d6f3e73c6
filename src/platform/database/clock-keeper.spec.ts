import type { Database, Tx } from './database';
import type { Logger } from '../telemetry/logger';
import { ClockKeeper } from './clock-keeper';
import { databaseNowMs } from '../clock/database-time';

const MINUTE = 60_000;
const OFF = "this machine's clock is not the database's, by which everything is dated";
const UNKNOWN = 'the time of the database is not known anew';

describe("the keeper of the database's time", () => {
  /** How far the database's clock is ahead of the process's own; null: the database is away. */
  let aheadMs: number | null;
  let said: string[];
  let keeper: ClockKeeper;

  beforeEach(async () => {
    jest.useFakeTimers();
    aheadMs = 0;
    said = [];
    const tx = { one: () => Promise.resolve({ ms: Date.now() + (aheadMs ?? 0) }) } as unknown as Tx;
    const database: Pick<Database, 'asPlatform'> = {
      asPlatform: (work) => (aheadMs === null ? Promise.reject(new Error('away')) : work(tx)),
    };
    const logger: Pick<Logger, 'event'> = { event: (_level, message) => void said.push(message) };
    keeper = new ClockKeeper(database as Database, logger as Logger);
    await keeper.onModuleInit();
  });
  afterEach(async () => {
    await keeper.onModuleDestroy();
    jest.useRealTimers();
  });

  const offBy = () => databaseNowMs() - Date.now();
  const afterAMinute = async (ms: number | null) => {
    aheadMs = ms;
    await jest.advanceTimersByTimeAsync(MINUTE);
  };

  it('asks again each minute, and until it is stopped', async () => {
    for (const ms of [500, -700]) {
      await afterAMinute(ms);
      expect(offBy()).toBe(ms);
    }
    await keeper.onModuleDestroy();
    await afterAMinute(900);
    expect(offBy()).toBe(-700);
  });

  it('keeps what it knows while the database is away, says so, and goes on asking', async () => {
    await afterAMinute(500);
    await afterAMinute(null);
    expect([offBy(), said]).toEqual([500, [UNKNOWN]]);
    await afterAMinute(300);
    expect(offBy()).toBe(300);
  });

  it('warns once of each time that the clocks part by more than a second', async () => {
    for (const ms of [1_000, 1_001, 5_000, 0, -1_001]) await afterAMinute(ms);
    expect(said).toEqual([OFF, OFF]);
  });

  it('ends a start whose database does not answer', async () => {
    aheadMs = null;
    await expect(keeper.onModuleInit()).rejects.toThrow('away');
  });
});
