import { type ReactNode, use, useState } from 'react';
import type { Send } from '../api/act-key';
import { editOf, keyOf, type PathsOf, readOf } from '../api/calls';
import type { TaggedResource } from '../api/tagged';
import { useEdit } from '../api/use-edit';
import { useTranslation } from '../i18n/use-translation';
import { Loading } from '../ui/loading';
import { FailureNotice } from '../ui/problem-notice';
import { EditFault, type EditFaultProps, type ShownMembers } from './edit-fault';
import { bodyOf, changedOf, shownOf, typedOf, type TypedOf } from './fields';
import { FormDialog, type FormDialogProps, formOf } from './form-dialog';
import type { AnswerOfCall, BodyOfCall, DescribedOperation, ThingOf } from './operation';
import { FormFrame, type FormProps, isWaiting, type TypedForm, useTyped } from './typed-form';
import { useRefresh } from './use-refresh';

interface EditFormProps<Op extends DescribedOperation> extends FormProps<Op> {
  /** The resource as the page has it, shown until the form has read the resource with its entity tag. Left out: an outline is shown. */
  readonly from?: ThingOf<Op> | undefined;
  /** The id by which the audit knows the resource; left out: the parameter `id`. */
  readonly subjectId?: string;
  /** Members that a colleague may change and for which the form has no input, in words. */
  readonly alsoShows?: (value: ThingOf<Op>) => ShownMembers;
  readonly onDone?: (answer: AnswerOfCall<Op>) => unknown;
  /** For a form that stays open: shown after saving until the person types again. */
  readonly done?: string;
  /** Shown in place of `done` when the change waits for a second person. */
  readonly waits?: ReactNode;
}

/**
 * A form for an existing resource: it reads the operation's path with GET, and sends only the changed members, on condition that no colleague has changed
 * the resource meanwhile. PUT sends all members. Without a change, a form with `onClose` closes, and a form without it can't be sent.
 */
export function EditForm<Op extends DescribedOperation>(props: EditFormProps<Op>) {
  const { of, params = {}, from, body, anew = [], onClose, onDone = onClose, done, waits } = props;
  const refresh = useRefresh([keyOf(of.path as PathsOf<'get'>), ...anew]);
  const [said, setSaid] = useState<ReactNode>();
  const read = readOf(of.path as never, params as never) as () => Promise<TaggedResource<object>>;
  const edit = useEdit<object, BodyOfCall<Op>, AnswerOfCall<Op>>({
    read,
    send: editOf(of.method, of.path as never, params as never) as (
      tag: string | null,
    ) => Send<BodyOfCall<Op>, AnswerOfCall<Op>>,
    ...(from !== undefined && { initial: from }),
    onDone: async (answer) => {
      await refresh();
      if (done !== undefined) {
        edit.goOnFrom(await read());
        form.clear();
        setSaid(waits !== undefined && isWaiting(answer) ? waits : done);
      }
      await onDone?.(answer);
    },
  });
  const { base, save, readError, isReady } = edit;
  const form = useTyped(props, base, of.method === 'PATCH');
  const show = useShown(form, props.alsoShows as ((value: object) => ShownMembers) | undefined);
  const Fault = use(EditFault);
  if (readError !== null) return <FailureNotice error={readError} />;
  if (base === undefined) return <Loading />;

  const changed = changedOf(form.shown, form.values, form.first, form.units);
  const isSame = changed.length === 0;

  function submit(): void {
    setSaid(undefined);
    if (!form.isValid()) return;
    if (isSame) return onClose?.();
    const sent = bodyOf(of.method === 'PUT' ? form.shown : changed, form.values, form.units, false);
    save.mutate({ ...sent, ...body?.(form.values as unknown as TypedOf<Op>) } as BodyOfCall<Op>);
  }

  const subjectId = props.subjectId ?? (params as { readonly id?: string }).id ?? '';
  return (
    <FormFrame
      form={form}
      props={props}
      error={save.error}
      problem={(marked) =>
        save.error === null ? null : (
          <Fault edit={edit as unknown as EditFaultProps['edit']} subjectId={subjectId} show={show} marked={marked} />
        )
      }
      status={form.isTouched ? undefined : said}
      isPending={save.isPending}
      isDisabled={!isReady || (isSame && onClose === undefined)}
      onSend={submit}
    />
  );
}

/** The function that shows the members of a resource in words, by the labels of their inputs. */
function useShown({ known, units }: TypedForm, alsoShows: ((value: object) => ShownMembers) | undefined) {
  const { t } = useTranslation();
  const marks = [t('form.yes'), t('form.no')] as const;
  return (value: object): ShownMembers =>
    Object.assign(
      {},
      ...known.map((one) =>
        shownOf(one, typedOf({ ...one, field: { ...one.field, initial: undefined } }, value, units), marks),
      ),
      alsoShows?.(value),
    ) as ShownMembers;
}

type EditDialogProps<Op extends DescribedOperation> = Omit<EditFormProps<Op>, 'onDone' | 'done' | 'waits'> &
  FormDialogProps<AnswerOfCall<Op>>;

/** A dialog with an `EditForm`. After the change the dialog closes, or shows the result. */
export function EditDialog<Op extends DescribedOperation>(props: EditDialogProps<Op>) {
  return <FormDialog {...props}>{(onDone) => <EditForm {...formOf(props)} onDone={onDone} />}</FormDialog>;
}
