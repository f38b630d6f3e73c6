const HEADER = 20;
const UUID_OID = 2_950;
const UUID_BYTES = 16;
const ELEMENT = 4 + UUID_BYTES;

/**
 * Makes an array of UUIDs in PostgreSQL's binary form, which the server copies without parsing.
 * @param values the bytes of all UUIDs, 16 each
 */
export function uuidArray(values: Buffer): Buffer {
  if (values.length % UUID_BYTES !== 0) throw new RangeError('a UUID has 16 bytes');
  const length = values.length / UUID_BYTES;
  const array = Buffer.allocUnsafe(HEADER + length * ELEMENT);
  // One dimension, without NULL, from index 1 on.
  for (const [index, field] of [1, 0, UUID_OID, length, 1].entries()) array.writeInt32BE(field, index * 4);
  for (let from = 0, at = HEADER; from < values.length; from += UUID_BYTES, at += ELEMENT) {
    array.writeInt32BE(UUID_BYTES, at);
    values.copy(array, at + 4, from, from + UUID_BYTES);
  }
  return array;
}
