import { Flex, type FlexProps } from '@mantine/core';
import { useEffect, useReducer, useRef } from 'react';

type FormProps = Omit<FlexProps, 'onSubmit' | 'ref'> & { readonly onSubmit: () => void };

/**
 * A form with its error notice and buttons, one below the other unless it has a class of its own. The first field that does not fit has
 * the focus then, whether the page finds it or the server a moment later; typing meanwhile keeps it where it is.
 */
export function Form({ onSubmit, children, ...rest }: FormProps) {
  /** The form from when it is sent until the person types or points. */
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
        // A dialog that a form opens may hold a form of its own: React tells the outer one of it as well.
        event.stopPropagation();
        sent.current = event.currentTarget;
        onSubmit();
        // A mistake that stands already changes nothing that would render it.
        renderAgain();
      }}
    >
      {children}
    </Flex>
  );
}
