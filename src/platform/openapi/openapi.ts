import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { z } from 'zod';
import { problemSchema } from '../http/schemas';
import { settings } from '../settings/settings';
import { ApiDocument } from './api-document';
import { completeOperations } from './complete-operations';
import { makeSchemaConverter } from './schema-converter';

const OPENAPI_PATH = 'api/openapi.json';
const DOCS_PATH = 'api/docs';

const DESCRIPTION = `Loyalty for restaurant networks: guests, points, tiers and the till.

- Base path \`/api\`; \`/api/v1\` is the same API. JSON in camelCase, times in RFC 3339 with zone.
- Money is an integer of the currency's minor units, points are integers.
- Changing calls take \`Idempotency-Key\`: the same key and body give the first answer again, with \`Idempotent-Replayed: true\`.
- Lists are paged: \`?limit=50&cursor=…\` gives \`items\` and \`nextCursor\`.
- Errors are \`application/problem+json\` (RFC 9457); their codes stand in docs/errors.md. \`Accept-Language\` chooses Russian or English.
- \`X-Request-Id\` is taken in, given back, and stands in the log.`;

/** The OpenAPI document of all routes: bodies, answers, problems, and the permission that each asks for. */
export function describeApi(app: INestApplication): OpenAPIObject {
  const config = new DocumentBuilder()
    .setTitle('Loyalty platform')
    .setDescription(DESCRIPTION)
    .setVersion('1')
    .setOpenAPIVersion('3.1.0')
    .addBearerAuth({ type: 'http', scheme: 'bearer', description: 'An access token, or an API key' }, 'bearer')
    .build();
  const document = SwaggerModule.createDocument(app, config, {
    operationIdFactory: (controller, method) => `${controller.replace(/Controller$/, '')}.${method}`,
    standardSchemaConverter: makeSchemaConverter(),
  });
  return completeOperations(document, z.toJSONSchema(problemSchema));
}

/** `/api/openapi.json`, and the page at `/api/docs` to browse it, unless `API_DOCS=off`. */
export function serveApiDescription(app: INestApplication): void {
  if (!settings.apiDocs) return;
  app.get(ApiDocument).describeBy(() => describeApi(app));
  SwaggerModule.setup(DOCS_PATH, app, NOT_IN_THE_PAGE, {
    raw: false,
    swaggerUrl: `/${OPENAPI_PATH}`,
    customSiteTitle: 'Loyalty platform: API',
  });
}

/** The page fetches the document, which is a megabyte that the browser keeps, instead of bearing it in a script. */
const NOT_IN_THE_PAGE = (): OpenAPIObject => undefined as unknown as OpenAPIObject;
