import { askedOf, type PaletteEntry, matching } from './entries.rules';

test.each([
  ['123 456', { code: '123456', card: null, receipt: '123 456' }],
  ['1234-5678-9012-3456', { code: null, card: '1234567890123456' }],
  ['anna', { isName: true, code: null, card: null, receipt: null }],
  ['A-17', { receipt: 'A-17' }],
  ['a', { isName: false, receipt: null }],
])('%j is looked for as %j', (typed, asked) => {
  expect(askedOf(typed)).toMatchObject(asked);
});

test('each typed word begins a word of the entry', () => {
  const entry = (label: string, hint?: string): PaletteEntry => ({
    kind: 'page',
    path: label,
    label,
    ...(hint && { hint }),
  });
  const entries = [entry('Gift coffee', 'COFFEE-1'), entry('Кофе в подарок'), entry('Liability')];
  const found = (typed: string) => matching(entries, typed).map(({ label }) => label);
  expect(found('cof gi')).toEqual(['Gift coffee']);
  expect(found('ПОД')).toEqual(['Кофе в подарок']);
  expect(found('ability')).toEqual([]);
  expect(found('  ')).toEqual([]);
});
