import { execFile, execFileSync } from 'node:child_process';
import { promisify } from 'node:util';
import pg from 'pg';

const run = promisify(execFile);

export const TPCB_SCALE = 50;
const CLIENTS = 8;
const THREADS = 2;

/** Command of the other side of each comparison. */
export const TPCB_COMMAND = `pgbench -M prepared -c ${CLIENTS} -j ${THREADS}`;

/** TPC-B of pgbench in a database of its own on the same server. */
export async function openTpcb(bench) {
  await asSuperuser(bench, 'postgres', (client) => client.query('CREATE DATABASE tpcb'));
  const url = bench.superuserUrl('tpcb');
  execFileSync('pgbench', ['-q', '-i', '-s', String(TPCB_SCALE), url], { stdio: 'ignore' });
  return {
    /** @returns {Promise<number>} transactions a second */
    async measure(seconds) {
      const { stdout } = await run('pgbench', [
        '-M',
        'prepared',
        '-c',
        String(CLIENTS),
        '-j',
        String(THREADS),
        '-T',
        String(seconds),
        url,
      ]);
      return Number(/tps = ([\d.]+)/.exec(stdout)[1]);
    },
  };
}

/** Runs a checkpoint before each side, so that neither writes the pages of the other. */
export async function checkpoint(bench) {
  await asSuperuser(bench, 'postgres', (client) => client.query('CHECKPOINT'));
}

export async function asSuperuser(bench, database, work) {
  const client = new pg.Client({ connectionString: bench.superuserUrl(database) });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
