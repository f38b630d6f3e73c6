import { Button, NativeSelect } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from '../../shared/i18n/use-translation';
import { bound } from '../../shared/ui/bound';
import { Form } from '../../shared/ui/form';
import { Panel } from '../../shared/ui/page';
import { FailureNotice } from '../../shared/ui/problem-notice';
import { FirstRows } from './first-rows';
import classes from './uploads.module.css';

type Columns<Field extends string> = Readonly<Partial<Record<Field, string>>>;

interface ColumnsFormProps<Field extends string> {
  readonly file: {
    readonly status: string;
    readonly header: readonly string[];
    readonly samples: readonly (readonly string[])[];
  };
  /** The fields in the order of the form. */
  readonly fields: readonly Field[];
  readonly labelOf: (field: Field) => string;
  /** The column of the file that each field is read from. */
  readonly columns: Columns<Field>;
  readonly onChoose: (columns: Columns<Field>) => void;
  /** Whether the chosen columns are enough to check the file. */
  readonly isWhole: boolean;
  readonly check: { readonly error: unknown; readonly isPending: boolean };
  readonly onCheck: () => void;
  /** Shown above the first rows. */
  readonly above?: ReactNode;
  readonly children: ReactNode;
}

/** The form in which a person chooses the column of the file for each field. Each column is shown with its first value. */
export function ColumnsForm<Field extends string>(props: ColumnsFormProps<Field>) {
  const { file, fields, labelOf, columns, onChoose, isWhole, check, onCheck, above, children } = props;
  const { status, header, samples } = file;
  const { t } = useTranslation('admin');
  const names = [...new Set(header)].filter((name) => name !== '');
  const readAs = new Map(fields.map((field) => [columns[field], labelOf(field)]));
  const sampleOf = (name: string | undefined) =>
    name === undefined
      ? undefined
      : samples.map((cells) => cells[header.indexOf(name)] ?? '').find((cell) => cell !== '');

  function choose(field: Field, name: string): void {
    const { [field]: _, ...others } = columns;
    onChoose((name === '' ? others : { ...others, [field]: name }) as Columns<Field>);
  }

  return (
    <Panel title={t('guestFiles.mapping')}>
      <Form onSubmit={onCheck}>
        {above}
        <FirstRows header={header} samples={samples} fieldOf={(name) => readAs.get(name)} />
        <div className={classes.columns}>
          {fields.map((field) => (
            <NativeSelect
              key={field}
              label={labelOf(field)}
              description={sampleOf(columns[field])}
              {...bound(columns[field] ?? '', (name) => choose(field, name))}
              data={[{ value: '', label: t('guestFiles.notRead') }, ...names]}
            />
          ))}
        </div>
        {children}
        <Button
          className={classes.button ?? ''}
          type="submit"
          variant={status === 'CHECKED' ? 'default' : 'filled'}
          loading={check.isPending}
          disabled={!isWhole}
        >
          {status === 'CHECKED' ? t('guestFiles.checkAgain') : t('guestFiles.check')}
        </Button>
        <FailureNotice error={check.error} />
      </Form>
    </Panel>
  );
}
