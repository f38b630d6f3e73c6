import { cellOf } from './csv';

test.each([
  ['plain', '"plain"'],
  ['two, parts', '"two, parts"'],
  ['a "quoted" word', '"a ""quoted"" word"'],
  ['=SUM(A1)', `"'=SUM(A1)"`],
  ['-5', `"'-5"`],
])('%s is written as %s', (text, cell) => {
  expect(cellOf(text)).toBe(cell);
});
