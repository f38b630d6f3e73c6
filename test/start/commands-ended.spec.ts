import path from 'node:path';
import { Client } from 'pg';
import { eventually } from '../support/eventually';
import { Sandbox } from './start-process';

const IMPORT = ['import', 'receipts', path.resolve('data/pizza-receipts.csv.gz'), '--network', 'demo'];

/** A command that gets a signal ends like a shell's own command, and ends its database. */
describe('A command', () => {
  const sandbox = new Sandbox({ DEMO: 'small' });
  let recorded = 0;

  beforeAll(async () => {
    expect(await sandbox.run('cli.mjs', ['seed']).ended()).toBe(0);
  });
  afterEach(() => sandbox.quiet());
  afterAll(() => sandbox.remove());

  it.each<[NodeJS.Signals, number]>([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ])('that gets %s at its work ends with %i, and goes on when it is given again', async (signal, code) => {
    const command = sandbox.run('cli.mjs', [...IMPORT, '--mapping', 'pizza-receipts', '--move-to-yesterday']);
    const before = recorded;
    await eventually('more receipts are recorded', async () => (await countReceipts()) > before);
    command.signal(signal);
    expect(await command.ended()).toBe(code);
    // A slow machine prints progress first.
    const progress = '(?:[^\\n]+ (?:receipts read|a second)\\n)*';
    expect(command.output).toMatch(new RegExp(`^${progress}\\[ *[\\d.]+s\\] Stopping \\(${signal}\\)\\n$`));
    expect(sandbox.postgresPid()).toBeUndefined();
  });

  it('that is killed leaves nobody at its work, so that the next one does the rest', async () => {
    const words = [...IMPORT, '--mapping', 'pizza-receipts', '--move-to-yesterday'];
    const killed = sandbox.run('cli.mjs', words);
    const before = recorded;
    await eventually('more receipts are recorded', async () => (await countReceipts()) > before);
    killed.signal('SIGKILL');
    await killed.ended();
    const next = sandbox.run('cli.mjs', words);
    expect(await next.ended()).toBe(0);
    expect(next.output).toMatch(/sales .* recorded/);
  });

  it('that was ended leaves a ledger that is right', async () => {
    const command = sandbox.run('cli.mjs', ['verify-ledger', '--network', 'demo']);
    expect(await command.ended()).toBe(0);
    expect(command.output).toMatch(/^demo: [1-9]\d* transactions .*: right\n$/);
  });

  it('that gets a signal before its database runs does not begin', async () => {
    const command = sandbox.run('cli.mjs', ['verify-ledger']);
    await eventually('the database is started', () => sandbox.postgresPid() !== undefined);
    command.signal('SIGTERM');
    expect(await command.ended()).toBe(143);
    expect(command.output).not.toContain('transactions');
    expect(sandbox.postgresPid()).toBeUndefined();
  });

  it('whose output nobody reads any more ends silently, and its database with it', async () => {
    const command = sandbox.run('cli.mjs', ['program', 'export', '--network', 'demo']);
    command.closeOutput();
    expect(await command.ended()).toBe(141);
    expect(command.output).toBe('');
    expect(sandbox.postgresPid()).toBeUndefined();
  });

  /** As many as were seen last while the database is only starting. */
  async function countReceipts(): Promise<number> {
    if (sandbox.postgresPid() === undefined) return recorded;
    const client = new Client({ connectionString: sandbox.superuserUrl() });
    client.on('error', () => undefined);
    try {
      await client.connect();
      const { rows } = await client.query<{ count: number }>('SELECT count(*)::int AS count FROM transactions');
      recorded = rows[0]?.count ?? 0;
    } catch {
      // It does not answer yet.
    } finally {
      await client.end();
    }
    return recorded;
  }
});
