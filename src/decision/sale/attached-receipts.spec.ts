import { lineOf, saleOf } from '../../../test/support/decision/acts';
import { runningOf, moneyOffOf } from '../../../test/support/decision/campaigns';
import { programOf, tierOf, NO_GOODS } from '../../../test/support/decision/programs';
import { Story } from '../../../test/support/decision/story';
import { minorUnits, partsPerMillion, points, type ProgramDocument, type SaleAct } from '..';

const HALF_OFF = [tierOf('BASE', { discountPpm: partsPerMillion(500_000) })];
const NO_WINE: ProgramDocument['restrictions'] = {
  discount: { ...NO_GOODS, categories: ['wine'] },
  redemption: { ...NO_GOODS, categories: ['wine'] },
  leastPrices: [{ ...NO_GOODS, price: minorUnits(5_000) }],
  base: 'WITH_TAX',
};
const LINES = [lineOf(3_000), lineOf(2_000, { category: 'wine' })];
const TEN_OFF = moneyOffOf(1_000);
/** The part of the campaign in the receipt, as it stands with the receipt that had no guest yet. */
const SOLD = {
  campaign: 'TEN',
  version: 1,
  occurrence: 0,
  arm: 'OFFERED' as const,
  points: points(0),
  uses: 1,
  byLine: [100, 900],
  money: minorUnits(1_000),
  receiptId: 'receipt',
};

/** A receipt of 50.00 that gets its guest after it was paid. */
function attach(program: Partial<ProgramDocument>, act: Partial<SaleAct> = {}) {
  const story = new Story(programOf(program), undefined, undefined, { campaigns: runningOf({ TEN: TEN_OFF }) });
  return story.done(saleOf(5_000, { lines: LINES, attached: true, ...act }));
}

describe('a receipt that was paid before it had a guest', () => {
  it.each<[string, Partial<ProgramDocument>]>([
    ['a discount of the tier', { tiers: HALF_OFF }],
    ['lines without discount', { tiers: HALF_OFF, restrictions: NO_WINE }],
  ])('keeps its price and earns by it, under a programme with %s', (_name, program) => {
    const { amounts, lines, trace, details } = attach(program);
    expect(amounts).toMatchObject({ discount: 0, payable: 5_000, pointsEarned: 50 });
    expect(lines.map(({ discount, payable }) => [discount, payable])).toEqual([
      [0, 3_000],
      [0, 2_000],
    ]);
    // Nothing could come off any more, so the trace names no line that is left out.
    expect(trace.map(({ effect, rule, amount }) => [effect, rule, amount])).toEqual([
      ['DISCOUNT', 'receipt.attached', 0],
      ['EARN', 'earning.base', 50],
    ]);
    expect(details).not.toHaveProperty('campaigns');
  });

  it('keeps the discount that it was paid with, line by line, and the campaign that gave it', () => {
    const paidDiscount = { byLine: [100, 900], campaigns: [SOLD] };
    const { amounts, lines, trace, details } = attach({ tiers: HALF_OFF }, { paidDiscount });
    expect(amounts).toMatchObject({ discount: 1_000, payable: 4_000, pointsEarned: 40 });
    expect(lines.map(({ discount, payable }) => [discount, payable])).toEqual([
      [100, 2_900],
      [900, 1_100],
    ]);
    expect(trace[0]).toEqual({ effect: 'DISCOUNT', rule: 'receipt.attached', amount: 1_000, arguments: {} });
    expect(details).toMatchObject({ campaigns: [SOLD] });
  });
});
