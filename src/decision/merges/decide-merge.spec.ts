import { DAY, manualOf, NOON, saleOf } from '../../../test/support/decision/acts';
import { activitiesOf, needs, programOf, tierOf } from '../../../test/support/decision/programs';
import { Story } from '../../../test/support/decision/story';
import {
  minorUnits,
  newGuest,
  points,
  WITH_INACTIVITY,
  withoutSales,
  type AbsorbAct,
  type Counters,
  type Decision,
  type GuestState,
  type Lot,
  type MergeDetails,
  type MovedFigures,
  type ProgramDocument,
  type SaleDetails,
  type SurrenderAct,
} from '..';

const NEVER = 8.64e15;
const TODAY = NOON / DAY - 0.5;
const SOON = NOON + 10 * DAY;
const LATE = NOON + 20 * DAY;

const TIERS = [tierOf('BASE'), tierOf('MIDDLE', { needs: needs(10_000) }), tierOf('TOP', { needs: needs(30_000) })];
const DOCUMENT = programOf({ tiers: TIERS, tierCounters: [{ code: 'A' }, { code: 'B' }] });
const ROLLING = { ...DOCUMENT, tierWindow: { kind: 'ROLLING', months: 12 } } as const;

function lotOf(lotId: string, remaining: number, changes: Partial<Lot> = {}): Lot {
  const amount = points(remaining);
  return {
    lotId,
    expiresAt: SOON,
    amount,
    remaining: amount,
    held: points(0),
    activatesAt: null,
    restaurantId: null,
    ...changes,
  };
}

type KnownState = Partial<Omit<GuestState, 'counters' | 'lifetime' | 'lots'>> & {
  readonly lots?: readonly Lot[];
  readonly counters?: Partial<Counters>;
  readonly receivable?: number;
  readonly figures?: readonly [spend: number, visits: number, points: number, sales: number];
};

function guestWith({
  lots = [],
  counters = {},
  receivable = 0,
  figures = [0, 0, 0, 0],
  ...rest
}: KnownState = {}): GuestState {
  const guest = newGuest();
  const [spend, visits, earned, sales] = figures;
  const sum = (of: (lot: Lot) => number) => points(lots.reduce((total, lot) => total + of(lot), 0));
  return {
    ...guest,
    lots,
    lifetime: { spend: minorUnits(spend), visits, points: points(earned), sales },
    counters: { ...guest.counters, ...counters },
    balance: {
      ...guest.balance,
      available: sum((lot) => (lot.activatesAt === null ? lot.remaining : 0)),
      pending: sum((lot) => (lot.activatesAt === null ? 0 : lot.remaining)),
      receivable: points(receivable),
    },
    ...rest,
  };
}

const figuresWith = (changes: Partial<MovedFigures> = {}): MovedFigures => ({
  receivable: points(0),
  lifetime: newGuest().lifetime,
  days: [],
  custom: [],
  caps: [],
  firstSale: null,
  tier: 'BASE',
  graceUntil: null,
  byHand: null,
  ...changes,
});

const detailsOf = (decision: Decision) => decision.details as MergeDetails;
const surrender = (undoes: SurrenderAct['undoes'] = null, toGuestId = 'target'): SurrenderAct => ({
  kind: 'SURRENDER',
  toGuestId,
  undoes,
});
const absorb = (changes: Partial<AbsorbAct> = {}): AbsorbAct => ({
  kind: 'ABSORB',
  fromGuestId: 'source',
  isUndo: false,
  lots: [],
  inactivity: null,
  figures: figuresWith(),
  ...changes,
});
/** The target takes in what the source gave up. */
const absorbOf = (given: Decision, isUndo = false): AbsorbAct => {
  const { lots, inactivity, figures } = detailsOf(given);
  return absorb({ isUndo, lots, inactivity, figures });
};
/** The act that undoes the merge. */
const undoOf = (given: Decision, taken: Decision): SurrenderAct => {
  const { lots, figures } = detailsOf(given);
  const { before } = detailsOf(taken);
  if (before === undefined) throw new Error('the target was something before the merge');
  return surrender({ lots, figures, before, tierAfter: taken.tier }, 'source');
};

/** Two guests of one programme, merged and parted. */
function merging(source: GuestState, target: GuestState, document: ProgramDocument = DOCUMENT) {
  const [from, to] = [new Story(document, source), new Story(document, target)];
  const given = from.done(surrender());
  const taken = to.done(absorbOf(given));
  const part = () => {
    const givenBack = to.done(undoOf(given, taken));
    const cameBack = from.done(absorbOf(givenBack, true));
    return { givenBack, cameBack };
  };
  return { from, to, given, taken, part };
}

describe('a guest that is merged into another', () => {
  const counters: Partial<Counters> = {
    firstSale: 'sale-1',
    caps: [{ cap: 'earning.perGuest', period: 0, used: 4 }],
    custom: [{ code: 'A', total: 3, days: [] }],
    byHand: { tier: 'TOP', untilDay: TODAY + 5, rule: 'MIDDLE' },
    tierDueAt: SOON,
    tierDueDay: TODAY + 6,
  };
  const source = guestWith({
    lots: [lotOf('a', 30), lotOf('b', 20, { activatesAt: NOON + DAY })],
    figures: [12_000, 3, 70, 4],
    receivable: 0,
    tier: 'TOP',
    counters,
  });

  it('gives up all its points, active or not, its figures, its tier and what was counted', () => {
    const story = new Story(DOCUMENT, source);
    const given = story.done(surrender());
    expect(given).toMatchObject({
      amounts: { pointsEarned: 50 },
      tierBefore: 'TOP',
      tier: 'BASE',
      progress: { next: 'MIDDLE', amountToNext: 10_000 },
      trace: [{ effect: 'GIVE', rule: 'merge.given', amount: 50, arguments: {} }],
    });
    expect(
      given.transfers.map(({ debit, credit, amount, lotId, toGuestId }) => [debit, credit, amount, lotId, toGuestId]),
    ).toEqual([
      ['GUEST_AVAILABLE', 'GUEST_AVAILABLE', 30, 'a', 'target'],
      ['GUEST_PENDING', 'GUEST_PENDING', 20, 'b', 'target'],
    ]);
    expect(detailsOf(given)).toEqual({
      kind: 'MERGE',
      otherGuestId: 'target',
      undoes: null,
      lots: [
        { lotId: 'a', expiresAt: SOON, points: 30, activatesAt: null, restaurantId: null, term: null },
        { lotId: 'b', expiresAt: SOON, points: 20, activatesAt: NOON + DAY, restaurantId: null, term: null },
      ],
      inactivity: null,
      figures: figuresWith({
        lifetime: source.lifetime,
        custom: counters.custom,
        caps: counters.caps,
        firstSale: 'sale-1',
        tier: 'MIDDLE',
        byHand: { tier: 'TOP', untilDay: TODAY + 5 },
      }),
    });
  });

  it('has nothing left, waits for nothing, and acts no more', () => {
    const story = new Story(DOCUMENT, source);
    story.done(surrender());
    expect(story.guest).toMatchObject({
      tier: 'BASE',
      graceUntil: null,
      balance: { available: 0, pending: 0, receivable: 0 },
      lifetime: { spend: 0, visits: 0, points: 0, sales: 0 },
      days: [],
      lots: [],
      dueAt: NEVER,
    });
    expect(story.guest.counters).toEqual({ ...newGuest().counters, mergedInto: 'target' });
    expect(story.play(saleOf(100))).toEqual({ kind: 'REFUSED', code: 'guest_merged', data: { guestId: 'target' } });
    expect(story.play(absorb())).toMatchObject({ code: 'guest_merged' });
  });

  it('takes its debt along', () => {
    const { given, to, from } = merging(guestWith({ receivable: 40 }), guestWith({ receivable: 2 }));
    expect(given.transfers).toEqual([
      {
        code: 'TRANSFER',
        debit: 'GUEST_RECEIVABLE',
        credit: 'GUEST_RECEIVABLE',
        restaurantId: null,
        amount: 40,
        lotId: null,
        expiresAt: null,
        activatesAt: null,
        toGuestId: 'target',
      },
    ]);
    expect([from.guest.balance.receivable, to.guest.balance.receivable]).toEqual([0, 42]);
    expect(to.rows[0]?.decision.transfers).toEqual([]);
  });

  it('is refused with points in review or below zero, and never with a hold', () => {
    const refused = { kind: 'REFUSED', code: 'merge_not_possible', data: {} };
    const balance = { ...newGuest().balance, inReview: points(1) };
    expect(new Story(DOCUMENT, guestWith({ balance })).play(surrender())).toEqual(refused);
    expect(new Story(DOCUMENT, guestWith({ overdraft: true })).play(surrender())).toEqual(refused);
    const holds = [{ id: 'h', points: points(1), expiresAt: LATE, lots: [] }];
    expect(() => new Story(DOCUMENT, guestWith({ counters: { holds } })).play(surrender())).toThrow('holds');
    expect(() => new Story(DOCUMENT, guestWith({ overdraft: true })).play(absorb())).toThrow('below zero');
  });

  it('takes the common end of inactivity along where points end with it, warned as they were', () => {
    const inactivity = { unit: 'DAYS', count: 90, endsAt: LATE, isFree: true, isWarned: true, extensions: 1 } as const;
    const none = merging(guestWith({ counters: { inactivity: { ...inactivity, isFree: false } } }), guestWith());
    expect(detailsOf(none.given).inactivity).toBeNull();
    expect(none.to.guest.counters.inactivity).toBeNull();
    const lots = [lotOf('a', 5, { expiresAt: WITH_INACTIVITY })];
    const some = merging(guestWith({ lots, counters: { inactivity } }), guestWith());
    expect(some.to.guest.counters.inactivity).toEqual(inactivity);
    expect(some.from.guest.counters.inactivity).toBeNull();
  });
});

describe('a guest that takes another in', () => {
  it('has the points, the figures and the counters of both', () => {
    const theirs: Partial<Counters> = {
      firstSale: 'theirs',
      caps: [
        { cap: 'b.perDay', period: 9, used: 1 },
        { cap: 'a.perDay', period: 8, used: 2 },
        { cap: 'a.perDay', period: 7, used: 5 },
      ],
      custom: [{ code: 'A', total: 2, days: [] }],
    };
    const ours: Partial<Counters> = {
      caps: [{ cap: 'a.perDay', period: 8, used: 3 }],
      custom: [{ code: 'B', total: 1, days: [] }],
    };
    const { to, taken } = merging(
      guestWith({ lots: [lotOf('a', 30)], figures: [5_000, 2, 40, 3], counters: theirs }),
      guestWith({ lots: [lotOf('b', 7)], figures: [1_000, 1, 7, 1], counters: ours }),
    );
    expect(taken).toMatchObject({
      amounts: { pointsEarned: 30 },
      transfers: [],
      trace: [{ effect: 'RECEIVE', rule: 'merge.received', amount: 30, arguments: {} }],
      details: { kind: 'MERGE', otherGuestId: 'source', undoes: null, inactivity: null },
    });
    expect(to.guest).toMatchObject({
      balance: { available: 37 },
      lifetime: { spend: 6_000, visits: 3, points: 47, sales: 4 },
    });
    expect(to.guest.counters).toMatchObject({
      firstSale: 'theirs',
      caps: [
        { cap: 'a.perDay', period: 7, used: 5 },
        { cap: 'a.perDay', period: 8, used: 5 },
        { cap: 'b.perDay', period: 9, used: 1 },
      ],
      custom: [
        { code: 'A', total: 2, days: [] },
        { code: 'B', total: 1, days: [] },
      ],
    });
    expect(detailsOf(taken).before).toEqual(
      figuresWith({ lifetime: { spend: minorUnits(1_000), visits: 1, points: points(7), sales: 1 }, ...ours }),
    );
  });

  it('keeps its own first sale', () => {
    const { to } = merging(
      guestWith({ counters: { firstSale: 'theirs' } }),
      guestWith({ counters: { firstSale: 'ours' } }),
    );
    expect(to.guest.counters).toMatchObject({ firstSale: 'ours', otherFirstSales: ['theirs'] });
  });

  it.each([
    ['theirs', 'ours', true],
    ['ours', 'ours', undefined],
    [null, 'ours', undefined],
    ['theirs', null, undefined],
    [null, null, undefined],
  ])('notes that both first sales were kept only where there were two: %p and %p', (theirs, ours, keeps) => {
    const { taken } = merging(
      guestWith({ counters: { firstSale: theirs } }),
      guestWith({ counters: { firstSale: ours } }),
    );
    expect(detailsOf(taken).keepsFirstSale).toBe(keeps);
    expect('keepsFirstSale' in detailsOf(taken)).toBe(keeps === true);
  });

  it('had the other first sale forgotten by merges that were recorded before both were kept', () => {
    const story = new Story(DOCUMENT, guestWith({ counters: { firstSale: 'ours' } }));
    const figures = figuresWith({ firstSale: 'theirs' });
    const { details } = story.done(absorb({ figures, forgetsFirstSale: true }));
    expect(details).not.toHaveProperty('keepsFirstSale');
    expect(story.guest.counters).toMatchObject({ firstSale: 'ours' });
    expect(story.guest.counters).not.toHaveProperty('otherFirstSales');
  });

  it('gets no bonus for a first sale while the first sale of one of them stands', () => {
    const bonus = { points: points(200) };
    const document = programOf({ activities: activitiesOf({ registration: null, firstSale: bonus }) });
    const [a, b] = [new Story(document), new Story(document)];
    a.done(saleOf(10_000), 'sale-a');
    b.done(saleOf(10_000), 'sale-b');
    a.done(absorbOf(b.done(surrender())));
    a.refund('sale-a');
    expect(a.guest.counters).toMatchObject({ firstSale: 'sale-b' });
    const bonusOf = (decision: Decision) => (decision.details as SaleDetails).firstSaleBonus;
    expect(bonusOf(a.done(saleOf(10_000), 'sale-c'))).toBe(0);
    a.play({ ...b.refundOf('sale-b') });
    expect(a.guest.counters.firstSale).toBeNull();
    expect(bonusOf(a.done(saleOf(10_000), 'sale-d'))).toBe(200);
  });

  it('keeps the first sales of all whom it took in', () => {
    const second = merging(
      guestWith({ counters: { firstSale: 'second', otherFirstSales: ['third'] } }),
      guestWith({ counters: { firstSale: 'ours', otherFirstSales: ['fourth', 'third'] } }),
    );
    expect(second.to.guest.counters).toMatchObject({
      firstSale: 'ours',
      otherFirstSales: ['fourth', 'third', 'second'],
    });
    expect(second.from.guest.counters.firstSale).toBeNull();
    expect(second.from.guest.counters).not.toHaveProperty('otherFirstSales');
    second.part();
    expect(second.from.guest.counters).toMatchObject({ firstSale: 'second', otherFirstSales: ['third'] });
    expect(second.to.guest.counters).toMatchObject({ firstSale: 'ours', otherFirstSales: ['fourth'] });
  });

  it.each([
    [1, 2, 2],
    [2, 1, 2],
    [3, 3, 3],
    [undefined, 1, 1],
    [2, undefined, 2],
    [undefined, undefined, undefined],
  ])('was brought from an earlier system when the later of both was: %p and %p', (theirs, ours, later) => {
    const openedOf = (openedAt: number | undefined) =>
      guestWith({ counters: openedAt === undefined ? {} : { openedAt } });
    const { to, given } = merging(openedOf(theirs), openedOf(ours));
    expect(to.guest.counters.openedAt).toBe(later);
    expect(detailsOf(given).figures.openedAt).toBe(theirs);
  });

  it('counts the days of both in a rolling window, and looks at the tier at once', () => {
    const day = (ago: number, spend: number) => [TODAY - ago, spend, 1, 10];
    const { to, taken, part } = merging(
      guestWith({ days: [...day(400, 90_000), ...day(20, 6_000), ...day(5, 1_000)], figures: [97_000, 3, 30, 3] }),
      guestWith({ days: [...day(20, 3_000), ...day(1, 500)], figures: [3_500, 2, 20, 2], tier: 'BASE' }),
      ROLLING,
    );
    expect(to.guest.days).toEqual([TODAY - 20, 9_000, 2, 20, TODAY - 5, 1_000, 1, 10, TODAY - 1, 500, 1, 10]);
    expect(taken).toMatchObject({ tierBefore: 'BASE', tier: 'MIDDLE' });
    expect(taken.trace.map(({ rule }) => rule)).toEqual(['merge.received', 'tier.MIDDLE.reached']);
    part();
    expect(to.guest).toMatchObject({ days: [...day(20, 3_000), ...day(1, 500)], tier: 'BASE' });
  });

  it('counts custom counters by their days too, and not at all any more when they are parted', () => {
    const custom = (code: string, total: number, ...days: number[]) => [{ code, total, days }];
    const { to, part } = merging(
      guestWith({ counters: { custom: custom('A', 9, TODAY - 400, 4, TODAY - 3, 2, TODAY - 1, 3) } }),
      guestWith({ counters: { custom: custom('A', 2, TODAY - 3, 2) } }),
      ROLLING,
    );
    expect(to.guest.counters.custom).toEqual(custom('A', 11, TODAY - 3, 4, TODAY - 1, 3));
    part();
    expect(to.guest.counters.custom).toEqual(custom('A', 2, TODAY - 3, 2));
    const alone = merging(guestWith({ counters: { custom: custom('A', 1) } }), guestWith());
    alone.part();
    expect(alone.to.guest.counters.custom).toEqual([]);
  });

  it.each<[ours: KnownState, theirs: KnownState, tier: string, graceUntil: number | null]>([
    [{ tier: 'TOP', graceUntil: 90_000 }, { tier: 'MIDDLE' }, 'TOP', 90_000],
    [{ tier: 'MIDDLE' }, { tier: 'TOP', graceUntil: 90_000 }, 'TOP', 90_000],
    [{ tier: 'TOP', graceUntil: 90_000 }, { tier: 'TOP', graceUntil: 90_001 }, 'TOP', 90_001],
    [{ tier: 'TOP', graceUntil: 90_001 }, { tier: 'TOP', graceUntil: 90_000 }, 'TOP', 90_001],
    [{ tier: 'TOP', graceUntil: null }, { tier: 'TOP', graceUntil: 90_000 }, 'TOP', null],
    [{ tier: 'TOP', graceUntil: 90_000 }, { tier: 'TOP', graceUntil: null }, 'TOP', null],
  ])('of %j and %j keeps the higher tier, or the longer grace: %s until %s', (ours, theirs, tier, graceUntil) => {
    const { to } = merging(guestWith(theirs), guestWith(ours));
    expect([to.guest.tier, to.guest.graceUntil]).toEqual([tier, graceUntil]);
  });

  it.each<
    [ours: [string, number | null] | null, theirs: [string, number | null] | null, kept: [string, number | null]]
  >([
    [['TOP', 1], null, ['TOP', 1]],
    [null, ['TOP', 1], ['TOP', 1]],
    [['BASE', 1], null, ['BASE', 1]],
    [
      ['TOP', 1],
      ['MIDDLE', null],
      ['TOP', 1],
    ],
    [
      ['MIDDLE', null],
      ['TOP', 1],
      ['TOP', 1],
    ],
    [
      ['TOP', 1],
      ['TOP', 2],
      ['TOP', 2],
    ],
    [
      ['TOP', 2],
      ['TOP', 1],
      ['TOP', 2],
    ],
    [
      ['TOP', 2],
      ['TOP', null],
      ['TOP', null],
    ],
    [
      ['TOP', null],
      ['TOP', 2],
      ['TOP', null],
    ],
  ])('of %j and %j set by hand keeps the higher, or the longer: %j', (ours, theirs, [tier, days]) => {
    const until = (last: number | null) => (last === null ? null : TODAY + last);
    const setTo = (of: [string, number | null] | null): KnownState =>
      of === null ? {} : { tier: of[0], counters: { byHand: { tier: of[0], untilDay: until(of[1]), rule: 'BASE' } } };
    const { to } = merging(guestWith(setTo(theirs)), guestWith(setTo(ours)));
    expect(to.guest.counters.byHand).toEqual({ tier, untilDay: until(days), rule: 'BASE' });
  });
});

describe('guests that are parted again', () => {
  const source = guestWith({
    lots: [lotOf('a', 30), lotOf('c', 9, { expiresAt: LATE })],
    figures: [12_000, 3, 70, 4],
    receivable: 10,
    tier: 'MIDDLE',
    counters: { firstSale: 'theirs', caps: [{ cap: 'a.perDay', period: 8, used: 2 }] },
  });
  const target = guestWith({ lots: [lotOf('b', 7)], figures: [1_000, 1, 7, 1], tier: 'BASE' });

  it('have what they had where nothing came in between', () => {
    const { from, to, part } = merging(source, target);
    const { givenBack, cameBack } = part();
    const { version: _, ...ofSource } = source;
    expect(from.guest).toMatchObject({ ...ofSource, dueAt: SOON, counters: { ...source.counters, lotsDueAt: SOON } });
    expect(from.guest.counters.mergedInto).toBeUndefined();
    const { version: __, ...ofTarget } = target;
    expect(to.guest).toMatchObject({ ...ofTarget, dueAt: SOON, counters: { ...target.counters, lotsDueAt: SOON } });
    expect(givenBack).toMatchObject({ tierBefore: 'MIDDLE', tier: 'BASE', amounts: { pointsEarned: 39 } });
    expect(givenBack.trace[0]).toEqual({ effect: 'GIVE', rule: 'merge.givenBack', amount: 39, arguments: {} });
    expect(cameBack.trace[0]).toEqual({ effect: 'RECEIVE', rule: 'merge.cameBack', amount: 39, arguments: {} });
    expect(detailsOf(cameBack)).toMatchObject({ isUndo: true, otherGuestId: 'source' });
    expect(detailsOf(cameBack)).not.toHaveProperty('before');
    expect(detailsOf(givenBack).undoes).toMatchObject({ tierAfter: 'MIDDLE', before: { tier: 'BASE' } });
  });

  it('have of points, debts and figures what is still there', () => {
    const { from, to, given, taken } = merging(source, target);
    // 35 of 46 are spent: by the earliest end, so lot a and 5 of b.
    to.done(manualOf('DEBIT', 35));
    const poorer: GuestState = {
      ...to.guest,
      balance: { ...to.guest.balance, receivable: points(4) },
      lifetime: { spend: minorUnits(11_999), visits: 2, points: points(60), sales: 3 },
    };
    const story = new Story(DOCUMENT, poorer);
    const givenBack = story.done(undoOf(given, taken));
    expect(detailsOf(givenBack)).toMatchObject({
      lots: [{ lotId: 'c', points: 9 }],
      figures: { receivable: 4, lifetime: { spend: 11_999, visits: 2, points: 60, sales: 3 } },
    });
    expect(story.guest).toMatchObject({
      balance: { available: 2, receivable: 0 },
      lifetime: { spend: 0, visits: 0, points: 0, sales: 0 },
    });
    from.done(absorbOf(givenBack, true));
    expect(from.guest).toMatchObject({
      balance: { available: 9, receivable: 4 },
      lifetime: { spend: 11_999, visits: 2, points: 60, sales: 3 },
      tier: 'MIDDLE',
    });
  });

  it('leave the target what it reached or was set to since, and a first sale of its own', () => {
    const { to, given, taken } = merging(source, target);
    to.done(saleOf(30_000));
    expect(to.guest.tier).toBe('TOP');
    const since: GuestState = { ...to.guest, counters: { ...to.guest.counters, firstSale: 'since' } };
    const story = new Story(DOCUMENT, since);
    story.done(undoOf(given, taken));
    expect(story.guest).toMatchObject({ tier: 'TOP', counters: { firstSale: 'since' } });
  });

  it('leave the target the first sales that others brought, where its own was refunded since', () => {
    const { to, given, taken } = merging(
      guestWith({ counters: { firstSale: 'theirs' } }),
      guestWith({ counters: { firstSale: 'ours' } }),
    );
    const counters = { ...to.guest.counters, firstSale: 'theirs', otherFirstSales: ['later'] };
    const story = new Story(DOCUMENT, { ...to.guest, counters });
    const undo = undoOf(given, taken);
    const before = withoutSales(figuresWith({ firstSale: 'ours' }), ['ours']);
    story.done({ ...undo, undoes: undo.undoes && { ...undo.undoes, before } });
    expect(story.guest.counters.firstSale).toBe('later');
    expect(story.guest.counters).not.toHaveProperty('otherFirstSales');
  });

  it('give back of caps what came, and no less than nothing', () => {
    const cap = (name: string, used: number) => ({ cap: name, period: 8, used });
    const { to, given, taken } = merging(
      guestWith({ counters: { caps: [cap('a', 2), cap('b', 5), cap('gone', 1)] } }),
      guestWith({ counters: { caps: [cap('a', 3), cap('own', 7)] } }),
    );
    const caps = [cap('a', 6), cap('b', 4), cap('own', 7)];
    const story = new Story(DOCUMENT, { ...to.guest, counters: { ...to.guest.counters, caps } });
    story.done(undoOf(given, taken));
    expect(story.guest.counters.caps).toEqual([cap('a', 4), cap('own', 7)]);
  });
});
