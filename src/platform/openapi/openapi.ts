import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { z } from 'zod';
import { problemSchema } from '../http/schemas';
import { completeOperations } from './complete-operations';
import { makeSchemaConverter } from './schema-converter';
import { describeWebhooks, WebhookDescriptions } from './webhook-descriptions';

const DESCRIPTION = `Points, tiers and rewards for the guests of restaurant networks: till systems record sales, staff run the programme, guests see their own account.

**Paths.** Every call is under \`/api\`; \`/api/v1\` is the same API. A release adds to it and does not break it.

**Authentication.** Send \`Authorization: Bearer …\` with an API key (till systems and services) or an access token from \`POST /api/auth/login\` (staff) or \`POST /api/auth/verify\` (guests). An access token lives 15 minutes. Each call names the permission that it needs.

**Idempotency.** Calls that change something take \`Idempotency-Key\`, 1 to 255 characters that you choose for one act; some refuse to run without it. After a lost response send the same call with the same key: you get the first response again, with \`Idempotent-Replayed: true\`. The same key with another body is 422 \`idempotency_key_reused\`.

**Lists.** A list answers a page: \`items\` and \`nextCursor\`. Send \`cursor\` with that value for the next page; it is null on the last one. \`limit\` is 1 to 200.

**Errors.** An error is \`application/problem+json\` (RFC 9457). Programs compare \`code\`; \`title\` and \`detail\` are for people. A body that does not fit is 400 with the fields in \`errors\`. After 429 and 503 wait for \`Retry-After\` seconds; \`RateLimit-Limit\`, \`RateLimit-Remaining\` and \`RateLimit-Reset\` of each answer say how many calls a second a caller has, how many are left, and after how many seconds all are again. What belongs to another network is 404.

**Languages.** \`Accept-Language\` chooses Russian or English for texts that people read.

**Money and points.** Money is an integer in minor units of the network's currency: \`155000\` is 1,550.00 roubles. Points are whole numbers. Rates are parts per million: \`50000\` is 5 %.

**Times.** Moments are RFC 3339 with a time zone. Dates such as \`businessDate\` are days of the network's time zone.

**Support.** Each response has \`X-Request-Id\`, which is also in the server's log. One that you send (at most 64 letters, digits and \`._/+=@-\`) stands in it behind a colon.`;

/** Describes all routes: bodies, answers, problems and permissions. A server shows them in two documents (`documentsOf`). */
export function describeApi(app: INestApplication): OpenAPIObject {
  const config = new DocumentBuilder()
    .setTitle('Loyalty platform')
    .setDescription(DESCRIPTION)
    .setVersion('1')
    .addServer('/', 'The server that sent this document')
    .setOpenAPIVersion('3.1.0')
    .addBearerAuth(
      { type: 'http', scheme: 'bearer', description: 'An API key, or the access token of a session' },
      'bearer',
    )
    .build();
  const convert = makeSchemaConverter();
  const document = SwaggerModule.createDocument(app, config, {
    operationIdFactory: (controller, method) => `${controller.replace(/Controller$/, '')}.${method}`,
    standardSchemaConverter: convert,
  });
  const described = describeWebhooks(document, app.get(WebhookDescriptions).all, convert);
  const info = { ...described.info, license: { name: 'MIT', identifier: 'MIT' } };
  return completeOperations({ ...described, info }, z.toJSONSchema(problemSchema));
}
