import { NativeSelect } from '@mantine/core';
import type { GuestFileMapping } from './guest-file.api';
import { useTranslation } from '../../shared/i18n/use-translation';
import { bound } from '../../shared/ui/bound';

type DateFormat = GuestFileMapping['dateFormat'];
const DATE_FORMATS = ['ISO', 'DOTTED', 'DAY_FIRST', 'MONTH_FIRST'] as const satisfies readonly DateFormat[];

interface FieldProps<Value> {
  readonly value: Value;
  readonly onChange: (value: Value) => void;
}

/** The input for the format of dates in the file; null: the first rows of the file do not show the format. */
export function DatesField({ value, onChange }: FieldProps<DateFormat>) {
  const { t } = useTranslation('admin');
  return (
    <NativeSelect
      label={t('guestFiles.dates')}
      error={value === null ? t('guestFiles.datesOpen') : null}
      data={[
        ...(value === null ? [{ value: '', label: t('guestFiles.choose') }] : []),
        ...DATE_FORMATS.map((format) => ({ value: format, label: t(`guestFiles.dateFormats.${format}`) })),
      ]}
      {...bound(value ?? '', (format) => onChange(DATE_FORMATS.find((one) => one === format) ?? null))}
    />
  );
}

/** The input for the format of sums in the file: their unit and their decimal mark. */
export function SumsField({ value: { unit, decimalMark }, onChange }: FieldProps<GuestFileMapping['money']>) {
  const { t } = useTranslation('admin');
  return (
    <NativeSelect
      label={t('guestFiles.sums')}
      data={[
        { value: '.', label: '1234.50' },
        { value: ',', label: '1234,50' },
        { value: 'MINOR', label: t('guestFiles.minor') },
      ]}
      {...bound(unit === 'MINOR' ? 'MINOR' : decimalMark, (chosen) =>
        onChange({ unit: chosen === 'MINOR' ? 'MINOR' : 'MAJOR', decimalMark: chosen === ',' ? ',' : '.' }),
      )}
    />
  );
}
