import { CASE_LIMITS, type CaseContext, casesOf, type EarlierDecision } from './cases.rules';
import type { Signal, SignalSubject } from './facts';

const DAY_MS = 86_400_000;
const CARLA: SignalSubject = { kind: 'CASHIER', id: 'carla' };
const now = 200 * DAY_MS;

const context = (more: Partial<CaseContext> = {}): CaseContext => ({
  now,
  open: [],
  decided: [],
  shifts: 1_000,
  opened: 0,
  ...more,
});

const signal = (daysAgo: number, more: Partial<Signal> = {}): Signal => ({
  rule: 'ownCard',
  version: 1,
  subject: CARLA,
  at: now - daysAgo * DAY_MS,
  day: 200 - daysAgo,
  restaurantId: 'oak',
  acts: [`act-${daysAgo}`],
  doubtfulActs: [],
  inputs: {},
  events: 2,
  surprise: 3,
  ...more,
});

/** Enough for a case. */
const guilty = (subject = CARLA, surprise = 3): Signal[] =>
  [1, 3, 5].map((days) => signal(days, { subject, surprise }));

const dismissed = (at: number): EarlierDecision => ({ subject: CARLA, rule: 'ownCard', decision: 'DISMISSED', at });
const opened = (signals: readonly Signal[], more: Partial<CaseContext> = {}): string[] =>
  casesOf(signals, context(more)).opened.map(({ subject }) => subject.id);

describe('Cases of fraud watch', () => {
  it('gather the signals of a subject in order of time', () => {
    const { opened: cases } = casesOf(guilty(), context());
    expect(cases).toEqual([{ subject: CARLA, restaurantId: 'oak', signals: guilty().reverse(), surprise: 9 }]);
  });

  it('need several events on several days, and surprise', () => {
    expect(opened([])).toEqual([]);
    expect(opened(guilty().slice(1))).toEqual([]);
    expect(opened(guilty().map((one) => ({ ...one, day: 199 })))).toEqual([]);
    expect(opened(guilty(CARLA, 1))).toEqual([]);
    expect(opened([1, 15, 29].map((days) => signal(days)))).toEqual([]);
  });

  it('take the greatest surprise of a rule that counts from the beginning', () => {
    const soFar = [1, 2, 3].map((days) => signal(days, { rule: 'attachedLater', surprise: 3 }));
    expect(opened(soFar)).toEqual([]);
    expect(opened([...soFar, signal(0, { rule: 'attachedLater', surprise: 6 })])).toEqual(['carla']);
    // Two rules weigh together.
    expect(opened([...soFar, signal(0, { rule: 'noReceipt', surprise: 3 })])).toEqual(['carla']);
  });

  it('get further signals while they are open, however weak', () => {
    const found = casesOf([signal(0, { surprise: 0.1 })], context({ open: [CARLA] }));
    expect(found.opened).toEqual([]);
    expect(found.added.map(({ signals }) => signals.length)).toEqual([1]);
  });

  it('do not come again at once after a dismissal of this pattern', () => {
    expect(opened(guilty(), { decided: [dismissed(now - 60 * DAY_MS)] })).toEqual([]);
    expect(opened(guilty(), { decided: [dismissed(now - (CASE_LIMITS.mutedDays + 6) * DAY_MS)] })).toEqual(['carla']);
    // Another pattern, another subject.
    const others = guilty().map((one) => ({ ...one, rule: 'clockJumps' }));
    expect(opened(others, { decided: [dismissed(now)] })).toEqual(['carla']);
    expect(opened(guilty({ kind: 'CASHIER', id: 'mia' }), { decided: [dismissed(now)] })).toEqual(['mia']);
  });

  it('begin anew after a confirmation, without the signals before it', () => {
    const decided: EarlierDecision[] = [
      { subject: CARLA, rule: 'ownCard', decision: 'CONFIRMED', at: now - 4 * DAY_MS },
    ];
    expect(opened(guilty(), { decided })).toEqual([]);
    expect(
      opened(
        [0, 1, 2].map((days) => signal(days)),
        { decided },
      ),
    ).toEqual(['carla']);
  });

  it('wait after a confirmation until a rule that counts from the beginning has left its acts behind', () => {
    const signals = [0, 1, 2].map((days) => signal(days, { rule: 'attachedLater', surprise: 6 }));
    const confirmed = (daysAgo: number): EarlierDecision[] => [
      { subject: CARLA, rule: 'attachedLater', decision: 'CONFIRMED', at: now - daysAgo * DAY_MS },
    ];
    expect(opened(signals, { decided: confirmed(4) })).toEqual([]);
    expect(opened(signals, { decided: confirmed(CASE_LIMITS.days + 4) })).toEqual(['carla']);
  });

  it('go by the latest of several decisions', () => {
    const confirmed: EarlierDecision = {
      subject: CARLA,
      rule: 'ownCard',
      decision: 'CONFIRMED',
      at: now - 10 * DAY_MS,
    };
    const decided = [confirmed, dismissed(now - 30 * DAY_MS)];
    expect(opened(guilty(), { decided })).toEqual(['carla']);
  });

  it('stay within the budget, the strongest first', () => {
    const subjects = Array.from({ length: 30 }, (_, number): SignalSubject => ({
      kind: 'GUEST',
      id: `guest-${number}`,
    }));
    const signals = subjects.flatMap((subject, number) => guilty(subject, 3 + number));
    const found = casesOf(signals, context({ opened: 15 }));
    expect(found.opened.map(({ subject }) => subject.id)).toEqual(
      [29, 28, 27, 26, 25].map((number) => `guest-${number}`),
    );
    expect(found.waiting).toHaveLength(25);
    expect(opened(signals, { opened: 20 })).toEqual([]);
    expect(opened(signals, { shifts: 0 })).toEqual(['guest-29']);
  });

  it('do not depend on the order of the signals', () => {
    const signals = [...guilty(), ...guilty({ kind: 'GUEST', id: 'gina' })];
    expect(casesOf([...signals].reverse(), context())).toEqual(casesOf(signals, context()));
  });
});
