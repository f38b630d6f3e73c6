import { lineOf } from '../../../test/support/decision/acts';
import { categoryKey } from '../basics/category-key';
import {
  minorUnits,
  points,
  type CardStamps,
  type FullCards,
  type StampCardDocument,
  type SurrenderAct,
  newGuest,
} from '..';
import { passStamps, takeInStamps } from './merged-stamps';
import { compileStampCard, joinedStamps, StampBooks, stampsDueAt, waitingFor } from './stamp-cards';

const NEVER = 8.64e15;
const NOW = 1_000;
const CARD = 'card';

const documentOf = (changes: Partial<StampCardDocument> = {}): StampCardDocument => ({
  id: CARD,
  name: { en: 'Coffee' },
  collects: { by: 'VISIT', leastAmount: minorUnits(0) },
  size: 5,
  reward: { points: points(20) },
  validityMonths: null,
  ...changes,
});
const cardOf = (changes: Partial<CardStamps> = {}): CardStamps => ({
  card: CARD,
  collected: 0,
  completed: 0,
  full: [],
  expired: 0,
  endsAt: null,
  ...changes,
});
const mugs = (count: number, size = 5): FullCards => ({ size, points: null, rewardCode: 'MUG', count });
const paid = (count: number, size = 5): FullCards => ({ size, points: points(20), rewardCode: null, count });
const moves = (books: StampBooks) =>
  books.transfers.map(({ code, debit, credit, amount, restaurantId }) => [code, debit, credit, amount, restaurantId]);

describe('what collects', () => {
  it('is a sale as a whole, or lines of an item or a category', () => {
    const countsOf = (changes: Partial<StampCardDocument> = {}) =>
      compileStampCard(documentOf(changes), categoryKey).counts;
    const line = (sku: string | null, category: string | null) => lineOf(100, { sku, category });
    expect(countsOf()).toBeNull();
    const item = countsOf({ collects: { by: 'ITEM', skus: ['coffee'] } });
    expect([line('coffee', null), line('tea', 'coffee'), line(null, 'coffee')].map((one) => item?.(one))).toEqual([
      'SKU',
      null,
      null,
    ]);
    const category = countsOf({ collects: { by: 'CATEGORY', categories: ['hot'] } });
    expect([line(null, 'Hot'), line('hot', 'cold'), line('hot', null)].map((one) => category?.(one))).toEqual([
      'CATEGORY',
      null,
      null,
    ]);
  });
});

describe('stamps that come in', () => {
  it('begin a card with its end, and add to it without another one', () => {
    const books = new StampBooks(undefined);
    expect(books.collect(documentOf(), 2, 50, 'r')).toBe(0);
    expect(books.collect(documentOf(), 2, 99, 'r')).toBe(0);
    expect(books.list()).toEqual([cardOf({ collected: 4, endsAt: 50 })]);
    expect(books.transfers).toEqual(
      [2, 2].map((amount) => ({
        code: 'ACCRUAL',
        debit: 'RESTAURANT_ISSUED',
        credit: 'GUEST_AVAILABLE',
        restaurantId: 'r',
        amount,
        lotId: null,
        expiresAt: null,
        activatesAt: null,
        unit: CARD,
      })),
    );
  });

  it('fill cards that are taken at once, and the rest begins another with a new end', () => {
    const books = new StampBooks([cardOf({ collected: 4, endsAt: 50, completed: 1, full: [paid(1)] })]);
    expect(books.collect(documentOf(), 7, 99, 'r')).toBe(2);
    expect(books.of(CARD)).toEqual(cardOf({ collected: 1, completed: 3, full: [paid(3)], endsAt: 99 }));
    expect(moves(books)).toEqual([
      ['ACCRUAL', 'RESTAURANT_ISSUED', 'GUEST_AVAILABLE', 7, 'r'],
      ['REDEMPTION', 'GUEST_AVAILABLE', 'RESTAURANT_REDEEMED', 10, 'r'],
    ]);
  });

  it('leave no end where they fill a card to the last stamp', () => {
    const books = new StampBooks([cardOf({ collected: 3, endsAt: 50 })]);
    expect(books.collect(documentOf({ reward: { rewardCode: 'MUG' } }), 2, 99, 'r')).toBe(1);
    expect(books.of(CARD)).toEqual(cardOf({ completed: 1, full: [mugs(1)] }));
  });

  it('settle first what is owed', () => {
    const books = new StampBooks([cardOf({ collected: -3 })]);
    books.collect(documentOf(), 2, 99, 'r');
    expect(books.of(CARD)).toEqual(cardOf({ collected: -1 }));
    books.collect(documentOf(), 2, 99, 'r');
    expect(books.of(CARD)).toEqual(cardOf({ collected: 1, endsAt: 99 }));
    expect(moves(books)).toEqual([
      ['ACCRUAL', 'RESTAURANT_ISSUED', 'GUEST_AVAILABLE', 2, 'r'],
      ['SETTLEMENT', 'GUEST_AVAILABLE', 'GUEST_RECEIVABLE', 2, null],
      ['ACCRUAL', 'RESTAURANT_ISSUED', 'GUEST_AVAILABLE', 2, 'r'],
      ['SETTLEMENT', 'GUEST_AVAILABLE', 'GUEST_RECEIVABLE', 1, null],
    ]);
  });

  it('keep full cards of another size or reward apart, in the order in which they were filled', () => {
    const books = new StampBooks([cardOf({ full: [paid(1)] })]);
    books.collect(documentOf({ size: 4 }), 4, null, 'r');
    books.collect(documentOf({ size: 4, reward: { points: points(21) } }), 4, null, 'r');
    books.collect(documentOf({ size: 4, reward: { rewardCode: 'MUG' } }), 4, null, 'r');
    books.collect(documentOf({ size: 4, reward: { rewardCode: 'CUP' } }), 4, null, 'r');
    expect(books.of(CARD).full).toEqual([
      paid(1),
      paid(1, 4),
      { size: 4, points: 21, rewardCode: null, count: 1 },
      mugs(1, 4),
      { size: 4, points: null, rewardCode: 'CUP', count: 1 },
    ]);
  });

  it('are listed by card', () => {
    const books = new StampBooks([cardOf({ card: 'b' }), cardOf({ card: 'c' })]);
    books.collect(documentOf({ id: 'a' }), 1, null, 'r');
    expect(books.list().map(({ card }) => card)).toEqual(['a', 'b', 'c']);
  });
});

describe('stamps that are taken back', () => {
  const takeBack = (card: Partial<CardStamps>, stamps: number, restaurantId: string | null = 'r', endsAt = 99) => {
    const books = new StampBooks([cardOf(card)]);
    return {
      taken: books.takeBack(CARD, stamps, endsAt, NOW, restaurantId),
      card: books.of(CARD),
      moves: moves(books),
    };
  };

  it('go off the card that is begun', () => {
    expect(takeBack({ collected: 3, endsAt: 2_000, expired: 4 }, 2)).toEqual({
      taken: { stamps: 2, cards: 0, points: 0 },
      card: cardOf({ collected: 1, endsAt: 2_000, expired: 4 }),
      moves: [['TAKE_BACK', 'GUEST_AVAILABLE', 'RESTAURANT_ISSUED', 2, 'r']],
    });
  });

  it('are not asked for where they ended with their card', () => {
    expect(takeBack({ collected: 1, expired: 4, full: [paid(1)], completed: 1 }, 4)).toMatchObject({
      taken: { stamps: 1, cards: 0, points: 0 },
      card: { collected: 0, expired: 1, completed: 1 },
      moves: [['TAKE_BACK', 'GUEST_AVAILABLE', 'RESTAURANT_ISSUED', 1, 'r']],
    });
    expect(takeBack({ expired: 4 }, 6)).toMatchObject({
      taken: { stamps: 2 },
      card: { collected: -2, expired: 0 },
      moves: [['DEBT', 'GUEST_RECEIVABLE', 'RESTAURANT_ISSUED', 2, 'r']],
    });
  });

  it('undo as few of the latest full cards as they need, with the points that were given', () => {
    const { taken, card, moves: moved } = takeBack({ collected: 1, completed: 4, full: [mugs(1), paid(3)] }, 7);
    expect(taken).toEqual({ stamps: 7, cards: 2, points: 40 });
    expect(card).toEqual(cardOf({ collected: 4, completed: 2, full: [mugs(1), paid(1)], endsAt: 99 }));
    expect(moved).toEqual([
      ['GIVE_BACK', 'RESTAURANT_REDEEMED', 'GUEST_AVAILABLE', 10, 'r'],
      ['TAKE_BACK', 'GUEST_AVAILABLE', 'RESTAURANT_ISSUED', 7, 'r'],
    ]);
    expect(takeBack({ completed: 4, full: [mugs(1), paid(3)] }, 16)).toMatchObject({
      taken: { stamps: 16, cards: 4, points: 60 },
      card: { collected: 4, completed: 0, full: [] },
    });
  });

  it('are owed where nothing is left that could be undone', () => {
    expect(takeBack({ collected: 1, completed: 1, full: [paid(1)] }, 8)).toEqual({
      taken: { stamps: 8, cards: 1, points: 20 },
      card: cardOf({ collected: -2, endsAt: 99 }),
      moves: [
        ['GIVE_BACK', 'RESTAURANT_REDEEMED', 'GUEST_AVAILABLE', 5, 'r'],
        ['TAKE_BACK', 'GUEST_AVAILABLE', 'RESTAURANT_ISSUED', 6, 'r'],
        ['DEBT', 'GUEST_RECEIVABLE', 'RESTAURANT_ISSUED', 2, 'r'],
      ],
    });
  });

  it('settle a debt before they come back from an undone card', () => {
    expect(takeBack({ collected: -2, completed: 1, full: [paid(1)] }, 1)).toMatchObject({
      taken: { stamps: 1, cards: 1, points: 20 },
      card: { collected: 2, completed: 0, full: [] },
      moves: [
        ['GIVE_BACK', 'RESTAURANT_REDEEMED', 'GUEST_AVAILABLE', 5, 'r'],
        ['SETTLEMENT', 'GUEST_AVAILABLE', 'GUEST_RECEIVABLE', 2, null],
        ['TAKE_BACK', 'GUEST_AVAILABLE', 'RESTAURANT_ISSUED', 1, 'r'],
      ],
    });
  });

  it('are of the network where the sale had no place', () => {
    const { moves: moved } = takeBack({ completed: 1, full: [paid(1)] }, 6, null);
    expect(moved).toEqual([
      ['GIVE_BACK', 'NETWORK_REDEEMED', 'GUEST_AVAILABLE', 5, null],
      ['TAKE_BACK', 'GUEST_AVAILABLE', 'NETWORK_ISSUED', 5, null],
      ['DEBT', 'GUEST_RECEIVABLE', 'NETWORK_ISSUED', 1, null],
    ]);
  });

  it.each([
    ['of its own', NOW + 1, NOW + 1],
    ['anew where it is past', NOW, 99],
    ['anew where it has none', null, 99],
  ])('leave the card that is begun again an end %s', (_, endsAt, expected) => {
    expect(takeBack({ completed: 1, full: [paid(1)], endsAt }, 1).card.endsAt).toBe(expected);
  });
});

describe('full cards', () => {
  const waiting = [cardOf({ full: [paid(4), mugs(2), { ...mugs(9), rewardCode: 'CUP' }] }), cardOf({ card: 'other' })];

  it('wait to be taken as one reward, as many as were filled alike', () => {
    expect(waitingFor(waiting, CARD, 'MUG', 2)).toBe(waiting[0]?.full[1]);
    expect(waitingFor(waiting, CARD, 'MUG', 3)).toBeNull();
    expect(waitingFor(waiting, CARD, 'TEA', 1)).toBeNull();
    expect(waitingFor(waiting, 'other', 'MUG', 1)).toBeNull();
    expect(waitingFor(waiting, 'none', 'MUG', 1)).toBeNull();
    expect(waitingFor(undefined, CARD, 'MUG', 1)).toBeNull();
  });

  it('are gone when they are taken, and wait again when the reward comes back', () => {
    const books = new StampBooks(waiting);
    const [, two] = waiting[0]?.full ?? [];
    books.redeem(CARD, two as FullCards, 1);
    expect(books.of(CARD).full[1]).toEqual(mugs(1));
    books.redeem(CARD, books.of(CARD).full[1] as FullCards, 1);
    expect(books.of(CARD).full.map(({ rewardCode }) => rewardCode)).toEqual([null, 'CUP']);
    books.unredeem(CARD, mugs(1), 99, NOW, 'r');
    expect(books.of(CARD)).toEqual(cardOf({ full: [paid(4), { ...mugs(9), rewardCode: 'CUP' }, mugs(1)] }));
    expect(books.transfers).toEqual([]);
  });

  it('that come back settle stamps that are owed', () => {
    const books = new StampBooks([cardOf({ collected: -7, completed: 2 })]);
    books.unredeem(CARD, mugs(1), 99, NOW, 'r');
    expect(books.of(CARD)).toEqual(cardOf({ collected: -2, completed: 1, endsAt: 99 }));
    expect(moves(books)).toEqual([
      ['GIVE_BACK', 'RESTAURANT_REDEEMED', 'GUEST_AVAILABLE', 5, 'r'],
      ['SETTLEMENT', 'GUEST_AVAILABLE', 'GUEST_RECEIVABLE', 5, null],
    ]);
  });
});

describe('a card that ends', () => {
  const cards = [
    cardOf({ card: 'a', collected: 3, endsAt: 50, expired: 1 }),
    cardOf({ card: 'b', collected: 3, endsAt: 51 }),
    cardOf({ card: 'c', collected: -3, endsAt: 10 }),
    cardOf({ card: 'd', collected: 3 }),
    cardOf({ card: 'e', endsAt: 10 }),
  ];

  it('ends at its instant with what is on it', () => {
    const books = new StampBooks(cards);
    expect(books.end(50)).toEqual([{ card: 'a', stamps: 3 }]);
    expect(books.of('a')).toEqual(cardOf({ card: 'a', expired: 4 }));
    expect(moves(books)).toEqual([['EXPIRY', 'GUEST_AVAILABLE', 'NETWORK_EXPIRY', 3, null]]);
    expect(books.end(50)).toEqual([]);
  });

  it('is due at the earliest end of those with stamps on them', () => {
    expect(stampsDueAt(cards)).toBe(50);
    expect(stampsDueAt(cards.slice(1))).toBe(51);
    expect(stampsDueAt(cards.slice(2))).toBe(NEVER);
    expect(stampsDueAt(undefined)).toBe(NEVER);
  });
});

describe('cards of two guests', () => {
  it('become one with the later end', () => {
    const ours = cardOf({ collected: 3, completed: 2, full: [paid(2)], expired: 1, endsAt: 50 });
    const theirs = cardOf({ collected: 4, completed: 1, full: [paid(1)], expired: 2, endsAt: 70 });
    const joined = { collected: 7, completed: 3, full: [paid(3)], expired: 3 };
    expect(joinedStamps(ours, theirs)).toEqual(cardOf({ ...joined, endsAt: 70 }));
    expect(joinedStamps(theirs, ours)).toEqual(cardOf({ ...joined, endsAt: 70 }));
    expect(joinedStamps(undefined, theirs)).toBe(theirs);
    expect(joinedStamps(ours, { ...theirs, endsAt: null }).endsAt).toBeNull();
    expect(joinedStamps(ours, { ...theirs, collected: 0 }).endsAt).toBe(50);
    expect(joinedStamps(ours, { ...theirs, collected: -3 }).endsAt).toBeNull();
    expect(joinedStamps(ours, { ...theirs, collected: -2 }).endsAt).toBe(50);
  });

  const guestWith = (stamps: readonly CardStamps[] | undefined) => {
    const guest = newGuest();
    return { ...guest, counters: stamps === undefined ? guest.counters : { ...guest.counters, stamps } };
  };
  const surrender = (undoes: SurrenderAct['undoes'] = null): SurrenderAct => ({
    kind: 'SURRENDER',
    toGuestId: 'target',
    undoes,
  });
  const undoing = (came: readonly CardStamps[] | undefined, before: readonly CardStamps[] = []) => {
    const figures = {
      receivable: points(0),
      lifetime: newGuest().lifetime,
      days: [],
      custom: [],
      caps: [],
      firstSale: null,
      tier: 'BASE',
      graceUntil: null,
      byHand: null,
    };
    return surrender({
      lots: [],
      figures: came === undefined ? figures : { ...figures, stamps: came },
      before: { ...figures, stamps: before },
      tierAfter: 'BASE',
    });
  };

  it('go over whole, as stamps or as a debt, and are told from none at all', () => {
    const cards = [
      cardOf({ card: 'a', collected: 3 }),
      cardOf({ card: 'b', collected: -2 }),
      cardOf({ card: 'c', full: [mugs(1)] }),
    ];
    const { books, given } = passStamps(guestWith(cards), surrender());
    expect(given).toEqual({ stamps: cards });
    expect(books.list()).toEqual([]);
    expect(
      books.transfers.map(({ code, debit, credit, amount, unit, toGuestId }) => [
        code,
        debit,
        credit,
        amount,
        unit,
        toGuestId,
      ]),
    ).toEqual([
      ['TRANSFER', 'GUEST_AVAILABLE', 'GUEST_AVAILABLE', 3, 'a', 'target'],
      ['TRANSFER', 'GUEST_RECEIVABLE', 'GUEST_RECEIVABLE', 2, 'b', 'target'],
    ]);
    expect(passStamps(guestWith(undefined), surrender()).given).toEqual({});
    expect(passStamps(guestWith([]), surrender()).given).toEqual({ stamps: [] });
  });

  it('are evened where one has what the other owes', () => {
    const evened = (ours: number, theirs: number) => {
      const books = takeInStamps(guestWith([cardOf({ collected: ours })]), [cardOf({ collected: theirs })]);
      return [books.of(CARD).collected, ...moves(books)];
    };
    const settled = (stamps: number) => ['SETTLEMENT', 'GUEST_AVAILABLE', 'GUEST_RECEIVABLE', stamps, null];
    expect(evened(3, -2)).toEqual([1, settled(2)]);
    expect(evened(-2, 3)).toEqual([1, settled(2)]);
    expect(evened(-5, 3)).toEqual([-2, settled(3)]);
    expect(evened(2, 3)).toEqual([5]);
    expect(evened(-2, -3)).toEqual([-5]);
    expect(takeInStamps(guestWith(undefined), undefined).list()).toEqual([]);
  });

  it('are what they were when they are parted untouched', () => {
    const before = cardOf({ collected: -2, full: [paid(1)], completed: 1 });
    const came = cardOf({ collected: 4, full: [mugs(1)], completed: 1, endsAt: 70 });
    const { books, given } = passStamps(guestWith([joinedStamps(before, came)]), undoing([came], [before]));
    expect(given).toEqual({ stamps: [came] });
    expect(books.list()).toEqual([before]);
    // Two of the four stamps had settled a debt, which is one again.
    expect(moves(books)).toEqual([
      ['TRANSFER', 'GUEST_AVAILABLE', 'GUEST_AVAILABLE', 4, null],
      ['DEBT', 'GUEST_RECEIVABLE', 'GUEST_AVAILABLE', 2, null],
    ]);
    const alone = passStamps(guestWith([came]), undoing([came]));
    expect(alone.books.list()).toEqual([]);
  });

  it('give back what is still there when something came in between', () => {
    const before = cardOf({ collected: 1, full: [paid(2)], completed: 2 });
    const came = cardOf({ collected: 3, full: [paid(1), mugs(2)], completed: 3, expired: 2, endsAt: 70 });
    const now = cardOf({ collected: 2, full: [paid(3), mugs(1)], completed: 4, expired: 1, endsAt: 60 });
    const { books, given } = passStamps(guestWith([now]), undoing([came], [before]));
    expect(given).toEqual({
      stamps: [cardOf({ collected: 2, full: [paid(1), mugs(1)], completed: 3, expired: 1, endsAt: 70 })],
    });
    expect(books.list()).toEqual([cardOf({ full: [paid(2)], completed: 1 })]);
  });

  it('give back the cards that were filled last first, and leave the end of what stays begun', () => {
    const came = cardOf({ collected: 3, full: [mugs(3)], completed: 3, endsAt: 70 });
    const now = cardOf({ collected: 5, full: [mugs(2), paid(1), mugs(2)], completed: 5, endsAt: 60 });
    const { books, given } = passStamps(guestWith([now]), undoing([came]));
    expect(given).toEqual({ stamps: [came] });
    expect(books.list()).toEqual([cardOf({ collected: 2, full: [mugs(1), paid(1)], completed: 2, endsAt: 60 })]);
    const spent = passStamps(guestWith([cardOf({ full: [mugs(3)], completed: 3 })]), undoing([came]));
    expect(spent.given).toEqual({ stamps: [cardOf({ full: [mugs(3)], completed: 3 })] });
  });

  it('give back no more debt than there is', () => {
    const part = (cameWith: number, isNow: number) => {
      const { given } = passStamps(
        guestWith([cardOf({ collected: isNow, expired: 1 })]),
        undoing([cardOf({ collected: cameWith })]),
      );
      return given.stamps?.[0]?.collected;
    };
    expect([part(-4, -3), part(-4, -6), part(-4, 2), part(4, -1), part(4, 6)]).toEqual([-3, -4, 0, 0, 4]);
  });

  it('leave alone what did not come with the merge, or is no more', () => {
    const own = cardOf({ card: 'own', collected: 2 });
    const { books, given } = passStamps(guestWith([own]), undoing([cardOf({ card: 'gone', collected: 1 })]));
    expect([given, books.list(), books.transfers]).toEqual([{ stamps: [] }, [own], []]);
    expect(passStamps(guestWith([own]), undoing(undefined)).given).toEqual({});
  });
});
