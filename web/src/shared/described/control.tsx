import { type ReactNode, use } from 'react';
import { Checkbox, NativeSelect, Radio, Stack, Switch, Textarea, TextInput, type TextInputProps } from '@mantine/core';
import { NetworkContext } from '../network/network';
import { DateField } from '../ui/dates/date-field';
import { DateTimeField } from '../ui/dates/date-time-field';
import { bound, switched } from '../ui/bound';
import { SecretInput } from '../ui/secret-input';
import { WholeNumberInput } from '../ui/whole-number-input';
import { type AnyField, type Names, textOf, type Value } from './fields';
import { isMoney, type Member } from './operation';

interface ControlProps {
  readonly field: AnyField;
  readonly member: Member;
  readonly value: Value;
  readonly values: object;
  readonly error: string | undefined;
  /** Whether the input gets the focus when its dialog opens. */
  readonly isFirst: boolean;
  /** Whether words around the input name it, so that its label is not shown. */
  readonly isInline?: boolean;
  readonly width?: number | string | undefined;
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

function Input(props: ControlProps & { readonly help: ReactNode }) {
  const { field, help, member, value, error, isFirst, isInline = false, width, onChange } = props;
  const {
    label,
    as,
    choices,
    none,
    typed = (text) => text,
    placeholder,
    minRows,
    isDisabled = false,
    isReadOnly = false,
    isOpposite = false,
  } = field;
  const common = {
    ...(isInline ? { 'aria-label': label, maw: '100%' } : { label, description: help }),
    ...(width !== undefined && { w: width }),
    error,
    disabled: isDisabled,
    ...(isReadOnly && { readOnly: true }),
    ...(isFirst && { 'data-autofocus': true }),
    ...(placeholder !== undefined && { placeholder }),
  };
  const { least, most } = boundsOf(field, member);
  if (as === 'names') return <NameInputs {...{ field, member, error, isFirst, onChange }} value={value as Names} />;
  const text = bound(textOf(value), (next) => onChange(typed(next)));
  if (member.type === 'switch') {
    const Box = as === 'checkbox' ? Checkbox : Switch;
    return (
      <Box
        size="md"
        label={label}
        description={help}
        error={error}
        disabled={isDisabled}
        {...switched((value === true) !== isOpposite, (isOn) => onChange(isOn !== isOpposite))}
      />
    );
  }
  if (as === 'lines')
    return <Textarea {...common} {...text} autosize minRows={minRows ?? 2} maxRows={8} spellCheck={false} />;
  if (member.type === 'choice' || choices !== undefined) {
    const data = [
      ...(none === undefined ? [] : [{ value: '', label: none }]),
      ...(choices ?? valuesOf(member).map((one) => ({ value: one, label: field.words?.(one) ?? one }))),
    ];
    const chosen = { label, help, error, value, onChange, isDisabled };
    if (member.type === 'list') return <Several {...chosen} choices={data} />;
    if (as === 'radio') return <OneOf {...chosen} choices={data} />;
    return <NativeSelect {...common} {...text} data={data} />;
  }
  if (isMoney(member)) return <TextInput {...common} {...text} inputMode="decimal" autoComplete="off" />;
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
  if (member.type === 'day' || as === 'day')
    return (
      <DateField
        {...common}
        {...(field.last !== undefined && { max: field.last })}
        value={textOf(value)}
        onChange={onChange}
      />
    );
  if (member.type === 'moment')
    return <DateTimeField {...common} label={label} value={textOf(value)} onChange={onChange} />;
  const length = lengthOf(most);
  if (as === 'area') return <Textarea {...common} {...text} {...length} autosize minRows={minRows ?? 2} />;
  if (as === 'secret')
    return <SecretInput {...common} {...text} {...length} autoComplete={field.autoComplete ?? 'off'} />;
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

interface NameInputsProps extends Pick<ControlProps, 'field' | 'member' | 'error' | 'isFirst' | 'onChange'> {
  readonly value: Names;
}

/** The two inputs of a name, one for each language. One filled input is enough. */
function NameInputs({ field, member, value, error, isFirst, onChange }: NameInputsProps) {
  const locale = use(NetworkContext)?.locale ?? 'ru';
  const members = member.type === 'group' ? member.members : {};
  return (['ru', 'en'] as const).map((language) => (
    <TextInput
      key={language}
      label={language === 'ru' ? field.label : field.second}
      error={language === locale ? error : undefined}
      {...(isFirst && language === 'ru' && { 'data-autofocus': true })}
      {...lengthOf(boundsOf(field, members[language] ?? member).most)}
      {...bound(value[language], (text) => onChange({ ...value, [language]: text }))}
    />
  ));
}

function lengthOf(most: number | undefined) {
  return most !== undefined ? { maxLength: most } : {};
}

interface ChoicesProps {
  readonly label: string;
  readonly help: ReactNode;
  readonly error: string | undefined;
  readonly value: Value;
  readonly isDisabled: boolean;
  readonly onChange: (value: Value) => void;
  readonly choices: readonly { readonly value: string; readonly label: string; readonly help?: string }[];
}

function OneOf({ label, help, error, value, isDisabled, onChange, choices }: ChoicesProps) {
  return (
    <Radio.Group label={label} description={help} error={error} value={textOf(value)} onChange={onChange}>
      <Stack gap={12} pt={8}>
        {choices.map((one) => (
          <Radio key={one.value} value={one.value} disabled={isDisabled} label={one.label} description={one.help} />
        ))}
      </Stack>
    </Radio.Group>
  );
}

function Several({ label, help, error, value, isDisabled, onChange, choices }: ChoicesProps) {
  return (
    <Checkbox.Group label={label} description={help} error={error} value={[...(value as string[])]} onChange={onChange}>
      <Stack gap={12} pt={8}>
        {choices.map((one) => (
          <Checkbox key={one.value} value={one.value} disabled={isDisabled} label={one.label} description={one.help} />
        ))}
      </Stack>
    </Checkbox.Group>
  );
}
