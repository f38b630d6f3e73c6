import { birthdayOf, isBirthday } from './birthday.rules';

describe('a birthday', () => {
  it('is kept as month and day', () => {
    expect([birthdayOf('1990-12-03'), birthdayOf('2000-02-29'), birthdayOf(null)]).toEqual([1203, 229, null]);
  });

  it.each([
    ['1990-12-03', '2026-12-03', true],
    ['1990-12-03', '2026-12-04', false],
    ['2000-02-29', '2028-02-29', true],
    ['2000-02-29', '2028-02-28', false],
    ['2000-02-29', '2027-02-28', true],
    ['2000-02-29', '2100-02-28', true],
    ['2000-02-28', '2027-02-28', true],
    ['2000-03-01', '2027-02-28', false],
  ])('of %s on %s: %s', (birthDate, today, expected) => {
    expect(isBirthday(birthDate, today)).toBe(expected);
  });
});
