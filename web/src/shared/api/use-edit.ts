import { useQuery, type UseMutationResult } from '@tanstack/react-query';
import { useId, useState } from 'react';
import type { Send } from './act-key';
import type { Tagged } from './tagged';
import { useChange } from './use-change';

interface EditOptions<Value, Body, Answer> {
  /** Reads what the form changes. */
  readonly read: () => Promise<Tagged<Value>>;
  /** Sends the change, bound to the tag. */
  readonly send: (tag: string | null) => Send<Body, Answer>;
  readonly onDone: (answer: Answer, body: Body) => unknown;
  /** Shown until it is read. */
  readonly initial?: Value;
}

/** A form on something that colleagues may change meanwhile. */
export interface Edit<Value, Body, Answer> {
  /** Shown where nothing was typed; undefined while it is read. */
  readonly base: Value | undefined;
  /** False until it is read: nothing can be saved before. */
  readonly isReady: boolean;
  /** Why it could not be read. */
  readonly readError: unknown;
  readonly save: UseMutationResult<Answer, unknown, Body>;
  readonly read: () => Promise<Tagged<Value>>;
  /** Goes on from what a colleague made of it; the form keeps what was typed. */
  readonly goOnFrom: (now: Tagged<Value>) => void;
}

/**
 * Reads a resource when its form opens, and binds the change to the tag that it had then. The form keeps what was typed
 * beside `base`, so that going on from a later state loses nothing.
 */
export function useEdit<Value, Body, Answer>({
  read,
  send,
  onDone,
  initial,
}: EditOptions<Value, Body, Answer>): Edit<Value, Body, Answer> {
  const id = useId();
  const reading = useQuery({
    queryKey: ['edit', id],
    queryFn: read,
    gcTime: 0,
    staleTime: Infinity,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });
  const [held, setHeld] = useState<Tagged<Value>>();
  // The first answer stays the form's, whatever is read again later.
  if (held === undefined && reading.data !== undefined) setHeld(reading.data);
  const save = useChange(send(held?.tag ?? null), onDone);
  return {
    base: held === undefined ? initial : held.value,
    isReady: held !== undefined,
    readError: held === undefined ? reading.error : null,
    save,
    read,
    goOnFrom: (now) => {
      setHeld(now);
      save.reset();
    },
  };
}
