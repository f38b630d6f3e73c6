import { Checkbox, NativeSelect, TextInput } from '@mantine/core';
import { useState } from 'react';
import { ColumnsForm } from '../../entities/guest-file/columns-form';
import classes from '../../entities/guest-file/uploads.module.css';
import { DatesField, SumsField } from '../../entities/guest-file/written-fields';
import type { ShadowFile, ShadowFileMapping, ShadowFileWithRows } from '../../entities/shadow/shadow.api';
import { actOf } from '../../shared/api/calls';
import { useChange } from '../../shared/api/use-change';
import { useTranslation } from '../../shared/i18n/use-translation';
import { bound, switched } from '../../shared/ui/bound';
import { DateField } from '../../shared/ui/dates/date-field';

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
  readonly onChecked: () => Promise<void>;
}

/** Which column of the file is which field, each with its first value. */
export function FileMapping({ file, mapping: first, onChecked }: FileMappingProps) {
  const { t } = useTranslation('admin');
  const [mapping, setMapping] = useState(first);
  const check = useChange(actOf('POST', '/api/imports/shadow/{id}/check', { id: file.id }), onChecked);
  const { columns, dateFormat, day } = mapping;
  const labelOf = (field: ShadowFileField) => t(`shadow.files.fields.${field}`);
  const isOfBalances = file.kind === 'SHADOW_BALANCES';
  const namesGuest = columns.guest !== undefined || columns.card !== undefined || columns.phone !== undefined;
  const isDayOpen = isOfBalances && columns.date === undefined && day === null;
  const isFormOpen = isOfBalances && columns.date !== undefined && dateFormat === null;
  const missing = NEEDED[file.kind].filter((field) => columns[field] === undefined);
  const Written = isOfBalances ? BalanceForm : ReceiptForm;
  return (
    <ColumnsForm<ShadowFileField>
      file={file}
      fields={FIELDS[file.kind]}
      labelOf={labelOf}
      columns={columns}
      // A file with a column of days needs no day for the whole file.
      onChoose={(chosen) => setMapping({ ...mapping, columns: chosen, day: 'date' in chosen ? null : day })}
      isWhole={missing.length === 0 && (namesGuest || !isOfBalances) && !isDayOpen && !isFormOpen}
      check={check}
      onCheck={() => check.mutate({ mapping })}
    >
      <div className={classes.columns}>
        <Written mapping={mapping} onChange={setMapping} />
      </div>
      {missing.length > 0 && (
        <p role="alert">{t('shadow.files.missing', { fields: missing.map(labelOf).join(', ') })}</p>
      )}
      {isOfBalances && !namesGuest && <p role="alert">{t('shadow.files.guestOpen')}</p>}
      {isDayOpen && <p role="alert">{t('shadow.files.dayOpen')}</p>}
    </ColumnsForm>
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
        <DatesField value={dateFormat} onChange={(chosen) => onChange({ ...mapping, dateFormat: chosen })} />
      )}
      <Checkbox
        label={t('guestFiles.roundPointsDown')}
        {...switched(mapping.roundPointsDown, (roundPointsDown) => onChange({ ...mapping, roundPointsDown }))}
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
        {...bound(lines, (value) => onChange({ ...mapping, lines: value === 'ROW' ? 'ROW' : 'GROUPED' }))}
        data={(['ROW', 'GROUPED'] as const).map((value) => ({ value, label: t(`shadow.files.linesOf.${value}`) }))}
      />
      <NativeSelect
        label={t('shadow.files.times')}
        {...bound(timeFormat, (value) => onChange({ ...mapping, timeFormat: value === 'ISO' ? 'ISO' : 'DOTTED' }))}
        data={[
          { value: 'ISO', label: '2026-12-31 23:59' },
          { value: 'DOTTED', label: '31.12.2026 23:59' },
        ]}
      />
      <SumsField value={money} onChange={(chosen) => onChange({ ...mapping, money: chosen })} />
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
