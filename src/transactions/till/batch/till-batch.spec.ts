import type { Snapshots } from '../../../configuration';
import { Clock } from '../../../platform/clock/clock';
import type { Database, NamedStatement } from '../../../platform/database/database';
import { NETWORK, snapshotOf, storedGuest, tillAct } from '../../../../test/support/till/till-acts';
import { Logger } from '../../../platform/telemetry/logger';
import { CampaignBudgets } from '../spending/campaigns/campaign-budgets';
import type { RewardAllocation } from '../spending/rewards/reward-allocation';
import { TillBatch } from './till-batch';

const act = tillAct({ guestId: '01989e3c-0000-7000-8000-000000000000' });
const REFUSED = { kind: 'REFUSED', code: 'guest_blocked' };

describe('a batch', () => {
  let clock: number;
  let calls: string[];

  /** A batch whose reads take these times in turn, in milliseconds; the last time repeats. */
  const batchOf = (...readsTake: readonly number[]): TillBatch => {
    let reads = 0;
    const database: Pick<Database, 'callReserved'> = {
      callReserved: <Row extends object>({ name }: NamedStatement): Promise<Row[]> => {
        calls.push(name);
        if (name !== 'till_read') return Promise.resolve([]);
        clock += readsTake[Math.min(reads, readsTake.length - 1)] ?? 0;
        reads += 1;
        return Promise.resolve([storedGuest({ blocked: true })] as object[] as Row[]);
      },
    };
    const snapshots: Pick<Snapshots, 'cached'> = { cached: () => snapshotOf() };
    const rewards: Pick<RewardAllocation, 'digestsOf'> = { digestsOf: () => [] };
    const budgets = new CampaignBudgets(database as Database, new Logger());
    return new TillBatch(
      database as Database,
      snapshots as Snapshots,
      rewards as RewardAllocation,
      new Clock(),
      budgets,
    );
  };

  beforeEach(() => {
    clock = 0;
    calls = [];
    jest.spyOn(performance, 'now').mockImplementation(() => clock);
  });
  afterEach(() => jest.restoreAllMocks());

  it('is read, decided and written', async () => {
    const { settled, lost } = await batchOf(2_000).run(NETWORK, [act], false);
    expect(calls).toEqual(['till_read', 'till_write']);
    expect(settled.get(act)).toMatchObject(REFUSED);
    expect(lost).toEqual([]);
  });

  it('rule 3: is read again when it is older than two seconds', async () => {
    const { settled } = await batchOf(2_001, 0).run(NETWORK, [act], false);
    expect(calls).toEqual(['till_read', 'till_read', 'till_write']);
    expect(settled.get(act)).toMatchObject(REFUSED);
  });

  it('leaves its acts to be decided alone when it is always too old, and has written nothing', async () => {
    const { settled, lost } = await batchOf(3_000).run(NETWORK, [act], false);
    expect(new Set(calls)).toEqual(new Set(['till_read']));
    expect([settled.size, lost]).toEqual([0, [act]]);
  });
});
