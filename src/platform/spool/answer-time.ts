import { AsyncLocalStorage } from 'node:async_hooks';
import { type ExecutionContext, UseInterceptors } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { settings } from '../settings/settings';

/** For a webhook that its sender may not repeat: it waits longer for its connection and for the disk than a till would. */
export const WEBHOOK_WAIT_MS = 2_000;

const calls = new AsyncLocalStorage<{ readonly endsAtMs: number }>();

/**
 * Does the work of a call within one budget of time, which all that the work waits for shares. Once a process has called this function,
 * Node.js before 24 spends more time on every promise of the process. So a till's sale does not call it: the sale passes the end of its
 * time to the spool as an argument (`endsAtMs`).
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

/**
 * When the call under way must be answered, in milliseconds of `performance.now()`; outside of `answerWithin`, a till's
 * whole budget from now on.
 */
export function answerEndsAtMs(): number {
  return calls.getStore()?.endsAtMs ?? performance.now() + settings.tillWaitMs;
}
