#!/usr/bin/env node
// Writes two files of web/src/shared/api from the API document of the built server: `operations.ts` has each operation that a page imports from it (path,
// permissions, query parameters, and the members of the body with their bounds), `documents.ts` the members of each schema that a page imports from it.
// With --check the script only compares. The repository has a copy of the files, because a start builds the pages before the API document.
import fs from 'node:fs';
import path from 'node:path';
import { projectRoot, readIfThere, writeWhole } from './start/files.mjs';

const sources = path.join(projectRoot, 'web', 'src');
const document = JSON.parse(fs.readFileSync(path.join(projectRoot, 'dist', 'openapi.json'), 'utf8'));

/** Query parameters for paging and sorting. They are left out, because the list component sets them. */
const OF_PAGES = new Set(['limit', 'cursor', 'sort']);

/** Matches patterns that give a text a shape, such as that of a code. A pattern that only forbids control characters does not match. */
const SHAPE = /^\^(?!\[\^)/;
/** The end of every pattern of a time of day. */
const CLOCK = '[0-5][0-9]$';
/** A part of the pattern where a time may be the end of a day. */
const END_OF_DAY = '24:00';
/** Schemas of conditions. They contain themselves, so pages edit conditions with the rule builder. */
const OF_CONDITIONS = new Set(['RuleGroup', 'GuestRule'].map((name) => `#/components/schemas/${name}`));

const texts = fs
  .readdirSync(sources, { recursive: true })
  .filter((file) => /\.tsx?$/.test(file))
  .map((file) => fs.readFileSync(path.join(sources, file), 'utf8'));

write(
  'operations',
  Object.entries(document.paths).flatMap(([at, methods]) =>
    Object.entries(methods).map(([method, operation]) => [operation.operationId, () => sliceOf(at, method, operation)]),
  ),
);
write(
  'documents',
  Object.entries(document.components.schemas).map(([name, schema]) => [
    name.charAt(0).toLowerCase() + name.slice(1),
    () => membersOf(schema),
  ]),
);

/** Writes the file of this name with the entries that pages import from the file. */
function write(file, slices) {
  const wanted = importedFrom(file);
  const lines = slices
    .filter(([name]) => wanted.delete(name))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, slice]) => `export const ${name} = ${JSON.stringify(slice())} as const;`);
  if (wanted.size > 0) throw new Error(`the API document has no ${[...wanted].join(', ')}`);
  const target = path.join(sources, 'shared', 'api', `${file}.ts`);
  const text = `// Made from the OpenAPI document (scripts/operations.mjs); do not edit.\n${lines.join('\n')}\n`;
  if (readIfThere(target) === text) return;
  if (process.argv.includes('--check'))
    throw new Error(`${target} is not what the document says: node scripts/operations.mjs`);
  writeWhole(target, text);
}

function importedFrom(file) {
  const imports = new RegExp(`import \\{([^}]*)\\} from '[./]*(?:shared/)?(?:api/)?${file}'`, 'g');
  return new Set(
    texts
      .flatMap((text) => [...text.matchAll(imports)])
      .flatMap(([, names]) => names.split(','))
      .map((name) => name.trim().replace(/^type | as .*$/g, ''))
      .filter((name) => name !== ''),
  );
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
  if (OF_CONDITIONS.has(schema.$ref)) return { type: 'conditions', ...(needed && { needed }) };
  const { anyOf, ...rest } = resolved(schema);
  const parts = anyOf ?? [];
  const other = parts.filter(({ type }) => type !== 'null');
  if (other.some(({ $ref }) => OF_CONDITIONS.has($ref)))
    return { type: 'conditions', ...(needed && { needed }), ...(other.length < parts.length && { orNull: true }) };
  const all =
    other.length === 1 ? { ...rest, ...resolved(other[0]) } : { ...rest, ...(other.length > 1 && { oneOf: other }) };
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
  const alternatives = schema.oneOf?.map(resolved);
  if (alternatives?.every((one) => valueOf(one) !== undefined))
    return { type: 'choice', values: alternatives.map(valueOf) };
  if (alternatives?.every((one) => one.type === 'object')) return { type: 'kinds', ...kindsOf(alternatives) };
  if (schema.enum !== undefined) return { type: 'choice', values: schema.enum.filter((value) => value !== null) };
  switch (type) {
    case 'integer':
    case 'number':
      return {
        type: 'number',
        ...boundsOf(schema.minimum, schema.maximum),
        ...(/\bminor units\b/.test(schema.description) && { unit: 'money' }),
      };
    case 'boolean':
      return { type: 'switch' };
    case 'array':
      return { type: 'list', ...boundsOf(schema.minItems, schema.maxItems), of: memberOf(schema.items, false) };
    case 'object':
      return {
        type: 'group',
        members: membersOf(schema),
        ...(typeof schema.additionalProperties === 'object' && { each: memberOf(schema.additionalProperties, false) }),
      };
    case 'string':
      if (schema.format === 'date') return { type: 'day' };
      if (schema.format === 'date-time') return { type: 'moment' };
      if (schema.pattern?.includes('T(')) return { type: 'localMoment' };
      if (schema.pattern?.includes(END_OF_DAY)) return { type: 'clock', hasEndOfDay: true };
      if (schema.pattern?.endsWith(CLOCK)) return { type: 'clock' };
      return {
        type: 'text',
        ...boundsOf(schema.minLength, schema.maxLength),
        ...(SHAPE.test(schema.pattern) && { pattern: schema.pattern }),
      };
    default:
      return { type: 'other' };
  }
}

/** The only value that a schema allows. Undefined: the schema allows other values too. */
function valueOf(schema) {
  const [only, ...others] = valuesOf(schema);
  return others.length === 0 ? only : undefined;
}

function valuesOf({ const: only, enum: values = [] }) {
  return only === undefined ? values : [only];
}

/**
 * The members of each kind of object, by the key of the kind. The key is the kind's value of the discriminator; without a discriminator, the key is
 * the name of the first required member.
 */
function kindsOf(alternatives) {
  const namesOf = (one, by) => valuesOf(resolved(one.properties[by] ?? {}));
  const by = Object.keys(alternatives[0].properties).find((name) => {
    const values = alternatives.map((one) => namesOf(one, name));
    return values.every(({ length }) => length > 0) && new Set(values.flat()).size === values.flat().length;
  });
  if (by === undefined)
    return {
      kinds: Object.fromEntries(
        alternatives.map((one) => [one.required?.[0] ?? Object.keys(one.properties)[0], membersOf(one)]),
      ),
    };
  const kinds = alternatives.flatMap((one) => {
    const { [by]: _, ...members } = membersOf(one);
    return namesOf(one, by).map((name) => [name, members]);
  });
  return { by, kinds: Object.fromEntries(kinds) };
}

function boundsOf(least, most) {
  return { ...(least !== undefined && { least }), ...(most !== undefined && { most }) };
}
