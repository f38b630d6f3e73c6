import fc from 'fast-check';
import { canonicalJson } from './canonical-json';

describe('canonical JSON', () => {
  it('sorts members and leaves lists as they are', () => {
    expect(canonicalJson({ b: [2, 1], a: { d: null, c: 'é\u2028"' } })).toBe(
      '{"a":{"c":"é\u2028\\"","d":null},"b":[2,1]}',
    );
    expect(canonicalJson({ '\u00e9': 1, z: 2, '10': 3, '9': 4 })).toBe('{"10":3,"9":4,"z":2,"é":1}');
  });

  it('leaves out what JSON leaves out', () => {
    expect(canonicalJson({ a: undefined, b: [undefined] })).toBe('{"b":[null]}');
    expect(canonicalJson(new Date(0))).toBe('"1970-01-01T00:00:00.000Z"');
    expect(canonicalJson(-0)).toBe('0');
  });

  it.each([[NaN], [Infinity], [1n], [() => 1], [undefined]])('refuses %p, which has no form', (value) => {
    expect(() => canonicalJson(value)).toThrow(TypeError);
  });

  it('is JSON of the same value, whatever the order of its members', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = canonicalJson(value);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
        expect(canonicalJson(reversed(JSON.parse(text)))).toBe(text);
      }),
    );
  });
});

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([name, member]) => [name, reversed(member)]),
  );
}
