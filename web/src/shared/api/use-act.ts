import { useRef, useState } from 'react';
import { keyAct, type KeyedAct, type Send } from './act-key';
import { leavesOutcomeOpen } from './problem';

interface ActOptions<Body, Answer> {
  /** The storage key under which the tab keeps an act with an unknown outcome, so that a reload repeats it under the same idempotency key. */
  readonly storedAt: string;
  readonly send: Send<Body, Answer>;
  readonly onDone: (answer: Answer) => void;
}

export interface RepeatableAct<Body> {
  readonly isPending: boolean;
  /** The last error; null once the act was answered or abandoned. */
  readonly error: unknown;
  /** The act whose outcome is unknown. Until it is known, only this act may be submitted. */
  readonly open: KeyedAct<Body> | null;
  readonly submit: (body: Body) => void;
  readonly clearError: () => void;
  /** Abandons the open act: the person checks by hand whether it was recorded. */
  readonly putAside: () => void;
}

/** A change that a person starts: it keeps its key until the server has answered. */
export function useAct<Body, Answer>({ storedAt, send, onDone }: ActOptions<Body, Answer>): RepeatableAct<Body> {
  const [open, setOpen] = useState(() => readOpenAct<Body>(storedAt));
  const [error, setError] = useState<unknown>(null);
  const [isPending, setIsPending] = useState(false);
  // A ref, because a second press may come before the first one is rendered.
  const running = useRef(false);

  function keep(act: KeyedAct<Body> | null): void {
    setOpen(act);
    if (act === null) sessionStorage.removeItem(storedAt);
    else sessionStorage.setItem(storedAt, JSON.stringify(act));
  }

  async function run(body: Body): Promise<void> {
    if (running.current) return;
    running.current = true;
    const act = keyAct(body, open);
    // Stored before it is sent, so that a tab that crashes meanwhile still has the key.
    sessionStorage.setItem(storedAt, JSON.stringify(act));
    setIsPending(true);
    setError(null);
    try {
      const answer = await send(act);
      keep(null);
      onDone(answer);
    } catch (failure) {
      keep(leavesOutcomeOpen(failure) ? act : null);
      setError(failure);
    } finally {
      running.current = false;
      setIsPending(false);
    }
  }

  return {
    isPending,
    error,
    open,
    submit: (body) => void run(body),
    clearError: () => setError(null),
    putAside: () => {
      keep(null);
      setError(null);
    },
  };
}

function readOpenAct<Body>(storedAt: string): KeyedAct<Body> | null {
  const stored = sessionStorage.getItem(storedAt);
  return stored === null ? null : (JSON.parse(stored) as KeyedAct<Body>);
}
