import { lineOf, saleOf } from '../../../test/support/decision/acts';
import { earningOf, programOf } from '../../../test/support/decision/programs';
import { amountOf, linesOf, Story } from '../../../test/support/decision/story';
import { type Decision, minorUnits, type Line, points, type StampCardDocument } from '..';

const VISITS: StampCardDocument = {
  id: 'visits',
  name: { en: 'Visits' },
  collects: { by: 'VISIT', leastAmount: minorUnits(500) },
  size: 2,
  reward: { points: points(30) },
  validityMonths: 1,
};
const COFFEES: StampCardDocument = {
  id: 'coffees',
  name: { en: 'Coffee' },
  collects: { by: 'ITEM', skus: ['coffee'] },
  size: 3,
  reward: { rewardCode: 'MUG' },
  validityMonths: null,
};

function storyOf(...stampCards: StampCardDocument[]): Story {
  return new Story(
    programOf({ model: 'STAMPS', earning: earningOf({ base: null }), stampCards, expiry: { kind: 'NEVER' } }),
  );
}
const coffee = (quantityMilli: number, total = 100): Line => lineOf(total, { sku: 'coffee', quantityMilli });
const saleWith = (...lines: Line[]) =>
  saleOf(
    lines.reduce((sum, { total }) => sum + total, 0),
    { lines },
  );
const said = (decision: Decision) =>
  decision.trace
    .filter(({ rule }) => /stamp/i.test(rule))
    .map(({ effect, rule, amount, arguments: of }) => [effect, rule, amount, of]);
const decided = (decision: ReturnType<Story['refund']>): Decision => {
  if (decision.kind === 'REFUSED') throw new Error(decision.code);
  return decision;
};
const endOfApril1 = Date.UTC(2026, 3, 2);

describe('a card of goods', () => {
  it('gets one stamp for a combo of the till, however many of its parts it names', () => {
    const part = (total: number) => ({ ...coffee(1_000, total), combo: 'breakfast' });
    const sale = storyOf(COFFEES).done(saleWith(part(100), part(50), coffee(1_000)));
    expect(sale.details).toMatchObject({ stamps: { cards: [{ byLine: [1, 0, 1] }] } });
  });
});

describe('a card of visits', () => {
  it('gets one stamp for a sale of which enough is paid, and is told how far it is', () => {
    const story = storyOf(VISITS);
    const sale = story.done(saleOf(500));
    expect(said(sale)).toEqual([['STAMP', 'stamps.collected', 1, { card: 'visits', collected: 1, size: 2 }]]);
    expect(sale.details).toMatchObject({
      stamps: { cards: [{ card: 'visits', byLine: [0], whole: 1 }], points: 0, paidBy: null },
    });
    expect(story.guest.counters.stamps).toEqual([
      { card: 'visits', collected: 1, completed: 0, full: [], expired: 0, endsAt: endOfApril1 },
    ]);
    expect(story.guest.dueAt).toBe(endOfApril1);
  });

  it('gets none for less, and the sale says why', () => {
    const story = storyOf(VISITS);
    const sale = story.done(saleOf(499));
    expect(said(sale)).toEqual([['STAMP', 'stamps.collected', 0, { card: 'visits', failed: 'payable' }]]);
    expect(sale.details).not.toHaveProperty('stamps');
    expect(story.guest.counters).not.toHaveProperty('stamps');
  });

  it('gives its points with the sale that fills it, and takes them back with that sale', () => {
    const story = storyOf(VISITS);
    story.done(saleOf(500), 'first');
    const filled = story.done(saleOf(500), 'second');
    expect(filled.amounts.pointsEarned).toBe(30);
    expect(said(filled)).toEqual([
      ['STAMP', 'stamps.collected', 1, { card: 'visits', collected: 0, size: 2 }],
      ['EARN', 'stamps.reward', 30, { card: 'visits', cards: 1 }],
    ]);
    expect(filled.details).toMatchObject({ stamps: { points: 30 } });
    expect(story.guest.balance.available).toBe(30);

    const part = decided(story.refund('second', amountOf(400)));
    expect(said(part)).toEqual([]);
    const whole = decided(story.refund('second'));
    expect(said(whole)).toEqual([
      ['STAMP', 'refund.stamps', 1, { card: 'visits', collected: 1, ended: 0 }],
      ['TAKE_BACK', 'refund.stampReward', 30, { card: 'visits', cards: 1 }],
    ]);
    expect(story.guest).toMatchObject({
      balance: { available: 0, receivable: 0 },
      counters: { stamps: [{ collected: 1, completed: 0, full: [], endsAt: endOfApril1 }] },
    });
  });

  it('asks for no stamps that ended with their card', () => {
    const story = storyOf(VISITS);
    story.done(saleOf(500), 'first');
    story.at(endOfApril1).settle();
    expect(story.guest.counters.stamps).toMatchObject([{ collected: 0, expired: 1, endsAt: null }]);
    expect(said(decided(story.refund('first')))).toEqual([
      ['STAMP', 'refund.stamps', 0, { card: 'visits', collected: 0, ended: 1 }],
    ]);
  });
});

describe('a card of items', () => {
  it('gets one for each whole piece of all its lines together, of what something is paid for', () => {
    const story = storyOf(COFFEES);
    const sale = story.done(saleWith(coffee(1_400), lineOf(100, { sku: 'tea' }), coffee(600), coffee(5_000, 0)));
    expect(said(sale)).toEqual([['STAMP', 'stamps.collected', 2, { card: 'coffees', collected: 2, size: 3 }]]);
    expect(sale.details).toMatchObject({ stamps: { cards: [{ card: 'coffees', byLine: [1, 0, 1, 0], whole: 0 }] } });
    expect(story.guest.dueAt).toBe(8.64e15);
  });

  it.each([
    ['lines', [lineOf(100, { sku: 'tea' }), coffee(1_000, 0)]],
    ['fullQuantity', [coffee(999)]],
  ])('gets none where its %s are missing', (failed, lines) => {
    const sale = storyOf(COFFEES).done(saleWith(...lines));
    expect(said(sale)).toEqual([['STAMP', 'stamps.collected', 0, { card: 'coffees', failed }]]);
  });

  it('waits with its reward when it is full, several at once', () => {
    const story = storyOf(COFFEES);
    const sale = story.done(saleWith(coffee(7_000)));
    expect(sale.amounts.pointsEarned).toBe(0);
    expect(said(sale)).toEqual([
      ['STAMP', 'stamps.collected', 7, { card: 'coffees', collected: 1, size: 3 }],
      ['STAMP', 'stamps.completed', 2, { card: 'coffees', reward: 'MUG' }],
    ]);
    expect(story.guest.counters.stamps).toMatchObject([
      { collected: 1, completed: 2, full: [{ size: 3, points: null, rewardCode: 'MUG', count: 2 }] },
    ]);
  });

  it('gives back the stamps of the lines that are refunded, and no points where none were given', () => {
    const story = storyOf(COFFEES);
    story.done(saleWith(coffee(2_000), coffee(2_000)), 'sale');
    expect(said(decided(story.refund('sale', linesOf(2))))).toEqual([
      ['STAMP', 'refund.stamps', 2, { card: 'coffees', collected: 2, ended: 0 }],
      ['TAKE_BACK', 'refund.stampReward', 0, { card: 'coffees', cards: 1 }],
    ]);
    expect(said(decided(story.refund('sale')))).toEqual([
      ['STAMP', 'refund.stamps', 2, { card: 'coffees', collected: 0, ended: 0 }],
    ]);
  });
});

describe('several cards', () => {
  it('collect beside one another, and one that gets nothing keeps no other from it', () => {
    const story = storyOf(VISITS, COFFEES);
    const tea = story.done(saleWith(lineOf(900, { sku: 'tea' })));
    expect(said(tea)).toEqual([
      ['STAMP', 'stamps.collected', 1, { card: 'visits', collected: 1, size: 2 }],
      ['STAMP', 'stamps.collected', 0, { card: 'coffees', failed: 'lines' }],
    ]);
    const espresso = story.done(saleWith(coffee(3_000, 100)));
    expect(said(espresso)).toEqual([
      ['STAMP', 'stamps.collected', 0, { card: 'visits', failed: 'payable' }],
      ['STAMP', 'stamps.collected', 3, { card: 'coffees', collected: 0, size: 3 }],
      ['STAMP', 'stamps.completed', 1, { card: 'coffees', reward: 'MUG' }],
    ]);
    expect(story.guest.counters.stamps?.map(({ card, collected }) => [card, collected])).toEqual([
      ['coffees', 0],
      ['visits', 1],
    ]);
  });

  it('that a later version has no more give back their stamps without a new end', () => {
    const before = storyOf(VISITS, COFFEES);
    before.done(saleOf(500), 'first');
    before.done(saleOf(500), 'second');
    const refund = before.refundOf('second');
    const after = new Story({ ...before.document, stampCards: [COFFEES] }, before.guest);
    after.done(refund);
    expect(after.guest.counters.stamps).toMatchObject([{ card: 'visits', collected: 1, endsAt: null }]);
  });
});
