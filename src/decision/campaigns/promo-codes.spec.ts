import { campaignOf } from '../../../test/support/decision/campaigns';
import { compileCampaign } from '..';
import { namedByPromo } from './campaigns';

describe('a promo code that a guest types', () => {
  const codes: Readonly<Record<string, string | undefined>> = {
    A: 'SUMMER',
    B: 'sum-mer',
    C: 'WINTER',
    NONE: undefined,
  };
  const campaigns = Object.entries(codes).map(([code, promoCode]) =>
    compileCampaign(code, 1, campaignOf(promoCode === undefined ? {} : { promoCode })),
  );
  const named = (typed: string) => {
    const isNamed = namedByPromo(typed, campaigns);
    return campaigns.flatMap((campaign) => (isNamed(campaign) ? [campaign.code] : []));
  };

  it.each([
    ['SUMMER', ['A']],
    [' summer ', ['A']],
    ['Sum-Mer', ['B']],
    ['winter', ['C']],
  ])('names the campaign that has exactly this code, in letters of any size: %j', (typed, expected) => {
    expect(named(typed)).toEqual(expected);
  });

  it.each([
    ['sum mer', ['A', 'B']],
    ['S-U-M-M-E-R', ['A', 'B']],
    ['WIN TER', ['C']],
  ])('names each campaign whose code looks the same where none has exactly this: %j', (typed, expected) => {
    expect(named(typed)).toEqual(expected);
  });

  it.each(['AUTUMN', '', ' - '])('names no campaign where no code looks like it: %j', (typed) => {
    expect(named(typed)).toEqual([]);
  });
});
