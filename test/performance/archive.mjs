#!/usr/bin/env node
// npm run bench:archive -- [--receipts 20000] [--rounds 3]: archive and read of a network beside pg_dump and pg_restore of the same
// rows, in turn, on the PostgreSQL that this machine has installed, whose client programs fit it. Both read into databases with the
// same tables, keys and indexes, which are empty. Last come a part since the archive, and the time for which it closes the network.
import { execFileSync, spawnSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { prepareDatabase } from '../../scripts/start/database.mjs';
import { openSecrets } from '../../scripts/start/secrets.mjs';
import { figureOf, lineOf, ratioOf, rowOf, TABLE_HEAD } from './bench-figures.mjs';
import { importHistory } from './bench-history.mjs';
import { makeNetwork, openContext } from './bench-networks.mjs';
import { built } from './bench-server.mjs';

const AT_LEAST = 0.5;
const { values } = parseArgs({
  options: { receipts: { type: 'string', default: '20000' }, rounds: { type: 'string', default: '3' } },
});
const [receipts, rounds] = [Number(values.receipts), Number(values.rounds)];
const home = fs.mkdtempSync(path.join(os.tmpdir(), 'loyalty-bench-archive-'));
fs.chmodSync(home, 0o711);
const programs = findPrograms();
const postgres = await startPostgres();

try {
  const environment = { DATABASE_OWNER_URL: postgres.urlOf('loyalty', 'loyalty_owner') };
  const { keys } = openSecrets(home);
  const { connections } = await prepareDatabase({
    environment: { DATABASE_URL: environment.DATABASE_OWNER_URL },
    dataDirectory: home,
  });
  Object.assign(process.env, keys, environment, connections, {
    DATA_DIR: home,
    SEAL_DIR: path.join(home, 'seals'),
    NODE_ENV: 'development',
    DEMO: '0',
    LOG_LEVEL: 'warn',
  });
  await postgres.query('postgres', 'CREATE DATABASE empty TEMPLATE loyalty OWNER loyalty_owner');
  const context = await openContext();
  try {
    await measure(context);
  } finally {
    await context.close();
  }
} finally {
  postgres.stop();
  fs.rmSync(home, { recursive: true, force: true });
}

async function measure(context) {
  const { NetworkArchive } = built('integrations/archive/network-archive.js');
  const { NetworkReading } = built('integrations/archive/network-reading.js');
  const [archives, reading] = [NetworkArchive, NetworkReading].map((one) => context.get(one, { strict: false }));
  const network = await makeNetwork(context, { code: 'moved', guests: 10 });
  await importHistory({ dataDirectory: home }, context, network, receipts);
  await context.get(built('transactions/books/seals/sealer.js').Sealer, { strict: false }).sealAll(network.id);
  await postgres.query('loyalty', 'VACUUM ANALYZE');
  const { publicKey, privateKey } = generateKeyPairSync('x25519', {
    publicKeyEncoding: { format: 'pem', type: 'spki' },
    privateKeyEncoding: { format: 'pem', type: 'pkcs8' },
  });
  const seconds = { dump: [], archive: [], restore: [], read: [] };
  const closed = { archive: [], whole: [] };
  const measured = async (side, work) => {
    // Garbage of what was measured before is not of this side.
    globalThis.gc?.();
    seconds[side].push(await timed(work));
  };
  const archive = (name, more = {}) =>
    archives.write({
      networkId: network.id,
      out: path.join(home, name),
      receiver: publicKey,
      url: process.env.DATABASE_BACKUP_URL,
      ...more,
    });
  let rows = 0;
  for (let round = 0; round < rounds; round += 1) {
    const [dump, tar] = [`${round}.dump`, `${round}.tar`].map((name) => path.join(home, name));
    await measured('dump', () => postgres.dump('loyalty', dump));
    let made;
    await measured('archive', async () => (made = await archive(`${round}.tar`)));
    rows = made.files.reduce((sum, file) => sum + file.rows, 0);
    await postgres.query('postgres', 'CREATE DATABASE restored TEMPLATE empty OWNER loyalty_owner');
    await measured('restore', () => postgres.restore('restored', dump));
    await postgres.query('postgres', 'CREATE DATABASE received TEMPLATE empty OWNER loyalty_owner');
    const url = postgres.urlOf('received', 'loyalty_owner');
    const request = { file: tar, key: privateKey, signedBy: made.signedBy, url, dryRun: false, keepClosed: true };
    await measured('read', () => reading.read(request));
    await importHistory({ dataDirectory: home }, context, network, Math.ceil(receipts / 100));
    // As `network read --wait` does: the receiver is ready before the network closes.
    const file = path.join(home, `${round}.last.tar`);
    let arrive;
    const arrival = new Promise((resolve) => (arrive = resolve));
    const read = reading.read({ ...request, file, arrival });
    read.catch(() => undefined);
    const last = await archive(`${round}.last.tar`, { since: tar, close: true });
    const reads = await timed(() => {
      arrive();
      return read;
    });
    await context.get(built('configuration/index.js').NetworkMoves, { strict: false }).open(network.id);
    closed.archive.push(last.closedMs);
    closed.whole.push(last.closedMs + reads * 1_000);
    for (const name of ['restored', 'received']) await postgres.query('postgres', `DROP DATABASE ${name} WITH (FORCE)`);
    fs.rmSync(dump);
  }
  const result = (what, figure, more) => rowOf({ what, figure, digits: 2, ...more });
  const table = [
    result('pg_dump (custom format)', figureOf(seconds.dump), { unit: ' s' }),
    result('network archive', figureOf(seconds.archive), { unit: ' s' }),
    result('speed of archive to pg_dump', ratioOf(seconds.dump, seconds.archive), { atLeast: AT_LEAST }),
    result('pg_restore', figureOf(seconds.restore), { unit: ' s' }),
    result('network read', figureOf(seconds.read), { unit: ' s' }),
    result('speed of read to pg_restore', ratioOf(seconds.restore, seconds.read), { atLeast: AT_LEAST }),
    rowOf({
      what: 'closed while the last part is made, of 1 % more receipts',
      figure: figureOf(closed.archive),
      unit: ' ms',
    }),
    rowOf({ what: 'closed until it is read', figure: figureOf(closed.whole), unit: ' ms' }),
  ];
  console.log(
    `${receipts.toLocaleString('en')} receipts, ${rows.toLocaleString('en')} rows, PostgreSQL ${programs.version}\n`,
  );
  console.log([...TABLE_HEAD, ...table.map(lineOf)].join('\n'));
  if (table.some(({ missed }) => missed)) process.exitCode = 1;
}

async function timed(work) {
  const began = performance.now();
  await work();
  return (performance.now() - began) / 1_000;
}

/** The newest PostgreSQL of this machine that has its server and its client programs. */
function findPrograms() {
  const folder = ['18', '17', '16', '15']
    .map((version) => `/usr/lib/postgresql/${version}/bin`)
    .find((place) =>
      ['postgres', 'initdb', 'pg_dump', 'pg_restore'].every((name) => fs.existsSync(path.join(place, name))),
    );
  if (folder === undefined) {
    console.error('A PostgreSQL with its client programs is needed and was not found: apt-get install postgresql');
    process.exit(2);
  }
  const version = execFileSync(path.join(folder, 'postgres'), ['--version'], { encoding: 'utf8' }).trim().split(' ')[2];
  return { version, of: (name) => path.join(folder, name) };
}

async function startPostgres() {
  const cluster = path.join(home, 'cluster');
  fs.mkdirSync(cluster, { mode: 0o700 });
  const idOf = (flag) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
  const user = process.getuid() === 0 ? { uid: idOf('-u'), gid: idOf('-g') } : {};
  if (user.uid !== undefined) fs.chownSync(cluster, user.uid, user.gid);
  const port = await freePort();
  const run = (name, args, as = user) => {
    const done = spawnSync(programs.of(name), args, {
      ...as,
      cwd: '/',
      encoding: 'utf8',
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    if (done.status !== 0) throw new Error(`${name} failed: ${done.stderr}`);
  };
  run('initdb', ['-D', cluster, '-A', 'trust', '-U', 'postgres', '-E', 'UTF8', '--locale=C']);
  const settings = `-c port=${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c shared_buffers=256MB -c max_wal_size=2GB`;
  // pg_ctl's child would keep a pipe open for as long as the server runs.
  const started = ['-D', cluster, '-o', settings, '-l', path.join(cluster, 'log'), '-w', 'start'];
  execFileSync(programs.of('pg_ctl'), started, { ...user, cwd: '/', stdio: 'ignore' });
  const urlOf = (database, role = 'postgres') => `postgres://${role}@127.0.0.1:${port}/${database}`;
  const query = async (database, sql) => {
    const client = new pg.Client({ connectionString: urlOf(database) });
    await client.connect();
    await client.query(sql).finally(() => client.end());
  };
  await query('postgres', 'CREATE ROLE loyalty_owner LOGIN CREATEROLE');
  await query('postgres', 'CREATE DATABASE loyalty OWNER loyalty_owner');
  return {
    urlOf,
    query,
    dump: (database, file) =>
      run('pg_dump', ['-Fc', '--data-only', '-f', file, '-d', urlOf(database), ...withoutOwn()], {}),
    restore: (database, file) =>
      run('pg_restore', ['--data-only', '--disable-triggers', '--single-transaction', '-d', urlOf(database), file], {}),
    stop: () => run('pg_ctl', ['-D', cluster, '-m', 'immediate', '-w', 'stop']),
  };
}

/** Rows that migrations and roles make stand in the empty database already. */
function withoutOwn() {
  return ['_prisma_migrations', '_applied_functions', 'plan_versions', 'sellers'].map(
    (name) => `--exclude-table=${name}`,
  );
}

function freePort() {
  return new Promise((resolve) => {
    const server = net.createServer();
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
