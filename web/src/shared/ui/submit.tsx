import { Button, type ButtonProps } from '@mantine/core';
import { FailureNotice } from './problem-notice';

interface SubmitProps extends Omit<ButtonProps, 'children' | 'loading' | 'type'> {
  /** The change that the form sends. */
  readonly of: { readonly error: unknown; readonly isPending: boolean };
  readonly text: string;
  /** Paths of fields that show their own faults. */
  readonly marked?: readonly string[] | undefined;
}

/** The end of a form: the error of its change, and the submit button. */
export function Submit({ of, text, marked, ...rest }: SubmitProps) {
  return (
    <>
      <FailureNotice error={of.error} marked={marked} />
      <Button type="submit" {...rest} loading={of.isPending}>
        {text}
      </Button>
    </>
  );
}
