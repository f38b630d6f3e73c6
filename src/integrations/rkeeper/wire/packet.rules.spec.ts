import { readCheck } from './packet.rules';
import { parseXml } from './xml.rules';

function linesOf(...lines: string[]) {
  const data = `<CHECKDATA><CHECKLINES>${lines.join('')}</CHECKLINES></CHECKDATA>`;
  const check = readCheck(parseXml(Buffer.from(`<ROOT><CHECK>${data}</CHECK></ROOT>`)));
  return check?.lines.map(({ code, sum, combo }) => [code, sum, combo]);
}
const line = (code: string, sum: string, type = 'dish') =>
  `<LINE code="${code}" name="${code}" type="${type}" quantity="1" pr_list_sum="${sum}"/>`;

describe('the lines of a check of R-Keeper', () => {
  it('have the price of their modifiers, and lose that of negative ones', () => {
    const lines = [line('pizza', '400'), line('cheese', '50', 'modifier'), line('no onion', '-20', 'modifier')];
    expect(linesOf(...lines, line('tea', '100'))).toEqual([
      ['pizza', 43_000, null],
      ['tea', 10_000, null],
    ]);
    expect(linesOf(line('pizza', '0'), line('cheese', '50', 'modi'))).toEqual([['pizza', 5_000, null]]);
    expect(linesOf(line('pizza', '400'), line('gift', '-20'))).toEqual([['pizza', 38_000, null]]);
    expect(linesOf(line('cheese', '50', 'modifier'))).toEqual([['cheese', 5_000, null]]);
  });

  it('are parts of the combo of the dish before them', () => {
    const lunch = [line('lunch', '300'), line('fries', '100', 'combo'), line('more salt', '10', 'modifier')];
    const other = [line('lunch', '300'), line('cola', '80', 'comboItem'), line('tea', '100')];
    expect(linesOf(...lunch, ...other)).toEqual([
      ['lunch', 30_000, '1'],
      ['fries', 11_000, '1'],
      ['lunch', 30_000, '2'],
      ['cola', 8_000, '2'],
      ['tea', 10_000, null],
    ]);
  });

  it('without a price are left out, and more digits are rounded', () => {
    expect(linesOf(line('salt', '0'), line('tea', '33.333333'), line('free', 'x'))).toEqual([['tea', 3_333, null]]);
  });
});
