#!/usr/bin/env node
// Writes docs/archive/tables.schema.json, a JSON Schema of a row of each file of a network's archive, from the Prisma schema and
// the list of archived tables. `--check` writes nothing and ends with 1 when the file is not what they say.
import fs from 'node:fs';
import path from 'node:path';
import { projectRoot } from '../start/files.mjs';
import { readSchema } from './prisma-schema.mjs';

const FILE = path.join(projectRoot, 'docs', 'archive', 'tables.schema.json');
const rules = fs.readFileSync(path.join(projectRoot, 'src/integrations/archive/archive-tables.rules.ts'), 'utf8');
const [list = ''] = /ARCHIVED_TABLES[^;]*;/.exec(rules) ?? [];
const archived = [...list.matchAll(/'([a-z_]+)'/g)].map(([, name]) => name);

/** PostgreSQL's types as they stand in a row; the others are texts. */
const TYPES = {
  uuid: { type: 'string', format: 'uuid' },
  timestamptz: { type: 'string', description: 'RFC 3339 with microseconds, or "infinity"' },
  date: { type: 'string', format: 'date' },
  boolean: { type: 'boolean' },
  smallint: { type: 'integer' },
  integer: { type: 'integer' },
  bigint: { type: 'integer' },
  bytea: { type: 'string', pattern: '^\\\\x[0-9a-f]*$' },
  json: { type: 'string', contentMediaType: 'application/json' },
  jsonb: { type: 'string', contentMediaType: 'application/json' },
};

const tables = readSchema(path.join(projectRoot, 'prisma', 'schema')).filter(({ name }) =>
  archived.includes(name),
);
const about = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'Rows of the files of an archive of a network',
  description: 'Each line of tables/NAME.jsonl is a row by #/$defs/NAME.',
};
// A line each table, so that a change of one shows as one.
const definitions = tables.map((table) => `  ${JSON.stringify(table.name)}: ${JSON.stringify(schemaOf(table))}`);
const after = `${JSON.stringify(about).slice(0, -1)}, "$defs": {\n${definitions.join(',\n')}\n}}\n`;
const before = fs.existsSync(FILE) ? fs.readFileSync(FILE, 'utf8') : '';
if (process.argv.includes('--check')) {
  if (after !== before) {
    console.error('docs/archive/tables.schema.json is not what the schema says: node scripts/docs/archive.mjs');
    process.exitCode = 1;
  }
} else fs.writeFileSync(FILE, after);

function schemaOf({ comment, columns }) {
  return {
    description: comment,
    type: 'object',
    properties: Object.fromEntries(columns.map((column) => [column.name, columnOf(column)])),
    required: columns.map(({ name }) => name),
    additionalProperties: false,
  };
}

function columnOf({ name, type, optional }) {
  const isIndex = type === 'bytea' && name.endsWith('_index');
  const own = type.endsWith('[]')
    ? { type: 'array', items: TYPES[type.slice(0, -2)] ?? { type: 'string' } }
    : { ...(TYPES[type] ?? { type: 'string' }) };
  if (type === 'bytea' && name.endsWith('_encrypted')) own.description = 'under the key of the archive';
  if (isIndex) own.description = 'made anew by the reader';
  return optional || isIndex ? { ...own, type: [own.type, 'null'] } : own;
}
