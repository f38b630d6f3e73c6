import { useTranslation } from '../../shared/i18n/use-translation';
import { DataTable } from '../../shared/ui/data-table';

interface FirstRowsProps {
  readonly header: readonly string[];
  readonly samples: readonly (readonly string[])[];
  /** The name of the field that a column is read as; undefined: it is not read. */
  readonly fieldOf: (column: string) => string | undefined;
}

interface Cells {
  readonly cells: readonly string[];
  readonly place: number;
}

/** The first rows as they stand in the file; the first line says what each column is read as. */
export function FirstRows({ header, samples, fieldOf }: FirstRowsProps) {
  const { t } = useTranslation('admin');
  const readAs = header.map((name) => {
    const field = fieldOf(name);
    return field === undefined ? t('guestFiles.notRead') : t('guestFiles.readAs', { field });
  });
  return (
    <DataTable
      caption={t('guestFiles.firstRows')}
      rows={[readAs, ...samples].map((cells, place) => ({ cells, place }))}
      rowKey={({ place }) => String(place)}
      empty={null}
      columns={header.map((title, at) => ({ key: String(at), title, cell: (row: Cells) => row.cells[at] ?? '' }))}
    />
  );
}
