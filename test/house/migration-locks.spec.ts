import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const ROOT = path.resolve(__dirname, '../..');
/** The lock file has no program of squawk for other machines. */
const itWithSquawk = existsSync(path.join(ROOT, `node_modules/@squawk-cli/${process.platform}-${process.arch}`))
  ? it
  : it.skip;

describe('Locks of migrations', () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'loyalty-locks-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  const check = (...sql: string[]): { status: number | null; stdout: string } => {
    rmSync(folder, { recursive: true });
    sql.forEach((text, n) => {
      const migration = path.join(folder, `2999010100000${String(n)}_later`);
      mkdirSync(migration, { recursive: true });
      writeFileSync(path.join(migration, 'migration.sql'), `${text}\n`);
    });
    return spawnSync(process.execPath, [path.join(ROOT, 'scripts/lint/migration-locks.mjs'), folder], {
      encoding: 'utf8',
    });
  };

  itWithSquawk.each([
    ['an index', 'CREATE INDEX later ON transactions (amount);', 'require-concurrent-index-creation'],
    [
      'a default of each row',
      'ALTER TABLE guests ADD COLUMN later uuid DEFAULT gen_random_uuid();',
      'adding-field-with-default',
    ],
    ['NOT NULL', 'ALTER TABLE guests ALTER COLUMN email SET NOT NULL;', 'adding-not-nullable-field'],
    ['another type', 'ALTER TABLE guests ALTER COLUMN email TYPE varchar(9);', 'changing-column-type'],
    ['a key', 'ALTER TABLE a ADD CONSTRAINT b FOREIGN KEY (c) REFERENCES d (e);', 'adding-foreign-key-constraint'],
    ['a rule', 'ALTER TABLE a ADD CONSTRAINT b CHECK (c > 0);', 'constraint-missing-not-valid'],
    ['a column that goes', 'ALTER TABLE guests DROP COLUMN email;', 'ban-drop-column'],
    ['another name', 'ALTER TABLE guests RENAME COLUMN email TO mail;', 'renaming-column'],
  ])('are refused for %s', (_what, sql, rule) => {
    const { status, stdout } = check(sql);
    expect(stdout).toContain(rule);
    expect(status).toBe(1);
  });

  it.each([
    ['an update that reads no row', 'UPDATE guests SET email = NULL;', 'row-level security hides rows of guests'],
    [
      'a copy that reads no row',
      'CREATE TABLE later (id uuid); INSERT INTO later SELECT id FROM guests;',
      'row-level security hides rows of guests',
    ],
    [
      'a table that stays open to its owner',
      'ALTER TABLE guests NO FORCE ROW LEVEL SECURITY; UPDATE guests SET email = NULL;',
      'guests stays without FORCE ROW LEVEL SECURITY',
    ],
    [
      'two statements with CONCURRENTLY',
      'CREATE INDEX CONCURRENTLY a ON guests (id); CREATE INDEX CONCURRENTLY b ON guests (id);',
      'a file with CONCURRENTLY holds one CREATE INDEX or DROP INDEX',
    ],
    [
      'an index without a name',
      'CREATE INDEX CONCURRENTLY ON guests (id);',
      'a file with CONCURRENTLY holds one CREATE INDEX or DROP INDEX, which names its index',
    ],
  ])('are named for %s', (_what, sql, sentence) => {
    const { status, stdout } = check(sql);
    expect(stdout).toContain(`29990101000000_later: ${sentence}`);
    expect(status).toBe(1);
  });

  it('leave alone what is done where nothing hides rows', () => {
    const { stdout } = check(
      'ALTER TABLE guests NO FORCE ROW LEVEL SECURITY; UPDATE guests SET note = $$;$$; ALTER TABLE guests FORCE ROW LEVEL SECURITY;',
      'ALTER TABLE old NO FORCE ROW LEVEL SECURITY; CREATE TABLE later (id uuid); INSERT INTO later SELECT id FROM old; DROP TABLE old;',
    );
    expect(stdout).not.toMatch(/row-level|CONCURRENTLY/i);
  });

  itWithSquawk('are not in a new table, a new column, or what is built in steps', () => {
    const made = check(
      'CREATE TABLE later (id uuid PRIMARY KEY, amount bigint NOT NULL); CREATE INDEX later_amount ON later (amount);',
      'ALTER TABLE guests ADD COLUMN later boolean NOT NULL DEFAULT false;',
      'CREATE INDEX CONCURRENTLY later_amounts ON transactions (amount);',
      'ALTER TABLE a ADD CONSTRAINT b CHECK (c > 0) NOT VALID;',
      'ALTER TABLE a VALIDATE CONSTRAINT b;',
    );
    expect(made).toMatchObject({ status: 0, stdout: '' });
  });
});
