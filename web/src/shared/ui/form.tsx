import { Flex, type FlexProps } from '@mantine/core';
import { useEffect, useReducer, useRef } from 'react';

type FormProps = Omit<FlexProps, 'onSubmit' | 'ref'> & { readonly onSubmit: () => void };

/**
 * A form with error notice and buttons, one below another unless it has its own class. After sending, the first invalid field gets the focus,
 * whether the page or the server found the fault; typing meanwhile keeps the focus where it is.
 */
export function Form({ onSubmit, children, ...rest }: FormProps) {
  /** The form element from sending until the person types or clicks. */
  const sent = useRef<Element>(null);
  const [, renderAgain] = useReducer((times: number) => times + 1, 0);
  const stay = () => void (sent.current = null);

  useEffect(() => {
    sent.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  });

  return (
    <Flex
      component="form"
      {...(rest.className === undefined && { direction: 'column', gap: 16 })}
      {...rest}
      noValidate
      onKeyDown={stay}
      onPointerDown={stay}
      onSubmit={(event) => {
        event.preventDefault();
        // React also reports the submit of a form in a dialog to the form that opened the dialog.
        event.stopPropagation();
        sent.current = event.currentTarget;
        onSubmit();
        // A fault that is already shown would cause no new rendering.
        renderAgain();
      }}
    >
      {children}
    </Flex>
  );
}
