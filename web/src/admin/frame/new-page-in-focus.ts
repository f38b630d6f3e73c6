import { type RefObject, useEffect, useRef } from 'react';
import { useLocation } from 'react-router';

/** Whoever goes to a page by the keyboard goes on in it, and a screen reader begins there, as in a page that is loaded. */
export function useNewPageInFocus(): RefObject<HTMLElement | null> {
  const main = useRef<HTMLElement>(null);
  const { pathname } = useLocation();
  const shown = useRef(pathname);
  useEffect(() => {
    if (shown.current === pathname) return;
    shown.current = pathname;
    // What is in the page already keeps the focus: a tab that stays, a field that asked for it.
    if (main.current?.contains(document.activeElement) === false) main.current.focus({ preventScroll: true });
  }, [pathname]);
  return main;
}
