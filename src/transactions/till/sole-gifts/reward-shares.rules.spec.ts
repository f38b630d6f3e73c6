import type { ConfigurationSnapshot } from '../../../configuration';
import { type GiftSource, SoleDeciders } from '../../../configuration/pure';
import { minorUnits, partsPerMillion, type TraceEntry } from '../../../decision';
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

  it('counts for no person where two people, or a person outside of the network, decided', () => {
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

describe('the worth of rewards that a sale uses', () => {
  const BORIS = '018f0000-0000-7000-8000-000000000004';
  const made = { source: 'REWARD cup 3', person: ANNA };
  const off = (amount: number, rule = 'reward.discount', reward = 'CUP'): TraceEntry => ({
    effect: 'DISCOUNT',
    rule,
    amount,
    arguments: { reward },
  });

  /** The reward shares of a sale with this trace. Anna and Boris are the people of the network. */
  function used(
    trace: readonly TraceEntry[],
    sources: readonly UsedReward[],
    body: object = { kind: 'SALE' },
    channel = 'TILL',
  ) {
    const deciders = new SoleDeciders([made], new Set(), new Map([ANNA, BORIS].map((person) => [person, []])));
    const act = { body, channel } as unknown as TillAct;
    const snapshot = { deciders } as unknown as ConfigurationSnapshot;
    const rewards = { used: [], offer: null, coupons: [], sources };
    return rewardSharesOf(act, rewards, { trace }, snapshot, { now: 0, pointValue: POINT_VALUE });
  }

  it('is the money off, less what the guest paid in points', () => {
    const paid = { ...CUP, points: 3 };
    expect(used([off(1_000)], [CUP])).toEqual([{ reward: 'CUP', money: 1_000, pieces: 0, decisions: [made] }]);
    expect(used([off(1_000)], [paid])).toMatchObject([{ money: 700 }]);
    expect(used([off(1_000)], [paid, paid])).toMatchObject([{ money: 400 }]);
    expect(used([off(301)], [paid])).toMatchObject([{ money: 1 }]);
    expect(used([off(300)], [paid])).toEqual([]);
  });

  it('adds up what one reward took off in several ways, and no other money off', () => {
    const trace = [off(100), off(20, 'reward.freeItem'), off(3, 'reward.shipping'), off(5_000, 'tier.discount')];
    expect(used(trace, [CUP])).toMatchObject([{ money: 123 }]);
    const two = used([off(100), off(40, 'reward.discount', 'MUG')], [CUP, { ...CUP, code: 'MUG', points: 1 }]);
    expect(two.map(({ reward, money }) => [reward, money])).toEqual([['CUP', 100]]);
  });

  it('counts for the maker of the code as well, but only for the maker of the reward where the system made the code', () => {
    const code = (madeBy: string | null) => ({ ...CUP, batch: { id: 'b', madeBy } });
    const ofCode = { source: 'COUPONS b', person: BORIS };
    expect(used([off(5)], [code(BORIS)])).toMatchObject([{ decisions: [ofCode, made] }]);
    expect(used([off(5)], [code(BORIS), code(BORIS)])).toMatchObject([{ decisions: [ofCode, made] }]);
    expect(used([off(5)], [code(null)])).toMatchObject([{ decisions: [made] }]);
  });

  it('counts for no person in an import', () => {
    expect(used([off(5)], [CUP], { kind: 'SALE' }, 'IMPORT')).toEqual([]);
  });

  it('counts once, when the sale is made: not for a quote that holds points', () => {
    expect(used([off(5)], [CUP], { kind: 'HOLD' })).toEqual([]);
  });
});

describe('the most that a share off names', () => {
  const share = (most: number | null) =>
    ({ kind: 'SHARE_OFF', ratePpm: partsPerMillion(500_000), most: most === null ? null : minorUnits(most) }) as const;
  const wheel: GiftSource = { name: 'WHEEL 1', decidedBy: ANNA };

  it.each([
    [9_000, 18_000],
    [null, 8_000],
  ])('is %p, worth %d', (most, money) => {
    expect(given(wheel, { ...CUP, gift: share(most) })).toMatchObject([{ money, pieces: 0 }]);
  });
});
