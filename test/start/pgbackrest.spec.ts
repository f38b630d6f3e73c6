import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { eventually } from '../support/eventually';
import { startSystemPostgres, type SystemPostgres } from '../support/system-postgres';
import { isHealthy, Sandbox } from './start-process';

const MAPPING = {
  version: 1,
  name: 'points-test',
  lines: 'ROW',
  columns: { number: 'number', occurredAt: 'at', total: 'total', guest: 'guest' },
};
const RECEIPTS = 20;
/** Long enough for a start, a backup and a verification on a machine with other work. */
const PATIENCE_MS = 600_000;
const isInstalled = spawnSync('pgbackrest', ['version']).status === 0;

/** pgBackRest's files and commands are those of docs/backup.md; only paths, port and pass phrase are this test's. */
describe('A server backed up by pgBackRest', () => {
  const source = new Sandbox({ DEMO: 'small' });
  let postgres: SystemPostgres | undefined;

  beforeAll(async () => {
    if (isInstalled) {
      writeFileSync(source.file('pgbackrest.conf'), blockOf('ini'));
      postgres = await startSystemPostgres({
        settings: blockOf('conf'),
        environment: (home, port) => ({
          PGBACKREST_CONFIG: source.file('pgbackrest.conf'),
          PGBACKREST_REPO1_PATH: path.join(home, 'repository'),
          PGBACKREST_REPO1_CIPHER_PASS: 'of this test',
          PGBACKREST_PG1_PATH: path.join(home, 'data'),
          PGBACKREST_PG1_PORT: String(port),
          PGBACKREST_PG1_SOCKET_PATH: home,
          PGBACKREST_LOCK_PATH: path.join(home, 'lock'),
          PGBACKREST_LOG_LEVEL_FILE: 'off',
        }),
      });
    }
    if (postgres === undefined)
      process.stdout.write(
        'left out: pgBackRest and PostgreSQL are not installed (apt-get install pgbackrest postgresql)\n',
      );
  }, PATIENCE_MS);
  afterAll(async () => {
    await source.remove();
    postgres?.remove();
  });

  async function done(...args: string[]): Promise<string> {
    const command = source.run('cli.mjs', args, environment());
    const code = await command.ended();
    expect([args, code, command.output]).toEqual([args, 0, command.output]);
    return command.output;
  }

  function environment(): { DATABASE_URL: string; PATH: string } {
    if (postgres === undefined) throw new Error('there is no server');
    return { DATABASE_URL: postgres.urlOf('loyalty'), ...postgres.environment };
  }

  async function importReceipts(name: string): Promise<void> {
    const [file, mapping] = [source.file(`${name}.csv`), source.file('mapping.json')];
    const rows = Array.from(
      { length: RECEIPTS },
      (_, n) => `${name}-${String(n)},2026-10-${String(n + 1).padStart(2, '0')}T12:30,10000,g${String(n % 7)}`,
    );
    writeFileSync(file, ['number,at,total,guest', ...rows].join('\n'));
    writeFileSync(mapping, JSON.stringify(MAPPING));
    await done(
      'import',
      'receipts',
      file,
      '--network',
      'demo',
      '--mapping',
      mapping,
      '--consent-basis',
      'FORMER_SYSTEM',
    );
  }

  it(
    'is lost with its disk, brought back to a moment, proven by the commands of the platform, and sells on',
    async () => {
      if (postgres === undefined) return;
      const { psql, run, home } = postgres;
      const shell = (command: string): string => run('sh', '-c', command);
      postgres.makeDatabase('loyalty');
      shell(commandWith('stanza-create'));
      await done('seed');
      shell(commandWith('--type=full'));
      await importReceipts('first');
      const moment = psql('SELECT clock_timestamp()').trim();
      await importReceipts('second');
      await done('verify-ledger');
      const last = psql('SELECT pg_walfile_name(pg_switch_wal())').trim();
      await eventually(
        'the log is archived',
        () => psql('SELECT last_archived_wal FROM pg_stat_archiver').trim() >= last,
      );

      postgres.stop();
      run('rm', '-r', path.join(home, 'data'));
      run('mkdir', '-m', '700', path.join(home, 'data'));
      shell(commandWith('--type=time').replace(/--target='[^']*'/, `--target='${moment}'`));
      postgres.start();
      await eventually('the server has come to the moment', () => psql('SELECT pg_is_in_recovery()').trim() === 'f');

      expect(await done('seals', 'restored')).toContain('demo');
      expect(await done('verify-ledger')).toMatch(/demo: 20 transactions under 1 seals .*: right/);
      expect(await done('backup', 'reach')).toMatch(/demo: 20 transactions, the last of \S+, receipt first-\d+/);
      await importReceipts('third');
      expect(await done('verify-ledger')).toMatch(/demo: 40 transactions .*: right/);
      const started = source.start(environment());
      expect(await isHealthy(await started.ready())).toBe(true);
    },
    PATIENCE_MS,
  );
});

/** A block of the page's part about pgBackRest. */
function blockOf(language: string): string {
  const page = readFileSync(path.resolve(__dirname, '../../docs/backup.md'), 'utf8');
  const part = page.slice(page.indexOf('\npgBackRest'), page.indexOf('\nWAL-G'));
  const block = new RegExp(`\`\`\`${language}\\n([^\`]+)\`\`\``).exec(part)?.[1];
  if (block === undefined) throw new Error(`docs/backup.md has no block of ${language} about pgBackRest`);
  return block;
}

function commandWith(words: string): string {
  const line = blockOf('sh')
    .split('\n')
    .find((each) => each.includes(words));
  if (line === undefined) throw new Error(`docs/backup.md has no command with ${words}`);
  return line;
}
