import type { ComponentProps } from 'react';
import { DataTable } from './data-table';
import { useFirstRows } from './use-first-rows';

interface ShortTableProps<Row> extends Omit<ComponentProps<typeof DataTable<Row>>, 'rows'> {
  readonly rows: readonly Row[];
}

/** The first rows of a table, and all of them when asked. */
export function ShortTable<Row>({ rows, ...table }: ShortTableProps<Row>) {
  const { shown, more } = useFirstRows(rows);
  return (
    <>
      <DataTable {...table} rows={shown} />
      {more}
    </>
  );
}
