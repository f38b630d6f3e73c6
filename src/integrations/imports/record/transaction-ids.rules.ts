import { createHash } from 'node:crypto';

/** The bits of a UUIDv7 that say its version and variant stand between the parts of the position. */
const VARIANT = 0x800000;

/**
 * The ids of the transactions that the acts of an import become, by their positions (up to 2^32): UUIDv7 of the
 * import's own time that are the same each time the import is made again from the same file, so that a restarted
 * import knows its own acts. The position stands in the bits below the time, so that ids of one import sort as its
 * acts do; what is left tells imports of the same millisecond apart.
 */
export function transactionIdsOf(importId: string, startedAt: number): (position: number) => string {
  const time = hex(startedAt, 12);
  const ofImport = createHash('sha256').update(importId).digest('hex').slice(0, 10);
  return (position) => {
    const low = hex(VARIANT | ((position << 2) & 0x3fffff), 6);
    return `${time.slice(0, 8)}-${time.slice(8)}-7${hex(position >>> 20, 3)}-${low.slice(0, 4)}-${low.slice(4)}${ofImport}`;
  };
}

function hex(value: number, digits: number): string {
  return value.toString(16).padStart(digits, '0');
}
