import { lineOf, saleOf } from '../../../../test/support/decision/acts';
import { campaignOf, runningOf, moneyOffOf } from '../../../../test/support/decision/campaigns';
import { programOf, tierOf, NO_GOODS } from '../../../../test/support/decision/programs';
import { Story } from '../../../../test/support/decision/story';
import { minorUnits, partsPerMillion, type ProgramDocument, type SaleAct, type SaleReward } from '../..';

const WINE = { ...NO_GOODS, categories: ['wine'] };
const TENTH_OFF = [tierOf('BASE', { discountPpm: partsPerMillion(100_000) })];
const BIRTHDAY_OFF = [tierOf('BASE', { benefits: [{ kind: 'BIRTHDAY_DISCOUNT', ratePpm: partsPerMillion(100_000) }] })];
const MONEY_OFF = moneyOffOf(500);
const REWARD: SaleReward = {
  redemptionId: 'r',
  rewardId: 'item',
  code: 'R-1',
  minimumOrder: minorUnits(0),
  gift: { kind: 'AMOUNT_OFF', amount: minorUnits(500) },
};

/** Sells soup for 10.00 and wine for 20.00, and says what the trace tells of lines. */
function told(
  restrictions: Partial<ProgramDocument['restrictions']>,
  program: Partial<ProgramDocument>,
  act: Partial<SaleAct> = {},
  campaigns: Parameters<typeof runningOf>[0] = {},
) {
  const restricted = { discount: NO_GOODS, redemption: NO_GOODS, leastPrices: [], base: 'WITH_TAX' as const };
  const document = programOf({ restrictions: { ...restricted, ...restrictions }, ...program });
  const story = new Story(document, undefined, undefined, { campaigns: runningOf(campaigns) });
  const lines = [lineOf(1_000, { category: 'soup' }), lineOf(2_000, { category: 'wine' })];
  const { trace } = story.done(saleOf(3_000, { lines, ...act }));
  return trace
    .filter(({ rule }) => rule.startsWith('lines.'))
    .map(({ effect, rule, arguments: { which } }) => [effect, rule, which]);
}

describe('lines that get no discount', () => {
  const left = [['DISCOUNT', 'lines.noDiscount', '2']];

  it.each<[string, Parameters<typeof told>[1], Partial<SaleAct>, Parameters<typeof told>[3], unknown[]]>([
    ['a tier gives one', { tiers: TENTH_OFF }, {}, {}, left],
    ['a tier gives one on birthdays', { tiers: BIRTHDAY_OFF }, {}, {}, left],
    ['a campaign takes money off', {}, {}, { TEN: MONEY_OFF }, left],
    ['the guest redeems a reward', {}, { rewards: [REWARD] }, {}, left],
    ['nothing could come off any line', {}, {}, { GIFT: campaignOf() }, []],
  ])('are named or not where %s', (_name, program, act, campaigns, expected) => {
    expect(told({ discount: WINE }, program, act, campaigns)).toEqual(expected);
  });
});

describe('lines that points may not pay', () => {
  it('are named where points pay for others, and not where they buy nothing at the till', () => {
    expect(told({ redemption: WINE }, {})).toEqual([['REDEEM', 'lines.noRedemption', '2']]);
    expect(told({ redemption: WINE }, { redemption: null })).toEqual([]);
  });
});

describe('a least price', () => {
  it('is named for the lines that all discounts together bring down to it', () => {
    const leastPrices = [{ ...NO_GOODS, price: minorUnits(700) }];
    // The tier takes 1.00 off the soup. The reward would take 3.60 more, and the least price leaves it 2.00.
    const half = { ...REWARD, gift: { kind: 'SHARE_OFF', ratePpm: partsPerMillion(400_000), most: null } } as const;
    const program = { tiers: TENTH_OFF };
    expect(told({ leastPrices }, program)).toEqual([]);
    expect(told({ leastPrices }, program, { rewards: [half] })).toEqual([['DISCOUNT', 'lines.leastPrice', '1']]);
    expect(told({ leastPrices }, {}, { rewards: [half] })).toEqual([['DISCOUNT', 'lines.leastPrice', '1']]);
  });
});
