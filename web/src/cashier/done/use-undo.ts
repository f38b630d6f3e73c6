import type { Refund } from '../../entities/transaction/transaction.api';
import { actOf } from '../../shared/api/calls';
import { useAct } from '../../shared/api/use-act';
import { useSecondsLeft } from './use-seconds-left';

interface UndoOptions {
  readonly transactionId: string;
  /** By the clock of this device, in milliseconds. */
  readonly recordedAt: number;
  readonly onUndone: (answer: Refund) => void;
}

export interface Undo {
  readonly secondsLeft: number;
  readonly isPending: boolean;
  /** Whether the minute is over and no undo is under way. */
  readonly isOver: boolean;
  readonly error: unknown;
  submit(): void;
}

/** An undo is allowed within a minute of the recording; one second is reserved for the request. */
const UNDO_FOR_MS = 59_000;

export function useUndo({ transactionId, recordedAt, onUndone }: UndoOptions): Undo {
  const secondsLeft = useSecondsLeft(recordedAt + UNDO_FOR_MS);
  const act = useAct({
    storedAt: `loyalty.act.undo.${transactionId}`,
    send: actOf('POST', '/api/transactions/{id}/undo', { id: transactionId }),
    onDone: onUndone,
  });
  return {
    secondsLeft,
    isPending: act.isPending,
    isOver: secondsLeft === 0 && !act.isPending && act.open === null,
    error: act.error,
    submit: () => act.submit(null),
  };
}
