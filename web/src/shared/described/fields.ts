import type { ReactNode } from 'react';
import { parseAmount, typedAmount } from '../format/money';
import type { Units } from '../format/use-format';
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

/** The values of a form's inputs, by their paths in the request body. */
export type TypedOf<Op extends DescribedOperation> = {
  readonly [Path in PathIn<Op['body']>]: ValueOf<MemberIn<Op['body'], Path>>;
};

/** Describes a field of a form: its words, and what it overrides of the API document. */
export type FieldOf<Op extends DescribedOperation, Path extends string> = Field<
  ValueOf<MemberIn<Op['body'], Path>>,
  TypedOf<Op>
>;

interface Field<Of, Typed> {
  readonly label: string;
  readonly help?: ReactNode | ((typed: Typed) => ReactNode);
  /** Shown when the input is empty. It also makes a field required that the API document does not require. */
  readonly needed?: string;
  /** Shown when the typed text is not an amount; left out: `needed`. */
  readonly wrong?: string;
  /** A check of the page; returns the fault, or false or undefined for a valid value. */
  check?(value: Of, typed: Typed): string | false | undefined;
  /** The kind of input. `lines`: a list in a text area, one item in each line or after each comma. `day`: a date for a member that is a moment. */
  readonly as?: 'area' | 'lines' | 'money' | 'day' | 'radio' | 'email' | 'url' | 'code' | 'secret';
  /** Translates the values that the API document lists. */
  words?(value: Of): string;
  readonly choices?: readonly { readonly value: string; readonly label: string; readonly help?: string }[];
  /** The text of an empty choice; left out: there is none. */
  readonly none?: string;
  /** The first value of the input; left out: the value in `from`, or the default of the API document. */
  readonly initial?: Of | null | undefined;
  /** Bounds that are narrower than those of the API document. With `needed`, a number outside of them is a fault; otherwise it can't be typed. */
  readonly least?: number;
  readonly most?: number;
  isShown?(typed: Typed): boolean;
  readonly isDisabled?: boolean;
  /** Whether the switch shows the opposite of its member, such as a switch "open" for the member `closed`. */
  readonly isOpposite?: boolean;
  /** Converts the typed text, such as to capitals. */
  readonly typed?: (text: string) => string;
  readonly placeholder?: string;
  readonly minRows?: number;
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

/** The fault of an input; undefined: its value is valid. */
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

/** Builds the request body from the inputs. An empty input is sent as null if it may be null and the resource exists or requires it; else it is left out. */
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
