import { Counter, once } from '../telemetry/metrics';
import { processLogger } from '../telemetry/logger';
import { hasState } from './database-failure';
import { isBackground } from './work-kind';

/**
 * SQLSTATEs of time limits: query_canceled, as nobody else cancels ours, idle_in_transaction_session_timeout and
 * transaction_timeout.
 */
const CUT_OFF = ['57014', '25P03', '25P04'];
/** So long a statement that was cut off stands on the health page. */
const SHOWN_FOR_MS = 600_000;
/** A statement without a name is known by its beginning, which has no values in it. */
const SHOWN_LENGTH = 80;

const MOST_SHOWN = 100;

const last = new Map<string, number>();
const metric = once(
  'loyalty_statements_cut_off_total',
  (name) =>
    new Counter({ name, help: 'Statements that ran into their time limit, by name.', labelNames: ['statement'] }),
);

/** Notes a statement that ran into its time limit or that of its transaction. Other failures are none of it. */
export function noteCutOff(statement: string, error: unknown): void {
  if (!isCutOff(error)) return;
  const shown = statement.replaceAll(/\s+/g, ' ').trim().slice(0, SHOWN_LENGTH);
  // A caller who asked for too much knows it by the answer; of background work only the operator can.
  if (isBackground()) last.set(shown, performance.now());
  if (last.size > MOST_SHOWN) last.clear();
  metric.inc({ statement: shown });
  processLogger().event('warn', 'a statement was cut off at its time limit', { statement: shown });
}

/** Whether work failed because a statement of it was cut off at its time limit, so that less of it may go through. */
export function isCutOff(error: unknown): boolean {
  return CUT_OFF.some((state) => hasState(error, state));
}

/** The statements of background work that were cut off within the last ten minutes, by name. */
export function listCutOff(): string[] {
  const now = performance.now();
  return [...last].filter(([, at]) => now - at < SHOWN_FOR_MS).map(([statement]) => statement);
}
