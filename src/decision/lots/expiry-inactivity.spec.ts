import { calendarAt, DAY } from '../../../test/support/decision/acts';
import { programOf } from '../../../test/support/decision/programs';
import { WITH_INACTIVITY, type Inactivity, type LotTerm, type ProgramDocument } from '..';
import { afterSignOfLife, endOf, extended, isElsewhere, termOf, withTerm, without } from './expiry';

const NEVER = 8.64e15;
const TODAY = 20_000;
/** The end of a lot whose last day is `count` days after today: 00:00 of the following day. */
const inDays = (count: number) => (TODAY + count + 1) * DAY;

const known = (endsAt: number, changes: Partial<Inactivity> = {}): Inactivity => ({
  unit: 'DAYS',
  count: 30,
  endsAt,
  isFree: false,
  isWarned: true,
  extensions: 2,
  ...changes,
});

describe('the end that a guest’s lots with inactivity have in common', () => {
  const days = (count: number): ProgramDocument['expiry'] => ({ kind: 'INACTIVITY', unit: 'DAYS', count });
  const after = (
    before: Inactivity | null,
    expiry: ProgramDocument['expiry'],
    { opens = false, hasHolds = false, recordedAt = TODAY * DAY } = {},
  ) => afterSignOfLife(before, programOf({ expiry }), { day: TODAY, opens, hasHolds }, recordedAt, calendarAt());

  it('begins with the first points of that kind', () => {
    expect(after(null, days(30))).toBeNull();
    expect(after(null, { kind: 'NEVER' }, { opens: true })).toBeNull();
    const fresh = { unit: 'DAYS', count: 30, endsAt: inDays(30), isFree: false, isWarned: false, extensions: 0 };
    expect(after(null, days(30), { opens: true })).toEqual(fresh);
  });

  it('moves on with a sign of life, and has to be warned of anew', () => {
    expect(after(known(inDays(29), { isFree: true }), days(30))).toEqual(
      known(inDays(30), { isFree: true, isWarned: false, extensions: 0 }),
    );
  });

  it('stays where an act is older than what is known, with its warning', () => {
    expect(after(known(inDays(30)), days(30))).toEqual(known(inDays(30)));
    expect(after(known(inDays(31), { isFree: true }), days(30))).toEqual(known(inDays(31), { isFree: true }));
  });

  it('keeps to the rule that points were earned by while some of them are there, unless the new one lasts longer', () => {
    const free = known(inDays(1), { isFree: true });
    expect(after(free, days(20))).toMatchObject({ count: 30, endsAt: inDays(30) });
    expect(after(free, days(40))).toMatchObject({ count: 40, endsAt: inDays(40) });
    expect(after(free, { kind: 'NEVER' })).toMatchObject({ count: 30, endsAt: inDays(30) });
  });

  it('follows the new rule where none of them are left, unless a hold may give some back', () => {
    const gone = known(inDays(1));
    expect(after(gone, days(20))).toMatchObject({ count: 20, endsAt: inDays(20) });
    expect(after(gone, days(20), { hasHolds: true })).toMatchObject({ count: 30, endsAt: inDays(30) });
    // The new rule does not say how long points live that a hold may give back. The rule under which they were earned says it.
    expect(after(gone, { kind: 'DAYS', count: 5 })).toMatchObject({ count: 30, endsAt: inDays(30) });
  });

  it('counts as warned of where it had passed before it was recorded', () => {
    expect(after(null, days(30), { opens: true, recordedAt: inDays(30) })?.isWarned).toBe(true);
    expect(after(null, days(30), { opens: true, recordedAt: inDays(30) - 1 })?.isWarned).toBe(false);
    expect([isElsewhere(5, 5), isElsewhere(6, 5)]).toEqual([true, false]);
  });
});

describe('the term of a lot', () => {
  const lot = { lotId: 'a', expiresAt: 500 };
  const shared = { lotId: 'i', expiresAt: WITH_INACTIVITY };
  const term = (lotId: string, expiresAt: number, endsAt: number): LotTerm => ({
    lotId,
    expiresAt,
    endsAt,
    isWarned: true,
    extensions: 1,
  });
  const terms = [term('a', 501, 900), term('b', 500, 901), term('a', 500, 902)];
  const inactivity = known(700);

  it('is its own, that of another with the same id or the same date is not', () => {
    expect(endOf(lot, { terms, inactivity })).toBe(902);
    expect(endOf(lot, { terms: terms.slice(0, 2), inactivity })).toBe(500);
    expect(endOf(lot, { terms: [], inactivity })).toBe(500);
    expect(termOf(lot, { terms, inactivity })).toBe(terms[2]);
    expect(termOf(lot, { terms: [], inactivity })).toEqual({ endsAt: 500, isWarned: false, extensions: 0 });
    expect(without(lot, terms)).toEqual(terms.slice(0, 2));
  });

  it('is that of the guest where it ends with the guest’s inactivity', () => {
    expect(endOf(shared, { terms, inactivity })).toBe(700);
    expect(endOf(shared, { terms, inactivity: null })).toBe(NEVER);
    expect(termOf(shared, { terms, inactivity })).toBe(inactivity);
    expect(termOf(shared, { terms: [], inactivity: null })).toMatchObject({ endsAt: WITH_INACTIVITY, extensions: 0 });
  });

  it('takes the place of the one before', () => {
    const next = { endsAt: 950, isWarned: false, extensions: 2 };
    expect(withTerm({ terms, inactivity }, lot, next)).toEqual({
      terms: [terms[0], terms[1], { ...lot, ...next }],
      inactivity,
    });
    expect(withTerm({ terms, inactivity }, shared, next)).toEqual({ terms, inactivity: { ...inactivity, ...next } });
    expect(withTerm({ terms: [], inactivity: null }, shared, next)).toEqual({
      terms: [{ ...shared, ...next }],
      inactivity: null,
    });
  });

  it('is put off by thirty whole days, to be warned of anew', () => {
    expect(extended({ endsAt: inDays(0), isWarned: true, extensions: 1 }, calendarAt())).toEqual({
      endsAt: inDays(30),
      isWarned: false,
      extensions: 2,
    });
  });
});
