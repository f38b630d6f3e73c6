import { calendarAt } from '../../../test/support/decision/acts';
import { programOf } from '../../../test/support/decision/programs';
import { newGuest, points, WITH_INACTIVITY, type Counters, type GuestState, type Lot, type OpenHold } from '..';
import { Books } from './books';
import type { NewLot } from './lots';
import { accrueParts } from './validity';

const NEVER = 8.64e15;
const NOW = 1_000;
const PLACE = 'restaurant-1';

function lotOf(lotId: string, remaining: number, changes: Partial<Lot> = {}): Lot {
  return {
    lotId,
    expiresAt: 2_000,
    amount: points(remaining),
    remaining: points(remaining),
    held: points(0),
    activatesAt: null,
    restaurantId: null,
    ...changes,
  };
}

function booksOf(lots: readonly Lot[], balance: Partial<GuestState['balance']> = {}, counters: Partial<Counters> = {}) {
  const guest = newGuest();
  const sum = (of: (lot: Lot) => number) => points(lots.reduce((total, lot) => total + of(lot), 0));
  return new Books({
    ...guest,
    lots,
    counters: { ...guest.counters, ...counters },
    balance: {
      ...guest.balance,
      available: sum((lot) => (lot.activatesAt === null ? lot.remaining - lot.held : 0)),
      pending: sum((lot) => (lot.activatesAt === null ? 0 : lot.remaining)),
      held: sum((lot) => lot.held),
      ...balance,
    },
  });
}

const moves = (books: Books) =>
  books.transfers.map(({ code, debit, credit, amount, lotId, restaurantId }) => [
    code,
    debit,
    credit,
    amount,
    lotId,
    restaurantId,
  ]);
const newLot = (changes: Partial<NewLot> = {}): NewLot => ({
  lotId: 'new',
  expiresAt: 2_000,
  activatesAt: null,
  restaurantId: PLACE,
  isElsewhere: false,
  voidAt: null,
  ...changes,
});
const sale = { code: 'ACCRUAL', account: 'RESTAURANT_ISSUED', restaurantId: PLACE } as const;

describe('points that come in', () => {
  it('make good first what went below zero, which belongs to no lot, then settle debt out of the new one', () => {
    const books = booksOf([], { available: points(-4), receivable: points(3) });
    expect(books.accrue(10, sale, newLot())).toBe(3);
    expect(moves(books)).toEqual([
      ['ACCRUAL', 'RESTAURANT_ISSUED', 'GUEST_AVAILABLE', 4, null, PLACE],
      ['ACCRUAL', 'RESTAURANT_ISSUED', 'GUEST_AVAILABLE', 6, 'new', PLACE],
      ['SETTLEMENT', 'GUEST_AVAILABLE', 'GUEST_RECEIVABLE', 3, 'new', null],
    ]);
    expect(books.balance()).toMatchObject({ available: 3, receivable: 0 });
    expect(books.openLots()).toEqual([lotOf('new', 3, { amount: points(6), restaurantId: PLACE })]);
  });

  it('open no lot where all of them make good what went below zero', () => {
    const books = booksOf([], { available: points(-10), receivable: points(3) });
    expect(books.accrue(10, sale, newLot())).toBe(0);
    expect(moves(books)).toEqual([['ACCRUAL', 'RESTAURANT_ISSUED', 'GUEST_AVAILABLE', 10, null, PLACE]]);
    expect([books.openLots(), books.balance().available]).toEqual([[], 0]);
  });

  it('make nothing good and settle nothing while their payment is awaited', () => {
    const books = booksOf([], { available: points(-4), receivable: points(3) });
    expect(books.accrue(10, sale, newLot({ activatesAt: NEVER, voidAt: 1_500 }))).toBe(0);
    expect(moves(books)).toEqual([['ACCRUAL', 'RESTAURANT_ISSUED', 'GUEST_PENDING', 10, 'new', PLACE]]);
    expect(books.balance()).toMatchObject({ available: -4, pending: 10, receivable: 3 });
    expect(books.unpaidLots()).toEqual([{ lotId: 'new', expiresAt: 2_000, voidAt: 1_500 }]);
  });

  it('settle debt though they wait for their day', () => {
    const books = booksOf([], { receivable: points(3) });
    expect(books.accrue(10, sale, newLot({ activatesAt: 1_500 }))).toBe(3);
    expect(moves(books)[1]).toEqual(['SETTLEMENT', 'GUEST_PENDING', 'GUEST_RECEIVABLE', 3, 'new', null]);
    expect(books.balance()).toMatchObject({ available: 0, pending: 7, receivable: 0 });
  });

  it('join a lot of the same id and date, and no other', () => {
    const lots = [lotOf('new', 5, { expiresAt: 1_999 }), lotOf('new', 5, { amount: points(20), held: points(2) })];
    const books = booksOf(lots);
    books.accrue(10, sale, newLot());
    expect(books.openLots()).toEqual([
      lots[0],
      lotOf('new', 15, { amount: points(20), held: points(2), restaurantId: PLACE }),
    ]);
  });

  it('are another system’s to warn of where they had ended before they were recorded, but not a lot that was there', () => {
    const books = booksOf([]);
    books.accrue(10, sale, newLot({ isElsewhere: true }));
    expect(books.terms()).toEqual([{ lotId: 'new', expiresAt: 2_000, endsAt: 2_000, isWarned: true, extensions: 0 }]);
    const known = booksOf([lotOf('new', 5)]);
    known.accrue(10, sale, newLot({ isElsewhere: true }));
    expect(known.terms()).toEqual([]);
  });
});

describe('points that come with limits', () => {
  it('join where they may be spent in the same places, and stay apart elsewhere', () => {
    const books = booksOf([]);
    const [north, south] = [{ restaurantIds: ['north'] }, { restaurantIds: ['south'] }];
    const parts = [
      { points: points(3), limit: north },
      { points: points(5) },
      { points: points(4), limit: north },
      { points: points(6), limit: south },
      { points: points(1) },
    ];
    expect(accrueParts(books, parts, sale, newLot())).toBe(0);
    expect(moves(books).map(([, , , amount]) => amount)).toEqual([7, 6, 6]);
    expect(books.balance().available).toBe(19);
  });

  it('wait for a payment of their own, beside a lot of the same act with another end', () => {
    const books = booksOf([]);
    const moved = (expiresAt: number, voidAt: number) => ({
      lotId: 'moved',
      expiresAt,
      activatesAt: NEVER,
      restaurantId: null,
      points: points(2),
      term: null,
      voidAt,
    });
    books.receive(moved(2_000, 1_500), true);
    books.receive(moved(3_000, 1_600), true);
    books.receive(moved(3_000, 1_700), true);
    expect(books.unpaidLots()).toEqual([
      { lotId: 'moved', expiresAt: 2_000, voidAt: 1_500 },
      { lotId: 'moved', expiresAt: 3_000, voidAt: 1_700 },
    ]);
  });
});

describe('a payment that is confirmed', () => {
  const unpaid = (changes: Partial<Lot> = {}) =>
    lotOf('sale', 10, { activatesAt: NEVER, restaurantId: PLACE, ...changes });
  const waits = { unpaid: [{ lotId: 'sale', expiresAt: 2_000, voidAt: 1_500 }] };

  it('makes good what went below zero, then lets the rest be spent, then settles debt', () => {
    const books = booksOf([unpaid()], { available: points(-4), receivable: points(1) }, waits);
    expect(books.confirm(unpaid())).toEqual({ confirmed: 10, settled: 1 });
    expect(moves(books)).toEqual([
      ['TAKE_BACK', 'GUEST_PENDING', 'RESTAURANT_ISSUED', 4, 'sale', PLACE],
      ['ACCRUAL', 'RESTAURANT_ISSUED', 'GUEST_AVAILABLE', 4, null, PLACE],
      ['ACTIVATION', 'GUEST_PENDING', 'GUEST_AVAILABLE', 6, 'sale', null],
      ['SETTLEMENT', 'GUEST_AVAILABLE', 'GUEST_RECEIVABLE', 1, 'sale', null],
    ]);
    expect(books.balance()).toMatchObject({ available: 5, pending: 0, receivable: 0 });
    expect(books.unpaidLots()).toEqual([]);
  });

  it('leaves no lot where all of it makes good what went below zero', () => {
    const lot = unpaid({ restaurantId: null });
    const books = booksOf([lot], { available: points(-10), receivable: points(1) }, waits);
    expect(books.confirm(lot)).toEqual({ confirmed: 10, settled: 0 });
    expect(moves(books)).toEqual([
      ['TAKE_BACK', 'GUEST_PENDING', 'NETWORK_ISSUED', 10, 'sale', null],
      ['ACCRUAL', 'NETWORK_ISSUED', 'GUEST_AVAILABLE', 10, null, null],
    ]);
    expect([books.openLots(), books.unpaidLots(), books.balance().available]).toEqual([[], [], 0]);
  });

  it('is void from its instant on, of that lot alone', () => {
    const lots = [unpaid(), unpaid({ lotId: 'later' }), unpaid({ expiresAt: 3_000 })];
    const of = (lotId: string, expiresAt: number, voidAt: number) => ({ lotId, expiresAt, voidAt });
    const all = [of('sale', 2_000, 1_500), of('later', 2_000, 1_501), of('sale', 3_000, 1_501), of('gone', 2_000, 1)];
    const books = booksOf(lots, {}, { unpaid: all });
    expect(books.unpaidOf('sale')).toEqual([lots[0], lots[2]]);
    expect(books.voidUnpaid(1_499)).toBe(0);
    expect(books.unpaidLots()).toEqual(all.slice(0, 3));
    expect(books.voidUnpaid(1_500)).toBe(10);
    expect(moves(books)).toEqual([['EXPIRY', 'GUEST_PENDING', 'NETWORK_EXPIRY', 10, 'sale', null]]);
    expect(books.unpaidLots()).toEqual(all.slice(1, 3));
  });
});

describe('points that are spent, held or taken back', () => {
  it('go into review from what waits as well as from what may be spent, when they are counted, and back to where they were', () => {
    const [waits, free] = [lotOf('waits', 5, { activatesAt: 1_500 }), lotOf('free', 4)];
    const books = booksOf([waits, free]);
    const parts = books.putInReview(['waits', 'free'], NOW, 7);
    expect(parts.reduce((sum, part) => sum + part.points, 0)).toBe(7);
    expect(books.balance().inReview).toBe(7);
    const { available, pending } = books.balance();
    expect(available + pending).toBe(2);
    const from = { waits: 'GUEST_PENDING', free: 'GUEST_AVAILABLE' };
    expect(moves(books)).toEqual(
      parts.map(({ lotId, points: amount }) => [
        'HOLD',
        from[lotId as keyof typeof from],
        'GUEST_IN_REVIEW',
        amount,
        lotId,
        null,
      ]),
    );
    expect(books.release(parts, NOW, programOf(), true)).toBe(0);
    expect(books.balance()).toMatchObject({ available: 4, pending: 5, inReview: 0, held: 0 });
    expect(moves(books).slice(parts.length)).toEqual(
      parts.map(({ lotId, points: amount }) => [
        'RELEASE',
        'GUEST_IN_REVIEW',
        from[lotId as keyof typeof from],
        amount,
        lotId,
        null,
      ]),
    );
  });

  it('go into review without a count only where they may be spent', () => {
    const books = booksOf([lotOf('waits', 5, { activatesAt: 1_500 }), lotOf('free', 4), lotOf('other', 3)]);
    expect(books.putInReview(['waits', 'free'], NOW)).toMatchObject([{ lotId: 'free', points: 4 }]);
    expect(books.balance()).toMatchObject({ available: 3, pending: 5, inReview: 4 });
  });

  it('leave review for a balance that fell below zero, out of the lot that is freed', () => {
    for (const [restaurantId, issuer] of [
      [null, 'NETWORK_ISSUED'],
      [PLACE, 'RESTAURANT_ISSUED'],
    ] as const) {
      const lot = lotOf('lot', 5, { restaurantId });
      const books = booksOf([lot]);
      const parts = books.putInReview(['lot'], NOW);
      const below = booksOf(books.openLots() ?? [], { available: points(-3), held: points(0), inReview: points(5) });
      expect(below.release(parts, NOW, programOf(), true)).toBe(0);
      expect(below.balance()).toMatchObject({ available: 2, inReview: 0 });
      expect(moves(below).slice(1)).toEqual([
        ['TAKE_BACK', 'GUEST_AVAILABLE', issuer, 3, 'lot', restaurantId],
        ['ACCRUAL', issuer, 'GUEST_AVAILABLE', 3, null, restaurantId],
      ]);
    }
  });

  /** In the order of their ends; only `free` and `last` can be spent. */
  const lots = [
    lotOf('ended', 100, { expiresAt: NOW }),
    lotOf('pending', 100, { expiresAt: NOW + 1, activatesAt: NOW + 1 }),
    lotOf('kept', 100, { expiresAt: NOW + 2, held: points(100) }),
    lotOf('free', 10, { expiresAt: NOW + 3, held: points(4) }),
    lotOf('last', 10, { expiresAt: NOW + 4 }),
    lotOf('more', 10, { expiresAt: NOW + 5 }),
  ];
  const part = (lotId: string, expiresAt: number, of: number) => ({
    lotId,
    expiresAt,
    points: points(of),
    restaurantId: null,
  });
  const parts = [part('free', NOW + 3, 6), part('last', NOW + 4, 2)];

  it('are those of active lots before their end that no hold keeps, the earliest end first', () => {
    const books = booksOf(lots);
    expect(books.spendable(NOW).map(({ lotId }) => lotId)).toEqual(['free', 'last', 'more']);
    expect(books.spend(8, 'REDEMPTION', 'RESTAURANT_REDEEMED', PLACE, NOW)).toEqual(parts);
    expect(moves(books)).toEqual([
      ['REDEMPTION', 'GUEST_AVAILABLE', 'RESTAURANT_REDEEMED', 6, 'free', PLACE],
      ['REDEMPTION', 'GUEST_AVAILABLE', 'RESTAURANT_REDEEMED', 2, 'last', PLACE],
    ]);
    expect(() => booksOf(lots).spend(27, 'REDEMPTION', 'RESTAURANT_REDEEMED', PLACE, NOW)).toThrow('lots hold');
    expect(booksOf(lots).spend(26, 'REDEMPTION', 'RESTAURANT_REDEEMED', PLACE, NOW)).toHaveLength(3);
  });

  it('are spent by their ends of now, in whichever order the lots were read', () => {
    const inactivity = { unit: 'DAYS', count: 9, endsAt: 3_000, isFree: true, isWarned: false, extensions: 0 } as const;
    const lots = [
      lotOf('i', 5, { expiresAt: WITH_INACTIVITY }),
      lotOf('c', 5, { expiresAt: 4_000 }),
      lotOf('b', 5),
      lotOf('a', 5),
    ];
    const spent = (books: Books) =>
      books.spend(20, 'REDEMPTION', 'RESTAURANT_REDEEMED', PLACE, NOW).map(({ lotId }) => lotId);
    expect(spent(booksOf(lots, {}, { inactivity }))).toEqual(['a', 'b', 'i', 'c']);
    expect(spent(booksOf(lots))).toEqual(['a', 'b', 'c', 'i']);
  });

  it('are set aside in the same order', () => {
    const books = booksOf(lots);
    expect(books.hold(8, null, NOW)).toEqual(parts);
    expect(moves(books)).toEqual([
      ['HOLD', 'GUEST_AVAILABLE', 'GUEST_HELD', 6, 'free', null],
      ['HOLD', 'GUEST_AVAILABLE', 'GUEST_HELD', 2, 'last', null],
    ]);
    expect(books.balance()).toMatchObject({ held: 112, available: 118 });
    expect(() => booksOf(lots).hold(27, null, NOW)).toThrow('lots hold');
  });

  it('are taken or let go from a hold; what is past its end by then is gone', () => {
    const held = [lotOf('a', 5, { held: points(5) }), lotOf('b', 5, { held: points(5), expiresAt: 2_001 })];
    const both = [part('a', 2_000, 5), part('b', 2_001, 5)];
    const captured = booksOf(held);
    captured.capture(both, PLACE);
    expect(moves(captured)[0]).toEqual(['REDEMPTION', 'GUEST_HELD', 'RESTAURANT_REDEEMED', 5, 'a', PLACE]);
    expect([captured.openLots(), captured.balance().held]).toEqual([[], 0]);
    const released = booksOf(held);
    expect(released.release(both, 2_000, programOf())).toBe(5);
    expect(moves(released)).toEqual([
      ['EXPIRY', 'GUEST_HELD', 'NETWORK_EXPIRY', 5, 'a', null],
      ['RELEASE', 'GUEST_HELD', 'GUEST_AVAILABLE', 5, 'b', null],
    ]);
    expect(released.balance()).toMatchObject({ held: 0, available: 5 });
    // Its end has no delivered warning and is extended next.
    expect(booksOf(held).release(both, 2_000, programOf({ warning: { days: 3 } }))).toBe(0);
  });

  it('are let go to the lot that they were held of, beside another lot of the same act', () => {
    const [early, late] = [lotOf('a', 5, { held: points(5) }), lotOf('a', 8, { held: points(3), expiresAt: 2_001 })];
    const released = booksOf([early, late]);
    released.release([part('a', 2_001, 3)], NOW, programOf());
    expect(released.openLots()).toMatchObject([
      { expiresAt: 2_000, held: 5 },
      { expiresAt: 2_001, held: 0 },
    ]);
  });

  it('are taken back from the lot that is named, or from the others, active or not', () => {
    const of = [
      lotOf('own', 5, { expiresAt: NOW }),
      lotOf('own', 5, { activatesAt: 1_500 }),
      lotOf('other', 7, { expiresAt: 3_000 }),
      lotOf('unpaid', 7, { expiresAt: 4_000, activatesAt: NEVER }),
      lotOf('held', 7, { expiresAt: 5_000, held: points(6) }),
    ];
    const books = booksOf(of);
    expect(books.takeBackOwn(20, 'own', PLACE, NOW)).toBe(5);
    expect(books.takeBackOthers(20, 'own', PLACE, NOW)).toEqual({ taken: 8, isAnother: false });
    expect(moves(books)).toEqual([
      ['TAKE_BACK', 'GUEST_PENDING', 'RESTAURANT_ISSUED', 5, 'own', PLACE],
      ['TAKE_BACK', 'GUEST_AVAILABLE', 'RESTAURANT_ISSUED', 7, 'other', PLACE],
      ['TAKE_BACK', 'GUEST_AVAILABLE', 'RESTAURANT_ISSUED', 1, 'held', PLACE],
    ]);
  });

  it('are owed, or go below zero, where they are not there any more; nothing is nothing', () => {
    const books = booksOf([]);
    books.owe(0, PLACE);
    books.goBelowZero(0, PLACE);
    expect(books.transfers).toEqual([]);
    books.owe(3, PLACE);
    books.goBelowZero(4, PLACE);
    expect(moves(books)).toEqual([
      ['DEBT', 'GUEST_RECEIVABLE', 'RESTAURANT_ISSUED', 3, null, PLACE],
      ['TAKE_BACK', 'GUEST_AVAILABLE', 'RESTAURANT_ISSUED', 4, null, PLACE],
    ]);
    expect(books.balance()).toMatchObject({ available: -4, receivable: 3 });
  });

  it('had expired and are there again at once, before any other, for what spends them now', () => {
    const books = booksOf([lotOf('old', 10)], { receivable: points(9) });
    books.restoreAtOnce(6, { transactionId: 'late', now: NOW });
    expect(moves(books)).toEqual([['RESTORE', 'NETWORK_EXPIRY', 'GUEST_AVAILABLE', 6, 'late', null]]);
    expect(books.balance()).toMatchObject({ available: 16, receivable: 9 });
    expect(books.openLots()).toEqual([lotOf('late', 6, { expiresAt: NOW + 1 }), lotOf('old', 10)]);
    expect(books.spend(7, 'REDEMPTION', 'RESTAURANT_REDEEMED', PLACE, NOW)).toMatchObject([
      { lotId: 'late', points: 6 },
      { lotId: 'old', points: 1 },
    ]);
  });
});

describe('what becomes of lots by themselves', () => {
  it('is their end with all that no hold keeps, and their activation at its instant', () => {
    const lots = [
      lotOf('a', 5, { held: points(2), expiresAt: 1_500 }),
      lotOf('b', 5, { held: points(5), expiresAt: 1_500 }),
      lotOf('c', 7, { activatesAt: 1_500 }),
      lotOf('d', 7, { activatesAt: 1_501 }),
    ];
    const books = booksOf(lots);
    expect(books.ending(1_499)).toEqual([]);
    expect(books.ending(1_500)).toEqual([lots[0]]);
    expect(books.expire(books.ending(1_500))).toBe(3);
    expect(books.activate(1_500)).toBe(7);
    expect(moves(books)).toEqual([
      ['EXPIRY', 'GUEST_AVAILABLE', 'NETWORK_EXPIRY', 3, 'a', null],
      ['ACTIVATION', 'GUEST_PENDING', 'GUEST_AVAILABLE', 7, 'c', null],
    ]);
    expect(books.balance()).toMatchObject({ available: 7, pending: 7, held: 7 });
  });

  it('forgets the term of a lot that is gone, and tells whether any is free that ends with inactivity', () => {
    const term = { lotId: 'a', expiresAt: 2_000, endsAt: 2_500, isWarned: true, extensions: 3 };
    const inactivity = { unit: 'DAYS', count: 9, endsAt: 9_000, isFree: true, isWarned: false, extensions: 0 } as const;
    const books = booksOf(
      [lotOf('a', 5), lotOf('i', 5, { expiresAt: WITH_INACTIVITY })],
      {},
      { terms: [term], inactivity },
    );
    expect([books.isWarned(lotOf('a', 5)), books.endOf(lotOf('a', 5))]).toEqual([true, 2_500]);
    expect(books.isToBeExtended(lotOf('a', 5), programOf({ warning: { days: 1 } }))).toBe(false);
    books.spend(5, 'REDEMPTION', 'RESTAURANT_REDEEMED', PLACE, NOW);
    expect(books.terms()).toEqual([]);
    expect(books.inactivity()).toEqual(inactivity);
    books.spend(5, 'REDEMPTION', 'RESTAURANT_REDEEMED', PLACE, NOW);
    expect(books.inactivity()).toEqual({ ...inactivity, isFree: false });
  });

  it('keeps to the rule of points with inactivity while a hold may give some of them back', () => {
    const inactivity = {
      unit: 'DAYS',
      count: 9,
      endsAt: 9_000,
      isFree: false,
      isWarned: false,
      extensions: 0,
    } as const;
    const hold: OpenHold = { id: 'hold', points: points(5), expiresAt: 5_000, lots: [] };
    const ruleAfter = (holds: readonly OpenHold[]) => {
      const books = booksOf(
        [lotOf('i', 5, { expiresAt: WITH_INACTIVITY, held: points(5) })],
        {},
        { inactivity, holds },
      );
      const program = programOf({ expiry: { kind: 'INACTIVITY', unit: 'DAYS', count: 3 } });
      books.signOfLife(program, NOW, false, { calendar: calendarAt(), recordedAt: NOW });
      return books.inactivity()?.count;
    };
    expect([ruleAfter([hold]), ruleAfter([])]).toEqual([9, 3]);
  });

  it('puts off an end at most three times, and only where nobody was warned', () => {
    const after = (isWarned: boolean, extensions: number, warning: { days: number } | null = { days: 1 }) => {
      const term = { lotId: 'a', expiresAt: 2_000, endsAt: 2_500, isWarned, extensions };
      return booksOf([lotOf('a', 5)], {}, { terms: [term] }).isToBeExtended(lotOf('a', 5), programOf({ warning }));
    };
    expect([after(false, 2), after(false, 3), after(true, 0), after(false, 0, null)]).toEqual([
      true,
      false,
      false,
      false,
    ]);
  });
});
