/**
 * Parameters that are arrays of rows, in PostgreSQL's binary form, which the server copies without parsing text. The server checks the number of
 * columns, and the type of each column that has a built-in type.
 */

const OID = {
  bool: 16,
  bytea: 17,
  char: 18,
  int8: 20,
  int2: 21,
  int4: 23,
  text: 25,
  json: 114,
  int8Array: 1016,
  date: 1082,
  timestamptz: 1184,
  uuid: 2950,
  uuidArray: 2951,
} as const;
/** The type number of our own types differs between databases; 0 makes the server skip its check. */
const OWN_TYPE = 0;

const NO_BYTES = Buffer.alloc(0);
const NO_VIEW = new DataView(NO_BYTES.buffer, 0, 0);
/** An empty array of a type of the schema. */
const NO_ROWS = Buffer.alloc(12);
/** Enough for all that the till writes for one act. */
const FIRST_BYTES = 4_096;
/** Buffers in which arrays were written, reused for the next ones, without the large ones that only imports need. */
const spare: (typeof NO_BYTES)[] = [];
const MAX_SPARE = 4;
const MAX_SPARE_BYTES = 131_072;
const ARRAY_HEADER = 20;
/** The offset of the number of rows in the header. */
const LENGTH_AT = 12;
const ROW_HEADER = 8;
const FIELD_HEADER = 8;
const NULL_LENGTH = -1;
const TWO_32 = 0x1_0000_0000;
const HYPHEN = 45;
/** The value of a hexadecimal digit by its character code; -1: not a digit. */
const DIGIT_OF = Int8Array.from({ length: 128 }, (_, code) =>
  '0123456789abcdef'.indexOf(String.fromCharCode(code).toLowerCase()),
);
/** Milliseconds from 1970 to 2000, the start of PostgreSQL's count. */
const EPOCH_2000_MS = 946_684_800_000;
const DAY_MS = 86_400_000;

/** Joins arrays, each made by `RowArray.written`, into one with all their rows in order. */
export function joinedRows(arrays: readonly Buffer[]): Buffer {
  const filled = arrays.filter((array) => array.length > NO_ROWS.length);
  const [first, second] = filled;
  if (first === undefined || second === undefined) return first ?? NO_ROWS;
  const joined = Buffer.concat([
    first.subarray(0, ARRAY_HEADER),
    ...filled.map((array) => array.subarray(ARRAY_HEADER)),
  ]);
  joined.writeInt32BE(
    filled.reduce((sum, array) => sum + array.readInt32BE(LENGTH_AT), 0),
    LENGTH_AT,
  );
  return joined;
}

/**
 * An array of rows of a composite type. Begin each row, then add its fields in the order of the type; a field that does not
 * fit its type throws. A field may be an array of rows itself: its rows stand between `beginArray` and `endArray`.
 */
export class RowArray {
  private buffer = NO_BYTES;
  /** A view of `buffer`. It writes a number in a tenth of the time, and does not check whether the number fits. */
  private view = NO_VIEW;
  private at = 0;
  /** Offset of the array to which `begin` adds rows: the whole parameter, or an array within it. */
  private arrayAt = 0;
  private rows = 0;
  private rowAt = 0;
  private fields = 0;
  /** The four numbers above for each array around the current one, the outermost first. */
  private readonly around: number[] = [];
  private parameter: Buffer | undefined;

  /** Begins the next row; the previous row must be complete. */
  begin(): this {
    if (this.parameter !== undefined) throw new RangeError('the array is written already');
    this.endRow();
    if (this.rows === 0) {
      this.reserve(ARRAY_HEADER);
      this.at = this.arrayAt + ARRAY_HEADER;
    }
    this.rows += 1;
    this.fields = 0;
    this.reserve(ROW_HEADER);
    this.rowAt = this.at;
    this.at += ROW_HEADER;
    return this;
  }

  /** Adds a field that is an array of rows; the rows that follow are its own until `endArray`. */
  beginArray(): void {
    this.field(OWN_TYPE, 0);
    this.around.push(this.arrayAt, this.rows, this.rowAt, this.fields);
    this.arrayAt = this.at;
    this.rows = 0;
  }

  /** Ends the inner array; the next field is the outer row's. */
  endArray(): void {
    this.endRow();
    this.reserve(ARRAY_HEADER);
    const end = this.rows === 0 ? this.at + NO_ROWS.length : this.at;
    this.at = this.arrayAt;
    this.arrayHeader(this.rows, OWN_TYPE);
    this.at = end;
    this.buffer.writeInt32BE(end - this.arrayAt, this.arrayAt - 4);
    this.fields = this.around.pop() ?? 0;
    this.rowAt = this.around.pop() ?? 0;
    this.rows = this.around.pop() ?? 0;
    this.arrayAt = this.around.pop() ?? 0;
  }

  /** The parameter with all rows. No row follows it. */
  written(): Buffer {
    if (this.around.length > 0) throw new RangeError('an array within the array has no end');
    if (this.parameter === undefined) {
      this.parameter = this.rows === 0 ? NO_ROWS : this.ended();
      this.giveUp();
    }
    return this.parameter;
  }

  uuid(value: string | null): void {
    if (value === null) return this.absent(OID.uuid);
    this.field(OID.uuid, 16);
    this.sixteenBytes(value);
  }

  int2(value: number): void {
    this.field(OID.int2, 2);
    this.at = this.buffer.writeInt16BE(value, this.at);
  }

  int4(value: number | null): void {
    if (value === null) return this.absent(OID.int4);
    this.field(OID.int4, 4);
    this.at = this.buffer.writeInt32BE(value, this.at);
  }

  int8(value: number | null): void {
    if (value === null) return this.absent(OID.int8);
    this.field(OID.int8, 8);
    this.eightBytes(value);
  }

  int8Array(values: readonly number[]): void {
    this.field(OID.int8Array, values.length === 0 ? 12 : ARRAY_HEADER + values.length * 12);
    this.arrayHeader(values.length, OID.int8);
    // A regular's days are a thousand numbers.
    for (const value of values) {
      this.view.setInt32(this.at, 8);
      this.at += 4;
      this.eightBytes(value);
    }
  }

  uuidArray(values: readonly string[]): void {
    this.field(OID.uuidArray, values.length === 0 ? 12 : ARRAY_HEADER + values.length * 20);
    this.arrayHeader(values.length, OID.uuid);
    for (const value of values) {
      this.at = this.buffer.writeInt32BE(16, this.at);
      this.sixteenBytes(value);
    }
  }

  bool(value: boolean): void {
    this.field(OID.bool, 1);
    this.at = this.buffer.writeUInt8(value ? 1 : 0, this.at);
  }

  text(value: string | null): void {
    this.characters(OID.text, value);
  }

  json(value: string | null): void {
    this.characters(OID.json, value);
  }

  /** A value of an enumeration of the schema. */
  name(value: string): void {
    this.characters(OWN_TYPE, value);
  }

  /** A value of type `"char"`: one ASCII character. */
  char(value: string): void {
    if (value.length !== 1) throw new RangeError(`not one character: ${value}`);
    this.field(OID.char, 1);
    this.at = this.buffer.writeUInt8(value.charCodeAt(0), this.at);
  }

  /** Bytes, given as hexadecimal digits. */
  bytes(hex: string | null): void {
    if (hex === null) return this.absent(OID.bytea);
    this.field(OID.bytea, hex.length / 2);
    this.hex(hex, hex.length / 2);
  }

  /** Milliseconds since 1970; `Infinity` becomes PostgreSQL's `infinity`. */
  instant(ms: number | null): void {
    if (ms === null) return this.absent(OID.timestamptz);
    this.field(OID.timestamptz, 8);
    if (ms === Infinity) {
      this.at = this.buffer.writeInt32BE(0x7fff_ffff, this.at);
      this.at = this.buffer.writeUInt32BE(0xffff_ffff, this.at);
      return;
    }
    // Microseconds exceed 2^53 from the year 2285 on, so they are computed in two halves.
    const since = guarded(ms) - EPOCH_2000_MS;
    const high = Math.floor(since / TWO_32);
    const low = (since - high * TWO_32) * 1_000;
    const carried = Math.floor(low / TWO_32);
    this.at = this.buffer.writeInt32BE(high * 1_000 + carried, this.at);
    this.at = this.buffer.writeUInt32BE(low - carried * TWO_32, this.at);
  }

  /** `YYYY-MM-DD`. */
  date(value: string | null): void {
    if (value === null) return this.absent(OID.date);
    this.field(OID.date, 4);
    const ms = Date.parse(`${value}T00:00:00Z`);
    // `Date.parse` would read 30 February as 2 March.
    if (new Date(ms).getUTCDate() !== Number(value.slice(-2))) throw new RangeError(`no date: ${value}`);
    this.at = this.buffer.writeInt32BE((ms - EPOCH_2000_MS) / DAY_MS, this.at);
  }

  private ended(): Buffer {
    this.endRow();
    const end = this.at;
    this.at = 0;
    this.arrayHeader(this.rows, OWN_TYPE);
    return Buffer.from(this.buffer.subarray(0, end));
  }

  private giveUp(): void {
    const { buffer } = this;
    this.use(NO_BYTES);
    if (buffer.length > 0 && buffer.length <= MAX_SPARE_BYTES && spare.length < MAX_SPARE) spare.push(buffer);
  }

  private endRow(): void {
    if (this.rows === 0) return;
    this.buffer.writeInt32BE(this.at - this.rowAt - 4, this.rowAt);
    this.buffer.writeInt32BE(this.fields, this.rowAt + 4);
  }

  private characters(type: number, value: string | null): void {
    if (value === null) return this.absent(type);
    // No character of UTF-16 takes more than three bytes of UTF-8.
    this.field(type, value.length * 3);
    const length = this.buffer.write(value, this.at);
    this.buffer.writeInt32BE(length, this.at - 4);
    this.at += length;
  }

  private hex(digits: string, bytes: number): void {
    if (digits.length !== bytes * 2 || this.buffer.write(digits, this.at, 'hex') !== bytes)
      throw new RangeError(`not ${String(bytes)} bytes in hexadecimal: ${digits}`);
    this.at += bytes;
  }

  /** Uses a table of digits: an act has a dozen UUIDs, and stripping the hyphens first took five times as long. */
  private sixteenBytes(uuid: string): void {
    let fault = uuid.length === 36 ? 0 : -1;
    let widest = 0;
    for (let i = 0; i < 36; i += 2) {
      if (i === 8 || i === 13 || i === 18 || i === 23) {
        if (uuid.charCodeAt(i) !== HYPHEN) fault = -1;
        i += 1;
      }
      const high = uuid.charCodeAt(i);
      const low = uuid.charCodeAt(i + 1);
      const byte = ((DIGIT_OF[high & 127] ?? -1) << 4) | (DIGIT_OF[low & 127] ?? -1);
      fault |= byte;
      widest |= high | low;
      this.buffer[this.at] = byte;
      this.at += 1;
    }
    if (fault < 0 || widest > 127) throw new RangeError(`not a UUID: ${uuid}`);
  }

  private eightBytes(value: number): void {
    const high = Math.floor(guarded(value) / TWO_32);
    this.view.setInt32(this.at, high);
    this.view.setUint32(this.at + 4, value - high * TWO_32);
    this.at += 8;
  }

  private arrayHeader(length: number, type: number): void {
    this.at = this.buffer.writeInt32BE(length === 0 ? 0 : 1, this.at);
    this.at = this.buffer.writeInt32BE(0, this.at);
    this.at = this.buffer.writeUInt32BE(type, this.at);
    if (length === 0) return;
    this.at = this.buffer.writeInt32BE(length, this.at);
    // The array's index begins at 1.
    this.at = this.buffer.writeInt32BE(1, this.at);
  }

  private absent(type: number): void {
    this.field(type, 0);
    this.buffer.writeInt32BE(NULL_LENGTH, this.at - 4);
  }

  private field(type: number, length: number): void {
    this.reserve(FIELD_HEADER + length);
    this.fields += 1;
    this.view.setUint32(this.at, type);
    this.view.setInt32(this.at + 4, length);
    this.at += FIELD_HEADER;
  }

  private reserve(bytes: number): void {
    if (this.buffer.length === 0) this.use(spare.pop() ?? NO_BYTES);
    if (this.at + bytes <= this.buffer.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.buffer.length * 2, this.at + bytes, FIRST_BYTES));
    this.buffer.copy(larger, 0, 0, this.at);
    this.use(larger);
  }

  private use(buffer: typeof NO_BYTES): void {
    this.buffer = buffer;
    this.view = new DataView(buffer.buffer, buffer.byteOffset, buffer.length);
  }
}

function guarded(value: number): number {
  if (!Number.isSafeInteger(value)) throw new RangeError(`no whole number within 2^53: ${String(value)}`);
  return value;
}
