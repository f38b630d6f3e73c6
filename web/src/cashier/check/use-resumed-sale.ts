import { useEffect, useRef } from 'react';

/** Long enough to read what the page does and to put the sale aside, short enough for a queue. */
const AGAIN_AFTER_MS = 2_000;

/** Sends a sale whose answer was lost again, under its key, while the server can be reached: the cashier presses nothing. */
export function useResumedSale(canResume: boolean, resume: () => void): void {
  const latest = useRef(resume);
  useEffect(() => {
    latest.current = resume;
  });
  useEffect(() => {
    if (!canResume) return;
    const timer = window.setTimeout(() => latest.current(), AGAIN_AFTER_MS);
    return () => window.clearTimeout(timer);
  }, [canResume]);
}
