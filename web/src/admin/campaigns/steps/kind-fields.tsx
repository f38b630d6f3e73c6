import { Button, Flex, NativeSelect, TagsInput, TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { BadgePicture } from '../../../entities/campaign/badge-picture';
import { currencySymbol } from '../../../shared/format/money';
import { useFormat } from '../../../shared/format/use-format';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { bound } from '../../../shared/ui/bound';
import { Help } from '../../../shared/ui/page';
import { type TypedNumber, WholeNumberInput } from '../../../shared/ui/whole-number-input';
import { FIRST_PART, type KindField, type PartRow, type PartValues } from '../document/kind-fields.rules';
import classes from '../campaigns.module.css';
import { mistakeIn, type StepProps } from './step-props';
import { DateField } from '../../../shared/ui/dates/date-field';

const MOST_PIECES = 100;

interface KindFieldsProps<Values> {
  readonly fields: readonly KindField<keyof Values & string>[];
  readonly values: Values;
  /** The path in the document of the member that holds the kind. */
  readonly place: string;
  readonly errors: StepProps['errors'];
  readonly onChange: (change: Partial<Values>) => void;
}

/** The fields of a kind, as its entry names them. */
export function KindFields<Values extends object>({ fields, values, errors, ...props }: KindFieldsProps<Values>) {
  const { place, onChange } = props;
  const { currency, locale } = useFormat();
  const mistake = (at: string) => mistakeIn(errors, at === '' ? place : `${place}.${at}`);
  const draw = (field: KindField<keyof Values & string>) => {
    if (field.input === 'DRAWING') return <BadgePicture key={field.input} icon={field.icon} colour={field.colour} />;
    const { member } = field;
    const value: unknown = values[member];
    const change = (to: unknown) => onChange({ [member]: to } as Partial<Values>);
    if (field.input === 'PARTS')
      return <Parts key={member} {...field} parts={value as readonly PartValues[]} mistake={mistake} change={change} />;
    const { label, description, at } = field;
    const shared = { label, description, error: at === undefined ? undefined : mistake(at) };
    if (field.input === 'COUNT') {
      const { min = 1, max } = field;
      const typed = { value: value as TypedNumber, onChange: change };
      return <WholeNumberInput key={member} {...shared} {...typed} min={min} max={max} />;
    }
    if (field.input === 'TAGS') {
      const typed = { value: [...(value as readonly string[])], onChange: change };
      return <TagsInput key={member} {...shared} {...typed} data={[...field.known]} />;
    }
    const text = bound(value as string, change);
    switch (field.input) {
      case 'CHOICE':
        return <NativeSelect key={member} {...shared} {...text} data={[...field.choices]} />;
      case 'DATE':
        return <DateField key={member} {...shared} value={text.value} onChange={change} />;
      case 'TEXT':
        return <TextInput key={member} {...shared} {...text} maxLength={field.maxLength} />;
      case 'MONEY':
      case 'PERCENT': {
        const unit = field.input === 'MONEY' ? currencySymbol(currency, locale) : '%';
        return <TextInput key={member} {...shared} {...text} inputMode="decimal" rightSection={unit} />;
      }
    }
  };
  return <>{fields.map(draw)}</>;
}

interface PartsProps {
  readonly rows: readonly PartRow[];
  readonly most?: number;
  readonly help?: string;
  readonly parts: readonly PartValues[];
  readonly mistake: (at: string) => string | undefined;
  readonly change: (parts: readonly PartValues[]) => void;
}

function Parts({ rows, most, help, parts, mistake, change }: PartsProps) {
  const { t } = useTranslation('admin');
  const shown = rows.map((_, index) => parts[index] ?? FIRST_PART);
  return (
    <div className={classes.wide}>
      {rows.map(({ labels, at }, index) => (
        <PartFields
          key={index}
          part={shown[index] ?? FIRST_PART}
          labels={labels}
          error={mistake(at)}
          onChange={(to) => change(shown.map((part, place) => (place === index ? { ...part, ...to } : part)))}
        >
          {most !== undefined && rows.length > 1 && (
            <Button
              variant="subtle"
              aria-label={t('campaigns.removePart', { number: index + 1 })}
              onClick={() => change(shown.filter((_, place) => place !== index))}
            >
              {t('campaigns.remove')}
            </Button>
          )}
        </PartFields>
      ))}
      {most !== undefined && (
        <Button variant="default" disabled={rows.length >= most} onClick={() => change([...shown, FIRST_PART])}>
          {t('campaigns.addPart')}
        </Button>
      )}
      {help !== undefined && <Help>{help}</Help>}
    </div>
  );
}

interface PartFieldsProps {
  readonly part: PartValues;
  readonly labels: PartRow['labels'];
  readonly error: string | undefined;
  readonly onChange: (changed: Partial<PartValues>) => void;
  readonly children?: ReactNode;
}

/** The inputs of one part: categories, articles, pieces. */
function PartFields({ part, labels, error, onChange, children }: PartFieldsProps) {
  const [categories, skus, pieces] = labels;
  return (
    <Flex gap={12} wrap="wrap" align="flex-end" mb={12}>
      <TagsInput
        label={categories}
        value={[...part.categories]}
        error={error}
        onChange={(to) => onChange({ categories: to })}
      />
      <TagsInput label={skus} value={[...part.skus]} onChange={(to) => onChange({ skus: to })} />
      <WholeNumberInput
        label={pieces}
        min={1}
        max={MOST_PIECES}
        value={part.pieces}
        onChange={(to) => onChange({ pieces: to })}
      />
      {children}
    </Flex>
  );
}
