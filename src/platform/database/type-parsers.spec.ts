import fc from 'fast-check';
import pg from 'pg';
import { installTypeParsers } from './type-parsers';

describe('a list of whole numbers from the database', () => {
  installTypeParsers();
  const types = { int8Array: 1016 };
  const read = pg.types.getTypeParser(types.int8Array, 'text') as (text: string) => number[];

  it('has each number, whatever its sign and length', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.nat(), fc.maxSafeInteger())), (values) => {
        expect(read(`{${values.join(',')}}`)).toEqual(values);
      }),
    );
  });

  it.each(['{9007199254740993}', '{1,-9007199254740993,2}', '{1,NULL}'])('is refused as %s', (text) => {
    expect(() => read(text)).toThrow(RangeError);
  });
});
