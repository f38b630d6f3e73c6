import { Injectable } from '@nestjs/common';
import type { OpenAPIObject } from '@nestjs/swagger';
import type { z } from 'zod';
import type { makeSchemaConverter } from './schema-converter';

/** A call that the platform makes to a receiver. */
interface WebhookDescription {
  readonly type: string;
  readonly summary: string;
  readonly body: z.ZodType;
}

/** The calls that the platform makes to receivers, for `webhooks` in the OpenAPI document. */
@Injectable()
export class WebhookDescriptions {
  private readonly described: WebhookDescription[] = [];

  get all(): readonly WebhookDescription[] {
    return this.described;
  }

  describe(description: WebhookDescription): void {
    this.described.push(description);
  }
}

const HEADERS = [
  { name: 'webhook-id', description: 'Id of the event, the same with each attempt' },
  { name: 'webhook-timestamp', description: 'Time of the attempt, seconds since 1970' },
  {
    name: 'webhook-signature',
    description: '`v1,` and the HMAC-SHA256 of `id.timestamp.body` in base64; during a rotation two',
  },
].map((header) => ({ ...header, in: 'header', required: true, schema: { type: 'string' } }));

/** The document with the calls to receivers and the schemas that they name. */
export function describeWebhooks(
  document: OpenAPIObject,
  descriptions: readonly WebhookDescription[],
  convert: ReturnType<typeof makeSchemaConverter>,
): OpenAPIObject {
  const schemas: Record<string, unknown> = {};
  const webhooks: Record<string, unknown> = {};
  for (const { type, summary, body } of descriptions) {
    const converted = convert(body, { schemaType: 'output' });
    if (converted === undefined) throw new Error(`the schema of the event ${type} cannot be written`);
    const { schema, components = {} } = converted;
    Object.assign(schemas, withReferences(components));
    webhooks[type] = {
      post: {
        operationId: `webhook.${type}`,
        summary,
        description: 'Check `webhook-signature` before the body is read.',
        tags: ['Webhooks'],
        // The signature alone shows that the platform calls.
        security: [],
        parameters: HEADERS,
        requestBody: { required: true, content: { 'application/json': { schema: withReferences(schema) } } },
        responses: { '2XX': { description: 'Received. Any other status is tried again' } },
      },
    };
  }
  return {
    ...document,
    webhooks,
    components: { ...document.components, schemas: { ...document.components?.schemas, ...schemas } },
  } as unknown as OpenAPIObject;
}

/** Makes references to definitions within a schema point to the components of the document. */
function withReferences(schema: unknown): object {
  return JSON.parse(JSON.stringify(schema).replaceAll('"#/$defs/', '"#/components/schemas/')) as object;
}
