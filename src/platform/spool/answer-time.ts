import { AsyncLocalStorage } from 'node:async_hooks';
import { type ExecutionContext, UseInterceptors } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { settings } from '../settings/settings';

/** For a webhook that its sender may not repeat: it waits longer for its connection and for the disk than a till would. */
export const WEBHOOK_WAIT_MS = 2_000;

const calls = new AsyncLocalStorage<{ readonly endsAtMs: number }>();

/** Does the work of a call within one budget of time, which all that it waits for shares. */
export function answerWithin<T>(totalMs: number, work: () => T): T {
  return calls.run({ endsAtMs: performance.now() + totalMs }, work);
}

/** Answers a route's calls within one budget, counted from the first byte of each. */
export function AnswersWithin(totalMs: number): ClassDecorator & MethodDecorator {
  return UseInterceptors({
    intercept(context: ExecutionContext, next) {
      const { elapsedTime } = context.switchToHttp().getResponse<FastifyReply>();
      return answerWithin(totalMs - elapsedTime, () => next.handle());
    },
  });
}

/** Milliseconds until the call that is under way must be answered, at least 1; outside of one a till's whole budget. */
export function answerMsLeft(): number {
  const call = calls.getStore();
  return call === undefined ? settings.tillWaitMs : Math.max(1, call.endsAtMs - performance.now());
}
