import type { SchemaElement } from 'hyparquet-writer';
import { dayOfIsoDate } from '../../platform/clock/calendar';
import type { Fact, FactColumn, FactType } from '../facts/facts.rules';
import type { FactRow, FactValue } from '../facts/facts.sql';

/** Rows encoded at once: up to 30 ms of the event loop, which tills share. */
const ROWS_OF_GROUP = 2_000;

const FORMS: Readonly<Record<FactType, Omit<SchemaElement, 'name'>>> = {
  id: { type: 'BYTE_ARRAY', converted_type: 'UTF8' },
  text: { type: 'BYTE_ARRAY', converted_type: 'UTF8' },
  instant: { type: 'INT64', converted_type: 'TIMESTAMP_MILLIS' },
  date: { type: 'INT32', converted_type: 'DATE' },
  int64: { type: 'INT64' },
  money: { type: 'INT64' },
  boolean: { type: 'BOOLEAN' },
};

/** A Parquet file with these facts, in parts: one for each group of rows. The last part has the offsets of all groups. */
export async function* parquetOf(
  { columns }: Fact,
  pages: AsyncIterable<FactRow[]> | Iterable<FactRow[]>,
): AsyncGenerator<Uint8Array> {
  // Loaded with the first file, which makes the start faster.
  const { ByteWriter, ParquetWriter } = await import('hyparquet-writer');
  const writer = new ByteWriter();
  const file = new ParquetWriter({ writer, schema: schemaOf(columns), createdBy: 'loyalty-platform' });
  const written = (): Uint8Array => {
    const bytes = writer.getBytes().slice();
    writer.index = 0;
    return bytes;
  };
  for await (const group of groupsOf(pages)) {
    const columnData = columns.map(({ name, type }) => ({
      name,
      offsetIndex: false,
      data: group.map((row) => storedOf(type, row[name] ?? null)),
    }));
    // Not awaited, because this writer keeps everything in memory.
    void file.write({ columnData, rowGroupSize: ROWS_OF_GROUP });
    yield written();
  }
  void file.finish();
  yield written();
}

function schemaOf(columns: readonly FactColumn[]): SchemaElement[] {
  return [
    { name: 'root', num_children: columns.length },
    ...columns.map(({ name, type, nullable }): SchemaElement => ({
      name,
      repetition_type: nullable === true ? 'OPTIONAL' : 'REQUIRED',
      ...FORMS[type],
    })),
  ];
}

/** The rows in groups of equal size; the last group may be smaller. */
async function* groupsOf(pages: AsyncIterable<FactRow[]> | Iterable<FactRow[]>): AsyncGenerator<FactRow[]> {
  let rows: FactRow[] = [];
  for await (const page of pages) {
    rows = [...rows, ...page];
    while (rows.length >= ROWS_OF_GROUP) {
      yield rows.slice(0, ROWS_OF_GROUP);
      rows = rows.slice(ROWS_OF_GROUP);
    }
  }
  if (rows.length > 0) yield rows;
}

function storedOf(type: FactType, value: FactValue): string | number | bigint | boolean | Date | null {
  if (typeof value === 'number') return BigInt(value);
  return type === 'date' && typeof value === 'string' ? dayOfIsoDate(value) : value;
}
