import { Button } from '@mantine/core';
import { type ComponentProps, useState } from 'react';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { DataTable } from '../../../shared/ui/data-table';

const FIRST = 10;

interface ShortTableProps<Row> extends Omit<ComponentProps<typeof DataTable<Row>>, 'rows'> {
  readonly rows: readonly Row[];
}

/** The first rows of a table, and all of them when asked. */
export function ShortTable<Row>({ rows, ...table }: ShortTableProps<Row>) {
  const { t } = useTranslation('admin');
  const [isAll, setAll] = useState(false);
  const shown = isAll ? rows : rows.slice(0, FIRST);
  return (
    <>
      <DataTable {...table} rows={shown} />
      {shown.length < rows.length && (
        <Button variant="subtle" onClick={() => setAll(true)}>
          {t('program.report.showAll', { count: rows.length })}
        </Button>
      )}
    </>
  );
}
