import { calendarAt, DAY } from '../../../test/support/decision/acts';
import { programOf } from '../../../test/support/decision/programs';
import {
  compileProgram,
  decide,
  type GuestState,
  InvariantError,
  type Lot,
  newGuest,
  points,
  type WarningAct,
} from '..';

const TODAY = 20_000;
/** 00:00 of a day, so many days from today. */
const at = (days: number) => (TODAY + days) * DAY;

function lotOf(lotId: string, remaining: number, expiresAt = at(5)): Lot {
  const amount = points(remaining);
  return { lotId, expiresAt, amount, remaining: amount, held: points(0), activatesAt: null, restaurantId: null };
}

function guestWith(lots: readonly Lot[] | null): GuestState {
  const guest = newGuest();
  const available = points((lots ?? []).reduce((sum, { remaining }) => sum + remaining, 0));
  return {
    ...guest,
    lots,
    dueAt: at(5),
    balance: { ...guest.balance, available },
    counters: { ...guest.counters, lotsDueAt: at(5) },
  };
}

const program = compileProgram(programOf({ warning: { days: 7 } }));
const warningOf = (...lotIds: string[]): WarningAct => ({
  kind: 'WARNING',
  endsAt: at(5),
  lots: lotIds.map((lotId) => ({ lotId, expiresAt: at(5) })),
});
const warned = (guest: GuestState, act: WarningAct) =>
  decide(program, guest, act, {
    now: at(0),
    recordedAt: at(0),
    calendar: calendarAt(),
    inForce: null,
    transactionId: 'warning',
    captureGraceMs: 0,
    restoredForDays: 0,
  });

describe('a warning that was delivered', () => {
  it('is of the lots that it names and that end then, and moves no points', () => {
    const guest = guestWith([lotOf('a', 5), lotOf('b', 7), lotOf('c', 9), lotOf('d', 11, at(6))]);
    const decision = warned(guest, warningOf('a', 'b', 'd'));
    expect(decision).toMatchObject({
      kind: 'DECIDED',
      transfers: [],
      trace: [{ effect: 'WARN', rule: 'lot.warned', amount: 12, arguments: { untilDay: TODAY + 4 } }],
      after: { balance: guest.balance, lots: guest.lots },
    });
    if (decision.kind !== 'DECIDED') throw new Error('a warning is never refused');
    expect(decision.trace[0]?.arguments).toEqual({ untilDay: TODAY + 4 });
    expect(decision.after.counters.terms).toMatchObject([
      { lotId: 'a', endsAt: at(5), isWarned: true, extensions: 0 },
      { lotId: 'b', endsAt: at(5), isWarned: true, extensions: 0 },
    ]);
  });

  it('says that nothing ends then any more, where that is so', () => {
    const decision = warned(guestWith([lotOf('a', 5, at(6))]), warningOf('a', 'gone'));
    if (decision.kind !== 'DECIDED') throw new Error('a warning is never refused');
    expect(decision.trace).toEqual([
      { effect: 'WARN', rule: 'lot.warned', amount: 0, arguments: { untilDay: TODAY + 4, failed: 'otherEnd' } },
    ]);
    expect(decision.after.counters.terms).toEqual([]);
  });

  it('is decided on the lots of the guest', () => {
    expect(() => warned(guestWith(null), warningOf('a'))).toThrow(
      new InvariantError('the lots of the guest are read before an act that needs them'),
    );
  });
});
