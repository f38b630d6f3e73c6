import { AsyncLocalStorage } from 'node:async_hooks';
import { type ExecutionContext, UseInterceptors } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { settings } from '../settings/settings';

/** For a webhook that its sender may not repeat: it waits longer for its connection and for the disk than a till would. */
export const WEBHOOK_WAIT_MS = 2_000;

const calls = new AsyncLocalStorage<{ readonly endsAtMs: number }>();

/**
 * Does the work of a call within one budget of time, which all that it waits for shares. From its first use on every promise
 * of the process costs more (Node.js before 24), so a till's sale says when it ends instead.
 */
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

/** When the call that is under way must be answered, by the monotonic clock; outside of one, after a till's whole budget. */
export function answerEndsAtMs(): number {
  return calls.getStore()?.endsAtMs ?? performance.now() + settings.tillWaitMs;
}
