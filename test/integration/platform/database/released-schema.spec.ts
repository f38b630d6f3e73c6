import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Client } from 'pg';
import { createEmptyDatabase } from '../../../support/database';

const MIGRATE = path.resolve(__dirname, '../../../start/upgrade/migrate.mjs');
const MIGRATIONS = path.resolve(__dirname, '../../../../prisma/migrations');

/** Lists everything in a schema, one thing a line: its name, its definition as PostgreSQL writes it, its rights and settings. */
const LINES = `
  SELECT format('%s %s %s %s %s %s', c.relkind, c.relname, coalesce(c.relacl, acldefault(CASE c.relkind WHEN 'S' THEN 's' ELSE 'r' END::"char", c.relowner)), c.reloptions, c.relrowsecurity, c.relforcerowsecurity)
    FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace
  UNION ALL
  SELECT format('%s.%s %s %s %s %s %s %s %s %s', a.attrelid::regclass, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull,
           pg_get_expr(d.adbin, d.adrelid), a.attgenerated, a.attidentity, a.attstorage, a.attcompression, a.attacl)
    FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid LEFT JOIN pg_attrdef d ON (d.adrelid, d.adnum) = (a.attrelid, a.attnum)
   WHERE c.relnamespace = 'public'::regnamespace AND a.attnum > 0 AND NOT a.attisdropped
  UNION ALL
  SELECT format('%s.%s at %s', a.attrelid::regclass, a.attname,
           rank() OVER (PARTITION BY a.attrelid ORDER BY a.attnum))
    FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
   WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND a.attnum > 0 AND NOT a.attisdropped
  UNION ALL
  -- Names of NOT NULL constraints are left out: PostgreSQL 18 names such a constraint of a partition after the partition or its parent; earlier versions give it no name.
  SELECT format('%s %s %s %s', conrelid::regclass, CASE WHEN contype <> 'n' THEN conname END, pg_get_constraintdef(oid), convalidated)
    FROM pg_constraint WHERE connamespace = 'public'::regnamespace
  UNION ALL
  SELECT format('%s %s', pg_get_indexdef(i.indexrelid), i.indisvalid) FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
   WHERE c.relnamespace = 'public'::regnamespace
  UNION ALL
  SELECT format('%s %s %s', pg_get_functiondef(oid), proacl, prosecdef) FROM pg_proc WHERE pronamespace = 'public'::regnamespace
  UNION ALL
  SELECT format('%s %s', pg_get_triggerdef(t.oid), t.tgenabled) FROM pg_trigger t WHERE NOT t.tgisinternal
  UNION ALL
  SELECT format('%s %s %s %s %s %s', polname, polrelid::regclass, polcmd, polroles::regrole[], pg_get_expr(polqual, polrelid),
           pg_get_expr(polwithcheck, polrelid))
    FROM pg_policy
  UNION ALL
  SELECT format('%s %s %s', enumtypid::regtype, enumlabel, rank() OVER (PARTITION BY enumtypid ORDER BY enumsortorder)) FROM pg_enum
  UNION ALL
  SELECT format('%s %s', t.typname, t.typacl) FROM pg_type t WHERE t.typnamespace = 'public'::regnamespace
  UNION ALL
  SELECT format('%s %s', n.nspname, n.nspacl) FROM pg_namespace n WHERE n.nspname = 'public'
  UNION ALL
  SELECT format('%s %s', pg_get_statisticsobjdef(oid), stxname) FROM pg_statistic_ext
  UNION ALL
  SELECT format('%s %s', inhrelid::regclass, pg_get_expr(c.relpartbound, c.oid)) FROM pg_inherits JOIN pg_class c ON c.oid = inhrelid
  UNION ALL
  SELECT format('%s %s %s', objoid::regclass, objsubid, description) FROM pg_description
   WHERE classoid = 'pg_class'::regclass AND objoid >= 16384
  UNION ALL
  SELECT format('%s %s', p.code, p::text) FROM (SELECT code, version, effective_from, price, restaurants, guests, features, support FROM plan_versions) p
  UNION ALL
  SELECT format('%s %s', migration_name, checksum) FROM _prisma_migrations`;

describe('The schema of the last release, in one file', () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'loyalty-released-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('makes what its migrations make, line by line, with the later ones behind both', async () => {
    cpSync(MIGRATIONS, folder, { recursive: true });
    rmSync(path.join(folder, 'released.sql'));
    const [atOnce, oneByOne] = await Promise.all([linesAfter(MIGRATIONS), linesAfter(folder)]);
    expect(oneByOne.length).toBeGreaterThan(3_000);
    const isIn = (lines: readonly string[]) => (line: string) => lines.includes(line);
    expect({
      added: atOnce.filter((line) => !isIn(oneByOne)(line)),
      lacking: oneByOne.filter((line) => !isIn(atOnce)(line)),
    }).toEqual({ added: [], lacking: [] });
  });

  it('is not taken into a database that has anything', async () => {
    expect(await momentsAfter(MIGRATIONS, 'CREATE TABLE of_somebody_else (id integer)')).toBeGreaterThan(40);
    expect(await momentsAfter(MIGRATIONS, 'SELECT')).toBeLessThan(40);
  });

  it('is not taken where migrations were frozen after it', async () => {
    const later = path.join(folder, 'later');
    cpSync(MIGRATIONS, later, { recursive: true });
    const frozen = JSON.parse(readFileSync(path.join(later, 'frozen.json'), 'utf8')) as object;
    writeFileSync(
      path.join(later, 'frozen.json'),
      JSON.stringify({ ...frozen, '99.0.0': { '29990101000000_later': '' } }),
    );
    expect(await momentsAfter(later, 'SELECT')).toBeGreaterThan(40);
  });
});

function migrate(url: string, migrations: string): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, [MIGRATE, url, migrations], { encoding: 'utf8' });
}

/**
 * Migrates a database in which `statement` ran before, and counts the moments at which migrations were recorded. Migrations that are applied one by one
 * have a moment each; the migrations that the released schema replaces were recorded together.
 */
async function momentsAfter(migrations: string, statement: string): Promise<number> {
  const { url, drop } = await createEmptyDatabase();
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
    const { status, stderr } = migrate(url, migrations);
    expect([status, stderr]).toEqual([0, '']);
    const { rows } = await client.query<{ moments: number }>(
      `SELECT count(DISTINCT date_trunc('milliseconds', finished_at))::integer AS moments FROM _prisma_migrations`,
    );
    return Number(rows[0]?.moments);
  } finally {
    await client.end();
    await drop();
  }
}

async function linesAfter(migrations: string): Promise<string[]> {
  const { url, drop } = await createEmptyDatabase();
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const { status, stderr } = migrate(url, migrations);
    expect([status, stderr]).toEqual([0, '']);
    const { rows } = await client.query<{ line: string }>(
      `SELECT line FROM (${LINES}) l (line) WHERE line IS NOT NULL`,
    );
    // PostgreSQL writes a condition that it has read from its own text with fewer parentheses.
    return rows.map(({ line }) => line.replaceAll(/[()]/g, ''));
  } finally {
    await client.end();
    await drop();
  }
}
