import { spawnSync } from 'node:child_process';
import { Client } from 'pg';

/**
 * Copies every row of one database into another that is migrated and empty, as a dump and its restore do: rows go as
 * text, byte for byte, past triggers and foreign keys. Needs no program beside the server.
 */
export async function copyRows(fromUrl: string, toUrl: string): Promise<void> {
  const [from, to] = [new Client({ connectionString: fromUrl }), new Client({ connectionString: toUrl })];
  await Promise.all([from.connect(), to.connect()]);
  try {
    await from.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    await to.query("BEGIN; SET LOCAL session_replication_role = 'replica'");
    const { rows: tables } = await from.query<{ name: string }>(
      `SELECT c.relname AS name FROM pg_class c
       WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
         AND c.relname NOT IN ('_prisma_migrations', '_applied_functions')`,
    );
    for (const { name } of tables) {
      const { rows } = await from.query<{ rows: string }>(
        `SELECT coalesce(json_agg(t), '[]')::text AS rows FROM ${name} t`,
      );
      // Rows that migrations wrote are among those that are copied.
      await to.query(`DELETE FROM ${name}`);
      await to.query(`INSERT INTO ${name} SELECT * FROM json_populate_recordset(NULL::${name}, $1)`, [rows[0]?.rows]);
    }
    await to.query('COMMIT');
  } finally {
    await Promise.all([from.end(), to.end()]);
  }
}

/** The version of PostgreSQL's own client programs; 0 where there are none. */
export function versionOfDumpPrograms(): number {
  const versions = ['pg_dump', 'pg_restore'].map((program) => {
    const { status, stdout } = spawnSync(program, ['--version'], { encoding: 'utf8' });
    return status === 0 ? Number(/\d+/.exec(stdout)?.[0]) : 0;
  });
  return Math.min(...versions);
}

/** Copies a database by `pg_dump` and `pg_restore` into an empty one. */
export function dumpAndRestore(fromUrl: string, toUrl: string): void {
  const dump = spawnSync('pg_dump', ['--format=custom', fromUrl], { maxBuffer: 2 ** 28 });
  requireSuccess('pg_dump', dump);
  requireSuccess('pg_restore', spawnSync('pg_restore', ['--exit-on-error', '--dbname', toUrl], { input: dump.stdout }));
}

function requireSuccess(program: string, { status, stderr }: { status: number | null; stderr: Buffer }): void {
  if (status !== 0) throw new Error(`${program}: ${stderr.toString()}`);
}
