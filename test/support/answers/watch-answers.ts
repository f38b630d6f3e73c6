import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { describeApi } from '../../../src/platform/openapi/openapi';
import { isShortForm } from '../at-night';
import { readAllCalls } from './all-calls';
import { answersOfProcess } from './answers-of-process';

/**
 * Compares every answer of an application with the API document of the application; the test that got a wrong answer fails (database-project.ts). The
 * short form reads the documents that the build wrote, because describing the API again takes seconds in each worker.
 */
export function watchAnswers(app: NestFastifyApplication): void {
  const answers = answersOfProcess();
  if (answers === undefined) return;
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onSend', (request, reply, payload, done) => {
      answers.describeBy(() => JSON.stringify(isShortForm ? readAllCalls() : describeApi(app)));
      answers.check({
        method: request.method,
        url: request.url,
        status: reply.statusCode,
        type: String(reply.getHeader('content-type') ?? ''),
        text: textOf(payload),
        request: request.body,
      });
      done(null, payload);
    });
}

function textOf(payload: unknown): string | undefined {
  if (payload === undefined || payload === null) return '';
  if (typeof payload === 'string') return payload;
  return Buffer.isBuffer(payload) ? payload.toString() : undefined;
}
