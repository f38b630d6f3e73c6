import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import net, { type AddressInfo } from 'node:net';
import path from 'node:path';
import { Client } from 'pg';
import { Sandbox, type Started } from './start-process';

const SCRIPTS = path.resolve(__dirname, '../../scripts/start');
const ASKS_FOR_PORT = `
  const { requireFreePort } = await import('${SCRIPTS}/address.mjs');
  const { beginningOf } = await import('${SCRIPTS}/processes.mjs');
  const leftover = { pid: Number(process.env.LEFT), beginning: beginningOf(Number(process.env.LEFT)) };
  await requireFreePort({ port: Number(process.env.WANTED), bind: '127.0.0.1' }, leftover).catch(({ message }) => console.log(message));
`;

/** A start that cannot work ends with one clear sentence and a code other than zero. */
describe('A start refuses with one sentence', () => {
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

  it('when the port is taken', async () => {
    const squatter = net.createServer();
    await new Promise<void>((resolve) => squatter.listen(0, '127.0.0.1', resolve));
    const { port } = squatter.address() as AddressInfo;
    expect(await refusal(sandbox.start({ PORT: String(port) }))).toContain(
      `Port ${String(port)} of 127.0.0.1 is taken`,
    );
    expect(await refusal(sandbox.start({ PG_PORT: String(port) }))).toContain(
      `The port ${String(port)} (PG_PORT) is taken`,
    );
    squatter.close();
  });

  it('when the port is held by a server of ours that an earlier start left and that does not end', async () => {
    const hung = spawn(process.execPath, [
      '-e',
      "net.createServer().listen(0, '127.0.0.1', function () { console.log(this.address().port) })",
    ]);
    const [port] = (await once(hung.stdout, 'data')) as [Buffer];
    const said = execFileSync(process.execPath, ['--input-type=module', '-e', ASKS_FOR_PORT], {
      env: { ...process.env, WANTED: port.toString().trim(), LEFT: String(hung.pid) },
      encoding: 'utf8',
    });
    expect(said).toContain(`held by our own server (process ${String(hung.pid)})`);
    expect(said).toContain(`kill -9 ${String(hung.pid)}`);
    hung.kill('SIGKILL');
    await once(hung, 'exit');
  });

  it.each([
    ['PORT', 'http'],
    ['PG_PORT', '70000'],
    ['DEMO', 'big'],
  ])('when %s is %s', async (name, value) => {
    expect(await refusal(sandbox.start({ [name]: value }))).toContain(`${name} is "${value}"`);
  });

  it('in production without keys, and names them', async () => {
    const said = await refusal(sandbox.start({ NODE_ENV: 'production', JWT_KEYS: 'k1:AAAA' }));
    expect(said).toContain('In production QR_KEYS, PII_KEYS, INDEX_KEY, SEAL_KEYS must be set');
  });

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
    // Nothing can be made there, and what Node does for missing folders never comes back from it.
    expect(await refusal(sandbox.start({ DATA_DIR: '/proc/none/data' }))).toContain("can't be written");
  });

  it('when the database can not be reached, without showing its password', async () => {
    const said = await refusal(sandbox.start({ DATABASE_URL: 'postgres://someone:hidden-word@127.0.0.1:9/none' }));
    expect(said).toContain("The database at 127.0.0.1:9/none can't be reached");
    expect(said).not.toContain('hidden-word');
  });

  it.each(['somewhere', 'postgres://a:hidden-word@127.0.0.1:99999/b', 'mysql://a:hidden-word@127.0.0.1/b'])(
    'when the address of the database is %s',
    async (url) => {
      for (const script of ['start.mjs', 'cli.mjs']) {
        const said = await refusal(sandbox.run(script, ['verify-ledger'], { DATABASE_URL: url }));
        expect(said).toContain('DATABASE_URL is no address of PostgreSQL');
        expect(said).not.toContain('hidden-word');
      }
    },
  );

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
