import { needs, programOf, tierOf } from '../../../test/support/decision/programs';
import { compileProgram, type GivenTier, newGuest, type TierBeside } from '..';
import { tierOfPayout, withoutEnded, withoutPayouts, withoutRule, withTier } from './given-tiers';

const TODAY = 20_000;
const PROGRAM = compileProgram(
  programOf({ tiers: ['BASE', 'SILVER', 'GOLD'].map((code, rank) => tierOf(code, { needs: needs(rank) })) }),
);
const given = (tier: string, untilDay: number | null, by?: string): GivenTier => ({
  tier,
  untilDay,
  ...(by !== undefined && { campaign: by, transactionId: `sale of ${by}` }),
});

describe('a tier that is given beside others', () => {
  it.each<[string, TierBeside | null, GivenTier, TierBeside]>([
    ['holds by itself', null, given('GOLD', 5), given('GOLD', 5)],
    [
      'holds now if it is higher, though it ends sooner',
      given('SILVER', null),
      given('GOLD', 5),
      { ...given('GOLD', 5), beneath: [given('SILVER', null)] },
    ],
    [
      'waits if it is lower, with the campaign that gave the other',
      given('GOLD', 5, 'A'),
      given('SILVER', 9, 'B'),
      { ...given('GOLD', 5, 'A'), beneath: [given('SILVER', 9, 'B')] },
    ],
    [
      'holds if it ends later than an equal one',
      given('GOLD', 5),
      given('GOLD', 6),
      { ...given('GOLD', 6), beneath: [given('GOLD', 5)] },
    ],
    [
      'waits if an equal one has no end',
      given('GOLD', null),
      given('GOLD', 6),
      { ...given('GOLD', null), beneath: [given('GOLD', 6)] },
    ],
    [
      'holds if it ends with an equal one',
      given('GOLD', 6, 'A'),
      given('GOLD', 6, 'B'),
      { ...given('GOLD', 6, 'B'), beneath: [given('GOLD', 6, 'A')] },
    ],
  ])('%s', (_name, known, one, expected) => {
    expect(withTier(PROGRAM, known, one)).toEqual(expected);
  });

  it('has ten others beneath it at most', () => {
    const many = Array.from({ length: 12 }, (_, n) => given('SILVER', n + 1));
    const all = many.reduce<TierBeside | null>((known, one) => withTier(PROGRAM, known, one), null);
    expect(all).toMatchObject({ untilDay: 12 });
    expect(all?.beneath?.map(({ untilDay }) => untilDay)).toEqual([11, 10, 9, 8, 7, 6, 5, 4, 3, 2]);
  });
});

describe('given tiers that end', () => {
  const both = { ...given('GOLD', 5), beneath: [given('SILVER', 4), given('SILVER', null)] };

  it('are the same through their last day', () => {
    expect(withoutEnded(PROGRAM, both, 5)).toBe(both);
    expect(withoutEnded(PROGRAM, null, 5)).toBeNull();
    expect(withoutEnded(PROGRAM, given('GOLD', null), 99_999)).toEqual(given('GOLD', null));
  });

  it('leave the highest of those that go on, or none', () => {
    expect(withoutEnded(PROGRAM, both, 6)).toEqual(given('SILVER', null));
    expect(withoutEnded(PROGRAM, given('GOLD', 5), 6)).toBeNull();
  });
});

describe('given tiers whose payout is undone', () => {
  const both = { ...given('GOLD', 5, 'A'), beneath: [given('SILVER', 9, 'B')] };
  const payout = (campaign: string, transactionId = `sale of ${campaign}`) => [{ campaign, transactionId }];

  it.each<[string, ReturnType<typeof payout>, TierBeside | null]>([
    ['by one payout', payout('A'), given('SILVER', 9, 'B')],
    ['by the payout of one beneath', payout('B'), given('GOLD', 5, 'A')],
    ['by all payouts', [...payout('A'), ...payout('B')], null],
  ])('go with it: %s', (_name, undone, expected) => {
    expect(withoutPayouts(PROGRAM, both, undone)).toEqual(expected);
  });

  it('stay where another act or campaign is undone, or a person gave them', () => {
    for (const other of [payout('A', 'sale of B'), payout('C', 'sale of A'), []])
      expect(withoutPayouts(PROGRAM, both, other)).toBe(both);
    const byHand = given('GOLD', 5);
    expect(withoutPayouts(PROGRAM, byHand, payout('A'))).toBe(byHand);
    expect(withoutPayouts(PROGRAM, null, payout('A'))).toBeNull();
  });
});

describe('the tier that a payout gives', () => {
  const payoutTo = (held: string | null, tier: string | null, days = 3) =>
    tierOfPayout(PROGRAM, { ...newGuest(), tier: held }, { tier, until: { days } }, TODAY);

  it.each<[string, ReturnType<typeof payoutTo>, string | null]>([
    ['the next one', payoutTo('BASE', null), 'SILVER'],
    ['the next one of a guest without a tier', payoutTo(null, null), 'SILVER'],
    ['none above the highest', payoutTo('GOLD', null), null],
    ['the named one', payoutTo('BASE', 'GOLD'), 'GOLD'],
    ['the named one again, for its other end', payoutTo('GOLD', 'GOLD'), 'GOLD'],
    ['none below the one that the guest holds', payoutTo('GOLD', 'SILVER'), null],
    ['none that the programme does not have', payoutTo('BASE', 'PLATINUM'), null],
  ])('is %s', (_name, paid, tier) => {
    expect(paid).toEqual(tier === null ? null : { tier, untilDay: TODAY + 3 });
  });

  it('is none whose last day is over', () => {
    const until = (date: string) => tierOfPayout(PROGRAM, newGuest(), { tier: null, until: { date } }, TODAY);
    // Day 20,000 is 4 October 2024.
    expect(until('2024-10-03')).toBeNull();
    expect(until('2024-10-04')).toEqual({ tier: 'SILVER', untilDay: TODAY });
  });

  it('stands beside the tier by rule, which is kept apart', () => {
    expect(withoutRule(null)).toBeNull();
    expect(withoutRule({ ...given('GOLD', 5), rule: 'BASE' })).toEqual(given('GOLD', 5));
  });
});
