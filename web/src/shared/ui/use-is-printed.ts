import { useEffect, useState } from 'react';
import { flushSync } from 'react-dom';

/** Whether the page is being printed. React renders the change before the browser lays out the paper. */
export function useIsPrinted(): boolean {
  const [isPrinted, setIsPrinted] = useState(false);
  useEffect(() => {
    const ending = new AbortController();
    const follow = (event: string, value: boolean) =>
      window.addEventListener(event, () => flushSync(() => setIsPrinted(value)), { signal: ending.signal });
    follow('beforeprint', true);
    follow('afterprint', false);
    return () => ending.abort();
  }, []);
  return isPrinted;
}
