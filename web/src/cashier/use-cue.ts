import { useEffect, useRef, type RefObject } from 'react';
import type { FindHandle } from './find/find-guest';
import type { Cue } from './machine/till.state';

/** The fields to which the till moves the focus. */
export interface TillFields {
  readonly find: RefObject<FindHandle | null>;
  readonly amount: RefObject<HTMLInputElement | null>;
  readonly points: RefObject<HTMLInputElement | null>;
}

/** Moves the focus as the machine says, once for each cue. */
export function useCue(cue: Cue | null): TillFields {
  const find = useRef<FindHandle>(null);
  const amount = useRef<HTMLInputElement>(null);
  const points = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (cue === null) return;
    const follow = (): void => {
      if (cue.entry !== null) find.current?.find(cue.entry);
      else if (cue.field === 'find') find.current?.focus();
      else if (cue.field === 'amount') amount.current?.focus();
      else {
        points.current?.focus();
        points.current?.select();
      }
    };
    if (cue.isUrgent) follow();
    else requestAnimationFrame(follow);
  }, [cue]);
  return { find, amount, points };
}
