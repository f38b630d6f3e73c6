const HEADER = 20;
const UUID_OID = 2_950;
const UUID_BYTES = 16;
const ELEMENT = 4 + UUID_BYTES;

/**
 * A parameter that is an array of UUIDs in PostgreSQL's binary form, which the server copies as it stands. Each value is
 * of 16 bytes.
 */
export function uuidArray(values: readonly Buffer[]): Buffer {
  const array = Buffer.allocUnsafe(HEADER + values.length * ELEMENT);
  // Of one dimension, without NULL, from the index 1 on.
  for (const [index, field] of [1, 0, UUID_OID, values.length, 1].entries()) array.writeInt32BE(field, index * 4);
  let at = HEADER;
  for (const value of values) {
    if (value.length !== UUID_BYTES) throw new RangeError('a UUID has 16 bytes');
    array.writeInt32BE(UUID_BYTES, at);
    value.copy(array, at + 4);
    at += ELEMENT;
  }
  return array;
}
