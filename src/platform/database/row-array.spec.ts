import { joinedRows, RowArray } from './row-array';

/** test/integration/platform/database/row-arrays.spec.ts shows how the server reads the bytes. */
describe('an array of rows', () => {
  it('without a row has no dimension', () => {
    expect(new RowArray().written().toString('hex')).toBe('000000000000000000000000');
  });

  it('bears its length, then each row with its length, its number of fields, and type and length of each', () => {
    const rows = new RowArray();
    rows.begin().int4(7);
    rows.int4(null);
    rows.begin().text('я');
    const [array, first, second] = [
      '00000001 00000000 00000000 00000002 00000001',
      '00000018 00000002 00000017 00000004 00000007 00000017 ffffffff',
      '0000000e 00000001 00000019 00000002 d18f',
    ];
    expect(rows.written().toString('hex')).toBe([array, first, second].join('').replaceAll(' ', ''));
  });

  it('has the rows of several in their order, once they are joined', () => {
    const of = (...numbers: number[]) => {
      const rows = new RowArray();
      for (const number of numbers) rows.begin().int4(number);
      return rows.written();
    };
    expect(joinedRows([of(1, 2), of(), of(3)])).toEqual(of(1, 2, 3));
    expect(joinedRows([of(), of()])).toEqual(of());
    expect(joinedRows([])).toEqual(of());
  });

  it('is the same however often it is asked for, and takes no row after it', () => {
    const rows = new RowArray();
    rows.begin().int4(7);
    const first = rows.written().toString('hex');
    expect(rows.written().toString('hex')).toBe(first);
    expect(() => rows.begin()).toThrow(expect.objectContaining({ name: 'RangeError' }));
  });

  it('stands as a field in a row as it stands alone, empty or not', () => {
    const numbers = (rows: RowArray, count: number): void => {
      for (let n = 0; n < count; n += 1) rows.begin().int4(n);
    };
    const alone = (count: number): string => {
      const rows = new RowArray();
      numbers(rows, count);
      return rows.written().toString('hex');
    };
    for (const [first, second] of [
      [0, 3],
      [2, 0],
      [1, 2_000],
    ] as const) {
      const outer = new RowArray().begin();
      outer.beginArray();
      numbers(outer, first);
      outer.endArray();
      outer.beginArray();
      numbers(outer, second);
      outer.endArray();
      outer.int4(7);
      const field = (hex: string): string => `00000000${(hex.length / 2).toString(16).padStart(8, '0')}${hex}`;
      const fields = `00000003${field(alone(first))}${field(alone(second))}000000170000000400000007`;
      const row = `${(fields.length / 2).toString(16).padStart(8, '0')}${fields}`;
      expect(outer.written().toString('hex')).toBe(`0000000100000000000000000000000100000001${row}`);
    }
  });

  it('is refused while an array within it has no end', () => {
    const rows = new RowArray().begin();
    rows.beginArray();
    expect(() => rows.written()).toThrow(expect.objectContaining({ name: 'RangeError' }));
  });

  it('is the same in a buffer that others gave up, which no two have at once', () => {
    const numbersFrom = (first: number): RowArray => {
      const rows = new RowArray();
      for (let n = first; n < first + 50; n += 1) rows.begin().int4(n);
      return rows;
    };
    const expected = numbersFrom(0).written().toString('hex');
    const [again, beside] = [numbersFrom(0), numbersFrom(2_000)];
    const written = again.written();
    expect(beside.written().toString('hex')).not.toBe(expected);
    numbersFrom(4_000).written();
    expect(written.toString('hex')).toBe(expected);
  });

  it.each<[string, (row: RowArray) => void]>([
    ['half a number', (row) => row.int8(0.5)],
    ['a number that is another one beyond 2^53', (row) => row.int8(2 ** 53)],
    ['such a number in a list', (row) => row.int8Array([1, 2 ** 53])],
    ['a number too large for four bytes', (row) => row.int4(2 ** 31)],
    ['a number too large for two bytes', (row) => row.int2(2 ** 15)],
    ['half a millisecond', (row) => row.instant(0.5)],
    ['no instant', (row) => row.instant(NaN)],
    ['a day that no month has', (row) => row.date('2026-02-30')],
    ['no date', (row) => row.date('yesterday')],
    ['a UUID that is too short', (row) => row.uuid('0198')],
    ['a UUID with a letter that is no digit', (row) => row.uuid('z1989e3c-0000-7000-8000-000000000000')],
    ['half a byte', (row) => row.bytes('abc')],
    ['more than one character', (row) => row.char('ab')],
    ['a character of more than one byte', (row) => row.char('я')],
  ])('refuses %s', (_name, write) => {
    // Compared by name, because errors of Node's own code come from another realm than the test.
    expect(() => {
      write(new RowArray().begin());
    }).toThrow(expect.objectContaining({ name: 'RangeError' }));
  });
});
