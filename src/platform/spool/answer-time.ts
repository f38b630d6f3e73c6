import { AsyncLocalStorage } from 'node:async_hooks';
import { type ExecutionContext, UseInterceptors } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { settings } from '../settings/settings';

/** The budget of a webhook that its sender may not repeat: longer than a till's, so that a slow connection or disk does not lose it. */
export const WEBHOOK_WAIT_MS = 2_000;

const calls = new AsyncLocalStorage<{ readonly endsAtMs: number }>();

/**
 * Does the work of a call within one budget of time, shared by everything that the work waits for. Once a process has called this function, Node.js
 * before 24 spends more time on every promise. So a till's sale does not call it, and passes the end of its time to the spool as an argument
 * (`endsAtMs`).
 */
export function answerWithin<T>(totalMs: number, work: () => T): T {
  return calls.run({ endsAtMs: performance.now() + totalMs }, work);
}

/** Gives each call of a route a time budget, counted from the call's first byte. */
export function AnswersWithin(totalMs: number): ClassDecorator & MethodDecorator {
  return UseInterceptors({
    intercept(context: ExecutionContext, next) {
      const { elapsedTime } = context.switchToHttp().getResponse<FastifyReply>();
      return answerWithin(totalMs - elapsedTime, () => next.handle());
    },
  });
}

/** When the current call must be answered, in milliseconds of `performance.now()`. Outside of `answerWithin` it is a till's whole budget from now. */
export function answerEndsAtMs(): number {
  return calls.getStore()?.endsAtMs ?? performance.now() + settings.tillWaitMs;
}
