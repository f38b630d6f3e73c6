import { useState } from 'react';
import type { SpendConfirmation } from '../../entities/transaction/transaction.api';
import type { RepeatableAct } from '../../shared/api/use-act';
import { isOfConfirmation, requiredSpend, type Spend } from './spend.rules';

export interface Confirmation<Body> {
  /** The redemption that the guest has to confirm before the act continues; null: none. */
  readonly spend: Spend | null;
  /** Why the last confirmation was refused. */
  readonly error: unknown;
  readonly isPending: boolean;
  readonly submit: (body: Body) => void;
  /** Sends the act again with the guest's confirmation. */
  readonly confirm: (by: SpendConfirmation) => void;
  readonly clearError: () => void;
  /** Abandons the act and its error. */
  readonly close: () => void;
}

interface PendingConfirmation<Body> {
  readonly body: Body;
  readonly spend: Spend;
}

/** Holds an act for the guest's confirmation when the server refuses it without one. */
export function useConfirmation<Body>(
  act: RepeatableAct<Body>,
  confirmed: (body: Body, by: SpendConfirmation) => Body,
): Confirmation<Body> {
  const [sent, setSent] = useState<Body | null>(null);
  const [asked, setAsked] = useState<PendingConfirmation<Body> | null>(null);
  const { error } = act;
  const required = sent === null ? null : requiredBy(error, sent);
  const isShown = act.open === null && (error === null || isOfConfirmation(error));
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

function requiredBy<Body>(error: unknown, body: Body): PendingConfirmation<Body> | null {
  const spend = requiredSpend(error);
  return spend === null ? null : { body, spend };
}
