import { spawn } from 'node:child_process';
import path from 'node:path';
import type { INestApplicationContext } from '@nestjs/common';
import type { Pool } from 'pg';
import { createContext } from '../../../../src/app.module';
import { ImportReceipts } from '../../../../src/integrations/imports';
import { superuserPool } from '../../../support/database';
import { figuresOf, historyOf, importFile, makeNetwork, type TestNetwork, writeCsv } from './import-fixture';

const ROOT = path.resolve(__dirname, '../../../..');
const KILLS = 3;
const ROWS = 6_000;
/** A small share, so that most of the file is left even when a busy machine notices late. */
const KILL_EACH = 0.1;
/** Acts above the bookmark may be committed when the process dies; the next run has to find them. */
const LOOK_EVERY_MS = 3;

/** Runs the command in a process of its own. With a number of acts, kills the command when the ledger has that many. */
async function runCommand(
  network: TestNetwork,
  file: string,
  kill: { pool: Pool; acts: number } | null,
): Promise<string> {
  const hook = path.join(__dirname, 'typescript-hook.cjs');
  const child = spawn(
    process.execPath,
    ['-r', hook, 'src/cli.ts', 'import', 'receipts', file, '--network', network.code, '--mapping', 'retail-invoices'],
    { cwd: ROOT, env: process.env, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const ended = new Promise<void>((resolve) =>
    child.once('exit', () => {
      resolve();
    }),
  );
  while (kill !== null && child.exitCode === null && child.signalCode === null) {
    const { rows } = await kill.pool.query<{ n: number }>(
      'SELECT count(*)::int AS n FROM transactions WHERE network_id = $1',
      [network.id],
    );
    if ((rows[0]?.n ?? 0) >= kill.acts) child.kill('SIGKILL');
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
  await ended;
  return output;
}

describe('An import that is killed', () => {
  let app: INestApplicationContext;
  let pool: Pool;

  beforeAll(async () => {
    app = await createContext();
    pool = superuserPool();
  });
  afterAll(async () => {
    await app.close();
    await pool.end();
  });

  it(`at ${String(KILLS)} moments ends like one that never was`, async () => {
    const file = await writeCsv(historyOf(ROWS));
    const whole = await makeNetwork(app);
    const expected = await importFile(app.get(ImportReceipts), whole.id, file);
    const network = await makeNetwork(app);
    for (let kill = 1; kill <= KILLS; kill += 1) {
      await runCommand(network, file, { pool, acts: Math.floor(expected.accepted * kill * KILL_EACH) });
      const { rows } = await pool.query<{ status: string; n: number }>(
        `SELECT i.status, (SELECT count(*)::int FROM transactions t WHERE t.network_id = i.network_id) AS n
         FROM imports i WHERE i.network_id = $1`,
        [network.id],
      );
      expect(rows[0]?.status).toBe('RUNNING');
      expect(rows[0]?.n).toBeLessThan(expected.accepted);
    }
    const last = await runCommand(network, file, null);
    expect(last).toContain('recorded in');
    expect(await importFile(app.get(ImportReceipts), network.id, file)).toMatchObject({ status: 'ALREADY_IMPORTED' });
    expect(await figuresOf(pool, network.id)).toEqual(await figuresOf(pool, whole.id));
    const { rows } = await pool.query(
      `SELECT status, position::int, accepted::int, rejected::int FROM imports WHERE network_id = $1`,
      [network.id],
    );
    expect(rows).toEqual([
      { status: 'DONE', position: expected.accepted, accepted: expected.accepted, rejected: expected.rejected },
    ]);
  });
});
