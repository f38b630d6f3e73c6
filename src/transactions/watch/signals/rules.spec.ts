import * as fc from 'fast-check';
import { actAt } from '../../../../test/support/fraud/facts';
import { casesOf } from './cases.rules';
import { judgeDays } from './days.rules';
import { countPeers } from './peers.rules';
import { judge, paramsInNetwork, paramsOf, RULES, ruleOf, wrongParams } from './rules';
import type { ActFact, ActKind, Params, Signal } from './facts';

const HOUR = 60;
const DAY = 24 * HOUR;
const CASH = { isCash: true, identifiedBy: 'PHONE' } as const;

const found = (key: string, acts: readonly ActFact[], params: Params = {}, from = 0): Signal[] =>
  judge(
    RULES.filter((rule) => rule.key === key).map((rule) => ({ rule, params })),
    { acts, from, peers: countPeers(acts) },
  );

/** So many checks of other cashiers of the same restaurant and hours, none of them suspicious. */
const honestPeers = (checks: number): ActFact[] =>
  Array.from({ length: checks }, (_, number) =>
    actAt((10 + (number % 10)) * HOUR + (number % 60), { cashierId: `peer-${number % 3}`, guestId: `guest-${number}` }),
  );

const times = (minutes: readonly number[], more: Partial<ActFact> = {}): ActFact[] =>
  minutes.map((minute) => actAt(minute, more));

/** First purchases of friends whom one guest brought. */
const broughtByAmy = (minutes: readonly number[], more: Partial<ActFact>): ActFact[] =>
  minutes.map((minute) => actAt(minute, { kind: 'REFERRAL', guestId: 'amy', friendId: `friend-${minute}`, ...more }));

const giftAt = (minutes: number, kind: ActKind, cardId: string, more: Partial<ActFact> = {}): ActFact =>
  actAt(minutes, { kind, cardId, guestId: null, earned: 0, isCash: null, identifiedBy: null, ...more });

/** Refunds to a gift card, each an hour after its payment and without a receipt. */
const refunds = (minutes: readonly number[], more: Partial<ActFact>): ActFact[] =>
  minutes.map((minute) =>
    giftAt(minute, 'GIFT_REFUND', 'card', { hasReceipt: false, relatedAt: (minute - HOUR) * 60_000, ...more }),
  );

/** Mara sends the code of a card, which is spent later. */
const letOut = (card: string, sentAt: number, spentAt: number): ActFact[] => [
  giftAt(sentAt, 'GIFT_FACE', card, { cashierId: 'mara' }),
  giftAt(spentAt, 'GIFT_PAYMENT', card),
];

/** By rule acts in which it finds one subject, and acts that look much like them and in which it finds nothing. */
const EXAMPLES: readonly (readonly [key: string, subject: string, guilty: () => ActFact[], honest: () => ActFact[]])[] =
  [
    [
      'ownCard',
      'carla',
      () => times([600, 640, 690, 745], CASH),
      // Three meals of a regular who pays in cash and says the number.
      () => times([540, 760, 960], CASH),
    ],
    [
      'ownCard',
      'carla',
      () => times([600, 720, 840, 960], CASH),
      // A whole office on one card.
      () => times([720, 722, 725, 730, 735], CASH),
    ],
    ['oneCardManyChecks', 'gina', () => times([600, 640, 700, 800, 900]), () => times([600, 610, 620, 630, 900, 910])],
    [
      'attachedLater',
      'carla',
      () => [
        ...honestPeers(400),
        ...times([600, 660, 720, 780, 840], { kind: 'ATTACH', relatedId: 'check', relatedAt: 0 }),
      ],
      // Guests who scan the code of their receipt themselves.
      () => [
        ...honestPeers(400),
        ...times([600, 660, 720, 780, 840], { kind: 'ATTACH', relatedId: 'check', relatedAt: 0, cashierId: null }),
      ],
    ],
    [
      'typedWhereScanned',
      'carla',
      () => [
        ...honestPeers(400),
        ...['amy', 'bob', 'cyd'].flatMap((guestId) => times([600, 645, 690], { ...CASH, guestId })),
      ],
      // A cashier who types every number, each of another guest.
      () => [
        ...honestPeers(400),
        ...Array.from({ length: 40 }, (_, number) => actAt(600 + 10 * number, { ...CASH, guestId: `typed-${number}` })),
      ],
    ],
    [
      'noReceipt',
      'carla',
      () => [
        ...honestPeers(400),
        ...times([600, 700, 800, 900, 1_000]).map((act) => ({ ...act, hasReceipt: false, guestId: act.id })),
      ],
      // A network whose tills send no numbers at all.
      () =>
        [...honestPeers(400), ...times([600, 700, 800, 900, 1_000])].map((act) => ({
          ...act,
          hasReceipt: false,
          guestId: act.id,
        })),
    ],
    [
      'splitUnderLimit',
      'gina',
      () => times([600, 604, 609], { payable: 280_000 }),
      () => times([600, 604, 609], { payable: 90_000 }),
    ],
    [
      'refundAfterRedemption',
      'gina',
      () => [
        actAt(600, { id: 'bought', earned: 2_000 }),
        actAt(700, { redeemed: 1_900 }),
        actAt(800, { kind: 'REFUND', relatedId: 'bought', relatedAt: 600 * 60_000, earned: 2_000 }),
      ],
      () => [
        actAt(500, { redeemed: 1_900 }),
        actAt(600, { id: 'kept', earned: 2_000 }),
        actAt(800, { kind: 'REFUND', relatedId: 'kept', relatedAt: 600 * 60_000, earned: 2_000 }),
      ],
    ],
    [
      'impossibleTravel',
      'gina',
      () => [actAt(600), actAt(604, { restaurantId: 'elm', identifiedBy: 'PHONE' })],
      // Two of a family with the card in two telephones.
      () => [actAt(600), actAt(604, { restaurantId: 'elm' })],
    ],
    [
      'spentElsewhere',
      'carla',
      () => [
        ...honestPeers(400),
        ...[1, 2, 3, 4, 5].flatMap((number) => [
          actAt(600 + 60 * number, { ...CASH, guestId: `friend-${number}` }),
          actAt(630 + 60 * number, {
            guestId: `friend-${number}`,
            restaurantId: 'elm',
            cashierId: 'mia',
            earned: 0,
            redeemed: 400,
          }),
        ]),
      ],
      // Guests with their own telephone who have lunch here and coffee there.
      () => [
        ...honestPeers(400),
        ...[1, 2, 3, 4, 5].flatMap((number) => [
          actAt(600 + 60 * number, { guestId: `walker-${number}` }),
          actAt(630 + 60 * number, {
            guestId: `walker-${number}`,
            restaurantId: 'elm',
            cashierId: 'mia',
            redeemed: 400,
          }),
        ]),
      ],
    ],
    [
      'shiftAboveOthers',
      'carla',
      () => [
        ...honestPeers(600),
        ...Array.from({ length: 12 }, (_, number) => actAt(600 + 40 * number, { guestId: `visitor-${number}` })),
        ...times([601, 602, 603, 604, 605, 606, 607, 608], { kind: 'REFUND', relatedId: 'sale', relatedAt: 0 }),
      ],
      () => [
        ...honestPeers(600),
        ...Array.from({ length: 12 }, (_, number) => actAt(600 + 40 * number, { guestId: `visitor-${number}` })),
        ...times([601], { kind: 'REFUND', relatedId: 'sale', relatedAt: 0 }),
      ],
    ],
    [
      'referralRing',
      'amy',
      () => [
        actAt(600, { kind: 'REFERRAL', guestId: 'amy', friendId: 'bob' }),
        actAt(700, { kind: 'REFERRAL', guestId: 'bob', friendId: 'cyd' }),
        actAt(DAY, { kind: 'REFERRAL', guestId: 'cyd', friendId: 'amy' }),
        actAt(DAY, { kind: 'REFERRAL', guestId: 'cyd', friendId: 'dan' }),
      ],
      () => [
        actAt(600, { kind: 'REFERRAL', guestId: 'amy', friendId: 'bob' }),
        actAt(700, { kind: 'REFERRAL', guestId: 'bob', friendId: 'cyd' }),
        actAt(DAY, { kind: 'REFERRAL', guestId: 'cyd', friendId: 'dan' }),
      ],
    ],
    [
      'referralStar',
      'amy',
      () => broughtByAmy([600, 700, DAY + 600, 2 * DAY + 600], CASH),
      // Honest friends: some register together at one visit, others come on many days and show their QR.
      () => [
        ...broughtByAmy([600, 605, 610, DAY + 600], CASH),
        ...broughtByAmy([2 * DAY, 3 * DAY, 4 * DAY, 5 * DAY], { isCash: true, identifiedBy: 'QR' }),
      ],
    ],
    [
      'mergesOften',
      'gina',
      () => times([600, 20 * DAY], { kind: 'MERGE', credited: 300 }),
      () => times([600, 40 * DAY], { kind: 'MERGE', credited: 300 }),
    ],
    [
      'manualUnderLimit',
      'carla',
      () =>
        times(
          [1, 2, 3, 4, 5].map((day) => day * DAY),
          { kind: 'MANUAL', credited: 950 },
        ),
      () =>
        times(
          [1, 2, 3, 4, 5].map((day) => day * DAY),
          { kind: 'MANUAL', credited: 500 },
        ),
    ],
    [
      'clockJumps',
      'carla',
      () => [actAt(600, { isOffline: true }), ...times([500, 501], { isOffline: true, isClockBack: true })],
      () => times([600, 601, 602], { isOffline: true, acceptedAt: 900 * 60_000 }),
    ],
    [
      'giftOwnCard',
      'carla',
      () => refunds([600, 2 * DAY, 3 * DAY], { hasReceipt: true }),
      // Three guests, and one card whose amounts were mistyped and taken back at once.
      () => [
        ...[0, 1, 2].flatMap((guest) => refunds([600 + guest * DAY], { hasReceipt: true, cardId: `card-${guest}` })),
        ...refunds([700, 800, 900], { hasReceipt: true, relatedAt: null }).map((act) => ({
          ...act,
          relatedAt: act.occurredAt - 30_000,
        })),
      ],
    ],
    [
      'giftRefundNoReceipt',
      'carla',
      () => [1, 2, 3, 4].flatMap((day) => refunds([day * DAY], { cardId: `card-${day}` })),
      // The same refunds, each with the refund of its receipt.
      () => [1, 2, 3, 4].flatMap((day) => refunds([day * DAY], { cardId: `card-${day}`, hasReceipt: true })),
    ],
    [
      'giftManyCards',
      'gina',
      () => [1, 2, 3, 4, 5].map((card) => giftAt(card * DAY, 'GIFT_PAYMENT', `card-${card}`, { guestId: 'gina' })),
      // One card that pays for many lunches, and four presents in a month.
      () => [
        ...[1, 2, 3, 4, 5, 6].map((day) => giftAt(day * DAY, 'GIFT_PAYMENT', 'card', { guestId: 'gina' })),
        ...[8, 15, 22, 27].map((day) => giftAt(day * DAY, 'GIFT_PAYMENT', `present-${day}`, { guestId: 'gina' })),
      ],
    ],
    [
      'giftFacesSpent',
      'mara',
      () => [
        ...['a', 'b', 'c'].flatMap((card) => letOut(card, 600, 660)),
        // Downloaded again while it was unsold, and spent an hour after its sale.
        giftAt(600, 'GIFT_FACE', 'd', { cashierId: 'mara' }),
        giftAt(9 * DAY, 'GIFT_SALE', 'd'),
        giftAt(9 * DAY + HOUR, 'GIFT_PAYMENT', 'd'),
      ],
      // Presents that are spent days later, and a reprint whose cards are sold over weeks.
      () => [
        ...['a', 'b', 'c', 'd', 'e'].flatMap((card) => letOut(card, 600, 600 + 3 * DAY)),
        ...[1, 2, 3, 4, 5, 6].flatMap((day) => [
          giftAt(600, 'GIFT_FACE', `reprint-${day}`, { cashierId: 'mara' }),
          giftAt(day * DAY, 'GIFT_SALE', `reprint-${day}`),
          giftAt((day + 5) * DAY, 'GIFT_PAYMENT', `reprint-${day}`),
        ]),
      ],
    ],
  ];

describe('The rules of fraud watch', () => {
  it('see five credits of 400 where a cashier may give 500', () => {
    const rule = ruleOf('manualUnderLimit');
    if (rule === undefined) throw new Error('no rule');
    const acts = times(
      [1, 2, 3, 4, 5].map((day) => day * DAY),
      { kind: 'MANUAL', credited: 400 },
    );
    const params = paramsInNetwork(rule, { cashierManualAtOnce: 500 });
    const signals = judge([{ rule, params }], { acts, from: 0, peers: [] });
    expect(signals).toMatchObject([{ rule: 'manualUnderLimit', events: 5, inputs: { limitPoints: 500 } }]);
    expect(judge([{ rule, params: {} }], { acts, from: 0, peers: [] })).toEqual([]);
  });

  it('have a case of credits of 400 where a cashier may give 500 with the sixth, a day at a time', () => {
    const rule = ruleOf('manualUnderLimit');
    if (rule === undefined) throw new Error('no rule');
    const params = paramsInNetwork(rule, { cashierManualAtOnce: 500 });
    const casesAfter = (credits: number) => {
      const days = Array.from({ length: credits }, (_, n) => (n + 1) * DAY);
      const acts = times(days, { kind: 'MANUAL', credited: 400 });
      const signals = acts.flatMap((_, n) =>
        judge([{ rule, params }], { acts: acts.slice(0, n + 1), from: acts[n]?.acceptedAt ?? 0, peers: [] }),
      );
      const context = { now: acts.at(-1)?.acceptedAt ?? 0, open: [], decided: [], shifts: 1_000, opened: 0 };
      return casesOf(signals, context).opened.length;
    };
    expect([casesAfter(5), casesAfter(6)]).toEqual([0, 1]);
  });

  it('have an example each, but for the one that the ledger itself obeys', () => {
    const judging = RULES.filter(({ isAlwaysOn }) => isAlwaysOn !== true);
    expect(new Set(EXAMPLES.map(([key]) => key))).toEqual(new Set(judging.map(({ key }) => key)));
  });

  it.each(EXAMPLES)('find by %s %s, and no honest habit that looks like it', (key, subject, guilty, honest) => {
    const signals = found(key, guilty());
    expect(new Set(signals.map((signal) => signal.subject.id))).toEqual(new Set([subject]));
    expect(found(key, honest())).toEqual([]);
  });

  it.each(EXAMPLES)('tell by %s of %s only where an act is new', (key, _subject, guilty) => {
    const acts = guilty();
    const end = Math.max(...acts.map(({ acceptedAt }) => acceptedAt));
    expect(found(key, acts, {}, end + 1)).toEqual([]);
  });

  it.each(RULES.map((rule) => [rule.key, rule] as const))(
    'find nothing by %s in no act or in one',
    (key, { subject }) => {
      expect(found(key, [])).toEqual([]);
      const kinds: ActKind[] = [
        'SALE',
        'REFUND',
        'MANUAL',
        'ATTACH',
        'TRANSFER',
        'MERGE',
        'REFERRAL',
        'REWARD',
        'GIFT_SALE',
        'GIFT_PAYMENT',
        'GIFT_REFUND',
        'GIFT_FACE',
      ];
      for (const kind of kinds) expect(found(key, [actAt(600, { kind, ...CASH })])).toEqual([]);
      expect(['CASHIER', 'GUEST']).toContain(subject);
    },
  );

  it('never count that a regular and a cashier meet every day', () => {
    const visits = Array.from({ length: 60 }, (_, day) =>
      times(
        [540, 960].map((at) => at + day * DAY),
        CASH,
      ),
    ).flat();
    const rules = RULES.map((rule) => ({ rule, params: {} }));
    expect(judgeDays(rules, [...visits, ...honestPeers(600)], 0)).toEqual([]);
  });

  it('find the same whatever the order of the acts', () => {
    const rules = RULES.map((rule) => ({ rule, params: {} }));
    fc.assert(
      fc.property(manyActs().chain(withShuffled), ([acts, other]) => {
        const one = judge(rules, { acts, from: 0, peers: countPeers(acts) });
        const again = judge(rules, { acts: other, from: 0, peers: countPeers(other) });
        expect(sorted(again)).toEqual(sorted(one));
      }),
      { numRuns: 60 },
    );
  });

  it('name only acts that they were given, with figures that JSON can hold', () => {
    const rules = RULES.map((rule) => ({ rule, params: {} }));
    fc.assert(
      fc.property(manyActs(), (acts) => {
        const known = new Set(acts.map(({ id }) => id));
        for (const signal of judge(rules, { acts, from: 0, peers: countPeers(acts) })) {
          expect(signal.acts.length).toBeGreaterThan(0);
          expect([...signal.acts, ...signal.doubtfulActs].filter((id) => !known.has(id))).toEqual([]);
          expect(Number.isFinite(signal.surprise) && signal.surprise >= 0 && signal.events > 0).toBe(true);
          expect(JSON.parse(JSON.stringify(signal.inputs))).toEqual(signal.inputs);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('have defaults within their bounds and take no other parameters', () => {
    for (const rule of RULES) {
      expect(wrongParams(rule, paramsOf(rule))).toEqual([]);
      for (const [name, { from, to }] of Object.entries(rule.parameters)) {
        expect(wrongParams(rule, { [name]: from - 1 })).toEqual([name]);
        expect(wrongParams(rule, { [name]: to + 1 })).toEqual([name]);
        expect(wrongParams(rule, { [name]: from + 0.5 })).toEqual([name]);
      }
      expect(wrongParams(rule, { other: 1 })).toEqual(['other']);
    }
    expect(ruleOf('ownCard')?.key).toBe('ownCard');
    expect(ruleOf('none')).toBeUndefined();
  });

  it('go by the parameters of the network', () => {
    const [, , guilty] = EXAMPLES.find(([key]) => key === 'splitUnderLimit') ?? EXAMPLES[0]!;
    expect(found('splitUnderLimit', guilty(), { checks: 4 })).toEqual([]);
    expect(found('splitUnderLimit', guilty(), { limit: 1_000_000 })).toEqual([]);
  });
});

function sorted(signals: readonly Signal[]): string[] {
  return signals.map((signal) => JSON.stringify(signal)).sort();
}

function withShuffled(acts: ActFact[]): fc.Arbitrary<[ActFact[], ActFact[]]> {
  return fc.tuple(fc.constant(acts), fc.shuffledSubarray(acts, { minLength: acts.length }));
}

/** A few cashiers, guests and restaurants in two days, so that much is suspicious. */
function manyActs(): fc.Arbitrary<ActFact[]> {
  const kinds: ActKind[] = [
    'SALE',
    'SALE',
    'SALE',
    'SALE',
    'REFUND',
    'MANUAL',
    'ATTACH',
    'MERGE',
    'REFERRAL',
    'REWARD',
    'GIFT_SALE',
    'GIFT_PAYMENT',
    'GIFT_PAYMENT',
    'GIFT_REFUND',
    'GIFT_REFUND',
    'GIFT_FACE',
  ];
  const act = fc.record({
    minutes: fc.integer({ min: 0, max: 2 * DAY }),
    kind: fc.constantFrom(...kinds),
    cashierId: fc.constantFrom('carla', 'mia', null),
    guestId: fc.constantFrom('amy', 'bob', 'cyd', null),
    friendId: fc.constantFrom('amy', 'bob', 'cyd', null),
    restaurantId: fc.constantFrom('oak', 'elm', null),
    identifiedBy: fc.constantFrom('QR', 'PHONE', 'CARD', null),
    isCash: fc.constantFrom(true, false, null),
    hasReceipt: fc.boolean(),
    payable: fc.constantFrom(20_000, 250_000),
    redeemed: fc.constantFrom(0, 0, 400),
    credited: fc.constantFrom(0, 950),
    cardId: fc.constantFrom('card-1', 'card-2', 'card-3'),
    isOffline: fc.boolean(),
    isClockBack: fc.boolean(),
  });
  return fc.array(act, { maxLength: 120 }).map((drawn) =>
    drawn.map(({ minutes, ...more }) => {
      const isOfReferral = more.kind === 'REFERRAL';
      const relatedAt = more.kind.endsWith('REFUND') ? Math.max(0, minutes - 3 * HOUR) * 60_000 : null;
      const cardId = more.kind.startsWith('GIFT_') ? more.cardId : null;
      return actAt(minutes, { ...more, relatedAt, cardId, friendId: isOfReferral ? more.friendId : null });
    }),
  );
}
