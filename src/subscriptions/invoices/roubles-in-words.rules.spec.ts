import fc from 'fast-check';
import { roublesInWords } from './roubles-in-words.rules';

it.each([
  [0, 'Ноль рублей 00 копеек'],
  [1, 'Ноль рублей 01 копейка'],
  [100, 'Один рубль 00 копеек'],
  [202, 'Два рубля 02 копейки'],
  [1_100, 'Одиннадцать рублей 00 копеек'],
  [2_112, 'Двадцать один рубль 12 копеек'],
  [100_000, 'Одна тысяча рублей 00 копеек'],
  [2_120_000, 'Двадцать одна тысяча двести рублей 00 копеек'],
  [1_200_250, 'Двенадцать тысяч два рубля 50 копеек'],
  [100_000_000, 'Один миллион рублей 00 копеек'],
  [
    98_765_432_199,
    'Девятьсот восемьдесят семь миллионов шестьсот пятьдесят четыре тысячи триста двадцать один рубль 99 копеек',
  ],
  [500_000_000_000_014, 'Пять триллионов рублей 14 копеек'],
])('%i kopecks are %s', (kopecks, words) => expect(roublesInWords(kopecks)).toBe(words));

const VALUES: Readonly<Record<string, number>> = Object.fromEntries(
  [
    'один одна|1 два две|2 три|3 четыре|4 пять|5 шесть|6 семь|7 восемь|8 девять|9 десять|10 одиннадцать|11 двенадцать|12',
    'тринадцать|13 четырнадцать|14 пятнадцать|15 шестнадцать|16 семнадцать|17 восемнадцать|18 девятнадцать|19 двадцать|20',
    'тридцать|30 сорок|40 пятьдесят|50 шестьдесят|60 семьдесят|70 восемьдесят|80 девяносто|90 сто|100 двести|200 триста|300',
    'четыреста|400 пятьсот|500 шестьсот|600 семьсот|700 восемьсот|800 девятьсот|900',
  ]
    .join(' ')
    .match(/[^|]+\|\d+/g)
    ?.flatMap((entry) => {
      const [names = '', value] = entry.split('|');
      return names
        .trim()
        .split(' ')
        .map((name) => [name, Number(value)] as const);
    }) ?? [],
);
const FACTORS = [/^тысяч/, /^миллион/, /^миллиард/, /^триллион/] as const;

/** Reads the words back, by adding what each word is worth. */
function read(words: string): number {
  let [sum, three] = [0, 0];
  for (const word of words.split(' ')) {
    const factor = FACTORS.findIndex((pattern) => pattern.test(word));
    if (factor === -1) three += VALUES[word] ?? 0;
    else [sum, three] = [sum + three * 1_000 ** (factor + 1), 0];
  }
  return sum + three;
}

it('every sum can be read back from its words', () => {
  fc.assert(
    fc.property(fc.maxSafeNat(), (kopecks) => {
      const [, roubles = '', rest] = /^(.+) рубл\S+ (\d\d) копе/.exec(roublesInWords(kopecks)) ?? [];
      expect(read(roubles.toLowerCase()) * 100 + Number(rest)).toBe(kopecks);
    }),
  );
});
