import { useEffect, useReducer, useRef, type ComponentProps } from 'react';

type FormProps = Omit<ComponentProps<'form'>, 'onSubmit' | 'noValidate' | 'ref'> & { readonly onSubmit: () => void };

/**
 * A form with its error notice and buttons. The first field that does not fit has the focus then, whether the page finds it or
 * the server a moment later; typing meanwhile keeps it where it is.
 */
export function Form({ onSubmit, children, ...rest }: FormProps) {
  const form = useRef<HTMLFormElement>(null);
  const waits = useRef(false);
  const [, renderAgain] = useReducer((times: number) => times + 1, 0);
  const stay = () => void (waits.current = false);

  useEffect(() => {
    if (waits.current) form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  });

  return (
    <form
      {...rest}
      ref={form}
      noValidate
      onKeyDown={stay}
      onPointerDown={stay}
      onSubmit={(event) => {
        event.preventDefault();
        // A dialog that a form opens may hold a form of its own: React tells the outer one of it as well.
        event.stopPropagation();
        waits.current = true;
        onSubmit();
        // A mistake that stands already changes nothing that would render it.
        renderAgain();
      }}
    >
      {children}
    </form>
  );
}
