/**
 * The bytes that seals hash: PostgreSQL's own binary form of a row (`record_send`), with built-in types only, whose
 * numbers are the same in every installation. The form is published (docs/ledger-format.md), so that anybody can make
 * the same bytes without PostgreSQL.
 *
 * A record is the number of its fields; then, for each field, the number of its type, the length of its bytes (−1:
 * null) and the bytes. All numbers are signed, 32 bits long, the highest byte first. Two different lists never have the
 * same bytes.
 */

/** Types by their fixed numbers in PostgreSQL's catalogue. */
const TYPE_NUMBER = {
  bytea: 17,
  int8: 20,
  int2: 21,
  int4: 23,
  text: 25,
  json: 114,
  date: 1082,
  timestamptz: 1184,
  uuid: 2950,
} as const;

export type FieldType = keyof typeof TYPE_NUMBER;

/**
 * A field with its value as text (null: no value): integers as decimals; `timestamptz` as microseconds since
 * 1970-01-01T00:00Z, or `infinity`; `date` as `YYYY-MM-DD`; `bytea` in hexadecimal; `json` byte for byte as stored.
 */
export type RecordField = readonly [type: FieldType, value: string | null];

/** The bytes of a record. */
export function recordOf(fields: readonly RecordField[]): Buffer {
  return Buffer.concat([int32(fields.length), ...fields.flatMap(fieldParts)]);
}

function fieldParts([type, value]: RecordField): Buffer[] {
  if (value === null) return [int32(TYPE_NUMBER[type]), int32(-1)];
  const bytes = bytesOf(type, value);
  return [int32(TYPE_NUMBER[type]), int32(bytes.length), bytes];
}

/** PostgreSQL counts microseconds from 2000-01-01. */
const MICROSECONDS_TO_2000 = 946_684_800_000_000n;
const DAYS_TO_2000 = 10_957;
const DAY_MS = 86_400_000;

function bytesOf(type: FieldType, value: string): Buffer {
  switch (type) {
    case 'bytea':
      return Buffer.from(value, 'hex');
    case 'int2': {
      const bytes = Buffer.alloc(2);
      bytes.writeInt16BE(Number(value));
      return bytes;
    }
    case 'int4':
      return int32(Number(value));
    case 'int8':
      return int64(BigInt(value));
    case 'text':
    case 'json':
      return Buffer.from(value);
    case 'date':
      return int32(Date.parse(`${value}T00:00:00Z`) / DAY_MS - DAYS_TO_2000);
    case 'timestamptz':
      return int64(value === 'infinity' ? 2n ** 63n - 1n : BigInt(value) - MICROSECONDS_TO_2000);
    case 'uuid':
      return Buffer.from(value.replaceAll('-', ''), 'hex');
  }
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}

function int64(value: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64BE(value);
  return bytes;
}
