import { type RejectReader, rejectText } from './reject';

const english = { locale: 'en', currency: 'EUR', currencyDigits: 2 } satisfies RejectReader;
const russian = { locale: 'ru', currency: 'RUB', currencyDigits: 2 } satisfies RejectReader;

it.each([
  [english, 'The credit note names no guest. Not deducted: €1,250.50.'],
  [russian, 'В возврате не указан гость. Не списано: 1 250,50 ₽.'],
  [{ ...english, currency: 'JPY', currencyDigits: 0 }, 'The credit note names no guest. Not deducted: ¥125,050.'],
] satisfies [RejectReader, string][])('says what was not deducted as people write money', (reader, sentence) => {
  const text = rejectText({ code: 'credit_note_of_nobody', detail: '125050' }, reader);
  expect(text.replaceAll(/\s/g, ' ')).toBe(sentence);
});
