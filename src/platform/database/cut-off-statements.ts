import { Counter, once } from '../telemetry/metrics';
import { processLogger } from '../telemetry/logger';
import { hasState } from './database-failure';

/**
 * SQLSTATEs of time limits: query_canceled (only a time limit cancels our statements), idle_in_transaction_session_timeout and transaction_timeout.
 */
const CUT_OFF = ['57014', '25P03', '25P04'];
/** How long the health page shows a statement that was cut off. */
const SHOWN_FOR_MS = 600_000;
/** A statement without a name is shown by its first characters, which have no values in them. */
const SHOWN_LENGTH = 80;

const MOST_SHOWN = 100;

const last = new Map<string, number>();
const metric = once(
  'loyalty_statements_cut_off_total',
  (name) =>
    new Counter({ name, help: 'Statements that ran into their time limit, by name.', labelNames: ['statement'] }),
);

/** Records a statement that ran into its own time limit or its transaction's. Ignores other failures. */
export function noteCutOff(statement: string, error: unknown, isBackground: boolean): void {
  if (!isCutOff(error)) return;
  const shown = statement.replaceAll(/\s+/g, ' ').trim().slice(0, SHOWN_LENGTH);
  // The caller of a request sees the failure. Only the operator can see that of background work, so the health page lists it.
  if (isBackground) last.set(shown, performance.now());
  if (last.size > MOST_SHOWN) last.clear();
  metric.inc({ statement: shown });
  processLogger().event('warn', 'a statement was cut off at its time limit', { statement: shown });
}

/** Whether work failed because one of its statements reached a time limit, so that a smaller piece of the work may succeed. */
export function isCutOff(error: unknown): boolean {
  return CUT_OFF.some((state) => hasState(error, state));
}

/** The statements of background work that were cut off within the last ten minutes, by name. */
export function listCutOff(): string[] {
  const now = performance.now();
  return [...last].filter(([, at]) => now - at < SHOWN_FOR_MS).map(([statement]) => statement);
}
