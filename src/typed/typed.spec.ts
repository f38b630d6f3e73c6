import { plainCard } from './card';
import { codeKeyOf } from './code';
import { withoutUnseen } from './marks';
import { parsePhone, readPhone, sharedPhone } from './phone';

describe('a typed phone', () => {
  it.each([
    ['\u202a+79161234567\u202c'],
    ['\u2068+7 916 123-45-67\u2069'],
    ['tel:+79161234567'],
    ['\u200e8 (916) 123-45-67\u200f'],
    ['\u202atel:+7-916-123-45-67\u202c'],
    ['８９１６１２３４５６７'],
    ['+7 916 123–45–67'],
  ])('%j is +79161234567 for server and pages', (typed) => {
    expect([parsePhone(typed, 'RU'), readPhone(typed, 'RU').number]).toEqual(['+79161234567', '+79161234567']);
  });

  it.each(['79161234567', '+79161234567', '\u202a+7 916 123-45-67\u202c'])(
    'of the contact %j is +79161234567',
    (shared) => {
      expect(sharedPhone(shared)).toBe('+79161234567');
    },
  );

  // The server read it as +7 891 655-51-23, another person's phone.
  it('that lacks a digit is none, for server and pages', () => {
    expect([parsePhone('8 (916) 555-12-3', 'RU'), readPhone('8 (916) 555-12-3', 'RU').fault]).toEqual([
      undefined,
      'SHORT',
    ]);
  });

  it('is read out of few characters that cannot be seen, and not searched for among very many', () => {
    expect(parsePhone(`${'\u200d'.repeat(180)}+79161234567`, 'RU')).toBe('+79161234567');
    expect(parsePhone(`${'\u200d'.repeat(200)}+79161234567`, 'RU')).toBeUndefined();
  });
});

it.each(['\u202a0042-1700\u202c', '0042 1700', '0042–1700', '0042—1700', '0042−1700', '００４２１７００'])(
  'the card %j is 00421700',
  (typed) => {
    expect(plainCard(typed)).toBe('00421700');
  },
);

it.each(['SUMMER', 'summer', 'SUM MER', 'SUM–MER', 'SUM—MER', 'SUM−MER', 'SUM_MER', 'SUММЕR', '\u202aSUMMER\u202c'])(
  'the code %j is SUMMER',
  (typed) => {
    expect(codeKeyOf(typed)).toBe('SUMMER');
  },
);

it('a name keeps the joiner of its emoji and loses what turns or hides a text', () => {
  expect(withoutUnseen('Anna 👨‍👩‍👧')).toBe('Anna 👨‍👩‍👧');
  expect(withoutUnseen('👩🏽‍🚀 ❤️‍🔥')).toBe('👩🏽‍🚀 ❤️‍🔥');
  expect(withoutUnseen('\u202eAn\u200dna\u200b')).toBe('Anna');
});
