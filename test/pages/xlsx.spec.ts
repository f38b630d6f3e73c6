import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { withText } from '../../src/integrations/imports/file/unpacked-text';
import { xlsxOf } from '../../web/src/shared/format/xlsx';

describe('a workbook of a page', () => {
  it('is read as it was written: numbers as numbers, and a formula as the text that it is', async () => {
    const rows = [
      ['=1+1 <b> & "c"\u0001', -2.5],
      ['Анна, «мл.»', 7],
      [null, null],
    ];
    const book = await xlsxOf('Sales: "a" / b', ['Cashier', 'Sales'], rows);
    const bytes = Buffer.from(await book.arrayBuffer());
    const folder = await mkdtemp(join(tmpdir(), 'book-'));
    const path = join(folder, 'book.xlsx');
    await writeFile(path, bytes);
    const text = await withText(path, (csv) => readFile(csv, 'utf8'));
    await rm(folder, { recursive: true });
    // The reader of imports puts an apostrophe before texts that begin like a formula.
    expect(text.trim().split(/\r?\n/).slice(0, 3)).toEqual([
      'Cashier,Sales',
      `"'=1+1 <b> & ""c""",'-2.5`,
      '"Анна, «мл.»",7',
    ]);
  });
});
