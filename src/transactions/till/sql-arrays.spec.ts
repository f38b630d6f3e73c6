import fc from 'fast-check';
import { plainArray, textArray } from './sql-arrays';

describe('array literals for PostgreSQL', () => {
  it('write plain values without quotes and null as NULL', () => {
    expect(plainArray([])).toBe('{}');
    expect(plainArray([0])).toBe('{0}');
    expect(plainArray([1, null, -2, true, false, 'a1b2', Infinity])).toBe('{1,NULL,-2,true,false,a1b2,Infinity}');
  });

  it('quote every text, so that neither NULL, nor a comma, nor a brace in it means anything', () => {
    expect(textArray([])).toBe('{}');
    expect(textArray(['a', null, '', 'NULL', '{x,y}'])).toBe('{"a",NULL,"","NULL","{x,y}"}');
  });

  it('escape each quote and backslash', () => {
    expect(textArray(['say "hi"', 'C:\\dir\\', '\\"'])).toBe('{"say \\"hi\\"","C:\\\\dir\\\\","\\\\\\""}');
  });

  it('can be read back whatever the texts are', () => {
    const texts = fc.array(fc.option(fc.string({ unit: fc.constantFrom('"', '\\', ',', '{', '}', ' ', 'a', 'я') })));
    fc.assert(fc.property(texts, (values) => expect(readBack(textArray(values))).toEqual(values)));
  });
});

/** The reader's side of the manual's grammar for array literals whose elements are all quoted or NULL. */
function readBack(literal: string): (string | null)[] {
  const elements = literal.slice(1, -1).match(/NULL|"(?:[^"\\]|\\.)*"/gs) ?? [];
  return elements.map((element) => (element === 'NULL' ? null : element.slice(1, -1).replace(/\\(.)/gs, '$1')));
}
