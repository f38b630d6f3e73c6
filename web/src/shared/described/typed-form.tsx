import { Button, Flex, type FlexProps } from '@mantine/core';
import type { QueryKey } from '@tanstack/react-query';
import { type ReactNode, use, useState } from 'react';
import { mistakeAt } from '../api/problem';
import { ownTimeZone } from '../format/zone';
import { useTranslation } from '../i18n/use-translation';
import { NetworkContext } from '../network/network';
import { Form } from '../ui/form';
import { FailureNotice } from '../ui/problem-notice';
import { Control } from './control';
import {
  type AnyField,
  type FieldOf,
  type FormUnits,
  faultOf,
  type KnownField,
  typedOf,
  type TypedOf,
  type Value,
} from './fields';
import { memberAt } from './member-at';
import type { BodyOfCall, DescribedOperation, ParamsOfCall, PathIn } from './operation';

/** Properties that `ActForm` and `EditForm` share. */
export interface FormProps<Op extends DescribedOperation> {
  readonly of: Op;
  readonly params?: ParamsOfCall<Op>;
  /** The members of the body for which the form has inputs, in the order of the inputs. */
  readonly fields: { readonly [Path in PathIn<Op['body']>]?: FieldOf<Op, Path> | false };
  /** Adds members to the body for which the form has no input, or replaces the values of inputs. */
  readonly body?: (typed: TypedOf<Op>) => Partial<BodyOfCall<Op>>;
  readonly submit: string | ((typed: TypedOf<Op>) => string);
  readonly submitLook?: 'main' | 'plain';
  /** The text of the button that closes the form; left out: the form has no such button. */
  readonly cancel?: string;
  /** Query keys to refresh after the change, besides those below the operation's path. */
  readonly anew?: readonly QueryKey[];
  readonly onClose?: () => void;
  /** Error codes of the server that the form explains at a field in its own words. */
  readonly codes?: Readonly<Record<string, { readonly at: PathIn<Op['body']>; readonly words: string }>>;
  readonly above?: ReactNode | ((typed: TypedOf<Op>) => ReactNode);
  readonly below?: ReactNode | ((typed: TypedOf<Op>) => ReactNode);
  /** Shown inside the notice of a failure, such as a link to what is missing. */
  readonly onFailure?: (error: unknown) => ReactNode;
  /** Buttons beside the button that sends the form. */
  readonly buttons?: ReactNode;
  readonly isDisabled?: (typed: TypedOf<Op>) => boolean;
  readonly layout?: Pick<FlexProps, 'gap' | 'maw' | 'mt' | 'aria-label'>;
  /** The currency of amounts and the time zone of moments; left out: the currency and the time zone of the reader's network. */
  readonly units?: FormUnits;
}

type Values = Readonly<Record<string, Value>>;

/** The values of the inputs of a form; an unchanged input has its first value. */
export interface TypedForm {
  readonly units: FormUnits;
  readonly known: readonly KnownField[];
  /** The fields whose inputs are shown. */
  readonly shown: readonly KnownField[];
  readonly values: Values;
  /** The values of the inputs before the person typed. */
  readonly first: Values;
  readonly isTouched: boolean;
  /** The faults of inputs; a path with undefined: the input has changed since the form was sent. */
  readonly faults: Readonly<Record<string, string | undefined>>;
  readonly take: (path: string, value: Value) => void;
  readonly clear: () => void;
  /** Whether the values are valid; otherwise the inputs show their faults. */
  readonly isValid: () => boolean;
}

/**
 * `from`: the resource whose members are the first values of the inputs; undefined: no resource exists yet. `isPart`: only changed members are sent, so
 * a text or number that may not be null can't be emptied.
 */
export function useTyped<Op extends DescribedOperation>(
  { of, fields, units: given }: Pick<FormProps<Op>, 'of' | 'fields' | 'units'>,
  from: object | undefined,
  isPart = false,
): TypedForm {
  const { t } = useTranslation();
  const network = use(NetworkContext);
  const [typed, setTyped] = useState<Values>({});
  const [faults, setFaults] = useState<TypedForm['faults']>({});
  const units: FormUnits = given ?? network ?? { currency: '', timeZone: ownTimeZone() };
  const known = Object.entries(fields as Readonly<Record<string, AnyField | false>>).flatMap(
    ([path, field]): KnownField[] =>
      field === false ? [] : [{ path, field, member: memberAt(of.body ?? {}, path.split('.')) }],
  );
  const first = Object.fromEntries(known.map((one) => [one.path, typedOf(one, from, units)]));
  const values = { ...first, ...typed };
  const shown = known.filter(({ field }) => field.isShown?.(values as never) ?? true);
  return {
    units,
    known,
    shown,
    values,
    first,
    isTouched: Object.keys(typed).length > 0,
    faults,
    take: (path, value) => {
      setTyped((before) => ({ ...before, [path]: value }));
      setFaults((before) => ({ ...before, [path]: undefined }));
    },
    clear: () => {
      setTyped({});
      setFaults({});
    },
    isValid: () => {
      const found = shown.flatMap((one) => {
        const isNeeded = isPart && mayNotBeEmptied(one, first);
        const member = isNeeded ? { ...one.member, needed: true } : one.member;
        const fault = faultOf({ ...one, member }, values, units, t('form.needed'));
        return fault === undefined ? [] : [[one.path, fault] as const];
      });
      setFaults(Object.fromEntries(found));
      return found.length === 0;
    },
  };
}

function mayNotBeEmptied({ path, member }: KnownField, first: Values): boolean {
  const isText = member.type === 'text' && !path.includes('.');
  return (isText || member.type === 'number') && member.orNull !== true && first[path] !== '';
}

interface FormFrameProps<Op extends DescribedOperation> {
  readonly form: TypedForm;
  readonly props: FormProps<Op>;
  readonly error: unknown;
  /** Explains the error; `marked`: the paths of inputs that show their own faults. Left out: the notice of a failure. */
  readonly problem?: (marked: readonly string[]) => ReactNode;
  readonly status: ReactNode;
  readonly isPending: boolean;
  readonly isDisabled?: boolean;
  readonly onSend: () => void;
}

/** The form itself: its inputs, notices and buttons. */
export function FormFrame<Op extends DescribedOperation>(frame: FormFrameProps<Op>) {
  const { form, props, error, problem, status, isPending, isDisabled = false, onSend } = frame;
  const { submit, submitLook = 'main', cancel, codes = {}, above, below, onFailure, buttons } = props;
  const code = codes[(error as { code?: string } | null)?.code ?? ''];
  const values = form.values as unknown as TypedOf<Op>;
  const marked = form.shown.flatMap(({ path, field }) => (field.as === 'names' ? [path, 'name'] : [path]));
  const faultAt = (path: string): string | undefined => {
    if (path in form.faults) return form.faults[path];
    if (code?.at === path) return code.words;
    return mistakeAt(error, path) ?? (path === 'names' ? mistakeAt(error, 'name') : undefined);
  };
  const notice = (
    <FailureNotice error={error} marked={marked}>
      {error !== null && onFailure?.(error)}
    </FailureNotice>
  );
  const control = ({ path, field, member }: KnownField) => (
    <Control
      key={path}
      field={field}
      member={member}
      value={form.values[path] ?? ''}
      error={faultAt(path)}
      values={values}
      isFirst={path === form.shown[0]?.path}
      onChange={(value) => form.take(path, value)}
    />
  );
  return (
    <Form {...props.layout} onSubmit={onSend}>
      {typeof above === 'function' ? above(values) : above}
      {inGroups(form.shown).flatMap(({ legend, fields }) =>
        legend === undefined
          ? fields.map(control)
          : [
              <Flex key={legend} component="fieldset" direction="column" gap={12} m={0} p={0} bd="0">
                <legend>{legend}</legend>
                {fields.map(control)}
              </Flex>,
            ],
      )}
      {typeof below === 'function' ? below(values) : below}
      {code === undefined && (problem?.(marked) ?? notice)}
      {status !== undefined && status !== '' && <div role="status">{status}</div>}
      <Flex gap={8} wrap="wrap" {...(cancel === undefined ? {} : { direction: 'column' })}>
        <Button
          type="submit"
          {...(submitLook === 'plain' && { variant: 'default' })}
          loading={isPending}
          disabled={isDisabled || (props.isDisabled?.(values) ?? false)}
        >
          {typeof submit === 'function' ? submit(values) : submit}
        </Button>
        {buttons}
        {cancel !== undefined && (
          <Button variant="default" onClick={props.onClose}>
            {cancel}
          </Button>
        )}
      </Flex>
    </Form>
  );
}

/** Divides the fields into groups of consecutive fields with the same legend. Consecutive fields without a legend are a group too. */
function inGroups(fields: readonly KnownField[]) {
  const groups: { readonly legend: string | undefined; readonly fields: KnownField[] }[] = [];
  for (const one of fields) {
    const last = groups.at(-1);
    if (last !== undefined && last.legend === one.field.group) last.fields.push(one);
    else groups.push({ legend: one.field.group, fields: [one] });
  }
  return groups;
}

/** Whether the server answered that the change waits for a second person. */
export function isWaiting(answer: unknown): boolean {
  return typeof answer === 'object' && answer !== null && 'kind' in answer;
}
