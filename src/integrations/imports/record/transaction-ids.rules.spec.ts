import fc from 'fast-check';
import { validate, version } from 'uuid';
import { transactionIdsOf } from './transaction-ids.rules';

const IMPORT = '01a19467-e800-7000-8000-000000000001';
const STARTED = Date.UTC(2026, 10, 20);
const position = fc.integer({ min: 0, max: 2 ** 32 - 1 });

describe('the ids of an import', () => {
  it('are UUIDv7 of its beginning, the same each time, and sort as its acts do', () => {
    fc.assert(
      fc.property(position, position, (a, b) => {
        const idOf = transactionIdsOf(IMPORT, STARTED);
        expect(validate(idOf(a))).toBe(true);
        expect(version(idOf(a))).toBe(7);
        expect(parseInt(idOf(a).replaceAll('-', '').slice(0, 12), 16)).toBe(STARTED);
        expect(transactionIdsOf(IMPORT, STARTED)(a)).toBe(idOf(a));
        expect(Math.sign(idOf(a) < idOf(b) ? -1 : Number(idOf(a) > idOf(b)))).toBe(Math.sign(a - b));
      }),
    );
  });

  it('differ between imports that began in the same millisecond', () => {
    const other = transactionIdsOf('01a19467-e800-7000-8000-000000000002', STARTED);
    expect(other(7)).not.toBe(transactionIdsOf(IMPORT, STARTED)(7));
  });
});
