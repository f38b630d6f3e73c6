import { DAY, manualOf, NOON, saleOf } from '../../../test/support/decision/acts';
import { needs, programOf, tierOf } from '../../../test/support/decision/programs';
import { Story } from '../../../test/support/decision/story';
import {
  type Decision,
  type GuestState,
  minorUnits,
  newGuest,
  type OpeningBalances,
  type OpeningDetails,
  points,
} from '..';
import { countsHistory } from './decide-opening';

const TODAY = Math.floor(NOON / DAY);
const SOON = (TODAY + 10) * DAY;
const LATE = (TODAY + 40) * DAY;
const CARD = {
  id: 'coffee',
  name: { en: 'Coffee' },
  size: 6,
  collects: { by: 'VISIT' as const, leastAmount: minorUnits(0) },
  validityMonths: null,
  reward: { points: points(100) },
};
const PROGRAM = programOf({
  tiers: [tierOf('BASE'), tierOf('MIDDLE', { needs: needs(10_000) }), tierOf('TOP', { needs: needs(90_000) })],
});

const brought = (
  changes: Partial<OpeningBalances> = {},
): { kind: 'OPENING'; opening: OpeningBalances; occurredAt: number } => ({
  kind: 'OPENING',
  occurredAt: NOON,
  opening: { lots: [], stamps: [], tier: null, spend: minorUnits(0), visits: 0, ...changes },
});
const moved = ({ transfers }: Decision) =>
  transfers.map(({ code, debit, credit, amount, expiresAt }) => [code, debit, credit, amount, expiresAt]);
const openedBy = ({ details }: Decision): OpeningDetails => {
  if (details?.kind !== 'OPENING') throw new Error('nothing was opened');
  return details;
};

describe('what a guest brings from an earlier system', () => {
  it('comes from an account of its own, a lot for each end, and is spent by the earliest', () => {
    const story = new Story(PROGRAM);
    const lots = [
      { points: points(70), expiresAt: LATE },
      { points: points(20), expiresAt: SOON },
      { points: points(10), expiresAt: SOON },
    ];
    const decision = story.done(brought({ lots }));
    expect(moved(decision)).toEqual([
      ['OPENING', 'NETWORK_OPENING', 'GUEST_AVAILABLE', 30, SOON],
      ['OPENING', 'NETWORK_OPENING', 'GUEST_AVAILABLE', 70, LATE],
    ]);
    expect(decision.amounts.pointsEarned).toBe(100);
    const spent = story.done(manualOf('DEBIT', 40));
    expect(spent.transfers.map(({ amount, expiresAt }) => [amount, expiresAt])).toEqual([
      [30, SOON],
      [10, LATE],
    ]);
  });

  it('ends as the programme says where the file names no end', () => {
    const story = new Story({ ...PROGRAM, expiry: { kind: 'DAYS', count: 5 } });
    const decision = story.done(brought({ lots: [{ points: points(5), expiresAt: null }] }));
    expect(decision.transfers[0]?.expiresAt).toBe((TODAY + 6) * DAY);
  });

  it('counts money and visits for tiers, and gives no bonus for a first sale', () => {
    const story = new Story(PROGRAM);
    const decision = story.done(brought({ spend: minorUnits(12_000), visits: 7 }));
    expect(decision.tier).toBe('MIDDLE');
    expect(story.guest.lifetime).toMatchObject({ spend: 12_000, visits: 7, sales: 0 });
    expect(story.guest.counters.firstSale).toBe('IMPORT');
    expect(decision.trace).toContainEqual({
      effect: 'COUNT',
      rule: 'opening.figures',
      amount: 7,
      arguments: { spend: 12_000 },
    });
  });

  it('holds its tier until its end, with the one by rule beneath it', () => {
    const story = new Story(PROGRAM);
    const decision = story.done(brought({ tier: { tier: 'TOP', untilDay: TODAY + 3 } }));
    expect([decision.tier, decision.trace]).toEqual([
      'TOP',
      [{ effect: 'TIER', rule: 'tier.TOP.broughtOver', amount: 0, arguments: { from: 'BASE', untilDay: TODAY + 3 } }],
    ]);
    story.at(NOON + 4 * DAY).settle();
    expect(story.guest.tier).toBe('BASE');
    expect(new Story(PROGRAM).play(brought({ tier: { tier: 'GOLD', untilDay: null } }))).toMatchObject({
      code: 'tier_unknown',
    });
  });

  it('has its tier by the rule of the programme where it came so, and the rule takes it away again', () => {
    const story = new Story({ ...PROGRAM, tierWindow: { kind: 'ROLLING', months: 12 } });
    const decision = story.done(brought({ tier: { tier: 'TOP', untilDay: null, byRule: true } }));
    expect([decision.tier, story.guest.counters.byHand]).toEqual(['TOP', null]);
    story.at(NOON + 70 * DAY).settle();
    expect(story.guest.tier).not.toBe('TOP');
    // Without `byRule` and without an end the guest keeps it for ever.
    const ever = new Story({ ...PROGRAM, tierWindow: { kind: 'ROLLING', months: 12 } });
    ever.done(brought({ tier: { tier: 'TOP', untilDay: null } }));
    ever.at(NOON + 70 * DAY).settle();
    expect(ever.guest.tier).toBe('TOP');
  });

  it('has its stamps on the begun card, and is refused where they would fill it', () => {
    const document = { ...PROGRAM, stampCards: [CARD] };
    const story = new Story(document);
    story.done(brought({ stamps: [{ card: 'coffee', stamps: 5 }] }));
    expect(story.guest.counters.stamps).toMatchObject([{ card: 'coffee', collected: 5 }]);
    expect(story.done(saleOf(100)).amounts.pointsEarned).toBeGreaterThanOrEqual(100);
    for (const wrong of [
      { card: 'coffee', stamps: 6 },
      { card: 'tea', stamps: 1 },
    ])
      expect(new Story(document).play(brought({ stamps: [wrong] }))).toMatchObject({ code: 'stamp_card_unknown' });
  });

  it('is taken once, and older receipts that come as a history are refused', () => {
    const story = new Story(PROGRAM);
    story.done(brought({ visits: 1 }));
    expect(story.play(brought({ visits: 1 }))).toMatchObject({ code: 'opening_known' });
    story.done(saleOf(1_000, { occurredAt: NOON - DAY }));
    const history = new Story(PROGRAM, story.guest, undefined, { now: NOON - DAY, recordedAt: NOON + DAY });
    expect(history.play(saleOf(1_000, { occurredAt: NOON - DAY }))).toMatchObject({ code: 'counted_in_opening' });
  });

  it('goes back as a whole and leaves the guest as it was', () => {
    const story = new Story({ ...PROGRAM, stampCards: [CARD] });
    const before = story.guest;
    const opened = openedBy(
      story.done(
        brought({
          lots: [{ points: points(70), expiresAt: LATE }],
          stamps: [{ card: 'coffee', stamps: 2 }],
          tier: { tier: 'TOP', untilDay: null },
          spend: minorUnits(20_000),
          visits: 3,
        }),
      ),
    );
    const back = story.done({ kind: 'UNDO_OPENING', opened });
    expect(moved(back)).toEqual([
      ['OPENING', 'GUEST_AVAILABLE', 'NETWORK_OPENING', 70, LATE],
      ['OPENING', 'GUEST_AVAILABLE', 'NETWORK_OPENING', 2, null],
    ]);
    expect(story.guest).toEqual({ ...before, version: 2, tier: 'BASE' });
    story.done(brought({ visits: 1 }));
  });

  it('stays once anything of it was used', () => {
    const story = new Story(PROGRAM);
    const opened = openedBy(story.done(brought({ lots: [{ points: points(70), expiresAt: LATE }] })));
    const undo = { kind: 'UNDO_OPENING', opened } as const;
    story.done(manualOf('DEBIT', 1));
    expect(story.play(undo)).toMatchObject({ code: 'opening_not_whole' });
    const bought = new Story(PROGRAM);
    const visits = openedBy(bought.done(brought({ visits: 2 })));
    bought.done(saleOf(100));
    expect(bought.play({ kind: 'UNDO_OPENING', opened: visits })).toMatchObject({ code: 'opening_not_whole' });
  });

  it('joins the stamps that the guest has, as long as they do not fill the card', () => {
    const owing = { card: 'coffee', collected: -2, completed: 0, full: [], expired: 0, endsAt: null };
    const story = (collected: number) => {
      const guest = newGuest();
      const stamps = [{ ...owing, collected }];
      return new Story({ ...PROGRAM, stampCards: [CARD] }, { ...guest, counters: { ...guest.counters, stamps } });
    };
    const bring = (collected: number, stamps: number) => {
      const decision = story(collected).play(brought({ stamps: [{ card: 'coffee', stamps }] }));
      return decision.kind === 'REFUSED' ? decision.code : decision.after.counters.stamps?.[0]?.collected;
    };
    expect([bring(2, 3), bring(2, 4)]).toEqual([5, 'stamp_card_unknown']);
    // A debt of stamps does not raise the limit of a card.
    expect([bring(-2, 5), bring(-2, 6)]).toEqual([3, 'stamp_card_unknown']);
  });

  it('leaves the stamps of before when it goes back, and stays once one of them was used', () => {
    const guest = newGuest();
    const stamps = [{ card: 'coffee', collected: 1, completed: 0, full: [], expired: 0, endsAt: null }];
    const story = new Story({ ...PROGRAM, stampCards: [CARD] }, { ...guest, counters: { ...guest.counters, stamps } });
    const opened = openedBy(story.done(brought({ stamps: [{ card: 'coffee', stamps: 2 }] })));
    const undo = { kind: 'UNDO_OPENING', opened } as const;
    const used = { ...story.guest, counters: { ...story.guest.counters, stamps: [{ ...stamps[0], collected: 2 }] } };
    expect(new Story(story.document, used as typeof story.guest).play(undo)).toMatchObject({
      code: 'opening_not_whole',
    });
    story.done(undo);
    expect(story.guest.counters.stamps).toMatchObject([{ card: 'coffee', collected: 1 }]);
  });

  it('pays a debt first, and says so', () => {
    const guest = newGuest();
    const indebted = { ...guest, balance: { ...guest.balance, receivable: points(30) } };
    const decision = new Story(PROGRAM, indebted).done(brought({ lots: [{ points: points(70), expiresAt: LATE }] }));
    expect(decision.after.balance).toMatchObject({ available: 40, receivable: 0 });
    expect(decision.trace.map(({ rule, amount }) => [rule, amount])).toEqual([
      ['opening.points', 70],
      ['debt.settled', 30],
    ]);
    const plain = new Story(PROGRAM).done(brought({ lots: [{ points: points(70), expiresAt: LATE }] }));
    expect(plain.trace.map(({ rule }) => rule)).toEqual(['opening.points']);
  });

  it('is a sign of life where points end with inactivity', () => {
    const expiry = { kind: 'INACTIVITY', unit: 'DAYS', count: 5 } as const;
    const story = new Story({ ...PROGRAM, expiry });
    story.done(brought({ lots: [{ points: points(5), expiresAt: null }] }));
    expect(story.guest.counters.inactivity).toMatchObject({ endsAt: (TODAY + 6) * DAY });
  });

  it('goes back while lots of it have ended, but not once a held one is touched', () => {
    const lots = [
      { points: points(20), expiresAt: SOON },
      { points: points(70), expiresAt: LATE },
    ];
    const ended = new Story(PROGRAM);
    const opened = openedBy(ended.done(brought({ lots })));
    ended.at(SOON + DAY).settle();
    expect(ended.done({ kind: 'UNDO_OPENING', opened }).amounts.pointsEarned).toBe(70);
    expect(ended.guest.balance.available).toBe(0);
    const missing = new Story(PROGRAM);
    const other = openedBy(missing.done(brought({ lots })));
    missing.done(manualOf('DEBIT', 20));
    expect(missing.play({ kind: 'UNDO_OPENING', opened: other })).toMatchObject({ code: 'opening_not_whole' });
  });

  it('keeps a tier that the guest got since by itself', () => {
    const story = new Story({ ...PROGRAM, tiers: PROGRAM.tiers });
    const opened = openedBy(story.done(brought({ tier: { tier: 'MIDDLE', untilDay: null } })));
    story.done({ kind: 'TIER', change: { kind: 'SET', tier: 'TOP', untilDay: null } });
    expect(story.done({ kind: 'UNDO_OPENING', opened }).tier).toBe('BASE');
  });
});

describe('the trace of an opening', () => {
  it('has one entry for points, for each card and for money or visits, and nothing for what is not there', () => {
    const cards = [CARD, { ...CARD, id: 'tea' }];
    const bring = (changes: Partial<OpeningBalances>) =>
      new Story({ ...PROGRAM, stampCards: cards }).done(brought(changes)).trace;
    const stamps = [
      { card: 'coffee', stamps: 2 },
      { card: 'tea', stamps: 3 },
    ];
    expect(bring({ lots: [{ points: points(70), expiresAt: LATE }], stamps })).toEqual([
      { effect: 'ADJUST', rule: 'opening.points', amount: 70, arguments: {} },
      { effect: 'STAMP', rule: 'opening.stamps', amount: 2, arguments: { card: 'coffee' } },
      { effect: 'STAMP', rule: 'opening.stamps', amount: 3, arguments: { card: 'tea' } },
    ]);
    const figures = (visits: number, spend: number) => ({
      effect: 'COUNT',
      rule: 'opening.figures',
      amount: visits,
      arguments: { spend },
    });
    expect(bring({ spend: minorUnits(5) })).toEqual([figures(0, 5)]);
    expect(bring({ visits: 5 })).toEqual([figures(5, 0)]);
    expect(bring({})).toEqual([]);
  });

  it('says what went back', () => {
    const story = new Story(PROGRAM);
    const opened = openedBy(story.done(brought({ lots: [{ points: points(70), expiresAt: LATE }] })));
    const back = story.done({ kind: 'UNDO_OPENING', opened });
    expect(back.trace).toEqual([{ effect: 'TAKE_BACK', rule: 'opening.undone', amount: 70, arguments: {} }]);
    expect(back.details).toEqual({ kind: 'UNDO_OPENING', opened });
  });

  it('names the tier only where it is above the one that the guest has', () => {
    const rules = (tier: string, byRule?: true, spend = 12_000) => {
      const story = new Story(PROGRAM);
      const decision = story.done(
        brought({ spend: minorUnits(spend), tier: { tier, untilDay: null, ...(byRule && { byRule }) } }),
      );
      return [decision.tier, story.guest.counters.byHand?.tier ?? null, decision.trace.at(-1)?.rule];
    };
    expect(rules('TOP', true)).toEqual(['TOP', null, 'tier.TOP.broughtOver']);
    expect(rules('BASE', true)).toEqual(['MIDDLE', null, 'tier.MIDDLE.reached']);
    expect(rules('BASE')).toEqual(['MIDDLE', 'BASE', 'tier.BASE.broughtOver']);
  });
});

it.each<[string, Partial<OpeningBalances>, boolean]>([
  ['points', { lots: [{ points: points(1), expiresAt: null }] }, true],
  ['stamps', { stamps: [{ card: 'coffee', stamps: 1 }] }, true],
  ['money', { spend: minorUnits(1) }, true],
  ['visits', { visits: 1 }, true],
  ['a tier alone', { tier: { tier: 'TOP', untilDay: null } }, false],
  ['nothing', {}, false],
])('counts what the guest bought before, or not, with %s', (_name, changes, counts) => {
  const { opening } = brought(changes);
  expect(countsHistory(opening)).toBe(counts);
  expect(new Story({ ...PROGRAM, stampCards: [CARD] }).done(brought(changes)).after.counters.openedAt).toBe(
    counts ? NOON : undefined,
  );
});

describe('an opening that goes back', () => {
  const cards = [CARD, { ...CARD, id: 'tea' }];
  const stamp = (card: string, collected: number) => ({
    card,
    collected,
    completed: 0,
    full: [],
    expired: 0,
    endsAt: null,
  });
  const opening = () => {
    const guest = newGuest();
    const stamps = [stamp('tea', 3), stamp('coffee', 1)];
    const story = new Story({ ...PROGRAM, stampCards: cards }, { ...guest, counters: { ...guest.counters, stamps } });
    const lots = [{ points: points(70), expiresAt: LATE }];
    const all = { lots, stamps: [{ card: 'coffee', stamps: 2 }], spend: minorUnits(500), visits: 3 };
    return { story, opened: openedBy(story.done(brought(all))) };
  };
  const undone = (change: (guest: GuestState) => GuestState, now = NOON) => {
    const { story, opened } = opening();
    const later = new Story(story.document, change(story.guest), undefined, { now });
    const result = later.play({ kind: 'UNDO_OPENING', opened });
    return result.kind === 'REFUSED' ? result.code : result.after.counters.stamps;
  };
  const lived = (changes: Partial<GuestState['lifetime']>) => (guest: GuestState) => ({
    ...guest,
    lifetime: { ...guest.lifetime, ...changes },
  });
  const counted = (changes: Partial<GuestState['counters']>) => (guest: GuestState) => ({
    ...guest,
    counters: { ...guest.counters, ...changes },
  });

  it('leaves each card as it was', () => {
    expect(undone((guest) => guest)).toMatchObject([
      { card: 'coffee', collected: 1 },
      { card: 'tea', collected: 3 },
    ]);
  });

  it.each<[string, (guest: GuestState) => GuestState]>([
    ['a sale', lived({ sales: 1 })],
    ['points that were earned', lived({ points: points(1) })],
    ['money that was spent', lived({ spend: minorUnits(501) })],
    ['money that was refunded', lived({ spend: minorUnits(499) })],
    ['a visit', lived({ visits: 4 })],
    ['a hold', counted({ holds: [{ id: 'hold' } as GuestState['counters']['holds'][number]] })],
    ['a stamp', counted({ stamps: [stamp('tea', 3), stamp('coffee', 4)] })],
    ['a card that is gone', counted({ stamps: [stamp('tea', 3)] })],
    ['no cards', counted({ stamps: undefined })],
    [
      'points that are held',
      (guest) => ({ ...guest, lots: guest.lots?.map((lot) => ({ ...lot, held: points(1) })) ?? null }),
    ],
    [
      'points that were spent',
      (guest) => ({ ...guest, lots: guest.lots?.map((lot) => ({ ...lot, remaining: points(69) })) ?? null }),
    ],
    ['a lot that is gone before its end', (guest) => ({ ...guest, lots: [] })],
  ])('stays after %s', (_name, change) => {
    expect(undone(change)).toBe('opening_not_whole');
  });

  it('stays where the card was in debt before, because the stamps paid it', () => {
    const guest = newGuest();
    const stamps = [stamp('coffee', -1)];
    const story = new Story({ ...PROGRAM, stampCards: cards }, { ...guest, counters: { ...guest.counters, stamps } });
    const opened = openedBy(story.done(brought({ stamps: [{ card: 'coffee', stamps: 3 }] })));
    expect(story.play({ kind: 'UNDO_OPENING', opened })).toMatchObject({ code: 'opening_not_whole' });
  });

  it('goes back at the instant at which its lot is gone by its end', () => {
    const ended = (guest: GuestState) => ({ ...guest, lots: [], dueAt: Infinity });
    expect(undone(ended, LATE)).not.toBe('opening_not_whole');
    expect(undone(ended, LATE - 1)).toBe('opening_not_whole');
  });
});

it('brings stamps that end as the card says', () => {
  const monthly = { ...CARD, validityMonths: 1 };
  const story = new Story({ ...PROGRAM, stampCards: [{ ...CARD, id: 'tea' }, monthly] });
  story.done(brought({ stamps: [{ card: 'coffee', stamps: 2 }] }));
  const ended = story.guest.counters.stamps?.[0];
  expect(ended).toMatchObject({ card: 'coffee', collected: 2 });
  expect(ended?.endsAt).toBeGreaterThan(NOON);
});
