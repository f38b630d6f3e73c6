import { useMutation, type UseMutationResult } from '@tanstack/react-query';
import { useRef } from 'react';
import { keyAct, type KeyedAct, type Send } from './act-key';
import { leavesOutcomeOpen } from './problem';

/** A change that a form sends: the same body keeps its key until the server has answered, so the change happens once. */
export function useChange<Body, Answer>(
  send: Send<Body, Answer>,
  /** Called with the answer; the change stays pending until the returned promise resolves. */
  onDone: (answer: Answer, body: Body) => unknown,
): UseMutationResult<Answer, unknown, Body> {
  const open = useRef<KeyedAct<Body> | null>(null);
  return useMutation<Answer, unknown, Body>({
    mutationFn: async (body) => {
      const act = keyAct(body, open.current);
      open.current = act;
      try {
        const answer = await send(act);
        open.current = null;
        return answer;
      } catch (failure) {
        if (!leavesOutcomeOpen(failure)) open.current = null;
        throw failure;
      }
    },
    onSuccess: onDone,
  });
}
