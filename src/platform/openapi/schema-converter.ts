import type { SwaggerDocumentOptions } from '@nestjs/swagger';
import { z } from 'zod';

type Schema = Record<string, unknown>;

/** These formats say the same as their patterns, in a word that readers and generators know. */
const PLAIN_FORMATS: readonly unknown[] = ['uuid', 'date', 'date-time', 'email'];

/**
 * Writes zod schemas as OpenAPI 3.1 has them, which is JSON Schema 2020-12. A schema with an id becomes a component.
 * @returns a converter that throws when two schemas of different content bear one id
 */
export function makeSchemaConverter(): NonNullable<SwaggerDocumentOptions['standardSchemaConverter']> {
  const written = new Map<string, string>();
  return (schema, { schemaType }) => {
    const { $defs = {}, ...root } = z.toJSONSchema(schema as z.ZodType, { io: schemaType }) as Schema & {
      readonly $defs?: Schema;
    };
    const components = tidy($defs);
    for (const [name, component] of Object.entries(components)) {
      const text = JSON.stringify(component);
      if ((written.get(name) ?? text) !== text) throw new Error(`two schemas of the API bear the name ${name}`);
      written.set(name, text);
    }
    return { schema: tidy(root), components };
  };
}

function tidy(schema: Schema): Schema {
  const members = Object.entries(schema).filter(([keyword, value]) => !isNoise(keyword, value, schema));
  return foldNull(Object.fromEntries(members.map(([keyword, value]) => [keyword, tidyValue(value)])));
}

function tidyValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(tidyValue);
  return typeof value === 'object' && value !== null ? tidy(value as Schema) : value;
}

function isNoise(keyword: string, value: unknown, { format }: Schema): boolean {
  if (keyword === '$schema' || keyword === 'id') return typeof value === 'string';
  // The names of a JSON object are texts in any case.
  if (keyword === 'propertyNames') return JSON.stringify(value) === '{"type":"string"}';
  if (keyword === 'pattern') return PLAIN_FORMATS.includes(format);
  return (keyword === 'minimum' || keyword === 'maximum') && Math.abs(Number(value)) === Number.MAX_SAFE_INTEGER;
}

/** A type or null is one schema of two types; only a reference needs an alternative beside it. */
function foldNull({ anyOf, ...rest }: Schema): Schema {
  if (!Array.isArray(anyOf)) return rest;
  const [first, second, ...others] = anyOf as Schema[];
  if (others.length > 0 || second?.type !== 'null' || typeof first?.type !== 'string') return { ...rest, anyOf };
  const { const: only, enum: values = only === undefined ? undefined : [only], ...kind } = first;
  return {
    ...kind,
    ...rest,
    type: [first.type, 'null'],
    ...(Array.isArray(values) ? { enum: [...(values as unknown[]), null] } : {}),
  };
}
