import { amountText, tableFile } from './report-file.rules';

describe('the file of a report', () => {
  it('quotes what needs it, runs no formula, and keeps negative sums', () => {
    const rows = [
      ['Centre, "old"', amountText(-1_050, 2)],
      ['=1+1', null],
    ];
    expect(tableFile(['Restaurant', 'Net'], rows)).toBe(
      '\uFEFFRestaurant,Net\r\n"Centre, ""old""",-10.50\r\n\'=1+1,\r\n',
    );
  });

  it('writes sums with the decimals of the currency', () => {
    expect([amountText(1_234, 0), amountText(1_234, 3), amountText(null, 2)]).toEqual(['1234', '1.234', null]);
  });
});
