import { useState } from 'react';
import type { SpendConfirmation } from '../../entities/transaction/transaction.api';
import { ApiProblem } from '../../shared/api/problem';
import type { Act } from '../../shared/api/use-act';

/** Points that an act spends, and how many of them may be spent without the guest's confirmation. */
export interface Spend {
  readonly points: number;
  readonly free: number;
}

export interface Confirmation<Body> {
  /** The spend that the guest has to confirm before the act goes on; null when there is none. */
  readonly spend: Spend | null;
  /** Why the last confirmation was not taken. */
  readonly error: unknown;
  readonly isPending: boolean;
  readonly submit: (body: Body) => void;
  /** Asks before the act is sent: its quote says that it will be refused. */
  readonly ask: (body: Body, spend: Spend) => void;
  /** The same act once more, with the guest's word. */
  readonly confirm: (by: SpendConfirmation) => void;
  readonly clearError: () => void;
  /** Lets the act go, and what went wrong with it. */
  readonly close: () => void;
}

interface Waiting<Body> {
  readonly body: Body;
  readonly spend: Spend;
}

/** An act that waits for the guest's confirmation when the server refuses it without one. */
export function useConfirmation<Body>(
  act: Act<Body>,
  confirmed: (body: Body, by: SpendConfirmation) => Body,
): Confirmation<Body> {
  const [sent, setSent] = useState<Body | null>(null);
  const [asked, setAsked] = useState<Waiting<Body> | null>(null);
  const { error } = act;
  const code = error instanceof ApiProblem ? error.code : null;
  const required = sent === null ? null : requiredBy(error, sent);
  const isShown = act.open === null && (error === null || OF_CONFIRMATION.some((known) => known === code));
  const waiting = isShown ? (required ?? asked) : null;

  return {
    spend: waiting?.spend ?? null,
    error: required === null ? error : null,
    isPending: act.isPending,
    submit: (body) => {
      setAsked(null);
      setSent(body);
      act.submit(body);
    },
    ask: (body, spend) => {
      act.clearError();
      setAsked({ body, spend });
    },
    confirm: (by) => {
      if (waiting === null) return;
      setAsked(waiting);
      act.submit(confirmed(waiting.body, by));
    },
    clearError: () => {
      setAsked(waiting);
      act.clearError();
    },
    close: () => {
      setAsked(null);
      act.clearError();
    },
  };
}

function requiredBy<Body>(error: unknown, body: Body): Waiting<Body> | null {
  if (!(error instanceof ApiProblem) || error.code !== 'confirmation_required') return null;
  return { body, spend: { points: error.numberBeside('wanted') ?? 0, free: error.numberBeside('max') ?? 0 } };
}

const OF_CONFIRMATION = [
  'confirmation_required',
  'confirmation_failed',
  'verification_failed',
  'verification_expired',
  'rate_limited',
  'locked_out',
] as const;
