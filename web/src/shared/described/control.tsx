import type { ReactNode } from 'react';
import { Checkbox, NativeSelect, Radio, Stack, Switch, Textarea, TextInput, type TextInputProps } from '@mantine/core';
import { DateField } from '../ui/dates/date-field';
import { DateTimeField } from '../ui/dates/date-time-field';
import { bound, switched } from '../ui/bound';
import { SecretInput } from '../ui/secret-input';
import { WholeNumberInput } from '../ui/whole-number-input';
import type { AnyField, Value } from './fields';
import type { Member } from './operation';

interface ControlProps {
  readonly field: AnyField;
  readonly member: Member;
  readonly value: Value;
  readonly values: object;
  readonly error: string | undefined;
  /** Whether the input gets the focus when its dialog opens. */
  readonly isFirst: boolean;
  readonly onChange: (value: Value) => void;
}

/** The input for one member of a request body; its kind comes from the API document unless the field's description overrides it. */
export function Control(props: ControlProps) {
  const { field, value, values, error, onChange } = props;
  const { label } = field;
  const description = typeof field.help === 'function' ? field.help(values as never) : field.help;
  if (field.control !== undefined)
    return (
      <>
        {field.control({ label, description, value, error, onChange }, values as never)}
        {field.after?.(values as never)}
      </>
    );
  return (
    <>
      <Input {...props} help={description} />
      {field.after?.(values as never)}
    </>
  );
}

function Input({ field, help, member, value, error, isFirst, onChange }: ControlProps & { readonly help: ReactNode }) {
  const {
    label,
    as,
    choices,
    none,
    typed = (text) => text,
    placeholder,
    minRows,
    isDisabled = false,
    isOpposite = false,
  } = field;
  const common = {
    label,
    description: help,
    error,
    disabled: isDisabled,
    ...(isFirst && { 'data-autofocus': true }),
    ...(placeholder !== undefined && { placeholder }),
  };
  const { least, most } = boundsOf(field, member);
  const text = bound(String(value), (next) => onChange(typed(next)));
  if (member.type === 'switch')
    return (
      <Switch
        size="md"
        label={label}
        description={help}
        disabled={isDisabled}
        {...switched((value === true) !== isOpposite, (isOn) => onChange(isOn !== isOpposite))}
      />
    );
  if (as === 'lines')
    return <Textarea {...common} {...text} autosize minRows={minRows ?? 2} maxRows={8} spellCheck={false} />;
  if (member.type === 'choice' || choices !== undefined) {
    const data = [
      ...(none === undefined ? [] : [{ value: '', label: none }]),
      ...(choices ?? valuesOf(member).map((one) => ({ value: one, label: field.words?.(one) ?? one }))),
    ];
    if (member.type === 'list') return <Several {...{ label, help, error, value, onChange }} choices={data} />;
    if (as === 'radio') return <OneOf {...{ label, help, error, value, onChange }} choices={data} />;
    return <NativeSelect {...common} {...text} data={data} />;
  }
  if (as === 'money') return <TextInput {...common} {...text} inputMode="decimal" autoComplete="off" />;
  if (member.type === 'number')
    return (
      <WholeNumberInput
        {...common}
        {...(least !== undefined && { min: least })}
        {...(most !== undefined && { max: most })}
        clampBehavior={field.needed === undefined ? 'strict' : 'none'}
        value={value === '' ? '' : Number(value)}
        onChange={onChange}
      />
    );
  if (member.type === 'day' || as === 'day') return <DateField {...common} value={String(value)} onChange={onChange} />;
  if (member.type === 'moment') return <DateTimeField {...common} value={String(value)} onChange={onChange} />;
  const length = most !== undefined ? { maxLength: most } : {};
  if (as === 'area') return <Textarea {...common} {...text} {...length} autosize minRows={minRows ?? 2} />;
  if (as === 'secret') return <SecretInput {...common} {...text} {...length} />;
  return <TextInput {...common} {...text} {...length} {...(as !== undefined && KINDS[as])} autoComplete="off" />;
}

const KINDS: Readonly<Record<string, TextInputProps>> = {
  email: { type: 'email', inputMode: 'email' },
  url: { inputMode: 'url' },
  code: { inputMode: 'numeric' },
};

function boundsOf({ least, most }: AnyField, member: Member) {
  if (member.type !== 'text' && member.type !== 'number') return { least, most };
  return { least: least ?? member.least, most: most ?? member.most };
}

function valuesOf(member: Member): string[] {
  return member.type === 'choice' ? member.values.map(String) : [];
}

interface ChoicesProps {
  readonly label: string;
  readonly help: ReactNode;
  readonly error: string | undefined;
  readonly value: Value;
  readonly onChange: (value: Value) => void;
  readonly choices: readonly { readonly value: string; readonly label: string; readonly help?: string }[];
}

function OneOf({ label, help, error, value, onChange, choices }: ChoicesProps) {
  return (
    <Radio.Group label={label} description={help} error={error} value={String(value)} onChange={onChange}>
      <Stack gap={12} pt={8}>
        {choices.map((one) => (
          <Radio key={one.value} value={one.value} label={one.label} description={one.help} />
        ))}
      </Stack>
    </Radio.Group>
  );
}

function Several({ label, help, error, value, onChange, choices }: ChoicesProps) {
  return (
    <Checkbox.Group label={label} description={help} error={error} value={[...(value as string[])]} onChange={onChange}>
      <Stack gap={12} pt={8}>
        {choices.map((one) => (
          <Checkbox key={one.value} value={one.value} label={one.label} description={one.help} />
        ))}
      </Stack>
    </Checkbox.Group>
  );
}
