import { manualOf, NOON, rewardOf } from '../../../test/support/decision/acts';
import { programOf } from '../../../test/support/decision/programs';
import { Story } from '../../../test/support/decision/story';
import { newGuest, points, type CardStamps, type RewardAct } from '..';

const CARD = 'card';
const cards = (count: number): CardStamps[] => [
  {
    card: CARD,
    collected: 2,
    completed: count,
    full: [{ size: 5, points: null, rewardCode: 'REWARD-101', count }],
    expired: 0,
    endsAt: null,
  },
];

describe('a reward that points buy', () => {
  it('costs so much for each of it, at the place that gives it, and says so', () => {
    const story = new Story(programOf());
    story.done(manualOf('CREDIT', 130));
    const decided = story.done(rewardOf(60, { quantity: 2 }));
    expect(decided).toMatchObject({
      amounts: { pointsRedeemed: 120, payable: 0 },
      lines: [{ points: 120, gross: 0, earned: 0, quantityMilli: 1_000 }],
      trace: [
        { effect: 'REDEEM', rule: 'reward.redeemed', amount: 120, arguments: { reward: 'REWARD-101', quantity: 2 } },
      ],
    });
    expect(decided.details).toEqual({
      kind: 'REDEMPTION',
      restaurantId: 'restaurant-1',
      day: NOON / 86_400_000 - 0.5,
      capDay: null,
      pointValue: story.document.pointValue,
      refundPolicy: 'DEBT',
      firstSaleBonus: 0,
      redeemed: [expect.objectContaining({ points: 120 })],
      capped: [],
    });
    expect(story.guest.balance.available).toBe(10);
  });

  it('is nothing for a blocked guest, nor for one below zero', () => {
    const blocked = new Story(programOf(), { ...newGuest(), blocked: true });
    expect(blocked.play(rewardOf(0))).toEqual({ kind: 'REFUSED', code: 'guest_blocked', data: {} });
    const guest = newGuest();
    const poor = new Story(programOf(), { ...guest, balance: { ...guest.balance, available: points(-5) } });
    expect(poor.play(rewardOf(1))).toEqual({ kind: 'REFUSED', code: 'insufficient_points', data: { available: 0 } });
    expect(poor.play(rewardOf(0)).kind).toBe('DECIDED');
  });
});

describe('a reward that the guest cannot have', () => {
  const { offer } = rewardOf(10);
  const taken = (changes: Partial<typeof offer>, act: Partial<RewardAct> = {}) => {
    const story = new Story(programOf(), { ...newGuest(), segments: ['REGULARS'] });
    story.done(manualOf('CREDIT', 20));
    const decision = story.play(rewardOf(10, { offer: { ...offer, ...changes }, ...act }));
    return decision.kind === 'REFUSED' ? [decision.code, decision.data] : 'taken';
  };

  it.each([
    ['its tier', { tiers: ['BASE'] }, 'taken'],
    ['another tier', { tiers: ['GOLD'] }, ['reward_not_available', { reason: 'TIER', tier: 'BASE' }]],
    ['its tier already', { earlyTiers: ['BASE'] }, 'taken'],
    [
      'another tier as yet',
      { earlyTiers: ['GOLD'] },
      ['reward_not_available', { reward: 'REWARD-101', reason: 'NOT_YET' }],
    ],
    ['one of its segments', { segments: ['VIP', 'REGULARS'] }, 'taken'],
    ['another segment', { segments: ['VIP'] }, ['reward_not_available', { reason: 'SEGMENT' }]],
    ['a slot that it names', { slotMissing: false }, 'taken'],
    ['a slot that it does not name', { slotMissing: true }, ['slot_required', {}]],
  ] as const)('is for %s', (_name, changes, expected) => {
    expect(taken(changes as Partial<typeof offer>)).toEqual(expected);
  });

  it.each([
    ['guestLeft', 'reward_limit_reached'],
    ['stockLeft', 'out_of_stock'],
    ['slotLeft', 'slot_taken'],
  ] as const)('has enough left of it, or says how many: %s', (name, code) => {
    expect(taken({ [name]: 2 }, { quantity: 2 })).toBe('taken');
    expect(taken({ [name]: 1 }, { quantity: 2 })).toEqual([code, { left: 1 }]);
  });

  it.each([
    [null, 'taken'],
    [10, 'taken'],
    [9, ['redemption_limit_exceeded', { max: 9, limitedBy: 'NETWORK' }]],
  ])('costs more than the family allows: %p', (networkLimit, expected) => {
    expect(taken({}, { networkLimit: networkLimit === null ? null : points(networkLimit) })).toEqual(expected);
  });

  it('costs more than the guest has', () => {
    expect(taken({}, { quantity: 2 })).toBe('taken');
    expect(taken({}, { quantity: 3 })).toEqual(['insufficient_points', { available: 20 }]);
  });
});

describe('a reward that the network or a campaign gives', () => {
  it('is redeemed at the network where no restaurant gives it', () => {
    const credits = (restaurantId: string | null) => {
      const story = new Story(programOf());
      story.done(manualOf('CREDIT', 20));
      return story.done(rewardOf(10, { restaurantId })).transfers.map(({ code, credit }) => [code, credit]);
    };
    expect(credits(null)).toEqual([['REDEMPTION', 'NETWORK_REDEEMED']]);
    expect(credits('restaurant-1')).toEqual([['REDEMPTION', 'RESTAURANT_REDEEMED']]);
  });

  it('is taken once from the campaign whose tasks gave it', () => {
    const guest = newGuest();
    const paid = { transactionId: 'sale', restaurantId: null, points: points(0), rewards: ['REWARD-101'], uses: 1 };
    const progress = [{ campaign: 'C', occurrence: 0, until: null, tasks: [], paid }];
    const campaigns = { joined: [], progress };
    const story = new Story(programOf(), { ...guest, counters: { ...guest.counters, campaigns } });
    const notGiven = {
      kind: 'REFUSED',
      code: 'reward_not_available',
      data: { reward: 'REWARD-101', reason: 'NOT_GIVEN' },
    };
    expect(story.play(rewardOf(0, { campaign: 'C', quantity: 2 }))).toEqual(notGiven);
    expect(story.play(rewardOf(0, { campaign: 'D' }))).toEqual(notGiven);
    const decision = story.done(rewardOf(0, { campaign: 'C' }));
    expect(decision.details).toMatchObject({ takenReward: { campaign: 'C', occurrence: 0, reward: 'REWARD-101' } });
    expect(decision.trace.slice(1)).toEqual([
      { effect: 'TASK', rule: 'campaign.C.taken', amount: 1, arguments: { reward: 'REWARD-101' } },
    ]);
    expect(story.play(rewardOf(0, { campaign: 'C' }))).toEqual(notGiven);
  });
});

describe('a reward that full cards pay for', () => {
  const storyWith = (count: number) => {
    const guest = newGuest();
    return new Story(programOf(), { ...guest, counters: { ...guest.counters, stamps: cards(count) } });
  };

  it('takes as many cards as are wanted, and no points', () => {
    const story = storyWith(3);
    const decided = story.done(rewardOf(0, { quantity: 2, stampCard: CARD }));
    expect(decided).toMatchObject({
      amounts: { pointsRedeemed: 0 },
      transfers: [],
      details: {
        redeemed: [],
        stamps: {
          cards: [],
          points: 0,
          paidBy: { card: CARD, size: 5, points: null, rewardCode: 'REWARD-101', count: 2 },
        },
      },
    });
    expect(decided.trace).toEqual([
      { effect: 'REDEEM', rule: 'reward.redeemed', amount: 0, arguments: { reward: 'REWARD-101', quantity: 2 } },
      { effect: 'STAMP', rule: 'stamps.redeemed', amount: 2, arguments: { card: CARD } },
    ]);
    expect(story.guest.counters.stamps).toEqual([{ ...cards(1)[0], completed: 3 }]);
  });

  it('is refused where fewer are full', () => {
    expect(storyWith(1).play(rewardOf(0, { quantity: 2, stampCard: CARD }))).toEqual({
      kind: 'REFUSED',
      code: 'reward_not_available',
      data: { reward: 'REWARD-101', reason: 'NO_FULL_CARD' },
    });
  });

  it('waits again when it comes back', () => {
    const story = storyWith(3);
    story.done(rewardOf(0, { quantity: 2, stampCard: CARD }), 'taken');
    story.refund('taken');
    expect(story.guest.counters.stamps).toEqual(cards(3));
  });
});
