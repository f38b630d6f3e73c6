import fc from 'fast-check';
import type { PoolClient } from 'pg';
import { RowArray } from '../../../../src/platform/database/row-array';
import { installTypeParsers } from '../../../../src/platform/database/type-parsers';
import { superuserPool } from '../../../support/database';

/** One field of each type that the application sends; the server prints what it received. */
interface Every {
  readonly uuid: string | null;
  readonly int2: number;
  readonly int4: number | null;
  readonly int8: number | null;
  readonly list: readonly number[];
  readonly ids: readonly string[];
  readonly bool: boolean;
  readonly text: string | null;
  readonly json: string | null;
  readonly name: string;
  readonly char: string;
  readonly bytes: string | null;
  readonly instant: number | null;
  readonly date: string | null;
}

/** PostgreSQL stores any text but NUL; UTF-8 can't encode half of a surrogate pair. */
const text = fc.string({ unit: 'binary' }).map((value) => value.replaceAll('\0', ''));
const orNull = <T>(of: fc.Arbitrary<T>) => fc.option(of, { nil: null });
const row: fc.Arbitrary<Every> = fc.record({
  uuid: orNull(fc.uuid()),
  int2: fc.integer({ min: -(2 ** 15), max: 2 ** 15 - 1 }),
  int4: orNull(fc.integer()),
  int8: orNull(fc.maxSafeInteger()),
  list: fc.array(fc.maxSafeInteger()),
  ids: fc.array(fc.uuid()),
  bool: fc.boolean(),
  text: orNull(text),
  json: orNull(fc.json()),
  name: fc.constantFrom('SALE', 'REFUND'),
  char: fc.constantFrom('K', 'R'),
  bytes: orNull(fc.uint8Array().map((bytes) => Buffer.from(bytes).toString('hex'))),
  instant: orNull(fc.oneof(fc.constant(Infinity), fc.integer({ min: Date.UTC(1, 0, 1), max: Date.UTC(9999, 11, 31) }))),
  date: orNull(
    fc
      .integer({ min: Date.UTC(1000, 0, 1), max: Date.UTC(9999, 11, 31) })
      .map((ms) => new Date(ms).toISOString().slice(0, 10)),
  ),
});

describe('rows as parameters', () => {
  const pool = superuserPool();
  let client: PoolClient;

  beforeAll(async () => {
    installTypeParsers();
    client = await pool.connect();
    await client.query(`CREATE TYPE pg_temp.every AS (uuid uuid, int2 smallint, int4 integer, int8 bigint, list bigint[], ids uuid[],
      bool boolean, text text, json json, name transaction_type, "char" "char", bytes bytea, instant timestamptz, date date)`);
  });
  afterAll(async () => {
    client.release(true);
    await pool.end();
  });

  it('come to the server as they are', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(row), async (rows) => {
        const array = new RowArray();
        for (const item of rows) {
          array.begin().uuid(item.uuid);
          array.int2(item.int2);
          array.int4(item.int4);
          array.int8(item.int8);
          array.int8Array(item.list);
          array.uuidArray(item.ids);
          array.bool(item.bool);
          array.text(item.text);
          array.json(item.json);
          array.name(item.name);
          array.char(item.char);
          array.bytes(item.bytes);
          array.instant(item.instant);
          array.date(item.date);
        }
        const { rows: read } = await client.query<Every>(
          `SELECT uuid, int2, int4, int8, list, ids, bool, text, json::text AS json, name::text, "char", encode(bytes, 'hex') AS bytes,
             (extract(epoch FROM instant) * 1000)::double precision AS instant, date::text AS date FROM unnest($1::pg_temp.every[])`,
          [array.written()],
        );
        expect(read).toEqual(rows);
      }),
    );
  });

  it('are refused when a field is missing or of another type', async () => {
    const short = new RowArray();
    short.begin().int4(1);
    await expect(client.query('SELECT $1::till_comment[]', [short.written()])).rejects.toThrow(
      /wrong number of columns/,
    );
    const other = new RowArray();
    other.begin().int4(1);
    other.text('0198');
    other.text('comment');
    await expect(client.query('SELECT $1::till_comment[]', [other.written()])).rejects.toThrow(/type 25 .* instead of/);
  });
});
