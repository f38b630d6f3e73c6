import { execFileSync } from 'node:child_process';
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { Client } from 'pg';
import { Sandbox, type Started } from './start-process';

/** Refusals where a server has run before, and where its folder or disk is at fault. */
describe('A start of a server that has run refuses with one sentence', () => {
  let sandbox: Sandbox;

  beforeAll(async () => {
    sandbox = new Sandbox();
    const first = sandbox.start();
    await first.ready();
    await first.stop();
  });

  afterEach(() => sandbox.quiet());
  afterAll(() => sandbox.remove());

  async function refusal(started: Started): Promise<string> {
    expect(await started.ended()).toBe(1);
    expect(started.output).not.toMatch(/^\s+at |"stack"/m);
    return started.output;
  }

  it('when the data folder belongs to another PostgreSQL', async () => {
    const older = new Sandbox();
    mkdirSync(older.file('postgres', 'global'), { recursive: true });
    writeFileSync(older.file('postgres', 'PG_VERSION'), '17\n');
    writeFileSync(older.file('postgres', 'global', 'pg_control'), '');
    writeFileSync(older.file('secrets.json'), '{}');
    expect(await refusal(older.start())).toContain('was made by PostgreSQL 17, and this version runs PostgreSQL 18');
    await older.remove();
  });

  it('when the secrets of the database are gone', async () => {
    renameSync(sandbox.file('secrets.json'), sandbox.file('secrets.aside'));
    expect(await refusal(sandbox.start())).toContain('secrets.json is missing');
    renameSync(sandbox.file('secrets.aside'), sandbox.file('secrets.json'));
  });

  it('when the data folder can not be made', async () => {
    writeFileSync(sandbox.file('a-file'), '');
    const said = await refusal(sandbox.start({ DATA_DIR: sandbox.file('a-file', 'data') }));
    expect(said).toContain("can't be written");
    // In /proc no folder can be made, and Node's own creation of missing folders would never return.
    expect(await refusal(sandbox.start({ DATA_DIR: '/proc/none/data' }))).toContain("can't be written");
  });

  it.each<[string, Record<string, string>, string]>([
    ['a setting', { LOG_LEVEL: 'loud' }, 'The settings do not fit (see .env.example): LOG_LEVEL'],
    ['a key', { PII_KEYS: 'k1:AAAA' }, 'PII_KEYS: the key "k1" has 3 bytes instead of 32'],
    ['the key of the seals', { SEAL_KEYS: 'k1:AAAA' }, 'SEAL_KEYS: the key "k1" has 3 bytes instead of 32'],
  ])('when %s does not fit, and so does a command', async (_what, environment, sentence) => {
    expect(await refusal(sandbox.start(environment))).toContain(sentence);
    expect(await refusal(sandbox.run('cli.mjs', ['verify-ledger'], environment))).toContain(sentence);
  });

  it('when there is no space left', async () => {
    const mounted = new Sandbox();
    const options = ['-t', 'tmpfs', '-o', 'size=60m', 'tmpfs', mounted.folder];
    try {
      execFileSync('mount', options, { stdio: 'ignore' });
    } catch {
      console.log('left out: a file system of a limited size can not be mounted here');
      await mounted.remove();
      return;
    }
    try {
      expect(await refusal(mounted.start())).toContain('There is no space left on the disk');
    } finally {
      execFileSync('umount', [mounted.folder]);
      await mounted.remove();
    }
  });

  it('when a newer version has written the database', async () => {
    const running = sandbox.start();
    await running.ready();
    const client = new Client({ connectionString: sandbox.superuserUrl() });
    await client.connect();
    await client.query(
      "INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at) VALUES ('x', 'x', '29991231000000_later', now())",
    );
    await client.end();
    await running.stop();
    const said = await refusal(sandbox.start());
    expect(said).toContain('written by a newer version of the platform (it has the migration 29991231000000_later)');
  });
});
