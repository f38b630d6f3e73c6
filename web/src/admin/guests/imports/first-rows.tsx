import type { GuestFileMapping, GuestFileWithRows } from '../../../entities/guest-file/guest-file.api';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { column, DataTable } from '../../../shared/ui/data-table';
import { FIELDS } from './fields';

interface FirstRowsProps extends Pick<GuestFileWithRows, 'header' | 'samples'> {
  readonly columns: GuestFileMapping['columns'];
}

/** The first rows as they stand in the file; the first line says what each column is read as. */
export function FirstRows({ header, samples, columns }: FirstRowsProps) {
  const { t } = useTranslation('admin');
  const fieldOf = new Map(FIELDS.map((field) => [columns[field], field]));
  const readAs = header.map((name) => {
    const field = fieldOf.get(name);
    return field === undefined
      ? t('guestFiles.notRead')
      : t('guestFiles.readAs', { field: t(`guestFiles.fields.${field}`) });
  });
  return (
    <DataTable
      caption={t('guestFiles.firstRows')}
      rows={[readAs, ...samples].map((cells, place) => ({ cells, place }))}
      rowKey={({ place }) => String(place)}
      empty={null}
      columns={header.map((name, at) =>
        column<{ cells: readonly string[] }>(String(at), name, ({ cells }) => cells[at] ?? ''),
      )}
    />
  );
}
