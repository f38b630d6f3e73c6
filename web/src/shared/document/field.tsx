import { Box, Checkbox, TagsInput } from '@mantine/core';
import { type ReactNode, use } from 'react';
import { Control } from '../described/control';
import { type AnyField, textOf, type Value } from '../described/fields';
import { emptyOf, namesOf } from '../described/member-at';
import { useFormat } from '../format/use-format';
import { instantOf, localTime, ownTimeZone } from '../format/zone';
import { useTranslation } from '../i18n/use-translation';
import { NetworkContext } from '../network/network';
import { DateTimeField } from '../ui/dates/date-time-field';
import { TimeField } from '../ui/dates/time-field';
import { switched } from '../ui/bound';
import { DecimalInput } from '../ui/decimal-input';
import { type InputProps, type Looks, useDocumentKit, useMember, useMistakeText } from './document-context';
import type { DocumentPath } from './document-store';
import { type FigureKind, figureKindOf, figureOf } from './figures';
import { useLooks, wordsAt } from './looks';
import { entryAt } from './member-words';

/** A number with at most this many possible values is a select. */
const MOST_CHOICES = 31;
/** The width of an inline input for a number of up to four digits. */
const SHORT_PX = 80;
const MOST_SHORT = 9_999;

export interface FieldProps {
  readonly path: DocumentPath;
  /** Left out: the words of the catalogue for the member. */
  readonly label?: string;
  readonly help?: ReactNode;
  /** The text of an empty input, or of the empty choice; left out: the words of the catalogue for the member. */
  readonly none?: string;
  /** Whether a sentence around the input names it, so that its label is not shown. */
  readonly isInline?: boolean;
  readonly width?: number | string;
  readonly className?: string | undefined;
  /** The unit of a number, if the member's name and description do not tell the unit. `area`: a text of several lines. */
  readonly as?: FigureKind | 'area' | undefined;
  readonly suffix?: string;
  readonly choices?: readonly { readonly value: string; readonly label: string }[];
  /** Returns the words for a choice; left out: the words of the catalogue. */
  readonly say?: ((value: never) => string) | undefined;
  readonly isDisabled?: boolean | undefined;
  readonly isReadOnly?: boolean;
  /** Called with the typed value. Left out: the value is set in the document. */
  readonly onTyped?: (next: unknown) => void;
  /** Whether the input also shows the mistakes of the whole group that its member belongs to. */
  readonly isWhole?: boolean;
}

/** The input of the member at a path of a document. The API document decides the kind of the input, except for a member that names things of the network. */
export function Field({ className, width, isInline = false, onTyped, ...props }: FieldProps) {
  const { path } = props;
  const names = namesOf(path);
  const kit = useDocumentKit();
  const looks = useLooks(path);
  const Own = entryAt(kit.inputs, names);
  // The input of a list of things also shows the mistakes of the single things.
  const { member, value, error: own, change } = useMember(path, Own !== undefined);
  const ofPart = useMistakeText(path.slice(0, -1));
  const error = own ?? (props.isWhole === true ? ofPart : undefined);
  const input = {
    label: props.label ?? wordsAt(kit, 'field', path) ?? names.at(-1) ?? '',
    description: props.help ?? wordsAt(kit, 'help', path),
    placeholder: props.none ?? wordsAt(kit, 'none', path),
    error,
    member,
    value,
    onChange: onTyped ?? ((next: unknown) => change(isEmpty(next) ? emptyOf(member) : next)),
  };
  const drawn =
    Own !== undefined && props.choices === undefined ? (
      <Own {...input} />
    ) : (
      <Input {...looks} {...props} {...input} name={names.at(-1) ?? ''} isInline={isInline} width={width} />
    );
  return className === undefined ? drawn : <Box className={className}>{drawn}</Box>;
}

function isEmpty(value: unknown): boolean {
  return value === '' || value === undefined || (Array.isArray(value) && value.length === 0);
}

type DrawnProps = Omit<FieldProps, 'onTyped' | 'label' | 'className' | 'help' | 'none' | 'width'> &
  InputProps &
  Pick<Looks, 'checked'> & {
    readonly name: string;
    readonly isInline: boolean;
    readonly width: number | string | undefined;
  };

function Input(props: DrawnProps) {
  const { member, path, as, value, label, description, error, placeholder, onChange } = props;
  const { isInline, width } = props;
  const { words } = useDocumentKit();
  const network = use(NetworkContext);
  const { timeZone = ownTimeZone() } = network ?? {};
  const isShort = isInline || width !== undefined;
  const named = isInline ? { 'aria-label': label } : { label, description };
  const text = typeof value === 'string' ? value : '';
  const choices = props.choices ?? namedValues(member, (one) => words('value', [...namesOf(path), one]));
  if (props.checked !== undefined) return <CheckedChoice {...props} checked={props.checked} />;
  if (member.type === 'number' && choices === undefined)
    return <NumberField {...props} kind={as === 'area' ? undefined : as} />;
  if (member.type === 'clock')
    return (
      <TimeField {...named} error={error} value={text} onChange={onChange} hasEndOfDay={member.hasEndOfDay === true} />
    );
  if (member.type === 'localMoment')
    return <DateTimeField {...named} label={label} error={error} value={text} onChange={onChange} isMidnightFolded />;
  if (member.type === 'list' && choices === undefined && member.of.type === 'text')
    return (
      <TagsInput
        {...named}
        size="md"
        error={error}
        placeholder={(value as readonly string[] | null | undefined)?.length ? '' : placeholder}
        value={[...((value as readonly string[] | null | undefined) ?? [])]}
        acceptValueOnBlur
        onChange={onChange}
      />
    );
  const isMoment = member.type === 'moment';
  const isNamedSwitch = member.type === 'switch' && choices !== undefined;
  const say =
    (props.say as ((value: string) => string) | undefined) ??
    ((one: string) => words('value', [...namesOf(path), one]) ?? one);
  const field = {
    label,
    help: description,
    words: say,
    ...(choices !== undefined && { choices }),
    ...(as === 'area' && { as }),
    ...(member.type === 'choice' || choices !== undefined
      ? placeholder !== undefined && { none: placeholder }
      : { placeholder }),
    ...(isCode(member) && { typed: asCode }),
    isDisabled: props.isDisabled ?? false,
    isReadOnly: props.isReadOnly ?? false,
  } as AnyField;
  return (
    <Control
      field={field}
      member={isNamedSwitch ? { type: 'choice', values: [] } : member}
      value={
        isNamedSwitch ? String(value) : shownOf(isMoment && text !== '' ? localTime(text, timeZone) : value, member)
      }
      values={{}}
      error={error}
      isFirst={false}
      isInline={isInline}
      {...(isShort && { width })}
      onChange={(next) => onChange(isMoment && next !== '' ? instantOf(textOf(next), timeZone) : readAs(next, member))}
    />
  );
}

/** A choice between two values as a checkbox. */
function CheckedChoice({
  member,
  value,
  label,
  description,
  error,
  checked,
  onChange,
}: DrawnProps & { readonly checked: string }) {
  const other = member.type === 'choice' ? member.values.find((one) => one !== checked) : undefined;
  return (
    <Checkbox
      size="md"
      {...{ label, description, error }}
      {...switched(value === checked, (isOn) => onChange(isOn ? checked : other))}
    />
  );
}

/** The choices of a number or a switch whose values the catalogue names, such as the months of a year. */
function namedValues({ type, ...member }: InputProps['member'], say: (one: string) => string | undefined) {
  if (type === 'switch' && say('true') !== undefined)
    return ['true', 'false'].map((value) => ({ value, label: say(value) ?? value }));
  if (type !== 'number') return undefined;
  const { least = 0, most = 0 } = member as { readonly least?: number; readonly most?: number };
  if (most - least > MOST_CHOICES || say(String(least)) === undefined) return undefined;
  return Array.from({ length: most - least + 1 }, (_, at) => {
    const value = String(least + at);
    return { value, label: say(value) ?? value };
  });
}

/** Whether a text is a code in capitals, as tills and services know it. */
function isCode(member: InputProps['member']): boolean {
  return member.type === 'text' && member.pattern?.startsWith('^[A-Z][A-Z0-9_]') === true;
}

function asCode(text: string): string {
  return text.toUpperCase().replace(/[\s-]+/g, '_');
}

function shownOf(value: unknown, { type }: InputProps['member']): Value {
  if (value === null || value === undefined) return type === 'list' ? [] : type === 'switch' ? false : '';
  return type === 'list' ? (value as string[]).map(String) : (value as Value);
}

/** Converts the text of a select to the number or the choice that the member takes. */
function readAs(value: Value, member: InputProps['member']): unknown {
  if (typeof value !== 'string' || value === '') return value;
  if (member.type === 'number') return Number(value);
  if (member.type === 'switch') return value === 'true';
  return member.type === 'choice' ? (member.values.find((one) => String(one) === value) ?? value) : value;
}

function NumberField(props: DrawnProps & { readonly kind: FigureKind | undefined }) {
  const { path, name, member, value, label, description, placeholder, error, isInline, width, suffix, onChange } =
    props;
  const { t } = useTranslation();
  const { words } = useDocumentKit();
  const format = useFormat();
  const { decimals, sign, width: usual } = figureOf(props.kind ?? figureKindOf(name, member), format);
  const isUnread = typeof value === 'string' && value.trim() !== '';
  const isShort = member.type === 'number' && (member.most ?? Infinity) <= MOST_SHORT && placeholder === undefined;
  return (
    <DecimalInput
      {...(isInline ? { 'aria-label': label } : { label, description })}
      {...((width !== undefined || isInline) && { w: width ?? (isShort ? SHORT_PX : usual) })}
      {...(placeholder !== undefined && { placeholder })}
      disabled={props.isDisabled ?? false}
      decimals={decimals}
      suffix={suffix ?? words('unit', namesOf(path)) ?? sign}
      value={value}
      error={error ?? (isUnread ? t('form.notANumber', { count: decimals }) : undefined)}
      onChange={onChange}
    />
  );
}
