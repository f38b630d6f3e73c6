import { numberOf, cellOfSeries } from '../invoices/invoice-answers';
import { seriesOf } from '../invoices/seller.sql';
import { numbersIn } from './entry-match.rules';

describe('The number of an invoice in the purpose of a payment', () => {
  const purposeOf = (cell: string): string =>
    `Invoice ${numberOf({ seller: seriesOf(cell), year: 2030, number: 12 })}, thank you`;

  it('is found as it is printed, with the cell that counts by itself', () => {
    expect(purposeOf('')).toBe('Invoice 2030-000012, thank you');
    expect(purposeOf('north-2')).toBe('Invoice 2030-000012/north-2, thank you');
    for (const cell of ['', 'north-2']) expect(numbersIn(purposeOf(cell))).toEqual([{ year: 2030, number: 12, cell }]);
    expect(cellOfSeries(seriesOf('north-2'))).toBe('north-2');
  });

  it('is one of each cell', () => {
    expect(numbersIn('2030-000012/north 2030 – 000012 2030-000012/north')).toEqual([
      { year: 2030, number: 12, cell: 'north' },
      { year: 2030, number: 12, cell: '' },
    ]);
  });
});
