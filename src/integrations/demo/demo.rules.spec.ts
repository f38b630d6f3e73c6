import { parsePhoneNumberFromString } from 'libphonenumber-js';
import { drawGuests } from './guest-draw.rules';
import { guestProfile } from './guest-profiles.rules';
import { seededRandom } from './seeded-random.rules';

const numbers = Array.from({ length: 1_000 }, (_, index) => String(index));
const terms = { guests: 100, sharePercent: 70, seed: 1 };

describe('the draw of guests', () => {
  it('gives exactly the share of the receipts, and every guest one', () => {
    const drawn = drawGuests(numbers, terms);
    expect(drawn.size).toBe(700);
    expect(new Set(drawn.values())).toEqual(new Set(Array.from({ length: 100 }, (_, index) => index + 1)));
  });

  it('is the same for the same seed, and another for another', () => {
    expect(drawGuests(numbers, terms)).toEqual(drawGuests(numbers, terms));
    expect(drawGuests(numbers, terms)).not.toEqual(drawGuests(numbers, { ...terms, seed: 2 }));
  });

  it('has regulars and a long tail', () => {
    const drawn = drawGuests(numbers, terms);
    const counts = new Map<number, number>();
    for (const rank of drawn.values()) counts.set(rank, (counts.get(rank) ?? 0) + 1);
    const ofRanks = (from: number, to: number): number =>
      Array.from({ length: to - from + 1 }, (_, index) => counts.get(from + index) ?? 0).reduce((a, b) => a + b, 0);
    expect(ofRanks(1, 10)).toBeGreaterThan(2 * ofRanks(91, 100));
  });
});

describe('a seeded random number', () => {
  it('is spread evenly from 0 to below 1, and always the same', () => {
    const random = seededRandom(42);
    const drawn = Array.from({ length: 10_000 }, random);
    expect(drawn.slice(0, 3)).toEqual([0.6011037519201636, 0.44829055899754167, 0.8524657934904099]);
    expect(Math.min(...drawn)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...drawn)).toBeLessThan(1);
    const mean = drawn.reduce((a, b) => a + b, 0) / drawn.length;
    expect(Math.abs(mean - 0.5)).toBeLessThan(0.02);
  });
});

describe('a made-up guest', () => {
  it('is the same each time it is made', () => {
    expect(guestProfile('guest-0001', 'ru')).toEqual(guestProfile('guest-0001', 'ru'));
  });

  it.each(['ru', 'en'] as const)(
    'has a name of the language and a phone of its own that can be dialled in form alone: %s',
    (locale) => {
      const profiles = Array.from({ length: 4_000 }, (_, index) =>
        guestProfile(`guest-${String(12_346 + index)}`, locale),
      );
      const phones = profiles.flatMap(({ phone }) => (phone === undefined ? [] : [phone]));
      expect(new Set(phones).size).toBe(phones.length);
      expect(phones.length).toBeGreaterThan(600);
      for (const phone of phones) expect(parsePhoneNumberFromString(phone)?.isPossible()).toBe(true);
      for (const { name } of profiles)
        expect(name).toMatch(locale === 'ru' ? /^[А-ЯЁа-яё]+ [А-ЯЁа-яё]+$/ : /^[A-Za-z]+ [A-Za-z]+$/);
      const birthdays = profiles.filter(({ birthDate }) => birthDate !== undefined);
      expect(birthdays.length).toBeGreaterThan(1_000);
      for (const { birthDate } of birthdays) expect(birthDate).toMatch(/^(19[5-9]|200)\d-\d\d-\d\d$/);
    },
  );
});
