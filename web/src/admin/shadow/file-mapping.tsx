import { Button, Checkbox, Flex, NativeSelect, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { ShadowFile, ShadowFileMapping, ShadowFileWithRows } from '../../entities/shadow/shadow.api';
import { DateField } from '../../shared/ui/dates/date-field';
import { useTranslation } from '../../shared/i18n/use-translation';
import { bound } from '../../shared/ui/bound';
import { FirstRows } from '../../entities/guest-file/first-rows';
import classes from '../../entities/guest-file/uploads.module.css';

const DATE_FORMATS = ['ISO', 'DOTTED', 'DAY_FIRST', 'MONTH_FIRST'] as const;
/** The fields of each kind of file, in the order of the form. */
const FIELDS = {
  SHADOW_RECEIPTS: [
    'number',
    'occurredAt',
    'total',
    'guest',
    'card',
    'phone',
    'pointOfSale',
    'oldEarned',
    'oldSpent',
    'oldBalance',
    'quantity',
    'sku',
    'name',
    'category',
    'unitPrice',
    'paymentMethod',
  ],
  SHADOW_BALANCES: ['guest', 'card', 'phone', 'date', 'balance'],
} as const satisfies Readonly<Record<ShadowFile['kind'], readonly string[]>>;
type ShadowFileField = (typeof FIELDS)[ShadowFile['kind']][number];
const NEEDED: Readonly<Record<ShadowFile['kind'], readonly ShadowFileField[]>> = {
  SHADOW_RECEIPTS: ['number', 'occurredAt', 'total'],
  SHADOW_BALANCES: ['balance'],
};

interface FileMappingProps {
  readonly file: ShadowFileWithRows;
  readonly mapping: ShadowFileMapping;
  readonly isPending: boolean;
  readonly onCheck: (mapping: ShadowFileMapping) => void;
}

/** Which column of the file is which field, each with its first value. */
export function FileMapping({
  file: { kind, status, header, samples },
  mapping: first,
  isPending,
  onCheck,
}: FileMappingProps) {
  const { t } = useTranslation('admin');
  const [mapping, setMapping] = useState(first);
  const { columns, dateFormat, day } = mapping;
  const names = [...new Set(header)].filter((name) => name !== '');
  const wanted: readonly ShadowFileField[] = FIELDS[kind];
  const fields = new Map(wanted.map((field) => [columns[field], field]));
  const labelOf = (field: ShadowFileField) => t(`shadow.files.fields.${field}`);
  const fieldOf = (name: string) => {
    const field = fields.get(name);
    return field === undefined ? undefined : labelOf(field);
  };
  const sampleOf = (name: string | undefined) =>
    name === undefined
      ? undefined
      : samples.map((cells) => cells[header.indexOf(name)] ?? '').find((cell) => cell !== '');
  const isOfBalances = kind === 'SHADOW_BALANCES';
  const namesGuest = columns.guest !== undefined || columns.card !== undefined || columns.phone !== undefined;
  const isDayOpen = isOfBalances && columns.date === undefined && day === null;
  const isFormOpen = isOfBalances && columns.date !== undefined && dateFormat === null;
  const missing = NEEDED[kind].filter((field) => columns[field] === undefined);

  function choose(field: ShadowFileField, name: string): void {
    const { [field]: _, ...others } = columns;
    const chosen = name === '' ? others : { ...others, [field]: name };
    // A file with a column of days has no day of its own.
    setMapping({ ...mapping, columns: chosen, day: 'date' in chosen ? null : day });
  }

  return (
    <Flex
      component="form"
      direction="column"
      gap={16}
      onSubmit={(event) => {
        event.preventDefault();
        onCheck(mapping);
      }}
    >
      <FirstRows header={header} samples={samples} fieldOf={fieldOf} />
      <div className={classes.columns}>
        {wanted.map((field) => (
          <NativeSelect
            key={field}
            label={labelOf(field)}
            description={sampleOf(columns[field])}
            {...bound(columns[field] ?? '', (text) => choose(field, text))}
            data={[{ value: '', label: t('guestFiles.notRead') }, ...names]}
          />
        ))}
      </div>
      <div className={classes.columns}>
        {isOfBalances ? (
          <BalanceForm mapping={mapping} onChange={setMapping} />
        ) : (
          <ReceiptForm mapping={mapping} onChange={setMapping} />
        )}
      </div>
      {missing.length > 0 && (
        <p role="alert">{t('shadow.files.missing', { fields: missing.map(labelOf).join(', ') })}</p>
      )}
      {isOfBalances && !namesGuest && <p role="alert">{t('shadow.files.guestOpen')}</p>}
      {isDayOpen && <p role="alert">{t('shadow.files.dayOpen')}</p>}
      <Button
        className={classes.button ?? ''}
        type="submit"
        variant={status === 'CHECKED' ? 'default' : 'filled'}
        loading={isPending}
        disabled={missing.length > 0 || (isOfBalances && !namesGuest) || isDayOpen || isFormOpen}
      >
        {status === 'CHECKED' ? t('guestFiles.checkAgain') : t('guestFiles.check')}
      </Button>
    </Flex>
  );
}

interface FormProps {
  readonly mapping: ShadowFileMapping;
  readonly onChange: (mapping: ShadowFileMapping) => void;
}

function BalanceForm({ mapping, onChange }: FormProps) {
  const { t } = useTranslation('admin');
  const { columns, dateFormat, day } = mapping;
  return (
    <>
      {columns.date === undefined ? (
        <DateField
          label={t('shadow.files.day')}
          description={t('shadow.files.dayHelp')}
          value={day ?? ''}
          onChange={(value) => onChange({ ...mapping, day: value === '' ? null : value })}
        />
      ) : (
        <NativeSelect
          label={t('guestFiles.dates')}
          value={dateFormat ?? ''}
          error={dateFormat === null ? t('guestFiles.datesOpen') : null}
          data={[
            ...(dateFormat === null ? [{ value: '', label: t('guestFiles.choose') }] : []),
            ...DATE_FORMATS.map((value) => ({ value, label: t(`guestFiles.dateFormats.${value}`) })),
          ]}
          onChange={({ currentTarget: { value } }) =>
            onChange({ ...mapping, dateFormat: DATE_FORMATS.find((one) => one === value) ?? null })
          }
        />
      )}
      <Checkbox
        label={t('guestFiles.roundPointsDown')}
        checked={mapping.roundPointsDown}
        onChange={({ currentTarget: { checked } }) => onChange({ ...mapping, roundPointsDown: checked })}
      />
    </>
  );
}

function ReceiptForm({ mapping, onChange }: FormProps) {
  const { t } = useTranslation('admin');
  const { lines, timeFormat, money, creditNotePrefix } = mapping;
  return (
    <>
      <NativeSelect
        label={t('shadow.files.lines')}
        value={lines}
        data={[
          { value: 'ROW', label: t('shadow.files.linesOf.ROW') },
          { value: 'GROUPED', label: t('shadow.files.linesOf.GROUPED') },
        ]}
        onChange={({ currentTarget: { value } }) =>
          onChange({ ...mapping, lines: value === 'ROW' ? 'ROW' : 'GROUPED' })
        }
      />
      <NativeSelect
        label={t('shadow.files.times')}
        value={timeFormat}
        data={[
          { value: 'ISO', label: '2026-12-31 23:59' },
          { value: 'DOTTED', label: '31.12.2026 23:59' },
        ]}
        onChange={({ currentTarget: { value } }) =>
          onChange({ ...mapping, timeFormat: value === 'ISO' ? 'ISO' : 'DOTTED' })
        }
      />
      <NativeSelect
        label={t('guestFiles.sums')}
        value={money.unit === 'MINOR' ? 'MINOR' : money.decimalMark}
        data={[
          { value: '.', label: '1234.50' },
          { value: ',', label: '1234,50' },
          { value: 'MINOR', label: t('guestFiles.minor') },
        ]}
        onChange={({ currentTarget: { value } }) => {
          const unit = value === 'MINOR' ? 'MINOR' : 'MAJOR';
          onChange({ ...mapping, money: { unit, decimalMark: value === ',' ? ',' : '.' } });
        }}
      />
      <TextInput
        label={t('shadow.files.creditNotes')}
        description={t('shadow.files.creditNotesHelp')}
        maxLength={10}
        {...bound(creditNotePrefix ?? '', (value) =>
          onChange({ ...mapping, creditNotePrefix: value.trim() === '' ? null : value }),
        )}
      />
    </>
  );
}
