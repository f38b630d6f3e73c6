#!/usr/bin/env node
// Makes the data folder from which upgrades are tested: starts this version on an empty folder, plays some five hundred
// acts of every kind through HTTP, stops it and packs the folder. PostgreSQL's files fit each little-endian machine of 64
// bits with the same major version. Its keys and passwords are for tests alone.
//   node test/start/upgrade/make-fixture.mjs [--full] [FILE]
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';
import pg from 'pg';
import { startEmbedded } from '../../../scripts/postgres/embedded.mjs';
import { SERVER_SETTINGS } from '../../../scripts/postgres/settings.mjs';
import { projectRoot } from '../../../scripts/start/files.mjs';
import { makeReady, STEPS_TO_SERVE } from '../../../scripts/start/steps.mjs';
import { OLD_RECEIPTS_MAPPING, oldReceipts, playActs } from './acts.mjs';

const isFull = process.argv.includes('--full');
const { version } = JSON.parse(fs.readFileSync(path.join(projectRoot, 'package.json'), 'utf8'));
const target =
  process.argv.slice(2).find((argument) => !argument.startsWith('--')) ??
  path.join(path.join(projectRoot, 'test', 'start', 'upgrade'), 'fixtures', `${version}.tar.br`);

await makeReady(STEPS_TO_SERVE);
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'loyalty-fixture-'));
fs.chmodSync(folder, 0o711);
try {
  const secrets = writeSecrets();
  const { acts, answered } = await play();
  await shortenLog(secrets.passwords.superuser);
  fs.writeFileSync(path.join(folder, 'played.json'), JSON.stringify({ version, acts, answered }, undefined, 1));
  const bytes = pack();
  const count = Object.values(acts).reduce((sum, times) => sum + times, 0);
  console.log(`${count} acts of ${Object.keys(acts).length} kinds, ${(bytes / 2 ** 20).toFixed(1)} MiB: ${target}`);
} finally {
  fs.rmSync(folder, { recursive: true, force: true });
}

function writeSecrets() {
  const forTests = (name) => createHash('sha256').update(`for tests alone: ${name}`).digest();
  const secrets = {
    passwords: Object.fromEntries(
      ['superuser', 'owner', 'app_login', 'platform_login'].map((name) => [name, forTests(name).toString('hex')]),
    ),
    keys: Object.fromEntries(
      ['JWT_KEYS', 'QR_KEYS', 'PII_KEYS', 'INDEX_KEY', 'SEAL_KEYS'].map((name) => [
        name,
        `test:${forTests(name).toString('base64')}`,
      ]),
    ),
  };
  fs.writeFileSync(path.join(folder, 'secrets.json'), JSON.stringify(secrets, undefined, 2), { mode: 0o600 });
  return secrets;
}

async function play() {
  const started = run('start.mjs', [], { DEMO: isFull ? 'full' : 'small' });
  try {
    const url = await readyAddress(started);
    const receipts = path.join(folder, 'receipts.csv');
    const mapping = path.join(folder, 'mapping.json');
    fs.writeFileSync(receipts, oldReceipts(Date.now()));
    fs.writeFileSync(mapping, JSON.stringify(OLD_RECEIPTS_MAPPING));
    const imported = run('cli.mjs', ['import', 'receipts', receipts, '--network', 'demo', '--mapping', mapping]);
    const [code] = await once(imported, 'exit');
    if (code !== 0) throw new Error(`the import ended with ${code}`);
    return await playActs(url);
  } finally {
    started.kill('SIGTERM');
    if (started.exitCode === null) await once(started, 'exit');
  }
}

function run(script, args, environment = {}) {
  return spawn(process.execPath, [path.join(projectRoot, 'scripts', script), '--prebuilt', ...args], {
    env: {
      PATH: process.env.PATH,
      DATA_DIR: folder,
      DEMO: '0',
      PORT: '0',
      RATE_LIMITS: 'off',
      LOG_LEVEL: 'error',
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

async function readyAddress(started) {
  let written = '';
  for await (const chunk of started.stdout.iterator({ destroyOnReturn: false })) {
    written += chunk;
    const url = /is ready: (\S+)/.exec(written)?.[1];
    if (url === undefined) continue;
    started.stdout.resume();
    return url;
  }
  throw new Error(`the platform did not start: ${written}`);
}

/** PostgreSQL recycles full segments of its log; the next start needs only the last one. */
async function shortenLog(password) {
  const server = await startEmbedded({
    dataDirectory: folder,
    password,
    settings: { ...SERVER_SETTINGS, wal_recycle: 'off', min_wal_size: '32MB' },
  });
  const client = new pg.Client({ connectionString: server.url });
  await client.connect();
  const { rows } = await client.query('SELECT pg_walfile_name(pg_current_wal_insert_lsn()) AS current');
  const log = path.join(server.cluster, 'pg_wal');
  for (const name of fs.readdirSync(log))
    if (/^[0-9A-F]{24}$/.test(name) && name > rows[0].current) fs.rmSync(path.join(log, name));
  await client.query('SELECT pg_switch_wal()');
  await client.query('CHECKPOINT');
  await client.end();
  await server.stop();
}

function pack() {
  const names = ['postgres', 'secrets.json', 'seeded', 'seals', 'played.json'].filter((name) =>
    fs.existsSync(path.join(folder, name)),
  );
  const tar = spawnSync('tar', ['-C', folder, '-cf', '-', ...names], { maxBuffer: 2 ** 32 });
  if (tar.status !== 0) throw new Error(`tar: ${tar.stderr.toString()}`);
  const packed = brotliCompressSync(tar.stdout, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: isFull ? 2 : 11,
      [constants.BROTLI_PARAM_LARGE_WINDOW]: 1,
      [constants.BROTLI_PARAM_LGWIN]: 26,
    },
  });
  fs.mkdirSync(path.dirname(target), { recursive: true });
  fs.writeFileSync(target, packed);
  return packed.length;
}
