import { UseInterceptors } from '@nestjs/common';
import { type ApiRequest, replyOf, requestOf } from '../http/api-request';
import { settings } from '../settings/settings';

/** The budget of a webhook that its sender may not repeat: longer than a till's, so that a slow connection or disk does not lose it. */
export const WEBHOOK_WAIT_MS = 2_000;

/** The deadlines of calls whose route sets its own time budget, in milliseconds of `performance.now()`. Other calls have a till's budget. */
const ends = new WeakMap<ApiRequest, number>();

/** Gives each call of a route a time budget, counted from the call's first byte, which everything that the call waits for shares. */
export function AnswersWithin(totalMs: number): ClassDecorator & MethodDecorator {
  return UseInterceptors({
    intercept(context, next) {
      ends.set(requestOf(context), endsWithinMs(totalMs - replyOf(context).elapsedTime));
      return next.handle();
    },
  });
}

/** When a call must be answered, in milliseconds of `performance.now()`; for a route without `AnswersWithin`, a till's whole budget from now. */
export function answerEndsAtMs(request: ApiRequest): number {
  return ends.get(request) ?? endsWithinMs(settings.tillWaitMs);
}

/** The deadline of a time budget that begins now, in milliseconds of `performance.now()`. */
export function endsWithinMs(totalMs: number): number {
  return performance.now() + totalMs;
}
