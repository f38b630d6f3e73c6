import { useEffect, useState } from 'react';

const SECOND_MS = 1_000;

/** The time by the clock of the device, anew each second while the page is seen. */
export function useNow(): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = window.setInterval(() => {
      if (!document.hidden) setNow(Date.now());
    }, SECOND_MS);
    return () => window.clearInterval(timer);
  }, []);
  return now;
}
