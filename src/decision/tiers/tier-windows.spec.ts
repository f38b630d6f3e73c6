import { needs, programOf, tierOf } from '../../../test/support/decision/programs';
import { compileProgram, newGuest, type ProgramDocument } from '..';
import { firstKeptDay, tallyOn, windowOf } from './tier-windows';
import { deservedRank, qualifyingOf } from './tiers';

const day = (iso: string) => Date.parse(`${iso}T00:00:00Z`) / 86_400_000;
const iso = (of: number) => new Date(of * 86_400_000).toISOString().slice(0, 10);

const programWith = (tierWindow: ProgramDocument['tierWindow']) =>
  compileProgram(programOf({ tierWindow, tiers: [tierOf('BASE'), tierOf('GOLD', { needs: needs(10_000) })] }));
const calendar = (unit: 'YEAR' | 'HALF' | 'QUARTER' | 'MONTH') => programWith({ kind: 'CALENDAR', unit });
const ANNIVERSARY = programWith({ kind: 'ANNIVERSARY' });
const JOINED = day('2020-02-29');

describe('the window of a day', () => {
  it.each([
    ['a year', calendar('YEAR'), '2026-05-10', '2026-01-01', '2026-12-31'],
    ['a half', calendar('HALF'), '2026-07-01', '2026-07-01', '2026-12-31'],
    ['a quarter', calendar('QUARTER'), '2026-03-31', '2026-01-01', '2026-03-31'],
    ['a month', calendar('MONTH'), '2028-02-10', '2028-02-01', '2028-02-29'],
    ['a year of the guest, before its day in this year', ANNIVERSARY, '2026-02-27', '2025-02-28', '2026-02-27'],
    ['a year of the guest, on its day', ANNIVERSARY, '2026-02-28', '2026-02-28', '2027-02-27'],
    ['a year of the guest before a leap year', ANNIVERSARY, '2027-12-31', '2027-02-28', '2028-02-28'],
  ])('is %s', (_name, program, on, first, last) => {
    const window = windowOf(program, JOINED, day(on));
    expect([iso(window.first), iso(window.last)]).toEqual([first, last]);
  });
});

describe('figures by day', () => {
  it.each([
    ['for the window before, which still deserves a tier', calendar('QUARTER'), '2026-05-10', '2026-01-01'],
    ['for the year of the guest before', ANNIVERSARY, '2026-02-27', '2024-02-29'],
    ['for the months of a rolling window', programWith({ kind: 'ROLLING', months: 12 }), '2026-05-10', '2025-05-10'],
  ])('are kept %s', (_name, program, today, first) => {
    expect(iso(firstKeptDay(program, JOINED, day(today)) ?? 0)).toBe(first);
  });

  it('are not kept where all count for ever', () => {
    expect(firstKeptDay(programWith({ kind: 'LIFETIME' }), JOINED, day('2026-05-10'))).toBeNull();
  });
});

describe('a tier of windows that end', () => {
  it.each([
    ['in this window', '2026-04-01', 1],
    ['on the first day of the window before', '2026-01-01', 1],
    ['on the last day of the one before that', '2025-12-31', 0],
  ])('is deserved or not by what a guest bought %s', (_name, bought, rank) => {
    const program = calendar('QUARTER');
    const guest = { ...newGuest(), days: [day(bought), 10_000, 1, 0] };
    expect(deservedRank(program, tallyOn(program, qualifyingOf(guest), day('2026-05-10')))).toBe(rank);
  });
});
