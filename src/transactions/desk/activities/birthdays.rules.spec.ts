import { isBirthday } from '../../../decision/basics/dates';
import { birthdaysOn } from './birthdays.rules';

describe('the birthdays of a day', () => {
  it('are those that the decision takes for today, each once a year', () => {
    const all = Array.from({ length: 12 }, (_, month) =>
      Array.from({ length: 31 }, (_unused, day) => (month + 1) * 100 + day + 1),
    ).flat();
    const seen = new Map<string, number>();
    // 2023 to 2026, of which 2024 has a 29 February.
    for (let day = Date.UTC(2023, 0, 1) / 86_400_000; day < Date.UTC(2027, 0, 1) / 86_400_000; day += 1) {
      const { year, birthdays } = birthdaysOn(day);
      expect(birthdays).toEqual(all.filter((birthday) => isBirthday(birthday, day)));
      for (const birthday of birthdays) seen.set(`${year} ${birthday}`, (seen.get(`${year} ${birthday}`) ?? 0) + 1);
    }
    expect([...seen.values()].every((times) => times === 1)).toBe(true);
    expect(seen.size).toBe(366 * 4);
  });
});
