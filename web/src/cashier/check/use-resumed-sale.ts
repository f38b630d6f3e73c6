import { useEffect, useRef } from 'react';

/** Long enough to read the text and put the sale aside, short enough for a queue. */
const AGAIN_AFTER_MS = 2_000;

/** Sends a sale without an answer again under its key while the server is reachable; the cashier need not do anything. */
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
