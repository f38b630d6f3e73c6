import { rowReaderOf } from './row-reader';
import { installTypeParsers } from './type-parsers';

const [TEXT, BOOL, INT8, JSONB] = [25, 16, 20, 3802];

describe('a reader of rows', () => {
  beforeAll(installTypeParsers);

  it('reads each field by the parser of its type, and null as null', () => {
    const read = rowReaderOf([
      { name: 'name', dataTypeID: TEXT },
      { name: 'is"so', dataTypeID: BOOL },
      { name: 'points', dataTypeID: INT8 },
      { name: 'names', dataTypeID: JSONB },
    ]);
    expect(read(['я', 't', '7', '{"ru":"я"}'])).toEqual({ name: 'я', 'is"so': true, points: 7, names: { ru: 'я' } });
    expect(read([null, null, null, null])).toEqual({ name: null, 'is"so': null, points: null, names: null });
  });

  it('takes the last of two columns with one name, in the place of the first', () => {
    const read = rowReaderOf([
      { name: 'id', dataTypeID: TEXT },
      { name: 'amount', dataTypeID: INT8 },
      { name: 'id', dataTypeID: INT8 },
    ]);
    expect(JSON.stringify(read(['a', '1', '2']))).toBe('{"id":2,"amount":1}');
  });

  it('makes a plain member of any name', () => {
    const [row] = [rowReaderOf([{ name: '__proto__', dataTypeID: TEXT }])(['a'])];
    expect(Object.keys(row)).toEqual(['__proto__']);
    expect(Object.keys(rowReaderOf([{ name: '`${x}`\n', dataTypeID: TEXT }])(['a']))).toEqual(['`${x}`\n']);
  });

  it('throws what a parser throws', () => {
    const read = rowReaderOf([{ name: 'points', dataTypeID: INT8 }]);
    expect(() => read(['9007199254740992'])).toThrow('int8 beyond 2^53');
  });
});
