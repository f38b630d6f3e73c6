import { validate, version } from 'uuid';
import { lowestIdAt, newId } from './ids';

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
