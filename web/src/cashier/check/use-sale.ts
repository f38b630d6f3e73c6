import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { balanceQuery, guestQuery } from '../../entities/guest/guest.api';
import { countSale } from '../../entities/shift/shift.api';
import { quoteKeys, recordSale, type Sale, type Transaction } from '../../entities/transaction/transaction.api';
import type { KeyedAct } from '../../shared/api/act-key';
import { ApiProblem, leavesOutcomeOpen } from '../../shared/api/problem';
import { useTranslation } from '../../shared/i18n/use-translation';
import type { OfflineDesk } from '../offline/offline-desk';
import { isOutOfWork, useOfflineDesk } from '../offline/till-offline';
import type { NotKept, SendingStep, TillMachine } from '../machine/till.state';
import { fitsOffline } from '../machine/sale.rules';

/** The tab keeps a sale without an answer here, so that a reload repeats it under the same idempotency key. */
const STORED_AT = 'loyalty.act.sale';
/** Long enough to read the text and put the sale aside, short enough for a queue. */
const AGAIN_AFTER_MS = 2_000;

/** Sends or keeps the machine's sale, once for each time that the machine says so, and tells it the outcome. */
export function useSale({ state, send }: TillMachine): void {
  const perform = usePerform(send);
  const { step, connection } = state;
  const sending = step.kind === 'sending' ? step : null;
  const attempt = sending === null ? null : `${sending.act.key} ${String(sending.unansweredTimes)} ${sending.to}`;
  const latest = useRef({ perform, sending });
  useEffect(() => {
    latest.current = { perform, sending };
  });
  useEffect(() => {
    const now = latest.current;
    if (attempt !== null && now.sending !== null) void now.perform(now.sending);
  }, [attempt]);

  const isPutAside = step.kind === 'ringing';
  useEffect(() => {
    if (isPutAside) sessionStorage.removeItem(STORED_AT);
  }, [isPutAside]);

  const canResume = step.kind === 'unanswered' && connection === 'online';
  useEffect(() => {
    if (!canResume) return undefined;
    const timer = window.setTimeout(() => send({ kind: 'resumed' }), AGAIN_AFTER_MS);
    return () => window.clearTimeout(timer);
  }, [canResume, send]);
}

/** The sale of this tab that was sent without an answer; null: there is none. */
export function readOpenSale(): KeyedAct<Sale> | null {
  const stored = sessionStorage.getItem(STORED_AT);
  return stored === null ? null : (JSON.parse(stored) as KeyedAct<Sale>);
}

function usePerform(send: TillMachine['send']): (sending: SendingStep) => Promise<void> {
  const { t } = useTranslation('cashier');
  const queries = useQueryClient();
  const desk = useOfflineDesk();

  function nameOf(guestId: string | null): string | null {
    if (guestId === null) return null;
    return queries.getQueryData(guestQuery(guestId).queryKey)?.name ?? t('guest.noName');
  }

  async function keep({ key, body }: KeyedAct<Sale>, wasSent: boolean): Promise<NotKept | null> {
    const kept = desk === null ? 'broken' : await keepAt(desk, body, wasSent ? key : null, nameOf(body.guestId));
    if (typeof kept === 'string') return kept;
    forget(key);
    send({ kind: 'keptHere', key, kept });
    return null;
  }

  function tellAnswer({ key, body: { guestId } }: KeyedAct<Sale>, answer: Transaction): void {
    const balance = queries.getQueryData(balanceQuery(guestId ?? '').queryKey);
    const campaigns = balance?.campaigns ?? [];
    send({ kind: 'answered', key, answer, guestName: nameOf(guestId), campaigns, at: Date.now() });
    countSale(queries, answer);
    desk?.copySoon();
  }

  /** Where the server can't record the sale now, this device keeps it under the same key. */
  async function tellFailure(act: KeyedAct<Sale>, error: unknown): Promise<void> {
    const { key, body } = act;
    let notKept: NotKept | null = null;
    if (desk !== null && isOutOfWork(error) && fitsOffline(body)) {
      notKept = await keep(act, true);
      if (notKept === null) return;
    }
    if (leavesOutcomeOpen(error)) send({ kind: 'unanswered', key, notKept });
    else {
      forget(key);
      send({ kind: 'refused', key, error });
    }
    // A sale that failed shows that something has changed since its quote, so the quote is requested again.
    void queries.invalidateQueries({ queryKey: quoteKeys.each });
  }

  return async ({ act, to, unansweredTimes }) => {
    if (to === 'device') {
      const why = await keep(act, unansweredTimes > 0);
      if (why !== null) send({ kind: 'notKept', key: act.key, why });
      return;
    }
    // Stored before it is sent, so that a tab that crashes meanwhile still has the key.
    sessionStorage.setItem(STORED_AT, JSON.stringify(act));
    let answer: Transaction;
    try {
      answer = await recordSale(act);
    } catch (error) {
      await tellFailure(act, error);
      return;
    }
    forget(act.key);
    tellAnswer(act, answer);
  };
}

/** Forgets the stored sale of this key; another one that is open by now stays. */
function forget(key: string): void {
  if (readOpenSale()?.key === key) sessionStorage.removeItem(STORED_AT);
}

/** The kept sale, or why the device did not keep it. */
async function keepAt(desk: OfflineDesk, sale: Sale, sentKey: string | null, guestName: string | null) {
  try {
    return await desk.keep(sale, sentKey, guestName);
  } catch (error) {
    return reasonOf(error);
  }
}

function reasonOf(error: unknown): NotKept {
  if (error instanceof ApiProblem) return 'unfit';
  return error instanceof Error && 'reason' in error && error.reason === 'full' ? 'full' : 'broken';
}
