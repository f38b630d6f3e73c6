import type { SwaggerDocumentOptions } from '@nestjs/swagger';
import { z } from 'zod';

type Schema = Record<string, unknown>;

/** Formats that say the same as their patterns, so the patterns are left out: readers and generators know the formats. */
const PLAIN_FORMATS: readonly unknown[] = ['uuid', 'date', 'date-time', 'email'];

/** Ranges of classes of characters. A validator without the flag `u` misreads the name of a class, and Python's refuses it. */
const RANGES: Readonly<Record<string, string>> = {
  '\\p{Cc}': String.raw`\u0000-\u001f\u007f-\u009f`,
  '\\P{Cc}': String.raw`[^\u0000-\u001f\u007f-\u009f]`,
  '\\p{Zl}': String.raw`\u2028`,
  '\\p{Zp}': String.raw`\u2029`,
};
const CLASS_OF_CHARACTERS = /\\[pP]\{\w+\}/g;

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
  return foldNull(Object.fromEntries(members.map(([keyword, value]) => [keyword, tidyMember(keyword, value)])));
}

function tidyMember(keyword: string, value: unknown): unknown {
  if (keyword === 'pattern' && typeof value === 'string')
    return value.replaceAll(CLASS_OF_CHARACTERS, (named) => RANGES[named] ?? named);
  return keyword === 'example' ? value : tidyValue(value);
}

function tidyValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(tidyValue);
  return typeof value === 'object' && value !== null ? tidy(value as Schema) : value;
}

function isNoise(keyword: string, value: unknown, { format }: Schema): boolean {
  if (keyword === '$schema' || keyword === 'id') return typeof value === 'string';
  // Names in a JSON object are always texts, so that schema is left out.
  if (keyword === 'propertyNames') return JSON.stringify(value) === '{"type":"string"}';
  // Letters of all languages have too many ranges to be written.
  if (keyword === 'pattern') return PLAIN_FORMATS.includes(format) || /\\p\{[LN]\}/.test(String(value));
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
