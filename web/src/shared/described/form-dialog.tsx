import { Button, Stack } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { Dialog } from '../ui/dialog';
import { isWaiting } from './typed-form';

export interface FormDialogProps<Answer> {
  readonly title: string;
  readonly size?: string;
  readonly onClose: () => void;
  /**
   * Shown in the dialog after the change, such as a key that is shown only once; left out or null: the dialog closes; with `onDone`, the caller
   * closes the dialog.
   */
  readonly result?: (answer: Answer) => ReactNode;
  /** The text of a button below the result, which closes the dialog; left out: the result has a button of its own, or needs none. */
  readonly resultClose?: string;
  /** The dialog's title while it shows the result; left out: `title`. */
  readonly resultTitle?: string;
  /** Shown when the change waits for a second person. */
  readonly waits?: ReactNode;
  readonly onDone?: (answer: Answer) => unknown;
  /** Shown above the form, such as a picture with its own buttons. */
  readonly beside?: ReactNode;
}

interface Children<Answer> {
  /** The form, which calls `onDone` with the answer of the server. */
  readonly children: (onDone: (answer: Answer) => Promise<void>) => ReactNode;
}

/** A dialog with a form. After the change the dialog closes, or shows the result. */
export function FormDialog<Answer>(props: FormDialogProps<Answer> & Children<Answer>) {
  const { title, size, onClose, result, resultTitle, resultClose, waits, onDone, beside, children } = props;
  const [shown, setShown] = useState<ReactNode>(null);
  // The change may rename the object in the title while the dialog is still open.
  const [firstTitle] = useState(title);
  const finish = async (answer: Answer) => {
    await onDone?.(answer);
    if (waits !== undefined && isWaiting(answer)) setShown(<div role="status">{waits}</div>);
    else {
      const made = result?.(answer) ?? null;
      if (made !== null) setShown(made);
      else if (onDone === undefined) onClose();
    }
  };
  return (
    <Dialog
      title={shown === null ? firstTitle : (resultTitle ?? firstTitle)}
      onClose={onClose}
      {...(size !== undefined && shown === null && { size })}
    >
      {shown === null ? (
        <>
          {beside}
          {children(finish)}
        </>
      ) : (
        <Stack gap={16}>
          {shown}
          {resultClose !== undefined && (
            <Button data-autofocus onClick={onClose}>
              {resultClose}
            </Button>
          )}
        </Stack>
      )}
    </Dialog>
  );
}

/** The properties that a dialog passes to its form: all except `waits`, because the dialog itself shows that a change waits for a second person. */
export function formOf<Props extends { readonly waits?: ReactNode }>({
  waits: _,
  ...props
}: Props): Omit<Props, 'waits'> {
  return props;
}
