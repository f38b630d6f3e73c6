import type { ConfigurationSnapshot } from '../../../configuration';
import { type GiftSource, SoleDeciders } from '../../../configuration/pure';
import { minorUnits } from '../../../decision';
import type { TillAct } from '../../ledger/act/till-act';
import type { UsedReward } from '../spending/rewards/reward-plan';
import { rewardSharesOf } from './reward-shares.rules';

const ANNA = '018f0000-0000-7000-8000-000000000001';
/** A point is worth 1.00: millionths of a minor unit. */
const POINT_VALUE = 100_000_000;
const CUP: UsedReward = {
  code: 'CUP',
  rewardId: 'cup',
  version: 3,
  quantity: 2,
  points: 0,
  cost: 40,
  gift: { kind: 'AMOUNT_OFF', amount: minorUnits(9_000) },
  batch: null,
};

/** The shares of a reward that a source gives for nothing, in a network whose only person is Anna. */
function given(
  source: GiftSource | undefined,
  used: UsedReward = CUP,
  decisions = [] as { source: string; person: string }[],
  by: object = { campaign: 'TASKS' },
) {
  const deciders = new SoleDeciders(decisions, new Set(), new Map([[ANNA, []]]));
  const campaigns = { at: () => [{ code: 'TASKS', version: 4 }] };
  const snapshot = { deciders, campaigns, programInForce: () => ({ version: 5 }) } as unknown as ConfigurationSnapshot;
  const body = { kind: 'REWARD', rewardId: 'cup', quantity: 2, slotId: null, coupon: null, ...by };
  const act = { body, channel: 'SYSTEM', source } as unknown as TillAct;
  const rewards = { used: [], offer: null, coupons: [], sources: [used] };
  return rewardSharesOf(act, rewards, { trace: [] }, snapshot, { now: 0, pointValue: POINT_VALUE });
}

describe('the worth of a reward that a guest gets for nothing', () => {
  const wheel: GiftSource = { name: 'WHEEL 1', decidedBy: ANNA };

  it('is the most that it takes off, or its price in points, and counts for the person who opened the wheel', () => {
    const decisions = [{ source: 'WHEEL 1', person: ANNA }];
    expect(given(wheel)).toEqual([{ reward: 'CUP', money: 18_000, pieces: 0, decisions }]);
    const half = { ...CUP, gift: { kind: 'SHIPPING', skus: [], categories: [] } } as const;
    expect(given(wheel, half)).toMatchObject([{ money: 2 * 40 * 100, pieces: 0 }]);
    expect(given(wheel, { ...half, cost: 0 })).toMatchObject([{ money: 0, pieces: 2 }]);
  });

  it('counts for the person who started the campaign whose tasks give it', () => {
    const started = { source: 'CAMPAIGN TASKS 4', person: ANNA };
    expect(given(undefined, CUP, [started])).toMatchObject([{ money: 18_000, decisions: [started] }]);
  });

  it('counts for the person who published the programme whose stamp card gives it', () => {
    const published = { source: 'PROGRAM 5', person: ANNA };
    const shares = given(undefined, CUP, [published], { stampCard: 'card' });
    expect(shares).toMatchObject([{ money: 18_000, decisions: [published] }]);
  });

  it('counts for nobody where two people, or somebody outside of the network, decided', () => {
    expect(given(undefined)).toEqual([]);
    expect(given({ name: 'WHEEL 1', decidedBy: '018f0000-0000-7000-8000-000000000002' })).toEqual([]);
  });

  it('counts the pieces of goods for the person who made the reward', () => {
    const made = { source: 'REWARD cup 3', person: ANNA };
    expect(given(undefined, { ...CUP, gift: null, points: 80 }, [made])).toEqual([
      { reward: 'CUP', money: 0, pieces: 2, decisions: [made] },
    ]);
  });
});
