import type { CallFailure, CallResult } from './webhook-http';

const MINUTE = 60;
const HOUR = 60 * MINUTE;
/** Seconds before each further attempt of a delivery. After the last one, about 29 hours after the first, the delivery has failed. */
const DELIVERY_SECONDS = [5, 30, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 10 * HOUR, 10 * HOUR] as const;
/** Seconds before a failing receiver is called again, by the number of failures in a row. */
const RECEIVER_SECONDS = [5, 15, MINUTE, 5 * MINUTE, 15 * MINUTE, HOUR] as const;
const JITTER_PERCENT = 20;
const MAX_RETRY_AFTER_SECONDS = HOUR;

/** For so many attempts a guest's later deliveries wait for a failing one; then they overtake it. */
export const ORDERED_ATTEMPTS = 5;

const DISABLE_AFTER_MS = 5 * 24 * HOUR * 1_000;
/** After so long without a failure the count starts again, because the receiver may have worked in between. */
const FORGET_AFTER_MS = 24 * HOUR * 1_000;

/** Failures that concern the receiver; others may concern only one delivery. */
const OF_RECEIVER: ReadonlySet<CallFailure> = new Set([
  'timeout',
  'no_connection',
  'address_not_allowed',
  'certificate',
  'redirect',
  'gone',
  'busy',
  'receiver_error',
]);

/** A receiver's state, from the results of its calls. */
export interface ReceiverState {
  readonly failures: number;
  readonly failingSince: Date | null;
  readonly lastFailureAt: Date | null;
}

export interface ReceiverChange {
  readonly failures: number;
  readonly failingSince: Date | null;
  /** Seconds until the receiver is called again. */
  readonly waitSeconds: number;
  readonly lastFailure: CallFailure | null;
  readonly hasSuccess: boolean;
  readonly disable: 'FAILING' | 'GONE' | null;
}

/** Seconds until a delivery is tried again; null: the delivery has failed. @param chance random, from 0 to 1 */
export function decideRetry(attempts: number, retryAfterSeconds: number | null, chance: number): number | null {
  const seconds = DELIVERY_SECONDS[attempts - 1];
  return seconds === undefined ? null : Math.max(withJitter(seconds, chance), boundedWait(retryAfterSeconds));
}

/** The receiver's state after simultaneous calls. @param chance random, from 0 to 1 */
export function decideReceiver(
  state: ReceiverState,
  results: readonly Pick<CallResult, 'failure' | 'retryAfterSeconds'>[],
  now: Date,
  chance: number,
): ReceiverChange {
  const failed = results.filter(({ failure }) => failure !== null);
  const lastFailure = failed.at(-1)?.failure ?? null;
  const hasSuccess = failed.length < results.length;
  const isGone = failed.some(({ failure }) => failure === 'gone');
  const receiverFailed = failed.filter(({ failure }) => failure !== null && OF_RECEIVER.has(failure));
  const failures = receiverFailed.length === 0 || hasSuccess ? 0 : state.failures + 1;
  const failingSince = sinceWhen(state, lastFailure !== null, hasSuccess, now);
  const isOver = failingSince !== null && now.getTime() - failingSince.getTime() >= DISABLE_AFTER_MS;
  const asked = Math.max(0, ...failed.map(({ retryAfterSeconds }) => boundedWait(retryAfterSeconds)));
  const own = failures === 0 ? 0 : (RECEIVER_SECONDS[Math.min(failures, RECEIVER_SECONDS.length) - 1] ?? HOUR);
  return {
    failures,
    failingSince,
    waitSeconds: Math.max(withJitter(own, chance), asked),
    lastFailure,
    hasSuccess,
    disable: isGone ? 'GONE' : isOver ? 'FAILING' : null,
  };
}

function sinceWhen(state: ReceiverState, hasFailure: boolean, hasSuccess: boolean, now: Date): Date | null {
  if (hasSuccess) return null;
  if (!hasFailure) return state.failingSince;
  const { failingSince, lastFailureAt } = state;
  if (failingSince === null || lastFailureAt === null) return now;
  return now.getTime() - lastFailureAt.getTime() > FORGET_AFTER_MS ? now : failingSince;
}

function boundedWait(seconds: number | null): number {
  return Math.min(seconds ?? 0, MAX_RETRY_AFTER_SECONDS);
}

function withJitter(seconds: number, chance: number): number {
  return (seconds * (100 - JITTER_PERCENT + 2 * JITTER_PERCENT * chance)) / 100;
}
