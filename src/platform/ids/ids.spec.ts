import { MAX, NIL, v1, v4, v5, v7, validate, version } from 'uuid';
import { isId, lowestIdAt, newId } from './ids';

describe('a new id', () => {
  const MANY = 20_000;

  it('is a UUID of version 7 that tells when it was made', () => {
    const before = Date.now();
    const id = newId();
    expect(validate(id) && version(id) === 7).toBe(true);
    expect(id >= lowestIdAt(before)).toBe(true);
    expect(id < lowestIdAt(Date.now() + 1_000)).toBe(true);
  });

  it('comes after all that this process made before, also when a millisecond has no room for more', () => {
    const ids = Array.from({ length: MANY }, newId);
    expect(new Set(ids).size).toBe(MANY);
    expect([...ids].sort()).toEqual(ids);
    expect(ids.every((id) => validate(id) && version(id) === 7)).toBe(true);
  });

  it('goes on where it was when the clock is set back', () => {
    const last = newId();
    const clock = jest.spyOn(Date, 'now').mockReturnValue(Date.now() - 60_000);
    expect(newId() > last).toBe(true);
    clock.mockRestore();
  });
});

describe('a string from outside', () => {
  const known = v7();

  it.each([
    known,
    known.toUpperCase(),
    NIL,
    MAX,
    v1(),
    v4(),
    v5('a guest', v5.URL),
    '',
    known.slice(1),
    `${known}0`,
    ` ${known}`,
    `${known}\n`,
    known.replaceAll('-', ''),
    `{${known}}`,
    `${known.slice(0, 14)}9${known.slice(15)}`,
    `${known.slice(0, 19)}7${known.slice(20)}`,
    known.replace(/.$/, 'g'),
  ])('%j is an id where RFC 9562 says so', (text) => {
    expect(isId(text)).toBe(validate(text));
  });
});
