import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const ROOT = path.resolve(__dirname, '../..');
const MIGRATIONS = path.join(ROOT, 'prisma/migrations');
const names = readdirSync(MIGRATIONS)
  .filter((name) => /^\d/.test(name))
  .sort();
const [first = '', second = ''] = names;

/** Databases in use have had the migrations of a released version: an edit would reach new databases alone. */
describe('The frozen migrations', () => {
  const scratch = mkdtempSync(path.join(os.tmpdir(), 'loyalty-frozen-'));
  afterAll(() => rmSync(scratch, { recursive: true }));

  const freeze = (folder: string, ...args: string[]): { status: number | null; stdout: string; stderr: string } =>
    spawnSync(process.execPath, [path.join(ROOT, 'scripts/freeze.mjs'), ...args, folder], { encoding: 'utf8' });

  /** A copy of the migrations in which something was changed. */
  function changed(change: (folder: string) => void): string {
    const folder = mkdtempSync(path.join(scratch, 'migrations-'));
    cpSync(MIGRATIONS, folder, { recursive: true });
    change(folder);
    return folder;
  }

  function add(folder: string, name: string): void {
    mkdirSync(path.join(folder, name));
    writeFileSync(path.join(folder, name, 'migration.sql'), 'SELECT 1;\n');
  }

  it('are as they were released', () => {
    expect(freeze(MIGRATIONS, '--check')).toMatchObject({ status: 0, stderr: '' });
  });

  it.each<[string, (folder: string) => void, string]>([
    [
      'an edit',
      (folder) => {
        appendFileSync(path.join(folder, first, 'migration.sql'), '\n');
      },
      `The migration ${first} was edited after 0.2.0 was released with it: put the file back`,
    ],
    [
      'one that is gone',
      (folder) => {
        rmSync(path.join(folder, second), { recursive: true });
      },
      `The migration ${second} was removed or renamed after 0.2.0 was released with it`,
    ],
    [
      'another name',
      (folder) => {
        renameSync(path.join(folder, second), path.join(folder, `${second}_too`));
      },
      `The migration ${second} was removed or renamed after 0.2.0 was released with it`,
    ],
    [
      'a new one that is not the last',
      (folder) => {
        add(folder, `${first}_too`);
      },
      `The migration ${first}_too is new and comes before`,
    ],
  ])('refuse %s', (_what, change, sentence) => {
    const folder = changed(change);
    for (const args of [['--check'], []]) {
      const { status, stderr } = freeze(folder, ...args);
      expect([status, stderr]).toEqual([1, expect.stringContaining(sentence)]);
    }
  });

  it('take a new one at the end, which is frozen with the next version', () => {
    const folder = changed((copy) => {
      rmSync(path.join(copy, 'frozen.json'));
    });
    expect(freeze(folder).stdout).toContain(`${String(names.length)} migrations are frozen as `);
    add(folder, '29990101000000_later');
    expect(freeze(folder, '--check')).toMatchObject({ status: 0, stderr: '' });
    expect(freeze(folder).stderr).toContain('are frozen already: raise the version in package.json first');
  });
});
