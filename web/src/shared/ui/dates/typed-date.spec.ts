import { readTypedDate, typedDate } from './typed-date.rules';

test.each([
  ['20.11.2026', '2026-11-20'],
  ['1/2/2026', '2026-02-01'],
  [' 01-02-2026 ', '2026-02-01'],
  ['2026-11-20', '2026-11-20'],
  ['29.02.2028', '2028-02-29'],
  ['29.02.2026', null],
  ['20.13.2026', null],
  // Somebody still types the year.
  ['20.11.20', null],
  ['20.11', null],
  ['', null],
])('%j is read as %j', (text, date) => {
  expect(readTypedDate(text)).toBe(date);
});

test.each([
  ['ru-RU', '05.03.2026'],
  ['en-GB', '05/03/2026'],
])('in %s a date is shown as it can be typed', (locale, text) => {
  expect(typedDate('2026-03-05', locale)).toBe(text);
  expect(readTypedDate(text)).toBe('2026-03-05');
});
