import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { csvLine, plainCell } from './csv';

describe('a line of a CSV file', () => {
  it('is read back cell by cell, whatever stands in it', () => {
    const cell = fc.oneof(fc.string({ unit: 'grapheme' }), fc.stringMatching(/^'{0,3}[=+@-]?[a"]*$/));
    fc.assert(
      fc.property(fc.array(cell, { minLength: 2, maxLength: 5 }), (cells) => {
        const rows: string[][] = parse(csvLine(cells), { recordDelimiter: '\r\n', relaxQuotes: false });
        expect(rows.map((row) => row.map(plainCell))).toEqual([cells]);
      }),
    );
  });

  it('runs nothing in a spreadsheet', () => {
    expect(csvLine(['=1+1', '+7900', '-1', '@a', null, -1])).toBe("'=1+1,'+7900,'-1,'@a,,-1\r\n");
  });
});
