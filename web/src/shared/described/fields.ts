import type { ReactNode } from 'react';
import { parseAmount, typedAmount } from '../format/money';
import type { Units } from '../format/use-format';
import { instantOf, localTime } from '../format/zone';
import { type NamedThing, namesOf, typedNames } from '../i18n/spoken';
import { type DescribedOperation, isMoney, type Member, type PathIn } from './operation';

/** A name in both languages. */
export interface Names {
  readonly ru: string;
  readonly en: string;
}

/** An item of a list whose items have members. */
type Item = Readonly<Record<string, unknown>>;

/** The value of an input. */
export type Value = string | number | boolean | readonly string[] | readonly Item[] | Names;

/** The currency, time zone and language of the network to which the values of a form belong. */
export interface FormUnits extends Units {
  readonly locale?: 'ru' | 'en';
}

type MemberIn<Of, Path> = Path extends keyof Of
  ? Of[Path]
  : Path extends `${infer Name extends keyof Of & string}.${infer Inner}`
    ? Of[Name] extends { readonly members: infer Members }
      ? MemberIn<Members, Inner>
      : never
    : never;

type ValueOf<Of> = Of extends { readonly type: 'switch' }
  ? boolean
  : Of extends { readonly type: 'group' }
    ? Names
    : Of extends { readonly type: 'list'; readonly of: { readonly type: 'group' } }
      ? readonly Item[]
      : Of extends { readonly type: 'list' }
        ? readonly string[]
        : Of extends { readonly type: 'number' }
          ? number | string
          : Of extends { readonly type: 'choice'; readonly values: readonly (infer One)[] }
            ? One
            : string;

/** The values of a form's inputs, by their paths in the request body. */
export type TypedOf<Op extends DescribedOperation> = {
  readonly [Path in PathIn<Op['body']>]: ValueOf<MemberIn<Op['body'], Path>>;
};

/** Describes a field of a form: its words, and the values with which it overrides the API document. */
export type FieldOf<Op extends DescribedOperation, Path extends string> = Field<
  ValueOf<MemberIn<Op['body'], Path>>,
  TypedOf<Op>
>;

interface Field<Of, Typed> {
  readonly label: string;
  readonly help?: ReactNode | ((typed: Typed) => ReactNode);
  /** Shown when the input is empty. A field with this text is required, even if the API document does not require it. */
  readonly needed?: string;
  /** Shown when the typed text is not an amount (left out: `needed`), or does not fit the pattern of the API document (left out: the server says so). */
  readonly wrong?: string;
  /** A check of the page; returns the fault, or false or undefined for a valid value. */
  check?(value: Of, typed: Typed): string | false | undefined;
  /**
   * The kind of input. `lines`: a list in a text area, one item in each line or after each comma. `day`: a date for a member that is a moment.
   * `secret`: a password, sent with its spaces. `names`: for the member `names`, an input for each language; the text in the network's language is sent as `name`.
   */
  readonly as?: 'area' | 'lines' | 'day' | 'radio' | 'email' | 'url' | 'code' | 'secret' | 'names' | 'checkbox';
  /** The label of the second input of a name, which is in English. */
  readonly second?: string;
  /** Translates the values that the API document lists. */
  words?(value: Of): string;
  readonly choices?: readonly { readonly value: string; readonly label: string; readonly help?: string }[];
  /** The text of the empty choice; left out: there is no empty choice. */
  readonly none?: string;
  /** The first value of the input; left out: the value in `from`, or the default of the API document. */
  readonly initial?: Of | null | undefined;
  /**
   * Bounds that are narrower than the bounds of the API document. With `needed`, a number outside of them is a fault; without `needed`, such a number
   * can't be typed.
   */
  readonly least?: number;
  readonly most?: number;
  /** The last day that can be chosen. */
  readonly last?: string;
  isShown?(typed: Typed): boolean;
  readonly isDisabled?: boolean;
  readonly isReadOnly?: boolean;
  /** Whether the switch shows the opposite of its member, such as a switch "open" for the member `closed`. */
  readonly isOpposite?: boolean;
  /** Converts the typed text, such as to capitals. */
  readonly typed?: (text: string) => string;
  readonly placeholder?: string;
  /** The kind of value that a browser may fill in; left out: none. */
  readonly autoComplete?: string;
  readonly minRows?: number;
  /** The legend of a group of inputs. Consecutive fields with the same legend are in one fieldset. */
  readonly group?: string;
  /** Shown below the input. */
  after?(typed: Typed): ReactNode;
  /** Renders the input in place of the usual one. */
  control?(input: OwnInput<Of>, typed: Typed): ReactNode;
}

/** A field of any operation, for code that does not depend on the operation. */
export type AnyField = Field<Value, never>;

export interface OwnInput<Of> {
  readonly label: string;
  readonly description: ReactNode;
  readonly value: Of;
  readonly error: string | undefined;
  readonly onChange: (value: Of) => void;
}

export interface KnownField {
  readonly path: string;
  readonly field: AnyField;
  readonly member: Member;
}

/** Converts a value of the API to the first value of its input. */
export function typedOf({ path, field, member }: KnownField, from: object | undefined, units: FormUnits): Value {
  const { as, initial, choices, none } = field;
  if (as === 'names') return typedNames((from as NamedThing | undefined) ?? { name: '' }, units.locale ?? 'ru');
  const first = initial ?? (from === undefined ? member.initial : valueAt(from, path));
  if (member.type === 'switch') return first === true;
  if (Array.isArray(first)) return as === 'lines' ? first.join('\n') : (first as string[]);
  if (first === null || first === undefined) {
    if (member.type === 'list') return as === 'lines' ? '' : [];
    // A drop-down list always shows one choice; radio buttons may show none, and then the person has to choose.
    const isChosen = member.type === 'choice' && as !== 'radio' && none === undefined && from === undefined;
    const [only = ''] = isChosen ? (choices ?? member.values) : [];
    return typeof only === 'object' ? only.value : String(only);
  }
  if (isMoney(member) && typeof first === 'number') return typedAmount(first, units.currency);
  return member.type === 'moment' && typeof first === 'string' && initial === undefined
    ? localTime(first, units.timeZone)
    : (first as Value);
}

/** The fault of an input; undefined: its value is valid. */
export function faultOf(
  { field, member, path }: KnownField,
  typed: object,
  units: FormUnits,
  needed: string,
): string | undefined {
  const value = (typed as Readonly<Record<string, Value>>)[path] ?? '';
  const fault = field.check?.(value, typed as never);
  if (fault !== undefined && fault !== false) return fault;
  if (isNames(value)) return `${value.ru}${value.en}`.trim() === '' ? (field.needed ?? needed) : undefined;
  const isEmpty = typeof value === 'string' ? value.trim() === '' : Array.isArray(value) && value.length === 0;
  const isNeeded =
    field.needed !== undefined || (member.needed === true && member.orNull !== true && member.type !== 'group');
  if (isEmpty) return isNeeded ? (field.needed ?? needed) : undefined;
  if (isOutside(Number(value), field, member) || isShort(value, field, member)) return field.needed ?? needed;
  if (field.wrong !== undefined && member.type === 'text' && !fits(textOf(value).trim(), member)) return field.wrong;
  return isMoney(member) && parseAmount(textOf(value), units.currency) === null
    ? (field.wrong ?? field.needed ?? needed)
    : undefined;
}

function fits(text: string, { pattern }: Member & { readonly type: 'text' }): boolean {
  return pattern === undefined || new RegExp(pattern).test(text);
}

/** Whether a text is shorter than the API document allows. A field without `needed` has no text for this fault, so only the server checks it. */
function isShort(value: Value, field: AnyField, member: Member): boolean {
  return field.needed !== undefined && member.type === 'text' && textOf(value).length < (member.least ?? 0);
}

function isOutside(value: number, { least, most }: AnyField, member: Member): boolean {
  if (member.type !== 'number' || isMoney(member)) return false;
  const [from = -Infinity, to = Infinity] = [least ?? member.least, most ?? member.most];
  return value < from || value > to;
}

/**
 * Builds the request body from the inputs. The member of an empty input is null if it may be null, and if the resource exists or the member is
 * required; otherwise the body does not have the member.
 */
export function bodyOf(
  fields: readonly KnownField[],
  typed: Readonly<Record<string, Value>>,
  units: FormUnits,
  isNew: boolean,
): object {
  const body: Record<string, unknown> = {};
  for (const { path, field, member } of fields) {
    const given = typed[path] ?? '';
    if (isNames(given)) {
      Object.assign(body, namesOf(given, units.locale ?? 'ru'));
      continue;
    }
    const none = member.orNull === true && (!isNew || member.needed === true) ? null : undefined;
    const value = sentOf(given, field, member, units) ?? none;
    put(body, path.split('.'), value);
  }
  return body;
}

/** Sets the value at a path. The groups on the path are made even when the value is undefined. */
function put(into: Record<string, unknown>, [name = '', ...inner]: readonly string[], value: unknown): void {
  if (inner.length > 0) {
    const group = { ...(into[name] as Record<string, unknown> | undefined) };
    put(group, inner, value);
    into[name] = group;
  } else if (value !== undefined) into[name] = value;
}

/** The fields whose present values would be sent differently from their values in `before`. The order of chosen values does not matter. */
export function changedOf(
  fields: readonly KnownField[],
  typed: Readonly<Record<string, Value>>,
  before: Readonly<Record<string, Value>>,
  units: FormUnits,
): KnownField[] {
  const sent = (field: KnownField, of: Readonly<Record<string, Value>>) => {
    const value = of[field.path] ?? '';
    return JSON.stringify(bodyOf([field], { [field.path]: isList(value) ? [...value].sort() : value }, units, false));
  };
  return fields.filter((field) => sent(field, typed) !== sent(field, before));
}

/** The value of an input in words, to show what a colleague changed. `marks`: the words for a switch that is on, and for a switch that is off. */
export function shownOf(
  { field, member }: KnownField,
  value: Value,
  marks: readonly [on: string, off: string],
): Readonly<Record<string, string>> {
  const { label, second = '', choices, none } = field;
  const wordsOf = (one: string) =>
    choices?.find((choice) => choice.value === one)?.label ?? field.words?.(one) ?? (one === '' ? (none ?? '') : one);
  if (isNames(value)) return { [label]: value.ru, [second]: value.en };
  if (member.type === 'switch') return { [label]: marks[(value === true) !== (field.isOpposite ?? false) ? 0 : 1] };
  return { [label]: isList(value) ? value.map(wordsOf).join(', ') : wordsOf(textOf(value)) };
}

/** The typed text; empty for a value of more than one part. */
export function textOf(value: Value): string {
  return typeof value === 'object' ? '' : String(value);
}

function isNames(value: Value): value is Names {
  return typeof value === 'object' && !isList(value);
}

function isList(value: Value): value is readonly string[] {
  return Array.isArray(value);
}

const BETWEEN = /[\s,]+/;

function sentOf(value: Value, field: AnyField, member: Member, { currency, timeZone }: FormUnits): unknown {
  if (field.as === 'lines')
    return textOf(value)
      .split(BETWEEN)
      .filter((one) => one !== '');
  if (isList(value) && value.length === 0) return member.orNull === true || !mayBeEmpty(member) ? undefined : value;
  if (typeof value !== 'string') return value;
  if (field.as === 'secret' && value !== '') return value;
  const text = value.trim();
  if (text === '') return undefined;
  if (isMoney(member)) return parseAmount(text, currency) ?? undefined;
  if (member.type === 'moment' && field.as !== 'day') return instantOf(text, timeZone);
  if (member.type === 'number') return Number(text);
  if (member.type === 'choice') return member.values.find((one) => String(one) === text);
  return text;
}

/** Whether the list may be empty. */
function mayBeEmpty(member: Member): boolean {
  return member.type !== 'list' || (member.least ?? 0) === 0;
}

function valueAt(of: object, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>((part, name) => (part as Readonly<Record<string, unknown>> | null | undefined)?.[name], of);
}
