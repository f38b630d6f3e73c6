import { useEffect, useRef, useState } from 'react';
import { wantsNoMotion } from '../../shared/ui/wants-no-motion';

const DURATION_MS = 900;

/**
 * A number that runs up to its value: from the one of the last visit, and from the one on the screen when it grows while the
 * page is open. It jumps where it falls, where nothing came before, and for people who want no motion.
 */
export function useCountUp(value: number, before: number | null): number {
  const [shown, setShown] = useState(() => (before === null || before > value || wantsNoMotion() ? value : before));
  const from = useRef(shown);
  useEffect(() => {
    const start = from.current;
    let begunAt: number | null = null;
    let frame = requestAnimationFrame(step);
    return () => cancelAnimationFrame(frame);

    function step(now: number): void {
      begunAt ??= now;
      const part = start > value || wantsNoMotion() ? 1 : Math.min(1, (now - begunAt) / DURATION_MS);
      // Slower towards the end.
      from.current = Math.round(value - (value - start) * (1 - part) ** 3);
      setShown(from.current);
      if (part < 1) frame = requestAnimationFrame(step);
    }
  }, [value]);
  return shown;
}
