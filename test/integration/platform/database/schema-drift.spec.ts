import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Pool } from 'pg';
import { ownerPool } from '../../../support/database';

interface Column {
  readonly table: string;
  readonly column: string;
  readonly type: string;
  readonly nullable: boolean;
}

const SCHEMA_FOLDER = path.resolve(__dirname, '../../../../prisma/schema');

/** PostgreSQL's name of the type behind a Prisma type, when no `@db.…` attribute says it. */
const NATIVE_TYPES: Readonly<Record<string, string>> = {
  String: 'text',
  Int: 'int4',
  BigInt: 'int8',
  Boolean: 'bool',
  Bytes: 'bytea',
  Float: 'float8',
  Json: 'jsonb',
  Uuid: 'uuid',
  SmallInt: 'int2',
  Timestamptz: 'timestamptz',
  Date: 'date',
  'Unsupported("\\"char\\"")': 'char',
};

describe('The Prisma schema', () => {
  let pool: Pool;

  beforeAll(() => {
    pool = ownerPool();
  });

  afterAll(() => pool.end());

  it('describes exactly the tables and columns that the migrations make', async () => {
    expect(columnsOfPrisma()).toEqual(await columnsOfDatabase(pool));
  });

  it('has the values of each enum in their order', async () => {
    const { rows } = await pool.query<{ name: string; values: string[] }>(
      `SELECT t.typname AS name, array_agg(e.enumlabel::text ORDER BY e.enumsortorder) AS values
       FROM pg_type t JOIN pg_enum e ON e.enumtypid = t.oid
       WHERE t.typnamespace = 'public'::regnamespace GROUP BY t.typname ORDER BY t.typname`,
    );
    expect(enumsOfPrisma()).toEqual(Object.fromEntries(rows.map(({ name, values }) => [name, values])));
  });

  it('has an index for each key by which rows are dropped with another', async () => {
    const { rows } = await pool.query<{ key: string }>(
      `SELECT c.conname AS key FROM pg_constraint c
        WHERE c.contype = 'f' AND c.confdeltype = 'c' AND c.connamespace = 'public'::regnamespace AND NOT EXISTS (
          SELECT 1 FROM pg_index i WHERE i.indrelid = c.conrelid AND i.indpred IS NULL
             AND (i.indkey::int2[])[0:cardinality(c.conkey) - 1] @> c.conkey)`,
    );
    expect(rows).toEqual([]);
  });

  it('compresses nothing that each sale writes anew', async () => {
    const { rows } = await pool.query<{ column: string }>(
      `SELECT a.attname AS column FROM pg_attribute a
        WHERE a.attrelid = 'guest_states'::regclass AND a.attnum > 0 AND a.attstorage = 'e'`,
    );
    expect(rows).toEqual([{ column: 'days' }]);
  });

  it('knows the primary key of each table', async () => {
    const { rows } = await pool.query<{ table: string; columns: string[] }>(
      `SELECT c.conrelid::regclass::text AS table,
              (SELECT array_agg(a.attname::text ORDER BY k.place) FROM unnest(c.conkey) WITH ORDINALITY k(number, place)
               JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.number) AS columns
       FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid
       WHERE c.contype = 'p' AND t.relnamespace = 'public'::regnamespace AND NOT t.relispartition
         AND t.relname NOT IN ('_prisma_migrations', '_applied_functions')`,
    );
    expect(keysOfPrisma()).toEqual(Object.fromEntries(rows.map(({ table, columns }) => [table, columns])));
  });
});

async function columnsOfDatabase(pool: Pool): Promise<Column[]> {
  const { rows } = await pool.query<Column>(
    `SELECT c.relname::text AS table, a.attname::text AS column,
            CASE WHEN e.oid IS NULL THEN t.typname::text ELSE e.typname || '[]' END AS type, 
            -- Prisma has no word for a list that may be null.
            NOT a.attnotnull AND e.oid IS NULL AS nullable
     FROM pg_class c
     JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
     JOIN pg_type t ON t.oid = a.atttypid
     LEFT JOIN pg_type e ON e.oid = t.typelem AND t.typcategory = 'A'
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
       AND c.relname NOT IN ('_prisma_migrations', '_applied_functions')`,
  );
  return inOrder(rows);
}

/** The blocks `model X { … }` or `enum X { … }` of all schema files, by name. */
function blocksOfPrisma(keyword: 'model' | 'enum'): Map<string, string[]> {
  const blocks = new Map<string, string[]>();
  for (const file of readdirSync(SCHEMA_FOLDER)) {
    const text = readFileSync(path.join(SCHEMA_FOLDER, file), 'utf8');
    for (const match of text.matchAll(new RegExp(`^${keyword} (\\w+) \\{$([\\s\\S]*?)^\\}$`, 'gm'))) {
      const [, name, body] = match;
      if (name === undefined || body === undefined) throw new Error('a block has a name and a body');
      const lines = body.split('\n').map((line) => line.trim());
      blocks.set(
        name,
        lines.filter((line) => line !== '' && !line.startsWith('//')),
      );
    }
  }
  return blocks;
}

function mappedName(lines: readonly string[]): string {
  const name = lines.map((line) => /^@@map\("(\w+)"\)$/.exec(line)?.[1]).find((found) => found !== undefined);
  if (name === undefined) throw new Error(`a block has no @@map: ${lines.join(' ')}`);
  return name;
}

function columnsOfPrisma(): Column[] {
  const models = blocksOfPrisma('model');
  const enums = new Map([...blocksOfPrisma('enum')].map(([name, lines]) => [name, mappedName(lines)]));
  return inOrder(
    [...models.values()].flatMap((lines) =>
      fieldsOf(lines)
        .filter(({ type }) => !models.has(type.replace(/\[\]|\?/g, '')))
        .map(({ name, type, attributes }): Column => {
          const plain = type.replace(/\[\]|\?$/g, '');
          const native = /@db\.(\w+)/.exec(attributes)?.[1] ?? plain;
          // `json` and `jsonb` are told apart by the attribute alone.
          const typeName =
            attributes.includes('@db.Json ') || attributes.endsWith('@db.Json')
              ? 'json'
              : (enums.get(plain) ?? NATIVE_TYPES[native]);
          if (typeName === undefined) throw new Error(`the type of ${name} is not known here: ${type} ${attributes}`);
          return {
            table: mappedName(lines),
            column: columnName(name, attributes),
            type: type.includes('[]') ? `${typeName}[]` : typeName,
            nullable: type.endsWith('?'),
          };
        }),
    ),
  );
}

function fieldsOf(lines: readonly string[]): { name: string; type: string; attributes: string }[] {
  return lines
    .filter((line) => !line.startsWith('@@'))
    .map((line) => {
      const [, name, type, attributes] = /^(\w+)\s+(\S+)\s*(.*)$/.exec(line) ?? [];
      if (name === undefined || type === undefined) throw new Error(`not a field: ${line}`);
      return { name, type, attributes: attributes ?? '' };
    });
}

function columnName(field: string, attributes: string): string {
  return /(?:^|\s)@map\("(\w+)"\)/.exec(attributes)?.[1] ?? field;
}

function enumsOfPrisma(): Record<string, string[]> {
  const enums = [...blocksOfPrisma('enum').values()];
  return Object.fromEntries(enums.map((lines) => [mappedName(lines), lines.filter((line) => !line.startsWith('@@'))]));
}

function keysOfPrisma(): Record<string, string[]> {
  return Object.fromEntries(
    [...blocksOfPrisma('model').values()].map((lines) => {
      const fields = fieldsOf(lines);
      const nameOf = (field: string): string =>
        columnName(field, fields.find(({ name }) => name === field)?.attributes ?? '');
      const several = lines.map((line) => /^@@id\(\[(.*)\]\)$/.exec(line)?.[1]).find((found) => found !== undefined);
      const single = fields.find(({ attributes }) => /(?:^|\s)@id(?:\s|$)/.test(attributes));
      const key = several === undefined ? [single?.name ?? ''] : several.split(', ');
      return [mappedName(lines), key.map(nameOf)];
    }),
  );
}

function inOrder(columns: readonly Column[]): Column[] {
  return [...columns].sort((a, b) => `${a.table}.${a.column}`.localeCompare(`${b.table}.${b.column}`));
}
