import { lineOf, manualOf, saleOf, DAY, NOON } from '../../../test/support/decision/acts';
import { campaignOf, runningOf, moneyOffOf } from '../../../test/support/decision/campaigns';
import { allOf, condition, programOf, tierOf } from '../../../test/support/decision/programs';
import { Story } from '../../../test/support/decision/story';
import {
  type CampaignDocument,
  type Decision,
  type Line,
  minorUnits,
  partsPerMillion,
  points,
  type ProgramDocument,
  type RestrictionsDocument,
  type SaleAct,
} from '..';

const NO_CAPS = { perSale: null, perDay: null, perWeek: null, perGuest: null, uses: null };

function lifeWith(caps: Partial<NonNullable<CampaignDocument['caps']>>): Story {
  const moneyOff = { kind: 'AMOUNT', amount: minorUnits(500) } as const;
  const document = moneyOffOf(moneyOff, { caps: { ...NO_CAPS, ...caps } });
  const program = programOf({ expiry: { kind: 'NEVER' }, tiers: [tierOf('BASE')] });
  return new Story(program, undefined, undefined, { campaigns: runningOf({ HALF: document }) });
}

function takenOff(story: Story, name: string): number {
  return story.done(saleOf(1_000, { lines: [lineOf(600), lineOf(400)] }), name).amounts.discount;
}

describe('limits of money off', () => {
  it('hold for a check, a day, a week and a guest in minor units, and a refund frees them', () => {
    const story = lifeWith({
      perSale: points(400),
      perDay: points(600),
      perWeek: points(900),
      perGuest: points(1_500),
    });
    expect([takenOff(story, 'first'), takenOff(story, 'second'), takenOff(story, 'third')]).toEqual([400, 200, 0]);
    // 1 March 2026 is a Sunday: a week begins with the next day.
    story.at(NOON + DAY);
    expect([takenOff(story, 'fourth'), takenOff(story, 'fifth')]).toEqual([400, 200]);
    story.at(NOON + 2 * DAY);
    expect([takenOff(story, 'sixth'), takenOff(story, 'seventh')]).toEqual([300, 0]);
    story.refund('first');
    story.refund('fourth');
    expect(takenOff(story, 'eighth')).toBe(300);
    expect(story.rows.at(-1)?.decision.trace).toContainEqual(
      expect.objectContaining({ rule: 'campaign.HALF.discountCap' }),
    );
  });

  it('hold for the number of checks of a guest, and only the refund of a whole check gives its use back', () => {
    const story = lifeWith({ uses: 1 });
    expect([takenOff(story, 'first'), takenOff(story, 'second')]).toEqual([500, 0]);
    story.refund('first', { kind: 'AMOUNT', amount: minorUnits(600) });
    expect(takenOff(story, 'third')).toBe(0);
    story.refund('first');
    expect(takenOff(story, 'fourth')).toBe(500);
  });
});

describe('a least amount to pay', () => {
  const half = { kind: 'SHARE', ratePpm: partsPerMillion(500_000) } as const;
  const tenOff = { kind: 'AMOUNT', amount: minorUnits(1_000) } as const;
  const offBy = (
    changes: Partial<CampaignDocument>,
    first: NonNullable<CampaignDocument['moneyOff']> | null,
    amount = 6_000,
  ) => {
    const TEN = moneyOffOf(tenOff, { priority: 2, ...changes });
    const program = programOf({ expiry: { kind: 'NEVER' }, tiers: [tierOf('BASE')] });
    const campaigns = runningOf(first === null ? { TEN } : { HALF: moneyOffOf(first, { priority: 1 }), TEN });
    const { amounts, trace } = new Story(program, undefined, undefined, { campaigns }).done(saleOf(amount), 'sale');
    return [amounts.discount, trace.find(({ rule }) => rule === 'campaign.TEN.discount')?.arguments['failed']];
  };

  it('is counted after the campaigns before it, and a condition on the amount as the check came', () => {
    const leastToPay = minorUnits(5_000);
    expect(offBy({ leastToPay }, half)).toEqual([3_000, 'leastToPay']);
    expect(offBy({ leastToPay }, null)).toEqual([1_000, undefined]);
    expect(offBy({ leastToPay }, null, 4_999)).toEqual([0, 'leastToPay']);
    expect(offBy({ when: allOf(condition('amount', '>=', 5_000)) }, half)).toEqual([4_000, undefined]);
  });
});

describe('parts of one combo of the till', () => {
  const program = programOf({ expiry: { kind: 'NEVER' }, tiers: [tierOf('BASE')] });
  const offBy = (moneyOff: NonNullable<CampaignDocument['moneyOff']>, lines: readonly Line[]) => {
    const document = moneyOffOf(moneyOff);
    const story = new Story(program, undefined, undefined, { campaigns: runningOf({ PIECES: document }) });
    const amount = lines.reduce((sum, { total }) => sum + total, 0);
    const { amounts, lines: divided } = story.done(saleOf(amount, { lines }), 'sale');
    return [amounts.discount, divided.map(({ discount }) => discount)];
  };
  const burger = lineOf(300, { sku: 'burger', combo: 'lunch' });
  const fries = lineOf(100, { sku: 'fries', combo: 'lunch' });
  const cola = lineOf(200, { sku: 'cola' });
  const half = partsPerMillion(500_000);

  it('are one piece for the cheapest of several', () => {
    const cheapest = { kind: 'CHEAPEST', of: 3, ratePpm: half } as const;
    expect(offBy(cheapest, [burger, fries, cola])).toEqual([0, [0, 0, 0]]);
    expect(offBy(cheapest, [burger, fries, cola, cola])).toEqual([100, [0, 0, 0, 100]]);
    expect(offBy({ ...cheapest, of: 2 }, [burger, fries, lineOf(500)])).toEqual([200, [150, 50, 0]]);
    const drink = lineOf(100, { sku: 'cola', combo: 'lunch' });
    expect(offBy({ ...cheapest, of: 2 }, [burger, fries, drink])).toEqual([0, [0, 0, 0]]);
  });

  it('are one piece for every n-th piece, at the price of all of them', () => {
    const second = { kind: 'EVERY_NTH', every: 2, times: null, ratePpm: half } as const;
    expect(offBy(second, [burger, fries])).toEqual([0, [0, 0]]);
    expect(offBy(second, [fries, cola, burger])).toEqual([100, [0, 100, 0]]);
    const two = [burger, fries].map((line) => ({ ...line, quantityMilli: 2_000, total: minorUnits(line.total * 2) }));
    expect(offBy(second, two)).toEqual([200, [150, 50]]);
  });

  it('are one piece of a set, and other combos are others', () => {
    const all = { skus: [], categories: [], pieces: 2 };
    const set = {
      kind: 'COMBO',
      price: minorUnits(500),
      times: 1,
      parts: [{ ...all, skus: ['burger', 'fries'] }],
    } as const;
    expect(offBy(set, [burger, fries])).toEqual([0, [0, 0]]);
    const dinner = [burger, fries].map((line) => ({ ...line, combo: 'dinner' }));
    expect(offBy(set, [burger, fries, ...dinner])).toEqual([300, [113, 37, 113, 37]]);
  });
});

describe('free delivery', () => {
  it('is the price of each delivery and nothing else, also where lines of delivery get no discount', () => {
    const document = moneyOffOf({ kind: 'FREE_DELIVERY' });
    const goods = { categories: [], skus: [], types: [] };
    const discount = { ...goods, types: ['DELIVERY' as const] };
    const restrictions = { discount, redemption: goods, leastPrices: [], base: 'WITH_TAX' } as const;
    const lines = [lineOf(1_000), lineOf(300, { type: 'DELIVERY' }), lineOf(0, { type: 'DELIVERY' }), lineOf(0)];
    for (const program of [programOf(), programOf({ restrictions })]) {
      const story = new Story(program, undefined, undefined, { campaigns: runningOf({ HOME: document }) });
      const sale = story.done(saleOf(1_300, { lines }));
      expect(sale.lines.map((line) => line.discount)).toEqual([0, 300, 0, 0]);
      const free = story.done(saleOf(1_000, { lines: [lineOf(1_000), lineOf(0, { type: 'DELIVERY' })] }));
      expect(free.trace.find(({ rule }) => rule === 'campaign.HOME.discount')?.arguments).toEqual({
        failed: 'noDiscount',
      });
    }
  });
});

describe('a set at a price', () => {
  const part = (category: string) => ({ skus: [], categories: [category], pieces: 1 });
  const offBy = (price: number, times: number, program: Partial<ProgramDocument> = {}) => {
    const parts = [part('pizza'), part('drinks')];
    const moneyOff = { kind: 'COMBO', price: minorUnits(price), parts, times } as const;
    const document = moneyOffOf(moneyOff);
    const story = new Story(programOf(program), undefined, undefined, { campaigns: runningOf({ SET: document }) });
    const pizza = (total: number) => lineOf(total, { category: 'pizza' });
    const drinks = lineOf(400, { category: 'drinks', quantityMilli: 2_000 });
    const sale = story.done(saleOf(1_100, { lines: [pizza(300), pizza(400), drinks] }));
    return sale.lines.map(({ discount }) => discount);
  };

  it('has the dearest pieces of each part, as often as it saves most', () => {
    expect(offBy(450, 1)).toEqual([0, 100, 50]);
    expect(offBy(450, 2)).toEqual([54, 73, 73]);
    // Two sets would save 20 less than one.
    expect(offBy(520, 2)).toEqual([0, 53, 27]);
    // Two sets would save as much as one, which is then enough.
    expect(offBy(500, 2)).toEqual([0, 67, 33]);
    expect(offBy(600, 2)).toEqual([0, 0, 0]);
  });

  it('goes below no least price, and takes what it cannot take of one line off no other', () => {
    const goods = { categories: [], skus: [], types: [] };
    const leastPrices = [{ ...goods, categories: ['pizza'], price: minorUnits(380) }];
    const restrictions = { discount: goods, redemption: goods, leastPrices, base: 'WITH_TAX' } as const;
    expect(offBy(450, 1, { restrictions })).toEqual([0, 20, 50]);
  });
});

/** The examples of docs/campaigns.md, "Pieces and rounding". */
describe('money off by the piece', () => {
  const whole = partsPerMillion(1_000_000);
  const half = partsPerMillion(500_000);
  const cheapest = (of: number, ratePpm = whole) => ({ kind: 'CHEAPEST', of, ratePpm }) as const;
  const second = { kind: 'EVERY_NTH', every: 2, times: null, ratePpm: whole } as const;
  const pieces = (count: number, total: number, more: Partial<Line> = {}) =>
    lineOf(total, { quantityMilli: count * 1_000, ...more });
  const offBy = (
    moneyOff: NonNullable<CampaignDocument['moneyOff']>,
    lines: readonly Line[],
    changes: Partial<ProgramDocument> = {},
  ) => {
    const program = programOf({ expiry: { kind: 'NEVER' }, tiers: [tierOf('BASE')], ...changes });
    const document = moneyOffOf(moneyOff);
    const story = new Story(program, undefined, undefined, { campaigns: runningOf({ PIECES: document }) });
    const amount = lines.reduce((sum, { total }) => sum + total, 0);
    return story.done(saleOf(amount, { lines }), 'sale').lines.map(({ discount }) => discount);
  };
  const protecting = (skus: readonly string[], leastPrices: RestrictionsDocument['leastPrices'] = []) => ({
    restrictions: {
      discount: { skus, categories: [], types: [] },
      redemption: { skus: [], categories: [], types: [] },
      leastPrices,
      base: 'WITH_TAX' as const,
    },
  });

  it('counts the price of k pieces as floor(line × k ÷ pieces): the rest of the division is paid', () => {
    expect(offBy(cheapest(3), [pieces(3, 1_000)])).toEqual([333]);
    expect(offBy(second, [pieces(5, 1_000)])).toEqual([400]);
    expect(offBy(second, [pieces(7, 1_000)])).toEqual([428]);
  });

  it('counts every n-th piece line by line, so that one line may give a minor unit more than two', () => {
    expect(offBy(second, [pieces(3, 1_000), pieces(3, 1_000)])).toEqual([333, 666]);
    expect(offBy(second, [pieces(6, 2_000)])).toEqual([1_000]);
    // From the dearest piece on: the second piece is the last of 400, the fourth one of 300.
    expect(offBy(second, [pieces(2, 600), pieces(2, 800)])).toEqual([300, 400]);
  });

  it('takes the rate of that price by the rounding of the programme', () => {
    const rounded = (rounding: ProgramDocument['rounding']) =>
      offBy(cheapest(3, half), [pieces(3, 1_000)], { rounding });
    expect([rounded('FLOOR'), rounded('HALF_UP'), rounded('HALF_EVEN')]).toEqual([[166], [167], [166]]);
  });

  it('counts whole pieces of a weight, and a line of less than one as one', () => {
    expect(offBy(cheapest(2), [pieces(2.5, 1_000)])).toEqual([400]);
    expect(offBy(second, [pieces(2.5, 1_000)])).toEqual([400]);
    expect(offBy(cheapest(3), [pieces(2.5, 1_000)])).toEqual([0]);
    expect(offBy(cheapest(1), [pieces(0.4, 1_000)])).toEqual([1_000]);
  });

  it('counts no piece of a line that costs nothing any more', () => {
    expect(offBy(second, [pieces(1, 600), pieces(1, 0)])).toEqual([0, 0]);
    expect(offBy(cheapest(2), [pieces(1, 600), pieces(1, 400), pieces(1, 0)])).toEqual([0, 400, 0]);
  });

  it('counts no piece of a line that an earlier campaign made free', () => {
    const [pizza, cola] = [lineOf(400, { category: 'pizza' }), lineOf(200)];
    const all = { kind: 'SHARE', ratePpm: whole } as const;
    const campaigns = runningOf({
      FIRST: moneyOffOf(all, { priority: 1, when: allOf(condition('category', '=', 'pizza')) }),
      SECOND: moneyOffOf(cheapest(2, half), { priority: 2 }),
    });
    const sale = (...lines: Line[]) =>
      new Story(programOf(), undefined, undefined, { campaigns })
        .done(
          saleOf(
            lines.reduce((sum, { total }) => sum + total, 0),
            { lines },
          ),
        )
        .lines.map(({ discount }) => discount);
    expect(sale(pizza, cola)).toEqual([400, 0]);
    expect(sale(pizza, cola, cola)).toEqual([400, 0, 100]);
  });

  it('counts no piece of a line without discount, and takes no more than a least price leaves', () => {
    const tobacco = pieces(1, 100, { sku: 'tobacco' });
    expect(offBy(second, [pieces(1, 600), tobacco], protecting(['tobacco']))).toEqual([0, 0]);
    expect(offBy(cheapest(2), [pieces(2, 600), tobacco], protecting(['tobacco']))).toEqual([300, 0]);
    const least = { skus: ['vodka'], categories: [], types: [], price: minorUnits(300) };
    const vodka = pieces(1, 500, { sku: 'vodka' });
    expect(offBy(second, [pieces(1, 600), vodka], protecting([], [least]))).toEqual([0, 200]);
  });
});

describe('campaigns that do not go together with points', () => {
  const off = moneyOffOf(2_000);
  const running = {
    HAPPY: off,
    GIFT: campaignOf(),
    OTHER: campaignOf({ offer: { kind: 'POINTS', points: points(3) } }),
  };
  const CODE = { ...off, promoCode: 'SPRING' };

  function storyOf(campaigns: readonly string[] | null, documents: Record<string, CampaignDocument> = running): Story {
    const notWith = campaigns === null ? {} : { notWith: { campaigns } };
    const redemption = { minPoints: points(1), maxSharePpm: null, leaveAtLeast: minorUnits(0), ...notWith };
    const story = new Story(programOf({ redemption }), undefined, undefined, { campaigns: runningOf(documents) });
    story.done(manualOf('CREDIT', 500));
    return story;
  }
  const figures = ({ amounts: { discount, pointsRedeemed, payable, pointsEarned } }: Decision) => [
    discount,
    pointsRedeemed,
    payable,
    pointsEarned,
  ];
  const told = ({ trace }: Decision) =>
    trace.filter(({ rule }) => /notWith|withoutCampaigns/.test(rule)).map(({ rule, arguments: of }) => [rule, of]);
  const sale = (pointsToRedeem: number, changes: Partial<SaleAct> = {}) =>
    saleOf(10_000, { lines: [lineOf(6_000), lineOf(4_000)], pointsToRedeem: points(pointsToRedeem), ...changes });

  it('go together with them where the programme says nothing', () => {
    const story = storyOf(null);
    const decision = story.done(sale(10));
    expect(figures(decision)).toEqual([2_000, 10, 7_000, 83]);
    expect(told(decision)).toEqual([]);
  });

  it('are what the guest chooses: the campaigns without points, or points without the named campaigns', () => {
    const story = storyOf(['HAPPY', 'GIFT']);
    const without = story.done(sale(0));
    expect(figures(without)).toEqual([2_000, 0, 8_000, 93]);
    expect(told(without)).toEqual([['redemption.notWith', { campaigns: 'HAPPY, GIFT' }]]);
    const paid = story.done(sale(10), 'paid');
    expect(figures(paid)).toEqual([0, 10, 9_000, 93]);
    expect(told(paid)).toEqual([['redemption.withoutCampaigns', { campaigns: 'GIFT, HAPPY' }]]);
    expect(story.refund('paid')).toMatchObject({ amounts: { discount: 0, pointsRedeemed: 10, payable: 9_000 } });
  });

  it('are all of them where none is named, also for a receipt that points paid before', () => {
    const prior = { points: points(10), value: minorUnits(1_000), lots: [] };
    for (const decision of [storyOf([]).done(sale(10)), storyOf([]).done(sale(0, { prior }))])
      expect(figures(decision)).toEqual([0, 10, 9_000, 90]);
  });

  it('are refused where a promo code asks for one and points pay', () => {
    const story = storyOf(['HAPPY'], { HAPPY: CODE });
    expect(story.play(sale(10, { promoCode: 'spring' }))).toEqual({
      kind: 'REFUSED',
      code: 'promo_code_refused',
      data: { reason: 'NOT_WITH_POINTS' },
    });
    expect(figures(story.done(sale(0, { promoCode: 'spring' })))).toEqual([2_000, 0, 8_000, 80]);
    // A sale without a typed code has no code in its trace.
    expect(told(story.done(sale(10)))).toEqual([]);
    expect(story.play(sale(10, { promoCode: 'other' }))).toMatchObject({ data: { reason: 'UNKNOWN' } });
  });

  it('never charge more than the most that the quote without points names', () => {
    const story = storyOf([]);
    const most = story.done(sale(0)).redeemable?.max ?? 0;
    expect(most).toBe(80);
    expect(story.play(sale(most))).toMatchObject({ kind: 'DECIDED' });
  });

  it('are not named to a guest who could pay nothing with points anyway', () => {
    const story = new Story(storyOf([]).document, undefined, undefined, { campaigns: runningOf(running) });
    expect(told(story.done(sale(0)))).toEqual([]);
  });
});
