import { createHash } from 'node:crypto';

/** The UUIDv7's version and variant bits, which lie between the parts of the position. */
const VARIANT = 0x800000;

/**
 * The transaction ids of an import's acts, by position (up to 2^32): UUIDv7 of the import's own time. Each run over the same file gives the same
 * ids, so a restarted import finds its acts. The position is in the bits below the time, so ids sort like acts; the remaining bits distinguish
 * imports of the same millisecond.
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
