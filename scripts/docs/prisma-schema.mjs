import fs from 'node:fs';
import path from 'node:path';

/**
 * A table as prisma/schema describes it (test/integration/platform/database/schema-drift.spec.ts compares that with the migrations).
 * @typedef {{ file: string, name: string, comment: string,
 *   columns: { name: string, type: string, optional: boolean, key: boolean, reference: boolean }[],
 *   references: { to: string, columns: string[], single: boolean }[] }} Table
 */

/** Types of the columns as PostgreSQL names them, where no attribute says it. */
const TYPES = { String: 'text', Int: 'integer', BigInt: 'bigint', Boolean: 'boolean', Bytes: 'bytea', Json: 'jsonb' };
const NATIVE = { Uuid: 'uuid', SmallInt: 'smallint', Timestamptz: 'timestamptz', Date: 'date', Json: 'json' };

/** @returns {Table[]} in the order of the files and of the tables in them */
export function readSchema(folder) {
  const models = fs
    .readdirSync(folder)
    .sort()
    .flatMap((file) => readModels(path.basename(file, '.prisma'), fs.readFileSync(path.join(folder, file), 'utf8')));
  const tableOf = new Map(models.map((model) => [model.model, model.name]));
  return models.map((model) => describeTable(model, tableOf));
}

function readModels(file, text) {
  return [...text.matchAll(/((?:^\/\/\/.*\n)*)^model (\w+) \{\n([\s\S]*?)^\}/gm)].map(([, comment, model, body]) => {
    const lines = body
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '' && !line.startsWith('//'));
    const name = lines.map((line) => /^@@map\("(\w+)"\)/.exec(line)?.[1]).find(Boolean);
    const words = comment.replaceAll('///', '').replaceAll(/\s+/g, ' ').trim();
    if (words === '') throw new Error(`${file}.prisma: say above ${model} what it is for`);
    return { file, model, name, comment: words, lines };
  });
}

function describeTable({ file, name, comment, lines }, tableOf) {
  const fields = lines.filter((line) => !line.startsWith('@@')).map(readField);
  const columnOf = new Map(fields.map(({ field, column }) => [field, column]));
  const several = lines.map((line) => /^@@id\(\[(.*)\]\)/.exec(line)?.[1]).find(Boolean);
  const keys = several?.split(', ') ?? fields.filter(({ attributes }) => /@id\b/.test(attributes)).map((f) => f.field);
  const references = fields
    .filter(({ type, attributes }) => tableOf.has(type) && attributes.includes('fields:'))
    .map(({ type, attributes }) => {
      const own = /fields: \[(.*?)\]/.exec(attributes)[1].split(', ');
      const single = own.length === keys.length && own.every((field) => keys.includes(field));
      return { to: tableOf.get(type), columns: own.map((field) => columnOf.get(field)), single };
    });
  const referring = new Set(references.flatMap(({ columns }) => columns));
  const columns = fields
    .filter(({ type }) => !tableOf.has(type))
    .map(({ field, column, type, attributes, optional, list }) => ({
      name: column,
      type: `${NATIVE[/@db\.(\w+)/.exec(attributes)?.[1]] ?? TYPES[type] ?? 'text'}${list ? '[]' : ''}`,
      optional,
      key: keys.includes(field),
      reference: referring.has(column),
    }));
  return { file, name, comment, columns, references };
}

function readField(line) {
  const [field, written, ...rest] = line.split(/\s+/);
  const attributes = rest.join(' ');
  return {
    field,
    type: written.replace(/\[\]|\?$/, ''),
    list: written.endsWith('[]'),
    optional: written.endsWith('?'),
    column: /(?:^|\s)@map\("(\w+)"\)/.exec(attributes)?.[1] ?? field,
    attributes,
  };
}
