import fc from 'fast-check';
import { calendarAt, NOON } from '../../../test/support/decision/acts';
import { earningOf, programOf } from '../../../test/support/decision/programs';
import { runs } from '../../../test/support/decision/runs';
import {
  compileProgram,
  decide,
  type CardStamps,
  type Decision,
  type FullCards,
  type GuestState,
  type MergeDetails,
  newGuest,
  points,
} from '..';

const [COFFEES, VISITS] = ['00000000-0000-4000-8000-000000000001', '00000000-0000-4000-8000-000000000002'];
const [TARGET, SOURCE] = ['00000000-0000-4000-8000-00000000000a', '00000000-0000-4000-8000-00000000000b'];

const full: fc.Arbitrary<FullCards> = fc
  .record({
    size: fc.integer({ min: 2, max: 4 }),
    points: fc.constantFrom(null, points(10)),
    rewardCode: fc.constantFrom('MUG', 'TEA'),
    count: fc.integer({ min: 1, max: 3 }),
  })
  .map((cards) => (cards.points === null ? cards : { ...cards, rewardCode: null }));

const cardOf = (card: string): fc.Arbitrary<CardStamps> =>
  fc
    .record({
      collected: fc.integer({ min: -4, max: 6 }),
      full: fc.array(full, { maxLength: 3 }),
      expired: fc.integer({ min: 0, max: 3 }),
      endsAt: fc.option(fc.integer({ min: NOON + 1, max: NOON * 2 })),
    })
    .map(({ collected, full: cards, expired, endsAt }) => ({
      card,
      collected,
      completed: cards.reduce((sum, { count }) => sum + count, 0),
      full: cards,
      expired,
      endsAt: collected > 0 ? endsAt : null,
    }));

const cards = fc.subarray([COFFEES, VISITS], { minLength: 1 }).chain((ids) => fc.tuple(...ids.map(cardOf)));

const program = compileProgram(programOf({ model: 'STAMPS', earning: earningOf({ base: null }) }));

function guestWith(stamps: readonly CardStamps[] | undefined): GuestState {
  const guest = newGuest(301);
  return stamps === undefined ? guest : { ...guest, counters: { ...guest.counters, stamps } };
}

const context = {
  now: NOON,
  recordedAt: NOON,
  calendar: calendarAt(3),
  inForce: null,
  transactionId: '00000000-0000-7000-8000-000000000000',
  captureGraceMs: 0,
  restoredForDays: 30,
};

/** Both sides of a merge, or of its undoing. */
function move(from: GuestState, to: GuestState, ids: readonly [string, string], undoes: MergePair | null) {
  const surrendered = decided(
    decide(
      program,
      from,
      {
        kind: 'SURRENDER',
        toGuestId: ids[1],
        undoes:
          undoes === null
            ? null
            : {
                lots: [],
                figures: detailsOf(undoes.surrendered).figures,
                before: detailsOf(undoes.absorbed).before!,
                tierAfter: undoes.absorbed.tier,
              },
      },
      context,
    ),
  );
  const { lots, inactivity, figures } = detailsOf(surrendered);
  const isUndo = undoes !== null;
  const absorbed = decided(
    decide(program, to, { kind: 'ABSORB', fromGuestId: ids[0], isUndo, lots, inactivity, figures }, context),
  );
  return { surrendered, absorbed };
}

type MergePair = { readonly surrendered: Decision; readonly absorbed: Decision };

const decided = (decision: ReturnType<typeof decide>): Decision => {
  if (decision.kind === 'REFUSED') throw new Error(decision.code);
  return decision;
};
const detailsOf = ({ details }: Decision) => JSON.parse(JSON.stringify(details)) as MergeDetails;

/** The guest's cards by the accounts: stamps and debts, each from its own movements. */
function accountsAfter(
  before: readonly [GuestState, GuestState],
  { surrendered, absorbed }: MergePair,
  isUndo: boolean,
) {
  const [own, other] = isUndo ? [TARGET, SOURCE] : [SOURCE, TARGET];
  const sums = new Map<string, number>();
  const add = (owner: string, kind: string, card: string, stamps: number) => {
    const name = `${owner} ${kind} ${card}`;
    sums.set(name, (sums.get(name) ?? 0) + stamps);
  };
  for (const [owner, { counters }] of [
    [TARGET, before[0]],
    [SOURCE, before[1]],
  ] as const)
    for (const { card, collected } of counters.stamps ?? [])
      add(owner, collected < 0 ? 'GUEST_RECEIVABLE' : 'GUEST_AVAILABLE', card, collected);
  for (const [owner, { transfers }] of [
    [own, surrendered],
    [other, absorbed],
  ] as const)
    for (const { debit, credit, amount, unit = '', toGuestId } of transfers) {
      add(debit === 'GUEST_RECEIVABLE' ? (toGuestId ?? owner) : owner, debit, unit, 0 - amount);
      add(credit === 'GUEST_RECEIVABLE' ? owner : (toGuestId ?? owner), credit, unit, amount);
    }
  return [...sums].filter(([, stamps]) => stamps !== 0).sort();
}

function accountsOf(target: GuestState, source: GuestState) {
  const guests: readonly (readonly [string, GuestState])[] = [
    [TARGET, target],
    [SOURCE, source],
  ];
  const accounts = guests.flatMap(([owner, { counters }]) =>
    (counters.stamps ?? []).map(({ card, collected }): [string, number] => [
      `${owner} ${collected < 0 ? 'GUEST_RECEIVABLE' : 'GUEST_AVAILABLE'} ${card}`,
      collected,
    ]),
  );
  return accounts.filter(([, stamps]) => stamps !== 0).sort();
}

const stampsIn = (...guests: GuestState[]) =>
  guests
    .flatMap(({ counters }) => counters.stamps ?? [])
    .reduce(
      (sum, { collected, expired, full: of }) =>
        sum + collected + expired + of.reduce((all, { size, count }) => all + size * count, 0),
      0,
    );

describe('stamps of two guests that are one person', () => {
  it('go over as the accounts say, and exactly back', () => {
    fc.assert(
      fc.property(fc.option(cards, { nil: undefined }), fc.option(cards, { nil: undefined }), (ofTarget, ofSource) => {
        const [target, source] = [guestWith(ofTarget), guestWith(ofSource)];
        const merged = move(source, target, [SOURCE, TARGET], null);
        const { after: whole } = merged.absorbed;
        const { after: closed } = merged.surrendered;
        expect(closed.counters.stamps).toBeUndefined();
        expect(stampsIn(whole)).toBe(stampsIn(target, source));
        expect(accountsAfter([target, source], merged, false)).toEqual(accountsOf(whole, closed));
        const parted = move(whole, closed, [TARGET, SOURCE], merged);
        expect(accountsAfter([whole, closed], parted, true)).toEqual(
          accountsOf(parted.surrendered.after, parted.absorbed.after),
        );
        expect(parted.surrendered.after.counters.stamps).toEqual(ofTarget);
        expect(parted.absorbed.after.counters.stamps).toEqual(ofSource);
      }),
      runs(300),
    );
  });

  it('go back as far as they are there, and none is made or lost, whatever was done meanwhile', () => {
    fc.assert(
      fc.property(cards, cards, cards, (ofTarget, ofSource, meanwhile) => {
        const [target, source] = [guestWith(ofTarget), guestWith(ofSource)];
        const merged = move(source, target, [SOURCE, TARGET], null);
        const { after: closed } = merged.surrendered;
        const changed = meanwhile.map(({ card }) => card);
        const kept = (merged.absorbed.after.counters.stamps ?? []).filter(({ card }) => !changed.includes(card));
        const whole = guestWith([...meanwhile, ...kept]);
        const parted = move(whole, closed, [TARGET, SOURCE], merged);
        const [one, two] = [parted.surrendered.after, parted.absorbed.after];
        expect(stampsIn(one, two)).toBe(stampsIn(whole));
        expect(accountsAfter([whole, closed], parted, true)).toEqual(accountsOf(one, two));
        for (const { full: of, expired, completed } of [
          ...(one.counters.stamps ?? []),
          ...(two.counters.stamps ?? []),
        ]) {
          expect(Math.min(expired, completed, ...of.map(({ count }) => count))).toBeGreaterThanOrEqual(0);
        }
      }),
      runs(300),
    );
  });
});
