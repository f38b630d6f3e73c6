import { calendarAt, DAY } from '../../../test/support/decision/acts';
import { programOf } from '../../../test/support/decision/programs';
import {
  compileProgram,
  newGuest,
  points,
  settle,
  settleInForce,
  WITH_INACTIVITY,
  type Counters,
  type GuestState,
  type Lot,
  type ProgramDocument,
  type Settlement,
} from '..';

const TODAY = 20_000;
/** 00:00 of a day, so many days from today. */
const at = (days: number) => (TODAY + days) * DAY;

function lotOf(lotId: string, remaining: number, changes: Partial<Lot> = {}): Lot {
  const amount = points(remaining);
  return {
    lotId,
    expiresAt: at(1),
    amount,
    remaining: amount,
    held: points(0),
    activatesAt: null,
    restaurantId: null,
    ...changes,
  };
}

function guestWith(lots: readonly Lot[], dueAt: number, counters: Partial<Counters> = {}): GuestState {
  const guest = newGuest();
  const sum = (of: (lot: Lot) => number) => points(lots.reduce((total, lot) => total + of(lot), 0));
  return {
    ...guest,
    lots,
    dueAt,
    counters: { ...guest.counters, ...counters },
    balance: {
      ...guest.balance,
      available: sum((lot) => (lot.activatesAt === null ? lot.remaining - lot.held : 0)),
      pending: sum((lot) => (lot.activatesAt === null ? 0 : lot.remaining)),
      held: sum((lot) => lot.held),
    },
  };
}

function settled(guest: GuestState, until: number, document: Partial<ProgramDocument> = {}): Settlement[] {
  return settle(compileProgram(programOf(document)), guest, { now: until, calendar: calendarAt() });
}
const told = (settlements: readonly Settlement[]) =>
  settlements.map(({ type, at: instant, relatedId, reasonCode, decision }) => [
    type,
    (instant - at(0)) / DAY,
    relatedId,
    reasonCode,
    decision.amounts.pointsEarned,
    ...decision.trace.map(({ effect, rule, amount, arguments: of }) => [effect, rule, amount, of]),
  ]);

describe('what comes due', () => {
  it('is the end of lots, all of one instant together, at its instant and not before', () => {
    const guest = guestWith([lotOf('a', 5), lotOf('b', 7), lotOf('c', 9, { expiresAt: at(2) })], at(1), {
      lotsDueAt: at(1),
    });
    expect(settled(guest, at(1) - 1)).toEqual([]);
    expect(told(settled(guest, at(1)))).toEqual([['EXPIRY', 1, null, null, 12, ['EXPIRE', 'lot.expired', 12, {}]]]);
    expect(told(settled(guest, at(9)))).toEqual([
      ['EXPIRY', 1, null, null, 12, ['EXPIRE', 'lot.expired', 12, {}]],
      ['EXPIRY', 2, null, null, 9, ['EXPIRE', 'lot.expired', 9, {}]],
    ]);
  });

  it('is the day on which points become active', () => {
    const guest = guestWith([lotOf('a', 5, { activatesAt: at(1), expiresAt: at(3) })], at(1), { lotsDueAt: at(1) });
    const [active, ended] = settled(guest, at(3));
    expect(told([active as Settlement, ended as Settlement])).toEqual([
      ['ACTIVATION', 1, null, null, 0, ['ACTIVATE', 'lot.activated', 5, {}]],
      ['EXPIRY', 3, null, null, 5, ['EXPIRE', 'lot.expired', 5, {}]],
    ]);
    expect(active?.decision.after.balance).toMatchObject({ available: 5, pending: 0 });
  });

  it('is the last moment of a payment', () => {
    const guest = guestWith([lotOf('sale', 5, { activatesAt: 8.64e15, expiresAt: at(9) })], at(1), {
      unpaid: [{ lotId: 'sale', expiresAt: at(9), voidAt: at(1) }],
    });
    expect(told(settled(guest, at(1)))).toEqual([['EXPIRY', 1, null, 'UNPAID', 5, ['EXPIRE', 'lot.unpaid', 5, {}]]]);
  });

  it('is the end of a hold, which gives its points back or lets what is past its end go', () => {
    const held = lotOf('a', 5, { held: points(5), expiresAt: at(2) });
    const hold = {
      id: 'h',
      points: points(5),
      expiresAt: at(1),
      lots: [{ lotId: 'a', expiresAt: at(2), points: points(5), restaurantId: null }],
    };
    const [released] = settled(guestWith([held], at(1), { holds: [hold] }), at(1));
    expect(released).toMatchObject({ type: 'RELEASE', relatedId: 'h', reasonCode: null });
    expect(released?.decision.trace[0]).toMatchObject({ rule: 'hold.timedOut', amount: 5 });
    expect(released?.decision.after.balance).toMatchObject({ available: 5, held: 0 });
  });

  it('is the end of a stamp card', () => {
    const card = { card: 'c', collected: 3, completed: 0, full: [], expired: 0, endsAt: at(1) };
    const [ended] = settled(guestWith([], at(1), { stamps: [card] }), at(1));
    expect(told([ended as Settlement])).toEqual([
      ['EXPIRY', 1, null, null, 0, ['STAMP', 'stamps.expired', 3, { card: 'c' }]],
    ]);
    expect(ended?.decision.transfers.map(({ code, amount, unit }) => [code, amount, unit])).toEqual([
      ['EXPIRY', 3, 'c'],
    ]);
  });

  it('leaves alone what is not free, not late and not due', () => {
    const inactivity = {
      unit: 'DAYS',
      count: 9,
      endsAt: at(1),
      isFree: false,
      isWarned: false,
      extensions: 0,
    } as const;
    const card = { card: 'c', collected: 3, completed: 0, full: [], expired: 0, endsAt: at(2) };
    const guest = guestWith([lotOf('sale', 5, { activatesAt: 8.64e15, expiresAt: at(9) })], at(1), {
      inactivity,
      stamps: [card],
      tierDueAt: at(1),
      tierDueDay: TODAY + 1,
      unpaid: [{ lotId: 'sale', expiresAt: at(9), voidAt: at(1) + 1 }],
    });
    expect(told(settled(guest, at(1)))).toEqual([['TIER', 1, null, null, 0]]);
  });
});

describe('a tier whose day has not begun, since the zone was moved to the west', () => {
  const guest = guestWith([], at(1), { tierDueAt: at(1), tierDueDay: TODAY + 1 });
  const west = calendarAt(-3);

  it('is looked at when it has, and stays what it is till then', () => {
    const program = compileProgram(programOf());
    const [early, ...more] = settle(program, { ...guest, tier: 'BASE' }, { now: at(1), calendar: west });
    expect(more).toEqual([]);
    expect(early?.decision.after).toMatchObject({ tier: 'BASE', graceUntil: null, dueAt: at(1) + 3 * 3_600_000 });
    expect(early?.decision.after.counters).toMatchObject({ tierDueDay: TODAY + 1, tierDueAt: at(1) + 3 * 3_600_000 });
  });

  it('is not looked at for ever where days never begin', () => {
    const broken = { ...west, startOfDay: () => at(1) };
    const program = compileProgram(programOf());
    expect(() => settle(program, guest, { now: at(1), calendar: broken })).toThrow('not due again');
    const inForce = { now: at(1) - 1, calendar: broken };
    expect(settle(program, guest, inForce)).toEqual([]);
  });
});

describe('what comes due late', () => {
  it('is settled by the programme that was in force at each instant', () => {
    const [silent, careful] = [compileProgram(programOf()), compileProgram(programOf({ warning: { days: 3 } }))];
    const inForceAt = (instant: number) =>
      instant < at(2) ? { version: 1, program: silent } : { version: 2, program: careful };
    const guest = guestWith([lotOf('a', 5), lotOf('b', 7, { expiresAt: at(2) })], at(1), { lotsDueAt: at(1) });
    const until = (now: number) =>
      settleInForce(inForceAt, guest, { now, calendar: calendarAt() }).map(({ settlement, by }) => [
        settlement.type,
        by.version,
      ]);
    expect(until(at(1) - 1)).toEqual([]);
    expect(until(at(1))).toEqual([['EXPIRY', 1]]);
    expect(until(at(3))).toEqual([
      ['EXPIRY', 1],
      ['EXTENSION', 2],
    ]);
  });
});

describe('lots whose end nobody was told', () => {
  const warning = { warning: { days: 3 } };
  const term = (lotId: string, endsAt: number, isWarned: boolean, extensions: number, expiresAt = at(1)) => ({
    lotId,
    expiresAt,
    endsAt,
    isWarned,
    extensions,
  });

  it('live on for thirty days, told together by how often that was', () => {
    const lots = [lotOf('a', 5), lotOf('b', 7), lotOf('c', 9)];
    const guest = guestWith(lots, at(1), { lotsDueAt: at(1), terms: [term('c', at(1), false, 1)] });
    const [extended, ...more] = settled(guest, at(1), warning);
    expect(more).toEqual([]);
    expect(told([extended as Settlement])).toEqual([
      [
        'EXTENSION',
        1,
        null,
        null,
        0,
        ['EXTEND', 'lot.extended', 12, { days: 30, extension: 1, untilDay: TODAY + 30 }],
        ['EXTEND', 'lot.extended', 9, { days: 30, extension: 2, untilDay: TODAY + 30 }],
      ],
    ]);
    expect(extended?.decision.after.dueAt).toBe(at(31));
  });

  it('have one end in common where they end with inactivity', () => {
    const inactivity = { unit: 'DAYS', count: 9, endsAt: at(1), isFree: true, isWarned: false, extensions: 0 } as const;
    const lots = [lotOf('a', 5), lotOf('i', 7, { expiresAt: WITH_INACTIVITY })];
    const [extended] = settled(guestWith(lots, at(1), { lotsDueAt: at(1), inactivity }), at(1), warning);
    expect(extended?.decision.trace.map(({ amount }) => amount)).toEqual([5, 7]);
    expect(extended?.decision.after.counters.inactivity).toMatchObject({ endsAt: at(31), extensions: 1 });
  });

  it('end like others once they were warned of, and apart from them after three extensions', () => {
    const lots = [lotOf('a', 5), lotOf('b', 7)];
    const terms = [term('a', at(1), true, 0), term('b', at(1), false, 3)];
    expect(told(settled(guestWith(lots, at(1), { lotsDueAt: at(1), terms }), at(1), warning))).toEqual([
      ['EXPIRY', 1, null, null, 5, ['EXPIRE', 'lot.expired', 5, {}]],
      ['EXPIRY', 1, null, 'UNWARNED', 7, ['EXPIRE', 'lot.expiredUnwarned', 7, {}]],
    ]);
    // The programme has no warnings, so the expiry needs none.
    expect(told(settled(guestWith(lots, at(1), { lotsDueAt: at(1), terms }), at(1)))).toEqual([
      ['EXPIRY', 1, null, null, 12, ['EXPIRE', 'lot.expired', 12, {}]],
    ]);
  });
});
