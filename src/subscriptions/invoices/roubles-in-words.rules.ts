const UP_TO_TWENTY = [
  '',
  'один',
  'два',
  'три',
  'четыре',
  'пять',
  'шесть',
  'семь',
  'восемь',
  'девять',
  'десять',
  'одиннадцать',
  'двенадцать',
  'тринадцать',
  'четырнадцать',
  'пятнадцать',
  'шестнадцать',
  'семнадцать',
  'восемнадцать',
  'девятнадцать',
];
const FEMININE: Readonly<Record<number, string>> = { 1: 'одна', 2: 'две' };
const TENS = [
  '',
  '',
  'двадцать',
  'тридцать',
  'сорок',
  'пятьдесят',
  'шестьдесят',
  'семьдесят',
  'восемьдесят',
  'девяносто',
];
const HUNDREDS = [
  '',
  'сто',
  'двести',
  'триста',
  'четыреста',
  'пятьсот',
  'шестьсот',
  'семьсот',
  'восемьсот',
  'девятьсот',
];

/** Forms after one, after two to four, and after the others. */
type Forms = readonly [one: string, few: string, many: string];

const ROUBLES: Forms = ['рубль', 'рубля', 'рублей'];
const KOPECKS: Forms = ['копейка', 'копейки', 'копеек'];
/** Each is a thousand times the one before; all that a sum within 2^53 kopecks needs. */
const GROUPS: readonly Forms[] = [
  ['тысяча', 'тысячи', 'тысяч'],
  ['миллион', 'миллиона', 'миллионов'],
  ['миллиард', 'миллиарда', 'миллиардов'],
  ['триллион', 'триллиона', 'триллионов'],
];

/** A sum of kopecks as invoices write it: `Двадцать одна тысяча двести рублей 00 копеек`. */
export function roublesInWords(kopecks: number): string {
  const roubles = Math.floor(kopecks / 100);
  const rest = kopecks % 100;
  const words = `${wordsOf(roubles)} ${formOf(roubles, ROUBLES)} ${String(rest).padStart(2, '0')} ${formOf(rest, KOPECKS)}`;
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function wordsOf(whole: number): string {
  if (whole === 0) return 'ноль';
  const words: string[] = [];
  let left = whole;
  for (let group = -1; left > 0; group += 1) {
    const three = left % 1_000;
    const forms = GROUPS[group];
    if (three > 0)
      words.unshift(...hundredsOf(three, group === 0), ...(forms === undefined ? [] : [formOf(three, forms)]));
    left = Math.floor(left / 1_000);
  }
  return words.join(' ');
}

function hundredsOf(three: number, isFeminine: boolean): string[] {
  const two = three % 100;
  const ones = two < 20 ? two : two % 10;
  return [
    HUNDREDS[Math.floor(three / 100)] ?? '',
    two < 20 ? '' : (TENS[Math.floor(two / 10)] ?? ''),
    (isFeminine ? FEMININE[ones] : undefined) ?? UP_TO_TWENTY[ones] ?? '',
  ].filter((word) => word !== '');
}

function formOf(count: number, [one, few, many]: Forms): string {
  const [two, last] = [count % 100, count % 10];
  if (two >= 11 && two <= 14) return many;
  if (last === 1) return one;
  return last >= 2 && last <= 4 ? few : many;
}
