import fc from 'fast-check';
import { z } from 'zod';
import { decodeCursor, encodeCursor, pageFrom } from './cursor';

const position = z.tuple([z.string(), z.int()]);

describe('a cursor', () => {
  it('comes back as the position it was made of', () => {
    expect(decodeCursor('guests', encodeCursor('guests', ['Иван', 7]), position)).toEqual(['Иван', 7]);
  });

  it('is refused with another list, or for another kind of position', () => {
    const cursor = encodeCursor('guests', ['a', 7]);
    expect(() => decodeCursor('users', cursor, position)).toThrow('invalid_query');
    expect(() => decodeCursor('guests', encodeCursor('guests', ['a', 'b']), position)).toThrow('invalid_query');
  });

  it('is refused when anything of it was changed', () => {
    const cursor = encodeCursor('guests', ['a', 7]);
    fc.assert(
      fc.property(
        fc.nat(cursor.length - 1),
        fc.constantFrom('A', 'B', 'x', 'z', '0', '9', '-', '_'),
        (at, character) => {
          const changed = cursor.slice(0, at) + character + cursor.slice(at + 1);
          if (changed !== cursor) expect(() => decodeCursor('guests', changed, position)).toThrow('invalid_query');
        },
      ),
    );
    fc.assert(
      fc.property(fc.string(), (text) => expect(() => decodeCursor('guests', text, position)).toThrow('invalid_query')),
    );
  });
});

describe('a page', () => {
  const rows = [1, 2, 3];
  it('says where the next begins when a row is left', () => {
    const page = pageFrom('numbers', rows, 2, (row) => row);
    expect(page.items).toEqual([1, 2]);
    expect(decodeCursor('numbers', page.nextCursor ?? '', z.int())).toBe(2);
  });

  it('is the last when none is left', () => {
    expect(pageFrom('numbers', rows, 3, (row) => row)).toEqual({ items: rows, nextCursor: null });
    expect(pageFrom('numbers', [], 3, (row) => row)).toEqual({ items: [], nextCursor: null });
  });
});
