import {
  DAY,
  lineOf,
  manualOf,
  NOON,
  partnerOf,
  redemptionOf,
  rewardOf,
  saleOf,
} from '../../../test/support/decision/acts';
import { campaignOf, runningOf } from '../../../test/support/decision/campaigns';
import { programOf } from '../../../test/support/decision/programs';
import { Story } from '../../../test/support/decision/story';
import { type GuestState, limitTo, points, type ReceiveAct, type TransferDetails } from '..';
import { besides, isSameLimit, openFirst } from './limits';

const HERE = 'restaurant-1';
const THERE = 'restaurant-2';
const dayOf = (day: number) => Math.floor(NOON / DAY) + day;

/** A guest with 40 points for everywhere and 60, which end sooner, for this restaurant; nothing is earned by sales. */
function storyOf(): Story {
  const story = storyOfProgram();
  story.done(manualOf('CREDIT', 40));
  story.done(manualOf('CREDIT', 60, { limit: limitTo([HERE]), period: { beginsOn: null, endsOn: dayOf(10) } }));
  return story;
}
function storyOfProgram(): Story {
  return new Story(programOf({ expiry: { kind: 'DAYS', count: 100 }, warning: null, earning: NOTHING }));
}
const NOTHING = { ...programOf().earning, base: null, rules: [] };
const spending = (wanted: number, restaurantId = HERE) =>
  redemptionOf(100_000, wanted, { restaurantId, occurredAt: NOON });
const limited = ({ counters }: GuestState) =>
  counters.limits?.map(({ free, limit }) => [free, ...(limit.restaurantIds ?? []), ...(limit.categories ?? [])]);

describe('points that may be spent in some restaurants alone', () => {
  it('are spent there first, and not elsewhere', () => {
    const story = storyOf();
    expect(story.play(spending(41, THERE))).toMatchObject({
      code: 'insufficient_points',
      data: { available: 40, elsewhere: 60 },
    });
    story.done(spending(30, THERE));
    expect(limited(story.guest)).toEqual([[60, HERE]]);
    story.done(spending(65));
    expect([story.guest.balance.available, story.guest.counters.limits]).toEqual([5, undefined]);
  });

  it('bound what a sale may redeem', () => {
    const story = storyOf();
    const sale = saleOf(100_000, { restaurantId: THERE, pointsToRedeem: points(0) });
    expect(story.play(sale)).toMatchObject({ redeemable: { max: 40, limitedBy: 'BALANCE' } });
    expect(story.play({ ...sale, pointsToRedeem: points(50) })).toMatchObject({
      data: { available: 40, elsewhere: 60 },
    });
  });

  it('are taken by nobody who is no restaurant, and by who takes by hand', () => {
    const refused = { code: 'insufficient_points', data: { available: 40, elsewhere: 60 } };
    const gift = { kind: 'GIVE', purpose: 'GIFT', toGuestId: 'g', points: points(50), earnedBefore: null } as const;
    expect(storyOf().play(rewardOf(50, { restaurantId: null }))).toMatchObject(refused);
    expect(storyOf().play(rewardOf(50))).toMatchObject({ kind: 'DECIDED' });
    expect(storyOf().play(partnerOf('DEBIT', 50))).toMatchObject(refused);
    expect(storyOf().play(partnerOf('DEBIT', 50, { isRefund: true }))).toMatchObject({ kind: 'DECIDED' });
    expect(storyOf().play({ ...gift, named: null })).toMatchObject(refused);
    expect(storyOf().play({ kind: 'RESERVE', points: points(50), expiresAt: NOON + 1 })).toMatchObject(refused);
    expect(storyOf().play(manualOf('DEBIT', 100))).toMatchObject({ kind: 'DECIDED' });
  });

  it('come back with their place, also past their end', () => {
    const story = storyOf();
    story.done(spending(80), 'spent');
    expect(story.refund('spent', { kind: 'ALL' }).kind).toBe('DECIDED');
    expect([story.guest.balance.available, limited(story.guest)]).toEqual([100, [[60, HERE]]]);

    const late = storyOf();
    late.done(spending(100), 'spent');
    late.at(NOON + 20 * DAY).refund('spent');
    expect([late.guest.balance.available, limited(late.guest)]).toEqual([100, [[60, HERE]]]);
    expect(late.guest.lots?.map(({ remaining }) => remaining)).toEqual([60, 40]);
  });

  it('expire with a note of their place, by which a restoration gives it back', () => {
    const story = storyOf();
    story.at(NOON + 20 * DAY).settle();
    const expiry = story.rows.at(-1);
    expect(expiry?.decision.details).toMatchObject({ kind: 'EXPIRY', limited: [{ points: 60 }] });
    expect(story.guest.counters.limits).toBeUndefined();
    const details = expiry?.decision.details;
    const parts = details?.kind === 'EXPIRY' ? details.limited : [];
    const restore = story.restoreOf(expiry?.id ?? '', 25);
    story.done({ ...restore, restores: restore.restores && { ...restore.restores, limited: parts } });
    expect(limited(story.guest)).toEqual([[25, HERE]]);
  });

  it('that a hold set aside are captured where they may be spent, and else let go', () => {
    const held = () => {
      const story = storyOf();
      const sale = saleOf(100_000, { pointsToRedeem: points(70) });
      story.done({ kind: 'HOLD', sale, expiresAt: NOON + DAY }, 'hold');
      return story;
    };
    const hold = { id: 'hold', points: points(70), expiresAt: NOON + DAY };
    const story = held();
    expect(limited(story.guest)).toEqual([[0, HERE]]);
    const capture = saleOf(100_000, { hold, restaurantId: THERE });
    expect(story.play(capture)).toMatchObject({ data: { available: 10, elsewhere: 60 } });
    story.done({ ...capture, pointsToRedeem: points(10) });
    expect([story.guest.balance.available, limited(story.guest)]).toEqual([90, [[60, HERE]]]);
    const here = held();
    here.done(saleOf(100_000, { hold }));
    expect([here.guest.balance.available, here.guest.counters.limits]).toEqual([30, undefined]);
    const released = held();
    released.done({ kind: 'RELEASE', holdId: 'hold' });
    expect(limited(released.guest)).toEqual([[60, HERE]]);
  });

  it('keep it on their way to another guest', () => {
    const giver = storyOf();
    const { guest } = giver;
    const whole = (guest.lots ?? []).map(({ lotId, expiresAt, remaining }) => ({
      lotId,
      expiresAt,
      points: remaining,
    }));
    const given = giver.done({
      kind: 'GIVE',
      purpose: 'UNDO',
      toGuestId: 'other',
      points: points(0),
      earnedBefore: null,
      named: whole,
    });
    const { lots, inactivity } = given.details as TransferDetails;
    const receive: ReceiveAct = { kind: 'RECEIVE', purpose: 'UNDO', fromGuestId: 'guest', lots, inactivity };
    const receiver = new Story(giver.document);
    receiver.done(receive);
    expect([limited(giver.guest), limited(receiver.guest)]).toEqual([undefined, [[60, HERE]]]);
  });

  it('of two campaigns are lots of their own, also where the lots of the guest are not read', () => {
    const validity = { from: null, until: { days: 5 } };
    const at = (...restaurantIds: string[]) => campaignOf({ schema: 2, validity, spendableIn: { restaurantIds } });
    const documents = { A: at(HERE), B: at(THERE, HERE), C: campaignOf({ schema: 2, validity }), D: at(HERE, THERE) };
    const campaigns = runningOf(documents);
    const story = new Story(programOf({ expiry: { kind: 'DAYS', count: 5 }, warning: null }), undefined, undefined, {
      campaigns,
    });
    story.guest = { ...story.guest, lots: null };
    const sale = story.done(saleOf(1_000, { occurredAt: NOON }));
    const base = sale.amounts.pointsEarned - 40;
    expect(sale.lots.map(({ remaining }) => remaining)).toEqual([base + 10, 10, 20]);
    expect(limited(story.guest)).toEqual([
      [10, HERE],
      [20, HERE, THERE],
    ]);
  });

  it('wait for their beginning and their payment, and are free then', () => {
    const story = storyOf();
    story.done(manualOf('CREDIT', 5, { limit: limitTo([THERE]), period: { beginsOn: dayOf(3), endsOn: dayOf(9) } }));
    expect(limited(story.guest)).toEqual([
      [60, HERE],
      [0, THERE],
    ]);
    story.at(NOON + 4 * DAY).settle();
    expect(limited(story.guest)).toEqual([
      [60, HERE],
      [5, THERE],
    ]);
  });
});

/** A guest with 40 points for everything and 60, which end sooner, for desserts. */
function sweetStory(categories = ['Desserts']): Story {
  const story = storyOfProgram();
  story.done(manualOf('CREDIT', 40));
  story.done(manualOf('CREDIT', 60, { limit: limitTo([], categories), period: { beginsOn: null, endsOn: dayOf(10) } }));
  return story;
}

describe('points that may be spent on some menu categories alone', () => {
  const lineIn = (total: number, category: string) => lineOf(total, { category });
  const steak = (total: number) => lineIn(total, 'Mains');
  const cake = (total: number) => lineIn(total, 'DESSERTS');
  const check = (wanted: number, lines = [steak(10_000), cake(3_000)], more = {}) =>
    saleOf(
      lines.reduce((sum, { total }) => sum + total, 0),
      { lines, pointsToRedeem: points(wanted), restaurantId: HERE, ...more },
    );
  const pointsOf = ({ lines }: { lines: readonly { points: number }[] }) => lines.map(({ points: paid }) => paid);

  it('pay for lines of these categories, and other points for the rest', () => {
    const story = sweetStory();
    expect(story.play(check(0))).toMatchObject({ redeemable: { max: 70, limitedBy: 'BALANCE' } });
    expect(sweetStory().play(check(71))).toMatchObject({
      code: 'insufficient_points',
      data: { available: 70, elsewhere: 30 },
    });
    const sold = story.done(check(70));
    expect(pointsOf(sold)).toEqual([40, 30]);
    expect(sold.lines.map(({ payable }) => payable)).toEqual([6_000, 0]);
    expect(limited(story.guest)).toEqual([[30, 'Desserts']]);
  });

  it('are spent where they end first, and never where no line is known', () => {
    const story = sweetStory();
    expect(pointsOf(story.done(check(20)))).toEqual([0, 20]);
    expect(limited(story.guest)).toEqual([[40, 'Desserts']]);
    const refused = { code: 'insufficient_points', data: { available: 40, elsewhere: 40 } };
    expect(story.play(spending(41))).toMatchObject(refused);
    expect(story.play(saleOf(10_000, { pointsToRedeem: points(41) }))).toMatchObject(refused);
    expect(story.play(check(41, [steak(10_000)]))).toMatchObject(refused);
    expect(story.play(rewardOf(41))).toMatchObject(refused);
    expect(story.play({ kind: 'RESERVE', points: points(41), expiresAt: NOON + 1 })).toMatchObject(refused);
  });

  it('come back with the line that they paid, also where it was paid by others too', () => {
    for (const first of [1, 2]) {
      const story = sweetStory();
      story.done(check(70), 'sold');
      const back = (line: number) =>
        story.refund('sold', { kind: 'LINES', lines: [{ line, quantityMilli: null, total: null }] });
      expect(back(first).kind).toBe('DECIDED');
      expect([story.guest.balance.available, limited(story.guest)]).toEqual(
        first === 1 ? [70, [[30, 'Desserts']]] : [60, [[60, 'Desserts']]],
      );
      expect(back(3 - first).kind).toBe('DECIDED');
      expect([story.guest.balance.available, limited(story.guest)]).toEqual([100, [[60, 'Desserts']]]);
    }
  });

  it('are kept with the lines that each lot paid, from the first line on', () => {
    const story = storyOfProgram();
    for (const [id, end] of [
      ['first', 10],
      ['second', 20],
    ] as const)
      story.done(
        manualOf('CREDIT', 30, { limit: limitTo([], ['Desserts']), period: { beginsOn: null, endsOn: dayOf(end) } }),
        id,
      );
    const { details } = story.done(check(50, [cake(2_000), steak(1_000), cake(3_000)]), 'sold');
    expect(details?.kind === 'SALE' && details.redeemed.map(({ lotId, byLine }) => [lotId, byLine])).toEqual([
      ['first', [20, 0, 10]],
      ['second', [0, 0, 20]],
    ]);
  });

  it('come back by the order of spending where an allowance paid beside them', () => {
    const story = sweetStory();
    story.done(check(110, [steak(8_000), cake(3_000)], { offlineAllowance: points(40) }), 'sold');
    expect([story.guest.balance.available, limited(story.guest)]).toEqual([30, [[30, 'Desserts']]]);
    // The allowance paid 40 of the 110 points: 10 of the 30 that come back with the cake, 30 of the 80 with the steak.
    const back = (line: number) => {
      const before = story.guest.balance.available;
      story.refund('sold', { kind: 'LINES', lines: [{ line, quantityMilli: null, total: null }] });
      return story.guest.balance.available - before;
    };
    expect([back(2), back(1)]).toEqual([20, 50]);
    expect([story.guest.balance.available, limited(story.guest)]).toEqual([100, [[60, 'Desserts']]]);
  });

  it('are set aside by a hold, and captured as far as the lines of the sale are theirs', () => {
    const story = sweetStory();
    story.done({ kind: 'HOLD', sale: check(70), expiresAt: NOON + DAY }, 'hold');
    expect([story.guest.balance.held, limited(story.guest)]).toEqual([70, [[30, 'Desserts']]]);
    const hold = { id: 'hold', points: points(70), expiresAt: NOON + DAY };
    const capture = (lines: ReturnType<typeof cake>[], wanted: number) =>
      check(wanted, lines, { hold, pointsToRedeem: points(wanted) });
    expect(story.play(capture([steak(10_000), cake(1_000)], 51))).toMatchObject({
      data: { available: 50, elsewhere: 20 },
    });
    const sold = story.done(capture([steak(10_000), cake(1_000)], 50));
    expect(pointsOf(sold)).toEqual([40, 10]);
    expect(limited(story.guest)).toEqual([[50, 'Desserts']]);
  });

  it('leave lines to one another, so that in all the most is spent', () => {
    const story = sweetStory(['Desserts', 'Drinks']);
    const period = { beginsOn: null, endsOn: dayOf(20) };
    story.done(manualOf('CREDIT', 50, { limit: limitTo([], ['drinks']), period }));
    const lines = [lineIn(5_000, 'Drinks'), cake(6_000), steak(1_000)];
    expect(story.play(check(0, lines))).toMatchObject({ redeemable: { max: 120 } });
    expect(pointsOf(story.done(check(120, lines)))).toEqual([50, 60, 10]);
    expect(story.guest.balance.available).toBe(30);
  });

  it('have a restaurant besides', () => {
    const story = storyOfProgram();
    story.done(manualOf('CREDIT', 60, { limit: limitTo([HERE], ['Desserts']) }));
    expect(story.play(check(0, undefined, { restaurantId: THERE }))).toMatchObject({ redeemable: { max: 0 } });
    expect(story.play(check(0))).toMatchObject({ redeemable: { max: 30 } });
    expect(limited(story.guest)).toEqual([[60, HERE, 'Desserts']]);
  });

  it('name each category once, however it is written', () => {
    expect(limitTo([], ['Tea', 'CAKE', 'cake', 'tea'])).toEqual({ categories: ['CAKE', 'Tea'] });
    expect(limitTo([], ['b', 'c', 'a'])).toEqual({ categories: ['a', 'b', 'c'] });
  });
});

describe('limits of points', () => {
  it.each([
    ['both of them everywhere', undefined, undefined, true],
    ['one of them everywhere', undefined, limitTo([HERE]), false],
    ['the other of them everywhere', limitTo([HERE]), undefined, false],
    ['the same restaurants', limitTo([HERE, THERE]), limitTo([THERE, HERE]), true],
    ['one restaurant more', limitTo([HERE]), limitTo([HERE, THERE]), false],
    ['one of two restaurants', limitTo(['a', 'b']), limitTo(['a', 'c']), false],
    ['the same restaurants, and categories of one of them', limitTo([HERE]), limitTo([HERE], ['tea']), false],
    ['other categories', limitTo([], ['cake']), limitTo([], ['tea']), false],
    ['the same categories', limitTo([], ['cake', 'tea']), limitTo([], ['tea', 'cake']), true],
  ])('are the same or not: %s', (_name, one, other, isSame) => {
    expect(isSameLimit(one, other)).toBe(isSame);
  });

  it('keep the order of what may be spent here, then of the rest, without empty parts', () => {
    const part = (lotId: string, amount: number, limit?: ReturnType<typeof limitTo>) => ({
      lotId,
      expiresAt: 1,
      restaurantId: null,
      points: points(amount),
      ...(limit && { limit }),
    });
    const parts = [part('there', 5, limitTo([THERE])), part('cake', 5, limitTo([], ['cake'])), part('any', 5)];
    const open = (rooms: ReadonlyMap<string, number> | null) =>
      openFirst(parts, HERE, rooms).map(({ lotId, points: amount }) => [lotId, amount]);
    expect(open(null)).toEqual([
      ['any', 5],
      ['there', 5],
      ['cake', 5],
    ]);
    expect(open(new Map([['cake', 3]]))).toEqual([
      ['cake', 3],
      ['any', 5],
      ['there', 5],
      ['cake', 2],
    ]);
  });

  it('part the lots of one act by a millisecond, and so does another first day', () => {
    const opened: Parameters<typeof besides>[0] = new Map([[10, { activatesAt: null }]]);
    const lot = (activatesAt: number | null, limit?: ReturnType<typeof limitTo>) => ({
      expiresAt: 10,
      activatesAt,
      limit,
    });
    expect(besides(opened, lot(null)).expiresAt).toBe(10);
    expect(besides(opened, lot(5)).expiresAt).toBe(11);
    expect(besides(opened, lot(null, limitTo([HERE]))).expiresAt).toBe(12);
    expect(besides(opened, lot(5)).expiresAt).toBe(11);
  });
});
