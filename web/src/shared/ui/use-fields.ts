import type { CheckboxProps } from '@mantine/core';
import { useForm, type UseFormReturnType } from '@mantine/form';
import type { ChangeEvent } from 'react';
import { mistakeAt } from '../api/problem';

type FieldValue = string | number | boolean | File | null | readonly unknown[];
type ValuesOf = Readonly<Record<string, FieldValue | Readonly<Record<string, FieldValue>>>>;

/** The paths of values in the request's body: `price`, `limits.guests`. */
type PathOf<Values> = {
  [Name in keyof Values & string]: Values[Name] extends FieldValue ? Name : `${Name}.${keyof Values[Name] & string}`;
}[keyof Values & string];
type ValueAt<Values, Path> = Path extends keyof Values
  ? Values[Path]
  : Path extends `${infer Name extends keyof Values & string}.${infer Member}`
    ? Values[Name][Member & keyof Values[Name]]
    : never;
type ValueOrEvent<Value> = Value | ChangeEvent<HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement>;

interface FieldProps<Value> {
  readonly value: Value;
  readonly onChange: (given: ValueOrEvent<Value>) => void;
  readonly error: string | undefined;
}

interface Fields<Values> extends UseFormReturnType<Values> {
  /** The properties of the input at a path. */
  readonly field: <Path extends PathOf<Values>>(path: Path) => FieldProps<ValueAt<Values, Path>>;
  /** The properties of the switch or checkbox at a path. */
  readonly toggle: (path: PathOf<Values>) => Pick<CheckboxProps, 'checked' | 'onChange'>;
  /** The paths of all values whose inputs show their own faults. */
  readonly marked: readonly string[];
}

interface FieldsOptions<Values> {
  readonly initial: Values | (() => Values);
  /** Finds faults by path before the form is sent; false or undefined: no fault. */
  readonly check?: (values: Values) => Partial<Record<PathOf<Values>, string | false | undefined>>;
  /** The server's error for the form. */
  readonly error?: unknown;
}

/** The values of a form. An input shows the fault that `check` or the server found at its path. */
export function useFields<Values extends ValuesOf>({
  initial,
  check = () => ({}),
  error,
}: FieldsOptions<Values>): Fields<Values> {
  const form = useForm<Values>({
    initialValues: typeof initial === 'function' ? initial() : initial,
    validate: check,
  });
  return {
    ...form,
    field(path) {
      const { value, onChange, error: fault } = form.getInputProps(path) as FieldProps<ValueAt<Values, typeof path>>;
      return { value, onChange, error: fault ?? mistakeAt(error, path) };
    },
    toggle(path) {
      const { checked, onChange } = form.getInputProps(path, { type: 'checkbox' }) as CheckboxProps;
      return { checked, onChange };
    },
    marked: Object.entries(form.values).flatMap(([name, value]) =>
      isTyped(value) ? name : Object.keys(value).map((member) => `${name}.${member}`),
    ),
  };
}

function isTyped(value: ValuesOf[string]): value is FieldValue {
  return typeof value !== 'object' || value === null || Array.isArray(value) || value instanceof File;
}
