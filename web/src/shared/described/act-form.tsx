import { Button, Flex, type FlexProps, Stack } from '@mantine/core';
import { type QueryKey, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, use, useState } from 'react';
import { actOf, askAnew, keyOf, type PathsOf } from '../api/calls';
import { mistakeAt } from '../api/problem';
import { useChange } from '../api/use-change';
import { useTranslation } from '../i18n/use-translation';
import type { Units } from '../format/use-format';
import { ownTimeZone } from '../format/zone';
import { NetworkContext } from '../network/network';
import { Dialog } from '../ui/dialog';
import { Form } from '../ui/form';
import { FailureNotice } from '../ui/problem-notice';
import { Control } from './control';
import {
  type AnyField,
  type FieldOf,
  type KnownField,
  type TypedOf,
  type Value,
  bodyOf,
  faultOf,
  typedOf,
} from './fields';
import {
  type AnswerOfCall,
  type BodyOfCall,
  type DescribedOperation,
  memberAt,
  type ParamsOfCall,
  type PathIn,
} from './operation';

interface ActFormProps<Op extends DescribedOperation> {
  readonly of: Op;
  readonly params?: ParamsOfCall<Op>;
  /** The members of the body for which the form has inputs, in the order of the inputs. */
  readonly fields: { readonly [Path in PathIn<Op['body']>]?: FieldOf<Op, Path> | false };
  /** The resource that the form changes; its members are the first values of the inputs. Left out: the form creates one. */
  readonly from?: object | undefined;
  /** Adds members to the body for which the form has no input, or replaces the values of inputs. */
  readonly body?: (typed: TypedOf<Op>) => Partial<BodyOfCall<Op>>;
  readonly submit: string | ((typed: TypedOf<Op>) => string);
  /** The text of the button that closes the form; left out: the form has no such button. */
  readonly cancel?: string;
  /** Query keys to refresh after the change, besides those below the operation's path. */
  readonly anew?: readonly QueryKey[];
  readonly onDone?: (answer: AnswerOfCall<Op>) => unknown;
  readonly onClose?: () => void;
  /** Error codes of the server that the form explains at a field in its own words. */
  readonly codes?: Readonly<Record<string, { readonly at: PathIn<Op['body']>; readonly words: string }>>;
  readonly above?: ReactNode | ((typed: TypedOf<Op>) => ReactNode);
  readonly below?: ReactNode | ((typed: TypedOf<Op>) => ReactNode);
  readonly isDisabled?: (typed: TypedOf<Op>) => boolean;
  readonly layout?: Pick<FlexProps, 'gap' | 'maw'>;
  /** The currency of amounts and the time zone of moments; left out: those of the reader's network. */
  readonly units?: Units;
}

/**
 * A form for the body of an operation. The API document decides the kind of each input, its bounds and whether it is required; a field adds its words
 * and overrides. An empty input removes the value of an existing resource (null); for a new resource it is not sent.
 */
function ActForm<Op extends DescribedOperation>(props: ActFormProps<Op>) {
  const { of, params = {}, from, body, submit, cancel, anew = [], onDone, onClose, codes = {}, above, below } = props;
  const { t } = useTranslation();
  const network = use(NetworkContext);
  const queries = useQueryClient();
  const units = props.units ?? network ?? { currency: '', timeZone: ownTimeZone() };
  const members = of.body ?? {};
  const fields = Object.entries(props.fields as Readonly<Record<string, AnyField | false>>).flatMap(
    ([path, field]): KnownField[] => (field === false ? [] : [{ path, field, member: memberAt(members, path) }]),
  );
  const [typed, setTyped] = useState<Readonly<Record<string, Value>>>(() =>
    Object.fromEntries(fields.map((one) => [one.path, typedOf(one, from, units)])),
  );
  const [faults, setFaults] = useState<Readonly<Record<string, string | undefined>>>({});
  const change = useChange(actOf(of.method, of.path as never, params as never), async (answer) => {
    await askAnew(queries, keyOf(of.path as PathsOf<'get'>), ...anew);
    await (onDone ?? onClose)?.(answer);
  });
  const { error } = change;
  const code = codes[(error as { code?: string } | null)?.code ?? ''];
  const values = typed as unknown as TypedOf<Op>;
  const shown = fields.filter(({ field }) => field.isShown?.(values as never) ?? true);
  const take = (path: string, value: Value) => {
    setTyped((before) => ({ ...before, [path]: value }));
    setFaults((before) => ({ ...before, [path]: undefined }));
  };

  function send(): void {
    const found = shown.map((one) => [one.path, faultOf(one, values, units, t('form.needed'))] as const);
    setFaults(Object.fromEntries(found));
    if (found.some(([, fault]) => fault !== undefined)) return;
    change.mutate({ ...bodyOf(shown, typed, units, from === undefined), ...body?.(values) } as never);
  }

  const paths = shown.map(({ path }) => path);
  return (
    <Form {...props.layout} onSubmit={send}>
      {typeof above === 'function' ? above(values) : above}
      {shown.map(({ path, field, member }, at) => {
        const fault = faults[path] ?? (code?.at === path ? code.words : mistakeAt(error, path));
        return (
          <Control
            key={path}
            field={field}
            member={member}
            value={typed[path] ?? ''}
            error={fault}
            values={values}
            isFirst={at === 0}
            onChange={(value) => take(path, value)}
          />
        );
      })}
      {typeof below === 'function' ? below(values) : below}
      <FailureNotice error={code === undefined ? error : null} marked={paths} />
      <Flex gap={8} wrap="wrap" {...(cancel === undefined && { direction: 'column' })}>
        <Button type="submit" loading={change.isPending} disabled={props.isDisabled?.(values) ?? false}>
          {typeof submit === 'function' ? submit(values) : submit}
        </Button>
        {cancel !== undefined && (
          <Button variant="default" onClick={onClose}>
            {cancel}
          </Button>
        )}
      </Flex>
    </Form>
  );
}

/** Whether the server answered that the change waits for a second person. */
function isWaiting(answer: unknown): boolean {
  return typeof answer === 'object' && answer !== null && 'kind' in answer;
}

interface ActDialogProps<Op extends DescribedOperation> extends Omit<ActFormProps<Op>, 'onDone'> {
  readonly title: string;
  readonly size?: string;
  readonly onClose: () => void;
  /** Shown in the dialog after the change, such as a key that is shown only once; left out or null: the dialog closes. */
  readonly result?: (answer: AnswerOfCall<Op>) => ReactNode;
  /** Shown when the change waits for a second person. */
  readonly waits?: string;
  readonly onDone?: (answer: AnswerOfCall<Op>) => unknown;
  /** Shown above the form, such as a picture with its own buttons. */
  readonly beside?: ReactNode;
}

/** A dialog with an `ActForm`. After the change it closes, or shows the result. */
export function ActDialog<Op extends DescribedOperation>({
  result,
  waits,
  onDone,
  beside,
  ...props
}: ActDialogProps<Op>) {
  const { title, size, onClose } = props;
  const [shown, setShown] = useState<ReactNode>(null);
  const finish = async (answer: AnswerOfCall<Op>) => {
    await onDone?.(answer);
    if (waits !== undefined && isWaiting(answer)) setShown(<p role="status">{waits}</p>);
    else {
      const made = result?.(answer) ?? null;
      if (made !== null) setShown(made);
      else if (onDone === undefined) onClose();
    }
  };
  return (
    <Dialog title={title} onClose={onClose} {...(size !== undefined && shown === null && { size })}>
      {shown === null ? (
        <>
          {beside}
          <ActForm {...props} onDone={finish} />
        </>
      ) : (
        <Stack gap={16}>{shown}</Stack>
      )}
    </Dialog>
  );
}
