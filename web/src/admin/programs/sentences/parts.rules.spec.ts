import type { ProgramSentence } from '../../../entities/program/program.api';
import { partsOf, textUnder } from './parts.rules';

const of = (kind: string, id: string, text: string) =>
  ({ key: `${kind}.${id}`, arguments: { [kind]: id }, text }) as unknown as ProgramSentence;

test('statements of one subject stand together, in their order', () => {
  const parts = partsOf([
    of('tier', 'GOLD', 'a'),
    of('tier', 'GOLD', 'b'),
    of('step', '1', 'c'),
    of('tier', 'BASE', 'd'),
  ]);
  expect(parts.map(({ subject, told }) => [subject?.id ?? null, told.map(({ text }) => text).join('')])).toEqual([
    ['GOLD', 'ab'],
    [null, 'c'],
    ['BASE', 'd'],
  ]);
});

test.each([
  ['GOLD, discount: 15 %', 'Discount: 15 %'],
  ['GOLD: скидка', 'Скидка'],
  ['GOLDEN hour', 'GOLDEN hour'],
  ['Discount of GOLD', 'Discount of GOLD'],
])('under the heading of GOLD, %j is %j', (text, shown) => {
  expect(textUnder({ kind: 'tier', id: 'GOLD' }, text, 'en')).toBe(shown);
});
