import type { Fact } from '../facts/facts.rules';
import type { FactRow } from '../facts/facts.sql';
import { csvOf } from './csv-file';
import type { ExportQuery } from './export.dto';
import { parquetOf } from './parquet-file';

/** How a file is written in a form. */
export interface FileForm {
  readonly mediaType: string;
  readonly write: (fact: Fact, pages: Pages) => AsyncGenerator<string | Uint8Array>;
}

/** Facts as they are read. */
export type Pages = AsyncIterable<FactRow[]> | Iterable<FactRow[]>;

export const FILE_FORMS: Readonly<Record<ExportQuery['format'], FileForm>> = {
  csv: { mediaType: 'text/csv; charset=utf-8', write: csvOf },
  parquet: { mediaType: 'application/vnd.apache.parquet', write: parquetOf },
};

/** A whole file with a part of the facts. */
export interface FilePart {
  readonly rows: number;
  readonly bytes: Buffer;
}

/** Facts as files with so many rows each, or a page more; without facts one file that has the columns alone. */
export async function* filesOf(form: FileForm, fact: Fact, pages: Pages, rowsOfFile: number): AsyncGenerator<FilePart> {
  let [kept, rows, files]: [FactRow[][], number, number] = [[], 0, 0];
  for await (const page of pages) {
    kept.push(page);
    rows += page.length;
    if (rows < rowsOfFile) continue;
    yield { rows, bytes: await bytesOf(form.write(fact, kept)) };
    [kept, rows, files] = [[], 0, files + 1];
  }
  if (rows > 0 || files === 0) yield { rows, bytes: await bytesOf(form.write(fact, kept)) };
}

async function bytesOf(parts: AsyncIterable<string | Uint8Array>): Promise<Buffer> {
  const whole: Uint8Array[] = [];
  for await (const part of parts) whole.push(typeof part === 'string' ? Buffer.from(part) : part);
  return Buffer.concat(whole);
}
