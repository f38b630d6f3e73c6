import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import net, { type AddressInfo } from 'node:net';
import path from 'node:path';
import { Sandbox, type Started } from './start-process';

const SCRIPTS = path.resolve(__dirname, '../../scripts/start');
const ASKS_FOR_PORT = `
  const { requireFreePort } = await import('${SCRIPTS}/address.mjs');
  const { beginningOf } = await import('${SCRIPTS}/processes.mjs');
  const leftover = { pid: Number(process.env.LEFT), beginning: beginningOf(Number(process.env.LEFT)) };
  await requireFreePort({ port: Number(process.env.WANTED), bind: '127.0.0.1' }, leftover).catch(({ message }) => console.log(message));
`;

/** A start that cannot work ends with one clear sentence and a code other than zero. */
describe('A start or command refuses with one sentence', () => {
  let sandbox: Sandbox;

  beforeAll(() => {
    sandbox = new Sandbox();
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
    ['ENV_FILE', 'no-such-file'],
    ['DEMO', 'big'],
  ])('when %s is %s', async (name, value) => {
    expect(await refusal(sandbox.start({ [name]: value }))).toContain(`${name} is "${value}"`);
  });

  it('in production without keys, and names them', async () => {
    const said = await refusal(sandbox.start({ NODE_ENV: 'production', JWT_KEYS: 'k1:AAAA' }));
    expect(said).toContain('In production QR_KEYS, PII_KEYS, INDEX_KEY, SEAL_KEYS must be set');
  });

  it('when the database can not be reached, without showing its password', async () => {
    const said = await refusal(sandbox.start({ DATABASE_URL: 'postgres://someone:hidden-word@127.0.0.1:9/none' }));
    expect(said).toContain("The database at 127.0.0.1:9/none can't be reached");
    expect(said).not.toContain('hidden-word');
  });

  it('when a command finds no installation, and opens none', async () => {
    const nowhere = new Sandbox();
    for (const args of [
      ['owner', 'create', '--email', 'owner@example.test'],
      ['backup', 'create', nowhere.file('copy')],
    ])
      expect(await refusal(nowhere.run('cli.mjs', args))).toContain(`There is no installation in ${nowhere.folder}`);
    expect(readdirSync(nowhere.folder)).not.toContain('postgres');
    await nowhere.remove();
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
});
