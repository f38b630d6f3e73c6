import { Button, type ButtonProps } from '@mantine/core';
import { FailureNotice } from './problem-notice';

interface SubmitProps extends Omit<ButtonProps, 'children' | 'loading' | 'type'> {
  /** The change that the form asks for. */
  readonly of: { readonly error: unknown; readonly isPending: boolean };
  readonly text: string;
  /** Fields that say their own mistakes. */
  readonly marked?: readonly string[] | undefined;
}

/** The end of a form: why its change failed, and the button that asks for it. */
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
