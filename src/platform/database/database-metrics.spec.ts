import { register } from '../telemetry/metrics';
import type { Database } from './database';
import { DatabaseMetrics } from './database-metrics';

describe('the metrics of the database', () => {
  const state = { isAway: false, statements: 0 };
  const answer = (seconds: number) => (statement: { readonly name: string }) => {
    state.statements += 1;
    if (state.isAway) return Promise.reject(new Error('away'));
    if (statement.name === 'metrics_tables') return Promise.resolve([{ name: 'lots', dead: 7, live: 40 }]);
    return Promise.resolve([{ connections: 12, most: 100, seconds }]);
  };

  beforeEach(() => {
    Object.assign(state, { isAway: false, statements: 0 });
    jest.useFakeTimers();
    new DatabaseMetrics({ callInNetwork: answer(2), callAsPlatform: answer(950) } as unknown as Database);
  });
  afterEach(() => jest.useRealTimers());

  const samples = async () =>
    (await register.metrics()).split('\n').filter((line) => line.startsWith('loyalty_database'));

  it('tell the longest transaction of both roles, and the rows of tables by name', async () => {
    expect(await samples()).toEqual([
      'loyalty_database_up 1',
      'loyalty_database_connections 12',
      'loyalty_database_connections_limit 100',
      'loyalty_database_longest_transaction_seconds 950',
      'loyalty_database_dead_rows{table="lots"} 7',
      'loyalty_database_live_rows{table="lots"} 40',
    ]);
  });

  it('ask the database once, however often and at once they are read', async () => {
    await Promise.all([samples(), samples()]);
    await samples();
    expect(state.statements).toBe(3);
    jest.advanceTimersByTime(15_000);
    await samples();
    expect(state.statements).toBe(6);
  });

  it('have no values but that the database is away, and come back with it', async () => {
    await samples();
    state.isAway = true;
    jest.advanceTimersByTime(15_000);
    expect(await samples()).toEqual(['loyalty_database_up 0']);
    state.isAway = false;
    jest.advanceTimersByTime(15_000);
    expect(await samples()).toHaveLength(6);
  });
});
