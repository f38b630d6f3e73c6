import { type ReactNode, useState } from 'react';
import type { Send } from '../api/act-key';
import { actOf, keyOf, type PathsOf } from '../api/calls';
import { useChange } from '../api/use-change';
import { bodyOf, type TypedOf } from './fields';
import { FormDialog, type FormDialogProps, formOf } from './form-dialog';
import type { AnswerOfCall, BodyOfCall, DescribedOperation } from './operation';
import { FormFrame, type FormProps, isWaiting, type TypedForm, useTyped } from './typed-form';
import { useRefresh } from './use-refresh';

interface ActFormProps<Op extends DescribedOperation> extends FormProps<Op> {
  /** The resource that the form changes; its members are the first values of the inputs. Left out: the form creates one. */
  readonly from?: object | undefined;
  /** Replaces the plain call of the operation. */
  readonly send?: Send<BodyOfCall<Op>, AnswerOfCall<Op>>;
  readonly onDone?: (answer: AnswerOfCall<Op>) => unknown;
  /** For a form that stays open: shown after the change until the person types again. After the change, the inputs have their first values again. */
  readonly done?: string | ((answer: AnswerOfCall<Op>) => ReactNode);
  /** Shown in place of `done` when the change waits for a second person. */
  readonly waits?: ReactNode;
}

/**
 * A form for the body of an operation. The API document decides the kind of each input, its bounds and whether it is required; a field adds its words
 * and overrides. An empty input removes the value of an existing resource, if the API allows null; a new resource is made without the value.
 */
export function ActForm<Op extends DescribedOperation>(props: ActFormProps<Op>) {
  const { of, params = {}, from, send, body, anew = [], onDone, onClose, done, waits } = props;
  const refresh = useRefresh([keyOf(of.path as PathsOf<'get'>), ...anew]);
  const form = useTyped(props, from);
  const [said, setSaid] = useState<ReactNode>();
  const act = actOf(of.method, of.path as never, params as never) as Send<BodyOfCall<Op>, AnswerOfCall<Op>>;
  const change = useChange(send ?? act, async (answer) => {
    await refresh();
    if (done !== undefined) {
      form.clear();
      const words = typeof done === 'function' ? done(answer) : done;
      setSaid(waits !== undefined && isWaiting(answer) ? waits : words);
    }
    await (onDone ?? onClose)?.(answer);
  });

  /** Hides the failure when the person types, because the failure is about the values that were sent. */
  const take: TypedForm['take'] = (path, value) => {
    if (change.isError) change.reset();
    form.take(path, value);
  };

  function submit(): void {
    setSaid(undefined);
    if (!form.isValid()) return;
    const typed = bodyOf(form.shown, form.values, form.units, from === undefined);
    change.mutate({ ...typed, ...body?.(form.values as unknown as TypedOf<Op>) } as BodyOfCall<Op>);
  }

  const status = form.isTouched ? undefined : said;
  return (
    <FormFrame
      form={{ ...form, take }}
      props={props}
      error={change.error}
      status={status}
      isPending={change.isPending}
      onSend={submit}
    />
  );
}

type ActDialogProps<Op extends DescribedOperation> = Omit<ActFormProps<Op>, 'onDone' | 'done' | 'waits'> &
  FormDialogProps<AnswerOfCall<Op>>;

/** A dialog with an `ActForm`. After the change the dialog closes, or shows the result. */
export function ActDialog<Op extends DescribedOperation>(props: ActDialogProps<Op>) {
  return <FormDialog {...props}>{(onDone) => <ActForm {...formOf(props)} onDone={onDone} />}</FormDialog>;
}
