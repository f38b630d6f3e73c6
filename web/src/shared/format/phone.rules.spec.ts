import { afterEdit, readPhone } from './phone.rules';

test.each([
  ['+7 916 123-45-67', 'RU'],
  ['8 (916) 123-45-67', 'RU'],
  ['79161234567', 'RU'],
  ['9161234567', 'RU'],
  ['тел. (+7) 916 123–45–67', 'RU'],
  ['tel:+7-916-123-45-67', 'DE'],
  ['８９１６１２３４５６７', 'RU'],
])('%j in %s is the phone +79161234567', (typed, country) => {
  expect(readPhone(typed, country)).toMatchObject({ number: '+79161234567', fault: null });
});

test.each([
  // The 8 is the trunk prefix, so this lacks a digit and is not +7 891 655-51-23.
  ['8 (916) 555-12-3', 'RU', 'SHORT'],
  ['8', 'RU', 'SHORT'],
  ['+', 'RU', 'SHORT'],
  ['+7 916 123 45 6', 'RU', 'SHORT'],
  ['+7 916 123 45 678', 'RU', 'LONG'],
  ['8 916 123-45-67 доб. 12', 'RU', 'LONG'],
  ['(213) 373-42-531', 'US', 'LONG'],
  ['+999 123 456', 'RU', 'IMPOSSIBLE'],
] as const)('%j in %s is no phone: %s', (typed, country, fault) => {
  expect(readPhone(typed, country)).toMatchObject({ number: null, fault });
});

test('nothing typed is neither a phone nor a mistake', () => {
  expect(readPhone(' ', 'RU')).toEqual({ text: '', number: null, fault: null });
});

/** Texts with the caret as `|`. */
function edited(before: string, after: string, kind: string, country = 'RU'): string {
  const caret = after.indexOf('|');
  const value = after.replace('|', '');
  const { text, caret: place } = afterEdit({ value, caret, before, kind }, country);
  return `${text.slice(0, place)}|${text.slice(place)}`;
}

test.each([
  ['typed at the end', '8 916', '8 9161|', 'insertText', '8 (916) 1|'],
  ['typed in the middle', '8 (916) 123-45-67', '8 (9|16) 123-45-67', 'insertText', '8 (9|16) 123-45-67'],
  ['typed before the end of a group', '8 (916) 123-4', '8 (9165|) 123-4', 'insertText', '8 (916) 5|12-34'],
  ['erased backwards', '8 (916) 123-45', '8 (91|) 123-45', 'deleteContentBackward', '8 (91|1) 234-5'],
  ['erased forwards', '8 (916) 123-45', '8 (9|6) 123-45', 'deleteContentForward', '8 (9|61) 234-5'],
  ['a bracket erased backwards', '8 (916) 123-45', '8 (916| 123-45', 'deleteContentBackward', '8 (91|1) 234-5'],
  ['a dash erased forwards', '8 (916) 123-45', '8 (916) 123|45', 'deleteContentForward', '8 (916) 123|-5'],
  ['the bracket at the end', '8 (916)', '8 (916|', 'deleteContentBackward', '8 91|'],
  ['pasted over all', '8 916', '+7(916)1234567|', 'insertFromPaste', '+7 916 123 45 67|'],
])('the caret stays at its digit: %s', (_name, before, after, kind, shown) => {
  expect(edited(before, after, kind)).toBe(shown);
});

test('nothing is left to erase before a bracket at the beginning', () => {
  expect(edited('(213) 373', '|213) 373', 'deleteContentBackward', 'US')).toBe('|(213) 373');
});
