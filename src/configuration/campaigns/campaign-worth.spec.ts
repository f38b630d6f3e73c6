import { campaignOf } from '../../../test/support/decision/campaigns';
import type { CampaignBudget } from '../../decision/act/campaign.types';
import { mostWorthOf } from './campaign-worth.rules';

/** A point is worth half a minor unit. */
const POINT_VALUE = 500_000;
const budget = (unit: CampaignBudget['unit'], limit: number, restaurantId: string | null = null) => ({
  unit,
  limit,
  restaurantId,
});

describe('the worth of a campaign by its budgets', () => {
  it.each<[string, readonly CampaignBudget[], readonly string[], number]>([
    ['points at their worth, rounded up', [budget('POINTS', 1_001)], [], 501],
    ['money as it is', [budget('MONEY', 700)], [], 700],
    ['the smaller of two', [budget('MONEY', 700), budget('POINTS', 600)], [], 300],
    ['no bound by uses alone', [budget('USES', 5)], [], Infinity],
    ['no bound without a budget', [], [], Infinity],
    ['no bound where one restaurant alone has a budget', [budget('MONEY', 5, 'a')], [], Infinity],
    [
      'the sum where each of its restaurants has one',
      [budget('MONEY', 5, 'a'), budget('MONEY', 7, 'b')],
      ['a', 'b'],
      12,
    ],
    ['no bound where one of its restaurants has none', [budget('MONEY', 5, 'a')], ['a', 'b'], Infinity],
  ])('is %s', (_name, budgets, restaurantIds, expected) => {
    const campaign = campaignOf({ budgets, where: { restaurantIds, channels: [] } });
    expect(mostWorthOf(campaign, POINT_VALUE)).toBe(expected);
  });

  it('is nothing for a message alone', () => {
    expect(mostWorthOf(campaignOf({ offer: null }), POINT_VALUE)).toBe(0);
  });
});
