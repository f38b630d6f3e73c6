import type { SwaggerDocumentOptions } from '@nestjs/swagger';
import { z } from 'zod';

type Schema = Record<string, unknown>;

/** Formats that say the same as their patterns, so the patterns are left out: readers and generators know the formats. */
const PLAIN_FORMATS: readonly unknown[] = ['uuid', 'date', 'date-time', 'email'];

/**
 * Writes zod schemas in the form of OpenAPI 3.1, which is JSON Schema 2020-12. A schema with an id becomes a component.
 * @returns a converter that throws when two schemas of different content have the same id
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
  // Names in a JSON object are always texts, so that schema is left out.
  if (keyword === 'propertyNames') return JSON.stringify(value) === '{"type":"string"}';
  if (keyword === 'pattern') return PLAIN_FORMATS.includes(format);
  return (keyword === 'minimum' || keyword === 'maximum') && Math.abs(Number(value)) === Number.MAX_SAFE_INTEGER;
}

/** Writes "a type or null" as one schema with two types; only a reference needs `anyOf`. */
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
