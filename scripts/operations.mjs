#!/usr/bin/env node
// Writes web/src/shared/api/operations.ts from the API document of the built server. The file has each operation that a page imports from it: path,
// permissions, query parameters, and the members of the body with their bounds. With --check the script only compares. The repository has a copy of
// the file, because a start builds the pages before the API document.
import fs from 'node:fs';
import path from 'node:path';
import { projectRoot, readIfThere, writeWhole } from './start/files.mjs';

const sources = path.join(projectRoot, 'web', 'src');
const target = path.join(sources, 'shared', 'api', 'operations.ts');
const document = JSON.parse(fs.readFileSync(path.join(projectRoot, 'dist', 'openapi.json'), 'utf8'));

const IMPORT = /import \{([^}]*)\} from '[./]*(?:shared\/)?(?:api\/)?operations'/g;
/** Query parameters for paging and sorting. They are left out, because the list component sets them. */
const OF_PAGES = new Set(['limit', 'cursor', 'sort']);

/** Patterns of texts with a shape, such as a code; others only leave control characters out. */
const SHAPE = /^\^(?!\[\^)/;

const wanted = new Set(
  fs
    .readdirSync(sources, { recursive: true })
    .filter((file) => /\.tsx?$/.test(file))
    .flatMap((file) => [...fs.readFileSync(path.join(sources, file), 'utf8').matchAll(IMPORT)])
    .flatMap(([, names]) => names.split(','))
    .map((name) => name.trim().replace(/^type | as .*$/g, ''))
    .filter((name) => name !== ''),
);
const lines = Object.entries(document.paths)
  .flatMap(([at, methods]) => Object.entries(methods).map(([method, operation]) => ({ at, method, operation })))
  .filter(({ operation }) => wanted.delete(operation.operationId))
  .sort((a, b) => (a.operation.operationId < b.operation.operationId ? -1 : 1))
  .map(
    ({ at, method, operation }) =>
      `export const ${operation.operationId} = ${JSON.stringify(sliceOf(at, method, operation))} as const;`,
  );
if (wanted.size > 0) throw new Error(`the document has no operation ${[...wanted].join(', ')}`);
const text = `// Made from the OpenAPI document (scripts/operations.mjs); do not edit.\n${lines.join('\n')}\n`;
if (readIfThere(target) !== text) {
  if (process.argv.includes('--check'))
    throw new Error(`${target} is not what the document says: node scripts/operations.mjs`);
  writeWhole(target, text);
}

function sliceOf(at, method, { parameters = [], requestBody, 'x-permissions': permissions }) {
  const query = parameters.map(resolved).filter((parameter) => parameter.in === 'query');
  const chosen = query.filter(({ name }) => !OF_PAGES.has(name));
  const body = requestBody?.content['application/json']?.schema;
  return {
    method: method.toUpperCase(),
    path: at,
    ...(Array.isArray(permissions) && { permissions }),
    ...(query.some(({ name }) => name === 'cursor') && { isPaged: true }),
    ...(chosen.length > 0 && {
      query: Object.fromEntries(chosen.map(({ name, schema }) => [name, memberOf(schema, false)])),
    }),
    ...(body !== undefined && { body: membersOf(resolved(body)) }),
  };
}

function resolved(schema) {
  if (schema.$ref === undefined) return schema;
  return schema.$ref
    .slice(2)
    .split('/')
    .reduce((part, name) => part[name], document);
}

/** The members of an object schema; for `oneOf` and `anyOf`, the members of all alternatives. */
function membersOf({ properties, required = [], oneOf, anyOf }) {
  const kinds = (oneOf ?? anyOf)?.map((kind) => membersOf(resolved(kind)));
  if (kinds !== undefined) return Object.assign({}, ...kinds);
  return Object.fromEntries(
    Object.entries(properties ?? {}).map(([name, schema]) => [name, memberOf(schema, required.includes(name))]),
  );
}

/** Describes one member. `needed`: the body must have it. `orNull`: it may be null. `least` and `most` bound a number, or the length of a text or list. */
function memberOf(schema, needed) {
  const { anyOf, ...rest } = resolved(schema);
  const parts = anyOf?.map(resolved) ?? [];
  const other = parts.filter(({ type }) => type !== 'null');
  const all = other.length === 1 ? { ...rest, ...other[0] } : rest;
  const types = [all.type].flat().filter((type) => type !== undefined && type !== 'null');
  const orNull = other.length < parts.length || [all.type].flat().includes('null');
  const initial = all.default ?? undefined;
  return {
    ...kindOf(all, types.length === 1 ? types[0] : undefined),
    ...(needed && { needed }),
    ...(orNull && { orNull }),
    ...(initial !== undefined && { initial }),
  };
}

function kindOf(schema, type) {
  if (schema.enum !== undefined) return { type: 'choice', values: schema.enum.filter((value) => value !== null) };
  switch (type) {
    case 'integer':
    case 'number':
      return { type: 'number', ...boundsOf(schema.minimum, schema.maximum) };
    case 'boolean':
      return { type: 'switch' };
    case 'array':
      return { type: 'list', ...boundsOf(schema.minItems, schema.maxItems), of: memberOf(schema.items, false) };
    case 'object':
      return { type: 'group', members: membersOf(schema) };
    case 'string':
      if (schema.format === 'date') return { type: 'day' };
      if (schema.format === 'date-time') return { type: 'moment' };
      return {
        type: 'text',
        ...boundsOf(schema.minLength, schema.maxLength),
        ...(SHAPE.test(schema.pattern) && { pattern: schema.pattern }),
      };
    default:
      return { type: 'other' };
  }
}

function boundsOf(least, most) {
  return { ...(least !== undefined && { least }), ...(most !== undefined && { most }) };
}
