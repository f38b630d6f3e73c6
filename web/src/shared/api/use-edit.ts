import { useQuery, type UseMutationResult } from '@tanstack/react-query';
import { useId, useState } from 'react';
import type { Send } from './act-key';
import type { TaggedResource } from './tagged';
import { useChange } from './use-change';

interface EditOptions<Value, Body, Answer> {
  /** Reads the thing that the form changes. */
  readonly read: () => Promise<TaggedResource<Value>>;
  /** Sends the change on condition of the tag. */
  readonly send: (tag: string | null) => Send<Body, Answer>;
  readonly onDone: (answer: Answer, body: Body) => unknown;
  /** The value shown until the reading is done. */
  readonly initial?: Value;
}

/** A form for something that colleagues may change meanwhile. */
export interface Edit<Value, Body, Answer> {
  /** The values for fields without input; undefined while they are loading. */
  readonly base: Value | undefined;
  /** False until the values are read; nothing can be saved before. */
  readonly isReady: boolean;
  /** Why reading failed. */
  readonly readError: unknown;
  readonly save: UseMutationResult<Answer, unknown, Body>;
  readonly read: () => Promise<TaggedResource<Value>>;
  /** Continues with a colleague's version; the form keeps its input. */
  readonly goOnFrom: (now: TaggedResource<Value>) => void;
}

/**
 * Reads a resource when its form opens, and makes the change conditional on the tag that it had then. The form keeps its input apart from `base`,
 * so that continuing with a later version loses nothing.
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
  const [held, setHeld] = useState<TaggedResource<Value>>();
  // The form keeps its first answer, whatever is read later.
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
