import { readRetryAfter } from './retry-after.rules';

const MIDNIGHT = Date.UTC(2026, 0, 1);

describe('Retry-After', () => {
  it.each([
    ['120', 120],
    ['0', 0],
    ['Thu, 01 Jan 2026 00:01:30 GMT', 90],
    ['Thu, 01 Jan 2026 00:00:00 GMT', 0],
    ['Wed, 31 Dec 2025 23:00:00 GMT', 0],
    ['Thu, 99 Jan 2026 00:01:30 GMT', null],
    ['tomorrow', null],
    ['1.5', null],
    ['-1', null],
    ['2026-01-01T00:01:30Z', null],
    [undefined, null],
  ])('that is %j, said at midnight, asks for %j seconds', (header, seconds) => {
    expect(readRetryAfter(header, MIDNIGHT)).toBe(seconds);
  });
});
