import { createHash } from 'node:crypto';
import { v7 } from 'uuid';

/**
 * The id of the transaction that an act of an import becomes: a UUIDv7 of the import's own time that is the same each
 * time the import is made again from the same file, so that a restarted import knows its own acts.
 */
export function transactionIdOf(importId: string, startedAt: number, position: number): string {
  const random = createHash('sha256')
    .update(`${importId}/${String(position)}`)
    .digest();
  // The position stands in the bits below the time, so that ids of one import sort as its acts do.
  return v7({ msecs: startedAt, seq: position, random: random.subarray(0, 16) });
}
