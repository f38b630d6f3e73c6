import type { ReactNode } from 'react';
import { parseAmount, typedAmount } from '../format/money';
import { instantOf, localTime } from '../format/zone';
import type { DescribedOperation, Member, PathIn } from './operation';

/** The value of an input. */
export type Value = string | number | boolean | readonly string[];

type MemberIn<Of, Path> = Path extends keyof Of
  ? Of[Path]
  : Path extends `${infer Name extends keyof Of & string}.${infer Inner}`
    ? Of[Name] extends { readonly members: infer Members }
      ? Members[Inner & keyof Members]
      : never
    : never;

type ValueOf<Of> = Of extends { readonly type: 'switch' }
  ? boolean
  : Of extends { readonly type: 'list' }
    ? readonly string[]
    : Of extends { readonly type: 'number' }
      ? number | string
      : Of extends { readonly type: 'choice'; readonly values: readonly (infer One)[] }
        ? One
        : string;

/** The values of the inputs of a form, by the paths of the body. */
export type TypedOf<Op extends DescribedOperation> = {
  readonly [Path in PathIn<Op['body']>]: ValueOf<MemberIn<Op['body'], Path>>;
};

/** A field of a form: its words, and what differs from the API document. */
export type FieldOf<Op extends DescribedOperation, Path extends string> = Field<
  ValueOf<MemberIn<Op['body'], Path>>,
  TypedOf<Op>
>;

interface Field<Of, Typed> {
  readonly label: string;
  readonly help?: ReactNode | ((typed: Typed) => ReactNode);
  /** The fault of an empty input, where the body or the page needs it. */
  readonly needed?: string;
  /** The fault of an amount that is none, where the input may be empty. */
  readonly wrong?: string;
  /** A fault that only the page knows; false and undefined: none. */
  check?(value: Of, typed: Typed): string | false | undefined;
  /** `lines`: a list as text, an item a line or after a comma. `day`: a day in place of a moment. */
  readonly as?: 'area' | 'lines' | 'money' | 'day' | 'radio' | 'email' | 'url' | 'code' | 'secret';
  /** Values of a choice in words. */
  words?(value: Of): string;
  readonly choices?: readonly { readonly value: string; readonly label: string; readonly help?: string }[];
  /** The choice of none. */
  readonly none?: string;
  /** The first value, where it is neither that of `from` nor the default of the API. */
  readonly initial?: Of | null | undefined;
  /** Bounds that are narrower than those of the document. With `needed`, what is typed outside of them is a fault; else nothing outside is taken. */
  readonly least?: number;
  readonly most?: number;
  isShown?(typed: Typed): boolean;
  readonly isDisabled?: boolean;
  /** Whether the switch is on where the member is false, such as "open" of `closed`. */
  readonly isOpposite?: boolean;
  /** Turns what is typed into what the field holds, such as capitals. */
  readonly typed?: (text: string) => string;
  readonly placeholder?: string;
  readonly minRows?: number;
  /** Below the input. */
  after?(typed: Typed): ReactNode;
  /** An input of its own. */
  control?(input: OwnInput<Of>, typed: Typed): ReactNode;
}

/** A field whose operation the kit does not know. */
export type AnyField = Field<Value, never>;

export interface OwnInput<Of> {
  readonly label: string;
  readonly description: ReactNode;
  readonly value: Of;
  readonly error: string | undefined;
  readonly onChange: (value: Of) => void;
}

export interface Units {
  readonly currency: string;
  readonly timeZone: string;
}

export interface KnownField {
  readonly path: string;
  readonly field: AnyField;
  readonly member: Member;
}

/** The first value of an input. */
export function typedOf({ path, field, member }: KnownField, from: object | undefined, units: Units): Value {
  const { as, initial, choices, none } = field;
  const first = initial ?? (from === undefined ? member.initial : valueAt(from, path));
  if (member.type === 'switch') return first === true;
  if (Array.isArray(first)) return as === 'lines' ? first.join('\n') : (first as string[]);
  if (first === null || first === undefined) {
    if (member.type === 'list') return as === 'lines' ? '' : [];
    const [only = ''] =
      member.type === 'choice' && none === undefined && from === undefined ? (choices ?? member.values) : [];
    return typeof only === 'object' ? only.value : String(only);
  }
  if (as === 'money' && typeof first === 'number') return typedAmount(first, units.currency);
  return member.type === 'moment' && typeof first === 'string' && initial === undefined
    ? localTime(first, units.timeZone)
    : (first as Value);
}

/** The fault of an input; undefined: it has none. */
export function faultOf(
  { field, member, path }: KnownField,
  typed: object,
  units: Units,
  needed: string,
): string | undefined {
  const value = (typed as Readonly<Record<string, Value>>)[path] ?? '';
  const fault = field.check?.(value, typed as never);
  if (fault !== undefined && fault !== false) return fault;
  const isEmpty = typeof value === 'string' ? value.trim() === '' : Array.isArray(value) && value.length === 0;
  const isNeeded = field.needed !== undefined || (member.needed === true && member.type !== 'group');
  if (isEmpty) return isNeeded ? (field.needed ?? needed) : undefined;
  if (isOutside(Number(value), field, member)) return field.needed ?? needed;
  return field.as === 'money' && parseAmount(String(value), units.currency) === null
    ? (field.wrong ?? field.needed ?? needed)
    : undefined;
}

function isOutside(value: number, { least, most, as }: AnyField, member: Member): boolean {
  if (member.type !== 'number' || as === 'money') return false;
  const [from = -Infinity, to = Infinity] = [least ?? member.least, most ?? member.most];
  return value < from || value > to;
}

/** The body that the inputs make. An empty input takes away what a thing had; of a new thing it is left out where it may be. */
export function bodyOf(
  fields: readonly KnownField[],
  typed: Readonly<Record<string, Value>>,
  units: Units,
  isNew: boolean,
): object {
  const body: Record<string, unknown> = {};
  for (const { path, field, member } of fields) {
    const none = member.orNull === true && (!isNew || member.needed === true) ? null : undefined;
    const value = sentOf(typed[path] ?? '', field, member, units) ?? none;
    const [name = '', inner] = path.split('.');
    if (inner === undefined) {
      if (value !== undefined) body[name] = value;
    } else body[name] = { ...(body[name] as object), ...(value === undefined ? {} : { [inner]: value }) };
  }
  return body;
}

const BETWEEN = /[\s,]+/;

function sentOf(value: Value, field: AnyField, member: Member, { currency, timeZone }: Units): unknown {
  if (field.as === 'lines')
    return String(value)
      .split(BETWEEN)
      .filter((one) => one !== '');
  if (Array.isArray(value) && value.length === 0)
    return member.orNull === true || !mayBeEmpty(member) ? undefined : value;
  if (typeof value !== 'string') return value;
  const text = value.trim();
  if (text === '') return undefined;
  if (field.as === 'money') return parseAmount(text, currency) ?? undefined;
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
