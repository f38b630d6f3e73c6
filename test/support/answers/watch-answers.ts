import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { describeApi } from '../../../src/platform/openapi/openapi';
import { answersOfProcess } from './answers-of-process';

/** Holds every answer of an application against its own document; the test that got a wrong one fails (database-project.ts). */
export function watchAnswers(app: NestFastifyApplication): void {
  const answers = answersOfProcess();
  if (answers === undefined) return;
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onSend', (request, reply, payload, done) => {
      answers.describeBy(() => JSON.stringify(describeApi(app)));
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
