import { DAY, HOUR, manualOf, NOON, saleOf } from '../../../test/support/decision/acts';
import { programOf } from '../../../test/support/decision/programs';
import { audit } from '../../../test/support/decision/audit';
import { Story } from '../../../test/support/decision/story';
import { calendarOf } from '../../../test/support/decision/zones';
import {
  decide,
  minorUnits,
  needsLots,
  newGuest,
  partsPerMillion,
  points,
  settle,
  type HoldReference,
  type ProgramDocument,
  type SaleAct,
} from '..';

const MINUTE = 60_000;

function storyWith(balance: number, changes: Partial<ProgramDocument> = {}): Story {
  const story = new Story(programOf(changes));
  story.done(manualOf('CREDIT', balance), 'lot');
  return story;
}

function hold(story: Story, wanted: number, minutes = 10, act: Partial<SaleAct> = {}) {
  return story.play(
    {
      kind: 'HOLD',
      sale: saleOf(10_000, { occurredAt: story.now, pointsToRedeem: points(wanted), ...act }),
      expiresAt: story.now + minutes * MINUTE,
    },
    'hold',
  );
}

const reference = (wanted: number, expiresAt = NOON + 10 * MINUTE): HoldReference => ({
  id: 'hold',
  points: points(wanted),
  expiresAt,
});
const capture = (story: Story, wanted: number | null, held: number, act: Partial<SaleAct> = {}) =>
  story.play(
    saleOf(10_000, {
      occurredAt: story.now,
      hold: reference(held),
      pointsToRedeem: wanted === null ? null : points(wanted),
      ...act,
    }),
    'sale',
  );

describe('points that a transfer sets aside', () => {
  const reserve = (story: Story, wanted: number, minutes = 10) =>
    story.play({ kind: 'RESERVE', points: points(wanted), expiresAt: story.now + minutes * MINUTE }, 'hold');
  const post = (story: Story, wanted: number) => story.play(manualOf('DEBIT', wanted, { holdId: 'hold' }), 'post');

  it('are held without a sale, as many as are free, whatever a sale may redeem', () => {
    const story = storyWith(90, { redemption: null });
    expect(reserve(story, 91)).toEqual({ kind: 'REFUSED', code: 'insufficient_points', data: { available: 90 } });
    expect(reserve(story, 60)).toMatchObject({
      amounts: { amount: 0, pointsRedeemed: 60, pointsEarned: 0 },
      transfers: [{ code: 'HOLD', debit: 'GUEST_AVAILABLE', credit: 'GUEST_HELD', amount: 60, lotId: 'lot' }],
      after: { balance: { available: 30, held: 60 }, counters: { holds: [{ id: 'hold', points: 60 }] } },
      trace: [{ effect: 'HOLD', rule: 'hold', amount: 60, arguments: {} }],
    });
    audit(story);
    const all = storyWith(90);
    expect(reserve(all, 90)).toMatchObject({ after: { balance: { available: 0, held: 90 } } });
  });

  it('go to the network in whole or in part, and the rest is free again', () => {
    const story = storyWith(90);
    reserve(story, 60);
    expect(post(story, 61)).toEqual({ kind: 'REFUSED', code: 'redemption_limit_exceeded', data: { max: 60 } });
    expect(post(story, 25)).toMatchObject({
      amounts: { pointsRedeemed: 0, pointsEarned: 25 },
      transfers: [
        { code: 'ADJUSTMENT', debit: 'GUEST_HELD', credit: 'NETWORK_ADJUSTMENT', amount: 25 },
        { code: 'RELEASE', debit: 'GUEST_HELD', credit: 'GUEST_AVAILABLE', amount: 35 },
      ],
      after: { balance: { available: 65, held: 0 }, counters: { holds: [] } },
      trace: [
        { effect: 'ADJUST', rule: 'manual.debit', amount: 25, arguments: { reasonCode: 'GOODWILL' } },
        { effect: 'RELEASE', rule: 'hold.voided', amount: 35, arguments: { expired: 0 } },
      ],
    });
    expect(post(story, 25)).toEqual({ kind: 'REFUSED', code: 'hold_expired', data: {} });
    const whole = storyWith(90);
    reserve(whole, 60);
    expect(post(whole, 60)).toMatchObject({ trace: [{ rule: 'manual.debit' }], after: { balance: { held: 0 } } });
    audit(story);
    audit(whole);
  });

  it('are those of the named hold, of several in the order of their names', () => {
    const story = storyWith(90);
    const reserveAs = (id: string, wanted: number) =>
      story.done({ kind: 'RESERVE', points: points(wanted), expiresAt: NOON + HOUR }, id);
    const heldBy = () => story.guest.counters.holds.map(({ id, points: held }) => [id, held]);
    reserveAs('c', 10);
    reserveAs('a', 20);
    reserveAs('b', 30);
    expect(heldBy()).toEqual([
      ['a', 20],
      ['b', 30],
      ['c', 10],
    ]);
    story.done(manualOf('DEBIT', 30, { holdId: 'b' }));
    expect(story.done({ kind: 'RELEASE', holdId: 'c' })).toMatchObject({
      amounts: { pointsRedeemed: 10 },
      trace: [{ effect: 'RELEASE', rule: 'hold.voided', amount: 10, arguments: { expired: 0 } }],
    });
    expect(heldBy()).toEqual([['a', 20]]);
    expect(story.play({ kind: 'RELEASE', holdId: 'c' })).toEqual({ kind: 'REFUSED', code: 'hold_expired', data: {} });
    audit(story);
  });

  it('are neither held nor posted for a blocked guest, and go back', () => {
    const refused = { kind: 'REFUSED', code: 'guest_blocked', data: {} };
    const story = storyWith(90);
    reserve(story, 60);
    story.done({ kind: 'BLOCK', blocked: true }, 'block');
    expect(reserve(story, 10)).toEqual(refused);
    expect(post(story, 60)).toEqual(refused);
    expect(story.done({ kind: 'RELEASE', holdId: 'hold' })).toMatchObject({ after: { balance: { available: 90 } } });
    audit(story);
  });

  it('are free at the time-out to the millisecond, and can then not be posted', () => {
    const story = storyWith(90);
    reserve(story, 60);
    story.at(NOON + 10 * MINUTE - 1);
    expect(post(story, 91)).toMatchObject({ code: 'redemption_limit_exceeded' });
    story.at(NOON + 10 * MINUTE);
    expect(post(story, 60)).toMatchObject({ code: 'hold_expired' });
    expect(story.guest.balance).toMatchObject({ available: 90, held: 0 });
    audit(story);
  });
});

describe('a hold', () => {
  it('sets points aside and answers with the sale that was quoted', () => {
    const story = storyWith(90);
    const held = hold(story, 40);
    expect(held).toMatchObject({
      amounts: { pointsRedeemed: 40, pointsValue: 4_000, payable: 6_000, pointsEarned: 60 },
      transfers: [{ code: 'HOLD', debit: 'GUEST_AVAILABLE', credit: 'GUEST_HELD', amount: 40, lotId: 'lot' }],
      redeemable: { max: 90 },
      lots: [{ lotId: 'lot', remaining: 90, held: 40 }],
    });
    expect(story.guest).toMatchObject({
      balance: { available: 50, held: 40 },
      dueAt: NOON + 10 * MINUTE,
      lifetime: { sales: 0 },
    });
    expect(story.rows.at(-1)?.decision.trace.at(-1)).toMatchObject({ effect: 'HOLD', rule: 'hold', amount: 40 });
    expect(story.play(saleOf(10_000, { pointsToRedeem: points(51) }))).toMatchObject({
      code: 'insufficient_points',
      data: { available: 50 },
    });
    audit(story);
  });

  it('is refused as its sale would be, and for no points', () => {
    const story = storyWith(90, {
      redemption: { minPoints: points(20), maxSharePpm: null, leaveAtLeast: minorUnits(0) },
    });
    expect(hold(story, 91)).toMatchObject({ code: 'insufficient_points' });
    expect(hold(story, 19)).toMatchObject({ code: 'redemption_below_minimum' });
    expect(hold(story, 0)).toEqual({ kind: 'REFUSED', code: 'redemption_below_minimum', data: { min: 20 } });
    expect(hold(story, 5, 10, { pointsToRedeem: null })).toMatchObject({ code: 'redemption_below_minimum' });
    expect(hold(storyWith(90, { redemption: null }), 0)).toMatchObject({ data: { min: 1 } });
  });

  it('is captured whole when no number is given, or in part, and the rest is void at once', () => {
    for (const [wanted, redeemed] of [
      [null, 40],
      [40, 40],
      [15, 15],
      [0, 0],
    ] as const) {
      const story = storyWith(90);
      hold(story, 40);
      const sale = capture(story, wanted, 40);
      expect(sale).toMatchObject({
        kind: 'DECIDED',
        amounts: { pointsRedeemed: redeemed, pointsValue: redeemed * 100 },
        redeemable: { max: 40 },
      });
      expect(story.guest).toMatchObject({
        balance: { held: 0, available: 90 - redeemed + (100 - redeemed) },
        counters: { holds: [] },
      });
      const voided = story.rows.at(-1)?.decision.trace.find(({ effect }) => effect === 'RELEASE');
      expect(voided?.amount).toBe(redeemed === 40 ? undefined : 40 - redeemed);
      if (redeemed > 0) expect(sale).toMatchObject({ details: { redeemed: [{ lotId: 'lot', points: redeemed }] } });
      audit(story);
    }
  });

  it('is captured for no more than it holds and no more than the sale takes', () => {
    const story = storyWith(90, {
      redemption: { minPoints: points(1), maxSharePpm: partsPerMillion(500_000), leaveAtLeast: minorUnits(0) },
    });
    hold(story, 40);
    expect(capture(story, 41, 40)).toEqual({ kind: 'REFUSED', code: 'redemption_limit_exceeded', data: { max: 40 } });
    expect(capture(story, null, 40, { amount: minorUnits(6_000) })).toMatchObject({
      code: 'redemption_limit_exceeded',
      data: { max: 30 },
    });
    expect(capture(story, 30, 40, { amount: minorUnits(6_000) })).toMatchObject({ kind: 'DECIDED' });
  });

  it('takes the lots that expire first of what it holds', () => {
    const story = storyWith(30);
    story.done(manualOf('CREDIT', 30, { occurredAt: NOON - DAY }), 'early');
    hold(story, 40);
    capture(story, 35, 40);
    expect(
      story.rows
        .at(-1)
        ?.decision.transfers.slice(0, 3)
        .map(({ code, lotId, amount }) => [code, lotId, amount]),
    ).toEqual([
      ['REDEMPTION', 'early', 30],
      ['REDEMPTION', 'lot', 5],
      ['RELEASE', 'lot', 5],
    ]);
    audit(story);
  });

  it('ends by itself at its instant, and may be captured for a while if the points are still there', () => {
    const story = storyWith(90);
    hold(story, 40);
    story.at(NOON + 10 * MINUTE - 1).settle();
    expect(story.guest.balance.held).toBe(40);
    const [timedOut] = story.at(NOON + 10 * MINUTE).settle();
    expect(timedOut).toMatchObject({
      type: 'RELEASE',
      relatedId: 'hold',
      at: NOON + 10 * MINUTE,
      decision: {
        amounts: { pointsRedeemed: 40 },
        trace: [{ rule: 'hold.timedOut', amount: 40, arguments: { expired: 0 } }],
      },
    });
    expect(story.guest.balance).toMatchObject({ available: 90, held: 0 });
    story.at(NOON + 25 * MINUTE);
    expect(capture(story, null, 40)).toMatchObject({
      kind: 'DECIDED',
      amounts: { pointsRedeemed: 40 },
    });
    audit(story);
  });

  it('is over after the grace, or when the points are gone, or when it was let go before its time', () => {
    const late = storyWith(90);
    hold(late, 40);
    late.at(NOON + 25 * MINUTE + 1);
    expect(capture(late, null, 40)).toEqual({ kind: 'REFUSED', code: 'hold_expired', data: {} });
    const spent = storyWith(90);
    hold(spent, 40);
    spent.at(NOON + 11 * MINUTE).done(manualOf('DEBIT', 60));
    expect(capture(spent, null, 40)).toMatchObject({ code: 'hold_expired' });
    expect(capture(spent, 30, 40)).toMatchObject({ kind: 'DECIDED' });
    const voided = storyWith(90);
    hold(voided, 40);
    voided.done({ kind: 'RELEASE', holdId: 'hold' });
    expect(capture(voided, null, 40)).toMatchObject({ code: 'hold_expired' });
  });

  it('is voided once', () => {
    const story = storyWith(90);
    hold(story, 40);
    expect(story.done({ kind: 'RELEASE', holdId: 'hold' })).toMatchObject({
      amounts: { pointsRedeemed: 40 },
      trace: [{ rule: 'hold.voided' }],
    });
    expect(story.play({ kind: 'RELEASE', holdId: 'hold' })).toEqual({
      kind: 'REFUSED',
      code: 'hold_expired',
      data: {},
    });
    audit(story);
  });

  it('keeps its lots alive past their date; a void gives them back with it', () => {
    const expiry = { kind: 'DAYS', count: 1 } as const;
    const alive = storyWith(90, { expiry });
    hold(alive, 40, 3 * 24 * 60);
    alive.at(NOON + 2 * DAY).settle();
    expect(alive.guest).toMatchObject({ balance: { available: 0, held: 40 }, lots: [{ remaining: 40, held: 40 }] });
    expect(
      alive.play(
        saleOf(10_000, { occurredAt: alive.now, hold: reference(40, NOON + 3 * DAY), pointsToRedeem: points(30) }),
      ),
    ).toMatchObject({
      amounts: { pointsRedeemed: 30 },
      trace: [
        { rule: 'hold.captured' },
        { rule: 'earning.base' },
        { rule: 'hold.voided', amount: 10, arguments: { expired: 10 } },
      ],
    });
    audit(alive);
    const timedOut = storyWith(90, { expiry });
    hold(timedOut, 40, 3 * 24 * 60);
    timedOut.at(NOON + 9 * DAY).settle();
    expect(timedOut.rows.slice(2).map(({ type, at }) => [type, at])).toEqual([
      ['EXPIRY', NOON - 12 * HOUR + 2 * DAY],
      ['RELEASE', NOON + 3 * DAY],
    ]);
    expect(timedOut.guest).toMatchObject({ balance: { available: 0, held: 0 }, lots: [], dueAt: 8.64e15 });
    audit(timedOut);
  });

  it('stands beside others, each with its own end', () => {
    const story = storyWith(90);
    story.done(
      { kind: 'HOLD', sale: saleOf(10_000, { pointsToRedeem: points(20) }), expiresAt: NOON + 9 * MINUTE },
      'b',
    );
    story.done(
      { kind: 'HOLD', sale: saleOf(10_000, { pointsToRedeem: points(30) }), expiresAt: NOON + 9 * MINUTE },
      'a',
    );
    expect(story.guest.counters.holds.map(({ id }) => id)).toEqual(['a', 'b']);
    const settled = story.at(NOON + DAY).settle();
    expect(settled.map(({ type, relatedId }) => [type, relatedId])).toEqual([
      ['RELEASE', 'a'],
      ['RELEASE', 'b'],
    ]);
    audit(story);
  });
});

describe('what comes due', () => {
  it('expires lots at their instant, all of one instant in one row', () => {
    const story = storyWith(50, { expiry: { kind: 'DAYS', count: 3 } });
    story.done(manualOf('CREDIT', 20, { occurredAt: NOON + HOUR }));
    story.at(NOON + DAY).done(manualOf('CREDIT', 7, { occurredAt: NOON + DAY }));
    story.at(NOON + 9 * DAY).settle();
    expect(
      story.rows.slice(3).map(({ type, at, decision }) => [type, at, decision.amounts.pointsEarned, decision.trace[0]]),
    ).toEqual([
      ['EXPIRY', NOON + 3 * DAY + 12 * HOUR, 70, { effect: 'EXPIRE', rule: 'lot.expired', amount: 70, arguments: {} }],
      ['EXPIRY', NOON + 4 * DAY + 12 * HOUR, 7, { effect: 'EXPIRE', rule: 'lot.expired', amount: 7, arguments: {} }],
    ]);
    audit(story);
  });

  it('expires at the first instant of a day whose midnight does not exist', () => {
    // In Beirut the clocks go from 00:00 to 01:00 on 29 March 2026.
    const occurredAt = Date.parse('2026-03-27T12:00:00Z');
    const story = new Story(
      programOf({ expiry: { kind: 'DAYS', count: 1 } }),
      newGuest(),
      calendarOf('Asia/Beirut', '04:00'),
    );
    story.at(occurredAt).done(manualOf('CREDIT', 5, { occurredAt }));
    expect(story.guest.lots).toMatchObject([{ expiresAt: Date.parse('2026-03-29T01:00:00+03:00') }]);
  });

  it('activates pending points at the start of their day, and spends none before', () => {
    const story = new Story(programOf({ pending: { kind: 'DELAY', days: 2 }, expiry: { kind: 'DAYS', count: 9 } }));
    story.done(saleOf(5_000), 'sale');
    expect(story.guest).toMatchObject({ balance: { available: 0, pending: 50 }, dueAt: NOON + DAY + 12 * HOUR });
    expect(story.play(saleOf(5_000, { pointsToRedeem: points(1) }))).toMatchObject({ code: 'insufficient_points' });
    const [activated] = story.at(NOON + 3 * DAY).settle();
    expect(activated).toMatchObject({
      type: 'ACTIVATION',
      at: NOON + DAY + 12 * HOUR,
      decision: { trace: [{ effect: 'ACTIVATE', rule: 'lot.activated', amount: 50 }] },
    });
    expect(story.guest).toMatchObject({ balance: { available: 50, pending: 0 }, lots: [{ activatesAt: null }] });
    audit(story);
  });

  it('of a late act is active at once where its time has passed', () => {
    const story = new Story(programOf({ pending: { kind: 'DELAY', days: 2 } }));
    story.done(saleOf(5_000, { occurredAt: NOON - 3 * DAY }));
    expect(story.guest.balance).toMatchObject({ available: 50, pending: 0 });
  });

  it('is nothing before its time', () => {
    const story = storyWith(50);
    expect(settle(story.program, story.guest, { now: story.guest.dueAt - 1, calendar: story.calendar })).toEqual([]);
  });

  it('has to be settled before an act is decided, with the lots read', () => {
    const story = storyWith(50, { expiry: { kind: 'DAYS', count: 1 } });
    const late = { ...story.context('x'), now: NOON + 9 * DAY };
    expect(() => decide(story.program, story.guest, saleOf(1), late)).toThrow('settled');
    expect(() => settle(story.program, { ...story.guest, lots: null }, late)).toThrow('lots are read');
    expect(() =>
      decide(story.program, { ...story.guest, lots: null }, manualOf('DEBIT', 1), story.context('x')),
    ).toThrow('lots of the guest are read');
    expect(() => decide(story.program, { ...story.guest, lots: [] }, manualOf('DEBIT', 1), story.context('x'))).toThrow(
      'what the balance says',
    );
  });
});

describe('an act', () => {
  it('says whether it needs the lots', () => {
    const acts = [
      saleOf(1),
      saleOf(1, { pointsToRedeem: points(0) }),
      manualOf('CREDIT', 1),
      { kind: 'AWARD', activity: 'registration', occurredAt: NOON, restaurantId: null } as const,
    ];
    expect(acts.map(needsLots)).toEqual([false, false, false, false]);
    const needing = [
      saleOf(1, { pointsToRedeem: points(1) }),
      saleOf(1, { hold: reference(1) }),
      manualOf('DEBIT', 1),
      { kind: 'RELEASE', holdId: 'x' } as const,
      { kind: 'HOLD', sale: saleOf(1), expiresAt: NOON } as const,
    ];
    expect(needing.map(needsLots)).toEqual([true, true, true, true, true]);
    expect(() => needsLots({ kind: 'STAMP' } as never)).toThrow('unexpected');
    const story = storyWith(1);
    expect(() => decide(story.program, story.guest, { kind: 'STAMP' } as never, story.context('x'))).toThrow(
      'unexpected',
    );
  });
});
