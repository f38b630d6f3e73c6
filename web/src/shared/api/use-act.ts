import { useRef, useState } from 'react';
import { keyAct, type KeyedAct, type Send } from './act-key';
import { leavesOutcomeOpen } from './problem';

interface ActOptions<Body, Answer> {
  /** Where the tab keeps an act whose outcome is open, so that not even a reload asks again under another key. */
  readonly storedAt: string;
  readonly send: Send<Body, Answer>;
  readonly onDone: (answer: Answer) => void;
}

export interface Act<Body> {
  readonly isPending: boolean;
  /** The last failure; null once it was answered or put aside. */
  readonly error: unknown;
  /** The act whose outcome is unknown. While there is one, only it may be submitted. */
  readonly open: KeyedAct<Body> | null;
  readonly submit: (body: Body) => void;
  readonly clearError: () => void;
  /** Lets the open act go: the person looks up by hand whether it was recorded. */
  readonly putAside: () => void;
}

/** A changing call asked for by a person: one key an act, the same key until the server has answered it. */
export function useAct<Body, Answer>({ storedAt, send, onDone }: ActOptions<Body, Answer>): Act<Body> {
  const [open, setOpen] = useState(() => readOpenAct<Body>(storedAt));
  const [error, setError] = useState<unknown>(null);
  const [isPending, setIsPending] = useState(false);
  // A second press in the same moment comes before the first has been rendered.
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
    // Kept before it is sent: a tab that dies on the way comes back with the key.
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
