import type { Fact } from '../facts/facts.rules';
import type { FactRow } from '../facts/facts.sql';
import { csvOf } from './csv-file';
import type { ExportQuery } from './export.dto';
import { parquetOf } from './parquet-file';

/** A file format. */
export interface FileForm {
  readonly mediaType: string;
  readonly write: (fact: Fact, pages: Pages) => AsyncGenerator<string | Uint8Array>;
}

/** Facts, page by page. */
export type Pages = AsyncIterable<FactRow[]> | Iterable<FactRow[]>;

export const FILE_FORMS: Readonly<Record<ExportQuery['format'], FileForm>> = {
  csv: { mediaType: 'text/csv; charset=utf-8', write: csvOf },
  parquet: { mediaType: 'application/vnd.apache.parquet', write: parquetOf },
};

/** A whole file with these facts. */
export async function fileOf(form: FileForm, fact: Fact, pages: Pages): Promise<Buffer> {
  const whole: Uint8Array[] = [];
  for await (const part of form.write(fact, pages)) whole.push(typeof part === 'string' ? Buffer.from(part) : part);
  return Buffer.concat(whole);
}
