import { csvLine } from '../../platform/http/csv';
import type { Fact } from '../facts/facts.rules';
import type { FactRow, FactValue } from '../facts/facts.sql';

/** A CSV file with these facts, in parts: one part for each page. */
export async function* csvOf(
  { columns }: Fact,
  pages: AsyncIterable<FactRow[]> | Iterable<FactRow[]>,
): AsyncGenerator<string> {
  const names = columns.map(({ name }) => name);
  yield csvLine(names);
  for await (const page of pages) {
    if (page.length > 0) yield page.map((row) => csvLine(names.map((name) => cellOf(row[name] ?? null)))).join('');
  }
}

function cellOf(value: FactValue): string | number | null {
  if (value instanceof Date) return value.toISOString();
  return typeof value === 'boolean' ? String(value) : value;
}
