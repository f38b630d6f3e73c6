import { DAY, HOUR, lineOf, manualOf, NOON, rewardOf, saleOf } from '../../../test/support/decision/acts';
import { audit } from '../../../test/support/decision/audit';
import { activitiesOf, programOf, tierOf } from '../../../test/support/decision/programs';
import { amountOf, linesOf, Story } from '../../../test/support/decision/story';
import { minorUnits, partsPerMillion, points, type Decision, type ProgramDocument, type RefundAct } from '..';

function storyOf(changes: Partial<ProgramDocument> = {}): Story {
  return new Story(programOf(changes));
}

/** A guest who sold for 100.00, earned 100 points and has spent so many of them. */
function spentStory(refundPolicy: ProgramDocument['refundPolicy'], spent: number): Story {
  const story = storyOf({ refundPolicy });
  story.done(saleOf(10_000), 'sale');
  if (spent > 0) story.done(manualOf('DEBIT', spent));
  return story;
}

function refund(story: Story, what?: RefundAct['what'], saleId = 'sale'): Decision {
  const decision = story.refund(saleId, what);
  if (decision.kind === 'REFUSED') throw new Error(`refused: ${JSON.stringify(decision)}`);
  return decision;
}

const moves = (decision: Decision) =>
  decision.transfers.map(({ code, debit, credit, lotId, amount }) => [code, debit, credit, lotId, amount]);
const rules = (decision: Decision) => decision.trace.map(({ effect, rule, amount }) => [effect, rule, amount]);

describe('a refund', () => {
  it('of the whole gives back all that was written', () => {
    const story = storyOf({ tiers: [tierOf('BASE', { discountPpm: partsPerMillion(100_000) })] });
    story.done(manualOf('CREDIT', 40), 'lot');
    story.done(saleOf(10_000, { pointsToRedeem: points(40) }), 'sale');
    const whole = refund(story);
    expect(whole.amounts).toEqual({
      amount: 10_000,
      discount: 1_000,
      pointsRedeemed: 40,
      pointsValue: 4_000,
      payable: 5_000,
      pointsEarned: 50,
      pointsNotTaken: 0,
    });
    expect(moves(whole)).toEqual([
      ['GIVE_BACK', 'RESTAURANT_REDEEMED', 'GUEST_AVAILABLE', 'lot', 40],
      ['TAKE_BACK', 'GUEST_AVAILABLE', 'RESTAURANT_ISSUED', 'sale', 50],
    ]);
    expect(rules(whole)).toEqual([
      ['GIVE_BACK', 'refund.discount', 1_000],
      ['GIVE_BACK', 'refund.redeemed', 40],
      ['TAKE_BACK', 'refund.earned', 50],
    ]);
    expect(whole.details).toEqual({
      kind: 'REFUND',
      lines: [{ line: 1, gross: 10_000, quantityMilli: 0, payable: 5_000, discount: 1_000 }],
      whole: true,
      expired: 0,
      forgiven: 0,
    });
    expect(story.guest).toMatchObject({
      balance: { available: 40 },
      lots: [{ lotId: 'lot', remaining: 40 }],
      lifetime: { spend: 0, visits: 0, points: 0, sales: 0 },
    });
    audit(story);
  });

  it('in parts gives the floor of each effect, and the rest at the end', () => {
    const story = storyOf({ tiers: [tierOf('BASE', { discountPpm: partsPerMillion(100_000) })] });
    story.done(saleOf(1_000), 'sale');
    const parts = [333, 333, 334].map((amount) => refund(story, amountOf(amount)).amounts);
    expect(
      parts.map(({ amount, discount, payable, pointsEarned }) => [amount, discount, payable, pointsEarned]),
    ).toEqual([
      [333, 33, 300, 2],
      [333, 33, 300, 3],
      [334, 34, 300, 4],
    ]);
    expect(story.refund('sale', amountOf(1))).toEqual({
      kind: 'REFUSED',
      code: 'refund_exceeds_sale',
      data: { max: 0 },
    });
    audit(story);
  });

  it('by amount is spread over what the lines have left', () => {
    const story = storyOf();
    story.done(saleOf(1_000, { lines: [lineOf(600), lineOf(400)] }), 'sale');
    expect(refund(story, linesOf(1)).details).toMatchObject({ lines: [{ line: 1, gross: 600 }], whole: false });
    expect(refund(story, amountOf(100)).details).toMatchObject({ lines: [{ line: 2, gross: 100 }] });
    expect(story.refund('sale', amountOf(301))).toMatchObject({ code: 'refund_exceeds_sale', data: { max: 300 } });
    expect(refund(story, amountOf(300)).details).toMatchObject({ whole: true });
  });

  it('by line takes a total, a quantity, or what is left', () => {
    const story = storyOf();
    story.done(saleOf(1_100, { lines: [lineOf(100, { quantityMilli: 3_000 }), lineOf(1_000)] }), 'sale');
    const part = (line: number, quantityMilli: number | null, total: number | null) => ({
      kind: 'LINES' as const,
      lines: [{ line, quantityMilli, total: total === null ? null : minorUnits(total) }],
    });
    expect([1, 2, 3].map(() => refund(story, part(1, 1_000, null)).amounts.amount)).toEqual([33, 33, 34]);
    expect(story.refund('sale', part(1, 1_000, null))).toMatchObject({
      code: 'refund_exceeds_sale',
      data: { max: 0, line: 1 },
    });
    expect(refund(story, part(2, null, 250)).amounts.amount).toBe(250);
    expect(story.refund('sale', part(2, null, 751))).toMatchObject({ data: { max: 750, line: 2 } });
    expect(story.refund('sale', part(3, null, null))).toMatchObject({ data: { max: 0, line: 3 } });
    expect(story.refund('sale', part(2, null, 0))).toMatchObject({ code: 'refund_exceeds_sale', data: { max: 750 } });
    expect(refund(story, part(2, 1_000, null)).amounts.amount).toBe(750);
  });

  it('adds up a line that is named twice', () => {
    const story = storyOf();
    story.done(saleOf(900, { lines: [lineOf(900, { quantityMilli: 3_000 })] }), 'sale');
    const twice = (quantityMilli: number) => ({
      kind: 'LINES' as const,
      lines: [1, 1].map((line) => ({ line, quantityMilli, total: null })),
    });
    expect(story.refund('sale', twice(2_000))).toMatchObject({
      code: 'refund_exceeds_sale',
      data: { max: 300, line: 1 },
    });
    expect(refund(story, twice(1_000))).toMatchObject({
      amounts: { amount: 600 },
      details: { lines: [{ quantityMilli: 2_000 }] },
    });
    const later = storyOf();
    later.done(saleOf(1_000, { lines: [lineOf(1_000, { quantityMilli: 3_000 })] }), 'sale');
    const back = (quantityMilli: number) =>
      refund(later, { kind: 'LINES', lines: [{ line: 1, quantityMilli, total: null }] });
    expect(back(1_000).amounts.amount).toBe(333);
    // The same line stands in the refund twice; the second time takes the rest of it.
    expect(refund(later, twice(1_000)).amounts.amount).toBe(667);
  });

  it('stands with the discount that falls away, where there is one and its version kept it', () => {
    const document = programOf({ tiers: [tierOf('BASE', { discountPpm: partsPerMillion(100_000) })] });
    const partsOf = (of: ProgramDocument, changes: Partial<RefundAct> = {}) => {
      const story = new Story(of);
      story.done(saleOf(1_000), 'sale');
      const { details } = story.done({ ...story.refundOf('sale'), ...changes });
      return details?.kind === 'REFUND' && details.lines;
    };
    const part = { line: 1, gross: 1_000, quantityMilli: 0 };
    expect(partsOf(document)).toEqual([{ ...part, payable: 900, discount: 100 }]);
    expect(partsOf(document, { withoutDiscounts: true })).toEqual([{ ...part, payable: 900 }]);
    expect(partsOf(programOf())).toEqual([{ ...part, payable: 1_000 }]);
  });

  it('counts pieces that cost nothing, so that each comes back once', () => {
    const story = storyOf();
    story.done(saleOf(500, { lines: [lineOf(500), lineOf(0, { quantityMilli: 2_000 })] }), 'sale');
    const piece = { line: 2, quantityMilli: 1_000, total: null };
    const both = [{ line: 1, quantityMilli: null, total: minorUnits(200) }, piece];
    expect(refund(story, { kind: 'LINES', lines: both }).details).toMatchObject({
      lines: [
        { line: 1, gross: 200 },
        { line: 2, gross: 0, quantityMilli: 1_000 },
      ],
    });
    const more = [{ line: 1, quantityMilli: null, total: minorUnits(100) }, piece, piece];
    expect(story.refund('sale', { kind: 'LINES', lines: more })).toMatchObject({
      code: 'refund_exceeds_sale',
      data: { max: 0, line: 2 },
    });
  });

  it('of a sale of nothing is only whole', () => {
    const story = storyOf({ earning: { ...programOf().earning } });
    story.done(saleOf(0), 'sale');
    expect(story.refund('sale', amountOf(1))).toMatchObject({ code: 'refund_exceeds_sale', data: { max: 0 } });
    expect(story.refund('sale', linesOf(1))).toMatchObject({ code: 'refund_exceeds_sale' });
    expect(refund(story).details).toMatchObject({ lines: [], whole: true });
    expect(story.guest.lifetime).toMatchObject({ visits: 0, sales: 0 });
    expect(story.refund('sale')).toMatchObject({ code: 'refund_exceeds_sale', data: { max: 0 } });
  });

  it('never hands back less than nothing or more than was paid', () => {
    // One point is worth 1.00 and comes back whole, so small parts would ask for money from the guest.
    const story = storyOf();
    story.done(manualOf('CREDIT', 5), 'lot');
    story.done(saleOf(1_000, { pointsToRedeem: points(5) }), 'sale');
    const parts = [199, 1, 799, 1].map((amount) => refund(story, amountOf(amount)).amounts);
    expect(parts.map(({ payable, pointsValue, pointsRedeemed }) => [payable, pointsValue, pointsRedeemed])).toEqual([
      [199, 0, 0],
      [0, 1, 1],
      [301, 498, 3],
      [0, 1, 1],
    ]);
    expect(story.guest).toMatchObject({ lifetime: { spend: 0 }, balance: { available: 5 } });
    audit(story);
  });
});

describe('earned points of a refunded sale', () => {
  it('go out of its own lot first, then out of what expires first, pending or not', () => {
    const story = storyOf();
    story.done(manualOf('CREDIT', 10, { occurredAt: NOON - DAY }), 'early');
    story.done(saleOf(10_000), 'sale');
    story.done(manualOf('CREDIT', 10, { occurredAt: NOON + DAY }), 'late');
    story.done(manualOf('DEBIT', 30));
    const whole = refund(story);
    expect(moves(whole)).toEqual([
      ['TAKE_BACK', 'GUEST_AVAILABLE', 'RESTAURANT_ISSUED', 'sale', 80],
      ['TAKE_BACK', 'GUEST_AVAILABLE', 'RESTAURANT_ISSUED', 'late', 10],
      ['DEBT', 'GUEST_RECEIVABLE', 'RESTAURANT_ISSUED', null, 10],
    ]);
    audit(story);
  });

  it('are taken while they are pending', () => {
    const story = storyOf({ pending: { kind: 'DELAY', days: 5 } });
    story.done(saleOf(10_000), 'sale');
    expect(moves(refund(story))).toEqual([['TAKE_BACK', 'GUEST_PENDING', 'RESTAURANT_ISSUED', 'sale', 100]]);
    expect(story.guest.balance.pending).toBe(0);
  });

  it.each(['DEBT', 'NEGATIVE', 'FORGIVE'] as const)('are all taken where the guest has them, under %s', (policy) => {
    const story = spentStory(policy, 0);
    story.done(manualOf('CREDIT', 5, { period: { beginsOn: null, endsOn: 20_600 } }), 'begun');
    story.done(manualOf('CREDIT', 5, { period: { beginsOn: 20_550, endsOn: 20_600 } }), 'later');
    const decision = refund(story);
    expect(rules(decision)).toEqual([['TAKE_BACK', 'refund.earned', 100]]);
    expect(decision.details).not.toHaveProperty('begunFirst');
    expect(story.guest.balance).toMatchObject({ available: 5, pending: 5, receivable: 0 });
  });

  it('are taken out of a review only as far as they are due', () => {
    const story = spentStory('DEBT', 0);
    story.done({ kind: 'REVIEW', lotIds: ['sale'], expiresAt: NOON + DAY, most: points(40) }, 'review');
    refund(story, amountOf(7_000));
    expect(story.guest.balance).toMatchObject({ available: 0, inReview: 30, receivable: 0 });
  });

  it('are not taken out of a hold', () => {
    const story = storyOf();
    story.done(saleOf(10_000), 'sale');
    story.done({ kind: 'HOLD', sale: saleOf(10_000, { pointsToRedeem: points(70) }), expiresAt: NOON + HOUR });
    expect(refund(story).amounts).toMatchObject({ pointsEarned: 30, pointsNotTaken: 70 });
    audit(story);
  });

  it('become debt, which the next points that come in settle first', () => {
    const story = spentStory('DEBT', 60);
    const whole = refund(story);
    expect(whole.amounts).toMatchObject({ pointsEarned: 40, pointsNotTaken: 60 });
    expect(rules(whole)).toEqual([
      ['TAKE_BACK', 'refund.earned', 100],
      ['NOT_TAKEN', 'refund.debt', 60],
    ]);
    expect(story.guest).toMatchObject({ balance: { available: 0, receivable: 60 }, overdraft: false });
    const part = story.done(saleOf(2_500), 'second');
    expect(moves(part)).toEqual([
      ['ACCRUAL', 'RESTAURANT_ISSUED', 'GUEST_AVAILABLE', 'second', 25],
      ['SETTLEMENT', 'GUEST_AVAILABLE', 'GUEST_RECEIVABLE', 'second', 25],
    ]);
    expect(part.lots).toMatchObject([{ amount: 25, remaining: 0 }]);
    expect(rules(part)).toContainEqual(['SETTLE_DEBT', 'debt.settled', 25]);
    story.done(saleOf(5_000), 'third');
    expect(story.guest).toMatchObject({
      balance: { available: 15, receivable: 0 },
      lots: [{ lotId: 'third', amount: 50, remaining: 15 }],
    });
    for (const act of [manualOf('CREDIT', 5)]) expect(story.done(act).trace).toHaveLength(1);
    audit(story);
  });

  it('of debt are settled by manual credits, awards and pending points too', () => {
    const story = spentStory('DEBT', 100);
    refund(story);
    expect(rules(story.done(manualOf('CREDIT', 30)))).toContainEqual(['SETTLE_DEBT', 'debt.settled', 30]);
    const awarded = new Story(
      programOf({ activities: activitiesOf({ registration: { points: points(20) }, firstSale: null }) }),
      story.guest,
    );
    expect(
      rules(awarded.done({ kind: 'AWARD', activity: 'registration', occurredAt: NOON, restaurantId: null })),
    ).toContainEqual(['SETTLE_DEBT', 'debt.settled', 20]);
    const pending = new Story(programOf({ pending: { kind: 'DELAY', days: 3 } }), awarded.guest);
    expect(moves(pending.done(saleOf(6_000), 'pending'))[1]).toEqual([
      'SETTLEMENT',
      'GUEST_PENDING',
      'GUEST_RECEIVABLE',
      'pending',
      50,
    ]);
    expect(pending.guest.balance).toMatchObject({ pending: 10, receivable: 0 });
  });

  it('take the balance below zero, and what comes in makes that good first', () => {
    const story = spentStory('NEGATIVE', 60);
    const whole = refund(story);
    expect(rules(whole).at(-1)).toEqual(['NOT_TAKEN', 'refund.negative', 60]);
    expect(moves(whole).at(-1)).toEqual(['TAKE_BACK', 'GUEST_AVAILABLE', 'RESTAURANT_ISSUED', null, 60]);
    expect(story.guest).toMatchObject({ balance: { available: -60, receivable: 0 }, overdraft: true });
    expect(story.play(saleOf(100, { pointsToRedeem: points(1) }))).toEqual({
      kind: 'REFUSED',
      code: 'insufficient_points',
      data: { available: 0 },
    });
    expect(story.play(manualOf('DEBIT', 1))).toMatchObject({ data: { available: 0 } });
    expect(moves(story.done(saleOf(7_000), 'second'))).toEqual([
      ['ACCRUAL', 'RESTAURANT_ISSUED', 'GUEST_AVAILABLE', null, 60],
      ['ACCRUAL', 'RESTAURANT_ISSUED', 'GUEST_AVAILABLE', 'second', 10],
    ]);
    expect(story.guest).toMatchObject({ balance: { available: 10 }, overdraft: false });
    const covered = spentStory('NEGATIVE', 60);
    refund(covered);
    expect(covered.done(saleOf(6_000)).lots).toEqual([]);
    audit(story);
    audit(covered);
  });

  it('are forgiven, never silently, but taken from points that the same sale gives back later', () => {
    const story = spentStory('FORGIVE', 60);
    const whole = refund(story);
    expect(whole).toMatchObject({ amounts: { pointsEarned: 40, pointsNotTaken: 60 }, details: { forgiven: 60 } });
    expect(rules(whole).at(-1)).toEqual(['NOT_TAKEN', 'refund.forgiven', 60]);
    expect(story.guest.balance).toMatchObject({ available: 0, receivable: 0 });
    audit(story);
    const later = storyOf({ refundPolicy: 'FORGIVE' });
    later.done(manualOf('CREDIT', 30), 'lot');
    later.done(saleOf(10_000, { pointsToRedeem: points(30), lines: [lineOf(5_000), lineOf(5_000)] }), 'sale');
    later.done(manualOf('DEBIT', 70));
    expect(refund(later, linesOf(1)).details).toMatchObject({ forgiven: 20 });
    expect(refund(later, linesOf(2))).toMatchObject({
      amounts: { pointsEarned: 15, pointsNotTaken: 20 },
      details: { forgiven: 20 },
    });
    expect(later.guest.balance.available).toBe(0);
    audit(later);
  });

  it('that were forgiven are taken from what the same sale gives back later, though the guest has others by then', () => {
    const story = storyOf({ refundPolicy: 'FORGIVE' });
    story.done(manualOf('CREDIT', 30), 'lot');
    story.done(saleOf(10_000, { pointsToRedeem: points(30), lines: [lineOf(5_000), lineOf(5_000)] }), 'sale');
    story.done(manualOf('DEBIT', 70));
    refund(story, linesOf(1));
    story.done(manualOf('CREDIT', 100));
    // 35 that the line earned, and of the 20 forgiven before the 15 that come back with it.
    expect(refund(story, linesOf(2))).toMatchObject({
      amounts: { pointsRedeemed: 15, pointsEarned: 50, pointsNotTaken: 0 },
      details: { forgiven: -15 },
    });
    expect(story.guest.balance).toMatchObject({ available: 65, receivable: 0 });
    audit(story);
  });

  it('that had expired are not owed, once', () => {
    const story = storyOf({ expiry: { kind: 'DAYS', count: 1 } });
    story.done(saleOf(10_000), 'sale');
    story.done(manualOf('DEBIT', 40));
    story.at(NOON + 5 * DAY);
    const half = refund(story, amountOf(5_000));
    expect(half).toMatchObject({ amounts: { pointsEarned: 0, pointsNotTaken: 0 }, details: { expired: 50 } });
    expect(rules(half).at(-1)).toEqual(['NOT_TAKEN', 'refund.expired', 50]);
    const rest = refund(story);
    expect(rest).toMatchObject({ amounts: { pointsEarned: 0, pointsNotTaken: 40 }, details: { expired: 10 } });
    expect(story.guest.balance.receivable).toBe(40);
    audit(story);
  });
});

describe('redeemed points of a refunded sale', () => {
  it('return from the account that had got them: of the restaurant, or of the network for its own reward', () => {
    for (const [restaurantId, account] of [
      ['restaurant-1', 'RESTAURANT_REDEEMED'],
      [null, 'NETWORK_REDEEMED'],
    ] as const) {
      const story = storyOf();
      story.done(manualOf('CREDIT', 100), 'lot');
      story.done(rewardOf(60, { restaurantId }), 'reward');
      expect(moves(refund(story, undefined, 'reward'))).toEqual([['GIVE_BACK', account, 'GUEST_AVAILABLE', 'lot', 60]]);
    }
  });

  it('return with their own dates, those spent last first', () => {
    const story = storyOf({ earning: { ...programOf().earning, base: null, rules: [] }, model: 'DISCOUNT' });
    story.done(manualOf('CREDIT', 30, { occurredAt: NOON - DAY }), 'early');
    story.done(manualOf('CREDIT', 30), 'late');
    story.done(saleOf(10_000, { pointsToRedeem: points(50) }), 'sale');
    expect(moves(refund(story, amountOf(5_000)))).toEqual([
      ['GIVE_BACK', 'RESTAURANT_REDEEMED', 'GUEST_AVAILABLE', 'late', 20],
      ['GIVE_BACK', 'RESTAURANT_REDEEMED', 'GUEST_AVAILABLE', 'early', 5],
    ]);
    expect(moves(refund(story))).toEqual([['GIVE_BACK', 'RESTAURANT_REDEEMED', 'GUEST_AVAILABLE', 'early', 25]]);
    expect(story.guest.lots).toMatchObject([
      { lotId: 'early', remaining: 30, restaurantId: null },
      { lotId: 'late', amount: 30, remaining: 30 },
    ]);
    audit(story);
  });

  it('past their date come back for the grace of the network', () => {
    const story = storyOf({ expiry: { kind: 'DAYS', count: 1 } });
    story.done(manualOf('CREDIT', 30), 'lot');
    story.done(saleOf(3_000, { pointsToRedeem: points(30) }), 'sale');
    story.at(NOON + 2 * DAY);
    const whole = refund(story);
    expect(rules(whole)).toEqual([['GIVE_BACK', 'refund.restored', 30]]);
    expect(whole.transfers).toMatchObject([
      { code: 'RESTORE', debit: 'RESTAURANT_REDEEMED', credit: 'GUEST_AVAILABLE', amount: 30 },
    ]);
    expect(story.guest.lots).toMatchObject([{ expiresAt: NOON - 12 * HOUR + 33 * DAY, remaining: 30 }]);
    story.at(NOON + 33 * DAY).settle();
    expect(story.guest.lots).toEqual([]);
    audit(story);
  });

  it('come back each by its own date, and settle together what is owed', () => {
    const story = storyOf({ expiry: { kind: 'DAYS', count: 2 } });
    story.done(manualOf('CREDIT', 30, { occurredAt: NOON - DAY }), 'early');
    story.done(manualOf('CREDIT', 30), 'late');
    story.done(saleOf(5_000, { pointsToRedeem: points(50) }), 'sale');
    story.guest = { ...story.guest, balance: { ...story.guest.balance, receivable: points(35) } };
    story.at(NOON + DAY + 13 * HOUR);
    const whole = refund(story);
    expect(whole.trace.map(({ effect, rule, amount, arguments: of }) => [effect, rule, amount, of])).toEqual([
      ['GIVE_BACK', 'refund.redeemed', 20, {}],
      ['GIVE_BACK', 'refund.restored', 30, { days: 30 }],
      ['SETTLE_DEBT', 'debt.settled', 35, {}],
    ]);
    expect(story.guest.balance).toMatchObject({ available: 25, receivable: 0 });
  });

  it('at the very instant of their date are past it', () => {
    const story = storyOf({ expiry: { kind: 'DAYS', count: 1 } });
    story.done(manualOf('CREDIT', 30), 'lot');
    story.done(saleOf(3_000, { pointsToRedeem: points(30) }), 'sale');
    story.at(NOON - 12 * HOUR + 2 * DAY);
    expect(refund(story).transfers).toMatchObject([{ code: 'RESTORE' }]);
  });

  it('settle debt first, so that parts end where the whole does', () => {
    const story = storyOf();
    story.done(manualOf('CREDIT', 30), 'lot');
    story.done(saleOf(10_000, { pointsToRedeem: points(30) }), 'sale');
    story.done(manualOf('DEBIT', 70));
    const first = refund(story, amountOf(5_000));
    expect(first.amounts).toMatchObject({ pointsRedeemed: 15, pointsEarned: 15, pointsNotTaken: 20 });
    const second = refund(story);
    expect(rules(second)).toContainEqual(['SETTLE_DEBT', 'debt.settled', 15]);
    expect(story.guest.balance).toMatchObject({ available: 0, receivable: 40 });
    audit(story);
  });
});

describe('the first-sale bonus of a refunded sale', () => {
  const activities = activitiesOf({ registration: null, firstSale: { points: points(200) } });

  it('is taken whole with the last of the sale, and may be earned again', () => {
    const story = storyOf({ activities });
    story.done(saleOf(1_000), 'sale');
    const part = refund(story, amountOf(999));
    expect(part.amounts.pointsEarned).toBe(9);
    expect(story.guest.counters.firstSale).toBe('sale');
    const rest = refund(story);
    expect(rules(rest)).toEqual([
      ['TAKE_BACK', 'refund.earned', 1],
      ['TAKE_BACK', 'refund.firstSale', 200],
    ]);
    expect(story.guest).toMatchObject({
      counters: { firstSale: null },
      lifetime: { points: 0 },
      balance: { available: 0 },
    });
    expect(story.done(saleOf(1_000)).amounts.pointsEarned).toBe(210);
  });

  it('of another sale stays', () => {
    const story = storyOf({ activities });
    story.done(saleOf(1_000), 'first');
    story.done(saleOf(1_000), 'sale');
    expect(rules(refund(story))).toEqual([['TAKE_BACK', 'refund.earned', 10]]);
    expect(story.guest.counters.firstSale).toBe('first');
  });
});
