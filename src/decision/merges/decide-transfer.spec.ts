import { DAY, NOON } from '../../../test/support/decision/acts';
import { programOf } from '../../../test/support/decision/programs';
import { Story } from '../../../test/support/decision/story';
import {
  givableLots,
  newGuest,
  points,
  WITH_INACTIVITY,
  type Counters,
  type GiveAct,
  type GuestState,
  type Lot,
  type MovedLot,
  type ReceiveAct,
  type TransferDetails,
} from '..';

const NEVER = 8.64e15;
const DOCUMENT = programOf({ expiry: { kind: 'DAYS', count: 365 } });

/** The id of a lot that was opened at an instant, as a UUIDv7 bears it. */
function openedAt(instant: number, last = 0): string {
  const hex = instant.toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-${String(last).padStart(12, '0')}`;
}

const SOON = NOON + 10 * DAY;
const LATE = NOON + 20 * DAY;
const OLD = openedAt(NOON - 30 * DAY);
const NEW = openedAt(NOON - 5 * DAY);

function lotOf(lotId: string, remaining: number, changes: Partial<Lot> = {}): Lot {
  return {
    lotId,
    expiresAt: SOON,
    amount: points(100),
    remaining: points(remaining),
    held: points(0),
    activatesAt: null,
    restaurantId: 'restaurant-1',
    ...changes,
  };
}

type KnownState = { readonly counters?: Partial<Counters>; readonly receivable?: number; readonly blocked?: boolean };

function guestWith(
  lots: readonly Lot[],
  { counters = {}, receivable = 0, blocked = false }: KnownState = {},
): GuestState {
  const guest = newGuest();
  const sum = (of: (lot: Lot) => number) => points(lots.reduce((total, lot) => total + of(lot), 0));
  return {
    ...guest,
    blocked,
    lots: [...lots].sort((a, b) => a.expiresAt - b.expiresAt || (a.lotId < b.lotId ? -1 : 1)),
    counters: { ...guest.counters, ...counters },
    balance: {
      ...guest.balance,
      available: sum((lot) => (lot.activatesAt === null ? lot.remaining - lot.held : 0)),
      pending: sum((lot) => (lot.activatesAt === null ? 0 : lot.remaining)),
      held: sum((lot) => lot.held),
      receivable: points(receivable),
    },
  };
}

const give = (of: number, changes: Partial<GiveAct> = {}): GiveAct => ({
  kind: 'GIVE',
  purpose: 'GIFT',
  toGuestId: 'friend',
  points: points(of),
  earnedBefore: null,
  named: null,
  ...changes,
});
const receive = (lots: readonly MovedLot[], changes: Partial<ReceiveAct> = {}): ReceiveAct => ({
  kind: 'RECEIVE',
  purpose: 'GIFT',
  fromGuestId: 'giver',
  lots,
  inactivity: null,
  ...changes,
});
const moved = (lotId: string, of: number, changes: Partial<MovedLot> = {}): MovedLot => ({
  lotId,
  expiresAt: SOON,
  points: points(of),
  activatesAt: null,
  restaurantId: 'restaurant-1',
  term: null,
  ...changes,
});
const named = (lotId: string, of: number, expiresAt = SOON) => ({ lotId, expiresAt, points: points(of) });

describe('points that are given', () => {
  it('leave by the earliest end, lot by lot with dates and place, and the gift says what moved', () => {
    const story = new Story(
      DOCUMENT,
      guestWith([lotOf(NEW, 50, { expiresAt: LATE, restaurantId: null }), lotOf(OLD, 30)]),
    );
    const decided = story.done(give(40));
    const lots = [moved(OLD, 30), moved(NEW, 10, { expiresAt: LATE, restaurantId: null })];
    expect(decided).toMatchObject({
      amounts: { pointsEarned: 40, pointsRedeemed: 0, payable: 0 },
      details: {
        kind: 'TRANSFER',
        purpose: 'GIFT',
        otherGuestId: 'friend',
        earnedBefore: null,
        named: null,
        inactivity: null,
        lots,
      },
      trace: [{ effect: 'GIVE', rule: 'transfer.given', amount: 40, arguments: {} }],
    });
    expect(decided.transfers).toEqual([
      {
        code: 'TRANSFER',
        debit: 'GUEST_AVAILABLE',
        credit: 'GUEST_AVAILABLE',
        restaurantId: null,
        amount: 30,
        lotId: OLD,
        expiresAt: SOON,
        activatesAt: null,
        toGuestId: 'friend',
      },
      {
        code: 'TRANSFER',
        debit: 'GUEST_AVAILABLE',
        credit: 'GUEST_AVAILABLE',
        restaurantId: null,
        amount: 10,
        lotId: NEW,
        expiresAt: LATE,
        activatesAt: null,
        toGuestId: 'friend',
      },
    ]);
    expect(story.guest.balance.available).toBe(40);
    expect(story.guest.lots).toEqual([lotOf(NEW, 40, { expiresAt: LATE, restaurantId: null })]);
  });

  it('are those that can be spent: active, not held, not at their end; and all of them may go', () => {
    const lots = [
      lotOf(openedAt(NOON, 1), 20, { held: points(15) }),
      lotOf(openedAt(NOON, 2), 40, { activatesAt: NOON + DAY, expiresAt: LATE }),
    ];
    const story = new Story(DOCUMENT, guestWith(lots));
    expect(story.play(give(6))).toEqual({ kind: 'REFUSED', code: 'insufficient_points', data: { available: 5 } });
    expect(story.done(give(5)).amounts.pointsEarned).toBe(5);
    expect(story.guest.balance).toMatchObject({ available: 0, held: 15, pending: 40 });
  });

  it('may have to be older than an instant, which the lot itself bears', () => {
    const at = NOON - 10 * DAY;
    const lots = [lotOf(openedAt(at, 1), 10), lotOf(openedAt(at - 1, 2), 20)];
    const story = new Story(DOCUMENT, guestWith(lots));
    expect(story.play(give(21, { earnedBefore: at }))).toEqual({
      kind: 'REFUSED',
      code: 'insufficient_points',
      data: { available: 20 },
    });
    const decided = story.done(give(20, { earnedBefore: at }));
    expect(decided.details).toMatchObject({ earnedBefore: at, lots: [moved(openedAt(at - 1, 2), 20)] });
  });

  it('may be named, and then go as far as they are there, in the order of their ends', () => {
    const story = new Story(
      DOCUMENT,
      guestWith([lotOf(OLD, 30, { held: points(10) }), lotOf(NEW, 50, { expiresAt: LATE })]),
    );
    const of = [named(NEW, 5, LATE), named(OLD, 25), named('gone', 9), named(NEW, 9, SOON)];
    const decided = story.done(give(0, { purpose: 'UNDO', named: of }));
    expect(decided.details).toMatchObject({
      purpose: 'UNDO',
      named: of,
      lots: [moved(OLD, 20), moved(NEW, 5, { expiresAt: LATE })],
    });
    expect(decided.trace).toEqual([{ effect: 'GIVE', rule: 'transfer.givenBack', amount: 25, arguments: {} }]);
    const again = give(0, { purpose: 'UNDO', named: [named(OLD, 25), named('gone', 9)] });
    expect(story.play(again)).toEqual({ kind: 'REFUSED', code: 'points_already_spent', data: {} });
  });

  it('keep what their end was put off by, and what they wait for', () => {
    const [warned, unpaid, plain] = [openedAt(NOON, 1), openedAt(NOON, 2), openedAt(NOON, 3)];
    const term = { endsAt: LATE, isWarned: true, extensions: 1 };
    const story = new Story(
      DOCUMENT,
      guestWith(
        [
          lotOf(warned, 10),
          lotOf(unpaid, 20, { activatesAt: NEVER, expiresAt: LATE }),
          lotOf(plain, 30, { expiresAt: LATE }),
        ],
        {
          counters: {
            terms: [
              { lotId: warned, expiresAt: SOON, ...term },
              { lotId: plain, expiresAt: LATE, endsAt: LATE, isWarned: false, extensions: 0 },
            ],
            unpaid: [{ lotId: unpaid, expiresAt: LATE, voidAt: SOON }],
          },
        },
      ),
    );
    const of = [named(warned, 10), named(unpaid, 20, LATE), named(plain, 30, LATE)];
    const decided = story.done(give(0, { purpose: 'FAMILY', named: of }));
    expect(decided.details).toMatchObject({
      lots: [
        moved(warned, 10, { term }),
        moved(unpaid, 20, { expiresAt: LATE, activatesAt: NEVER, voidAt: SOON }),
        moved(plain, 30, { expiresAt: LATE }),
      ],
    });
    expect((decided.details as TransferDetails).lots.map((lot) => 'voidAt' in lot)).toEqual([false, true, false]);
    expect(decided.trace[0]?.rule).toBe('transfer.givenToFamily');
    expect(decided.transfers.map(({ debit, credit }) => [debit, credit])).toEqual([
      ['GUEST_AVAILABLE', 'GUEST_AVAILABLE'],
      ['GUEST_PENDING', 'GUEST_PENDING'],
      ['GUEST_AVAILABLE', 'GUEST_AVAILABLE'],
    ]);
    expect(story.guest).toMatchObject({
      balance: { available: 0, pending: 0 },
      lots: [],
      counters: { terms: [], unpaid: [] },
    });
  });

  it.each([
    { endsAt: LATE, isWarned: false, extensions: 0 },
    { endsAt: SOON, isWarned: true, extensions: 0 },
    { endsAt: SOON, isWarned: false, extensions: 1 },
  ])('say of their end whatever is not as it was at first: %j', (term) => {
    const terms = [{ lotId: OLD, expiresAt: SOON, ...term }];
    const story = new Story(DOCUMENT, guestWith([lotOf(OLD, 10)], { counters: { terms } }));
    expect(story.done(give(10)).details).toMatchObject({ lots: [moved(OLD, 10, { term })] });
  });

  it('take the common end of inactivity along only where some of them end with it', () => {
    const inactivity = { unit: 'DAYS', count: 90, endsAt: LATE, isFree: true, isWarned: false, extensions: 0 } as const;
    const guest = guestWith([lotOf(OLD, 10), lotOf(NEW, 10, { expiresAt: WITH_INACTIVITY })], {
      counters: { inactivity },
    });
    const detailsOf = (of: number) => new Story(DOCUMENT, guest).done(give(of)).details;
    expect(detailsOf(10)).toMatchObject({ inactivity: null });
    expect(detailsOf(11)).toMatchObject({
      inactivity,
      lots: [moved(OLD, 10), moved(NEW, 1, { expiresAt: WITH_INACTIVITY, term: null })],
    });
  });

  it('are no gift of a blocked guest, and still come back from one', () => {
    const guest = guestWith([lotOf(OLD, 30)], { blocked: true });
    const story = new Story(DOCUMENT, guest);
    expect(story.play(give(10))).toEqual({ kind: 'REFUSED', code: 'guest_blocked', data: {} });
    expect(story.play(give(0, { purpose: 'UNDO', named: [named(OLD, 10)] })).kind).toBe('DECIDED');
  });
});

describe('points that are received', () => {
  it('come in as they left, lot by lot, and the row says so', () => {
    const story = new Story(DOCUMENT, guestWith([lotOf(OLD, 5)]));
    const lots = [moved(OLD, 30), moved(NEW, 10, { expiresAt: LATE, activatesAt: NOON + DAY, restaurantId: null })];
    const decided = story.done(receive(lots));
    expect(decided).toMatchObject({
      amounts: { pointsEarned: 40 },
      transfers: [],
      trace: [{ effect: 'RECEIVE', rule: 'transfer.received', amount: 40, arguments: {} }],
      details: {
        kind: 'TRANSFER',
        purpose: 'GIFT',
        otherGuestId: 'giver',
        earnedBefore: null,
        named: null,
        lots,
        inactivity: null,
      },
    });
    expect(story.guest.balance).toMatchObject({ available: 35, pending: 10 });
    expect(story.guest.lots).toEqual([
      lotOf(OLD, 35),
      lotOf(NEW, 10, { expiresAt: LATE, activatesAt: NOON + DAY, restaurantId: null, amount: points(10) }),
    ]);
    expect(story.guest.dueAt).toBe(NOON + DAY);
  });

  it('settle what is owed first, of a gift alone', () => {
    const giftTo = (purpose: ReceiveAct['purpose']) => {
      const story = new Story(DOCUMENT, guestWith([], { receivable: 25 }));
      return [story.done(receive([moved(OLD, 10), moved(NEW, 30, { expiresAt: LATE })], { purpose })), story] as const;
    };
    const [gift, receiver] = giftTo('GIFT');
    expect(gift.trace).toEqual([
      { effect: 'RECEIVE', rule: 'transfer.received', amount: 40, arguments: {} },
      { effect: 'SETTLE_DEBT', rule: 'debt.settled', amount: 25, arguments: {} },
    ]);
    expect(
      gift.transfers.map(({ code, debit, credit, amount, lotId }) => [code, debit, credit, amount, lotId]),
    ).toEqual([
      ['SETTLEMENT', 'GUEST_AVAILABLE', 'GUEST_RECEIVABLE', 10, OLD],
      ['SETTLEMENT', 'GUEST_AVAILABLE', 'GUEST_RECEIVABLE', 15, NEW],
    ]);
    expect(receiver.guest.balance).toMatchObject({ available: 15, receivable: 0 });
    for (const purpose of ['FAMILY', 'UNDO'] as const) {
      const [back, owner] = giftTo(purpose);
      expect(back.trace).toHaveLength(1);
      expect(owner.guest.balance).toMatchObject({ available: 40, receivable: 25 });
    }
  });

  it('are told by why they came', () => {
    const ruleOf = (purpose: ReceiveAct['purpose']) =>
      new Story(DOCUMENT).done(receive([moved(OLD, 1)], { purpose })).trace[0]?.rule;
    expect((['GIFT', 'FAMILY', 'UNDO'] as const).map(ruleOf)).toEqual([
      'transfer.received',
      'transfer.receivedFromFamily',
      'transfer.cameBack',
    ]);
  });

  it('keep the extension of their end; a new owner is warned anew, the old one is not', () => {
    const term = { endsAt: LATE, isWarned: true, extensions: 2 };
    const termsAfter = (purpose: ReceiveAct['purpose'], guest = newGuest()) => {
      const story = new Story(DOCUMENT, guest);
      story.done(receive([moved(OLD, 10, { term })], { purpose }));
      return story.guest.counters.terms;
    };
    const of = { lotId: OLD, expiresAt: SOON };
    expect(termsAfter('GIFT')).toEqual([{ ...of, ...term, isWarned: false }]);
    expect(termsAfter('FAMILY')).toEqual([{ ...of, ...term, isWarned: false }]);
    expect(termsAfter('UNDO')).toEqual([{ ...of, ...term }]);
    // A lot in two parts keeps the later end, and a guest warned of one part only is warned again.
    expect(termsAfter('UNDO', guestWith([lotOf(OLD, 10)]))).toEqual([{ ...of, ...term, isWarned: false }]);
    const known = guestWith([lotOf(OLD, 10)], {
      counters: { terms: [{ ...of, endsAt: LATE + DAY, isWarned: true, extensions: 1 }] },
    });
    expect(termsAfter('UNDO', known)).toEqual([{ ...of, endsAt: LATE + DAY, isWarned: true, extensions: 2 }]);
  });

  it('bring the common end of inactivity along, the later of the two', () => {
    const inactivity = (endsAt: number, changes: object = {}) =>
      ({ unit: 'DAYS', count: 90, endsAt, isFree: true, isWarned: true, extensions: 1, ...changes }) as const;
    const after = (purpose: ReceiveAct['purpose'], guest: GuestState) => {
      const story = new Story(DOCUMENT, guest);
      story.done(receive([moved(OLD, 10, { expiresAt: WITH_INACTIVITY })], { purpose, inactivity: inactivity(LATE) }));
      return story.guest.counters.inactivity;
    };
    expect(after('UNDO', newGuest())).toEqual(inactivity(LATE));
    expect(after('GIFT', newGuest())).toEqual(inactivity(LATE, { isWarned: false }));
    const own = (endsAt: number) =>
      guestWith([lotOf(NEW, 5, { expiresAt: WITH_INACTIVITY })], { counters: { inactivity: inactivity(endsAt) } });
    expect(after('GIFT', own(LATE + 1))?.endsAt).toBe(LATE + 1);
    expect(after('GIFT', own(SOON))?.endsAt).toBe(LATE);
  });

  it('are no gift to a blocked guest, and still come back to one', () => {
    const story = new Story(DOCUMENT, guestWith([], { blocked: true }));
    expect(story.play(receive([moved(OLD, 10)]))).toEqual({ kind: 'REFUSED', code: 'guest_blocked', data: {} });
    expect(story.play(receive([moved(OLD, 10)], { purpose: 'UNDO' })).kind).toBe('DECIDED');
  });

  it('are no answer to a balance below zero, which is made good first', () => {
    const story = new Story(DOCUMENT, { ...guestWith([]), overdraft: true });
    expect(() => story.play(receive([moved(OLD, 10)]))).toThrow('below zero');
  });
});

describe('points that a guest may give now', () => {
  const guest = guestWith([
    lotOf(NEW, 7, { held: points(2) }),
    lotOf(OLD, 5, { expiresAt: LATE }),
    lotOf(openedAt(NOON - 40 * DAY), 9, { activatesAt: LATE, expiresAt: NEVER }),
    lotOf(openedAt(NOON - 50 * DAY), 4, { expiresAt: NOON }),
  ]);

  it('are those that no hold keeps, the earliest end first, each with its end', () => {
    expect(givableLots(guest, null, NOON)).toEqual([
      { lotId: NEW, endsAt: SOON, points: 5 },
      { lotId: OLD, endsAt: LATE, points: 5 },
    ]);
  });

  it('are only those that were earned before an instant, where one is named', () => {
    expect(givableLots(guest, NOON - 5 * DAY, NOON)).toEqual([{ lotId: OLD, endsAt: LATE, points: 5 }]);
    expect(givableLots(guest, NOON - 5 * DAY + 1, NOON)).toHaveLength(2);
  });
});
