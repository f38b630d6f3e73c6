#!/usr/bin/env node
// A restart of PostgreSQL of two seconds under eight tills, without a pooler and behind PgBouncer of Debian with the file of
// docs/runbook.md: for how long no till got an answer, when sales were recorded again after the server was back, and the slowest answer.
// `--rounds 3`, `--login-retry 1` seconds of `server_login_retry`.
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { makeNetwork, openContext } from './bench-networks.mjs';
import { startApplication, startBench } from './bench-server.mjs';

const TILLS = 8;
const DOWN_MS = 2_000;
const AROUND_MS = 3_000;
const WITHIN_MS = 60_000;
/** The pause before a till retries. */
const PAUSE_MS = 20;
/** PgBouncer refuses to run as root. */
const NOBODY = { uid: 65_534, gid: 65_534 };

const rounds = Number(argument('--rounds') ?? 3);
const loginRetry = Number(argument('--login-retry') ?? 1);
const bench = await startBench();
try {
  const context = await openContext();
  const network = await makeNetwork(context, { code: 'pooled', guests: 200 });
  await context.close();
  for (const isPooled of [false, true])
    for (let round = 1; round <= rounds; round += 1) {
      const told = await restartUnderLoad(network, isPooled);
      console.log(
        JSON.stringify({ pooler: isPooled ? `PgBouncer, server_login_retry ${loginRetry}` : 'none', round, ...told }),
      );
    }
} finally {
  await bench.stop();
}

async function restartUnderLoad(network, isPooled) {
  const pooler = isPooled ? await startPgBouncer() : null;
  const { DATABASE_URL, DATABASE_PLATFORM_URL } = bench.connections;
  const pooled = pooler && {
    DATABASE_URL: pooler.urlFor(DATABASE_URL),
    DATABASE_PLATFORM_URL: pooler.urlFor(DATABASE_PLATFORM_URL),
    DATABASE_DIRECT_URL: DATABASE_URL,
    DATABASE_PREPARED: 'off',
  };
  const application = await startApplication({ ...pooled, TILL_WAIT_MS: '', LOG_LEVEL: 'fatal' });
  const answers = [];
  let isOver = false;
  const tills = Array.from({ length: TILLS }, (_, till) =>
    sellUntil(() => isOver, application.port, network, till, answers),
  );
  await pause(AROUND_MS);
  const stoppedAt = performance.now();
  bench.killPostgres();
  await pause(DOWN_MS);
  await bench.restartPostgres();
  const backAt = performance.now();
  while (!answers.some(({ status, at }) => status === 201 && at > backAt) && performance.now() < backAt + WITHIN_MS)
    await pause(10);
  await pause(AROUND_MS);
  isOver = true;
  await Promise.all(tills);
  await application.stop();
  await pooler?.stop();
  const after = answers.filter(({ at }) => at > stoppedAt).sort((a, b) => a.at - b.at);
  const times = [stoppedAt, ...after.map(({ at }) => at)];
  const seconds = (ms) => Math.round(ms / 100) / 10;
  return {
    withoutAnswer: seconds(Math.max(...times.slice(1).map((at, n) => at - times[n]))),
    recordedAfterBack: seconds(
      (after.find(({ status, at }) => status === 201 && at > backAt)?.at ?? Infinity) - backAt,
    ),
    slowest: seconds(Math.max(...after.map(({ took }) => took))),
    answers: Object.fromEntries(countsOf(after)),
  };
}

function countsOf(answers) {
  const counts = new Map();
  for (const { status } of answers) counts.set(status, (counts.get(status) ?? 0) + 1);
  return counts;
}

async function sellUntil(isOver, port, network, till, answers) {
  for (let n = till; !isOver(); n += TILLS) {
    const began = performance.now();
    const status = await sell(port, network, network.guests[n % network.guests.length]);
    answers.push({ status, at: performance.now(), took: performance.now() - began });
    await pause(PAUSE_MS);
  }
}

async function sell(port, network, guest) {
  try {
    const response = await fetch(`http://127.0.0.1:${port}/api/guests/${guest}/transaction`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${network.token}`,
        'idempotency-key': randomUUID(),
      },
      body: JSON.stringify({
        type: 'SALE',
        pointOfSaleId: network.pointOfSaleId,
        amount: 10_000,
        receiptNumber: randomUUID(),
      }),
      signal: AbortSignal.timeout(WITHIN_MS),
    });
    await response.arrayBuffer();
    return response.status;
  } catch {
    return 0;
  }
}

async function startPgBouncer() {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'loyalty-pgbouncer-'));
  fs.chmodSync(folder, 0o755);
  const port = await freePort();
  const { DATABASE_URL, DATABASE_PLATFORM_URL } = bench.connections;
  const users = [DATABASE_URL, DATABASE_PLATFORM_URL].map((url) => new URL(url));
  const passwords = path.join(folder, 'users.txt');
  fs.writeFileSync(passwords, users.map((one) => `"${one.username}" "${decodeURIComponent(one.password)}"\n`).join(''));
  const settings = path.join(folder, 'pgbouncer.ini');
  const lines = [
    '[databases]',
    `* = host=${users[0].hostname} port=${users[0].port}`,
    '[pgbouncer]',
    'listen_addr = 127.0.0.1',
    `listen_port = ${port}`,
    'unix_socket_dir =',
    'pool_mode = transaction',
    'auth_type = scram-sha-256',
    `auth_file = ${passwords}`,
    `server_login_retry = ${loginRetry}`,
    'default_pool_size = 20',
    'max_client_conn = 400',
  ];
  fs.writeFileSync(settings, `${lines.join('\n')}\n`);
  const child = spawn('pgbouncer', ['--quiet', settings], { ...(process.getuid?.() === 0 && NOBODY), stdio: 'ignore' });
  await pause(500);
  return {
    urlFor: (url) => Object.assign(new URL(url), { host: `127.0.0.1:${port}` }).href,
    stop: async () => {
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
      fs.rmSync(folder, { recursive: true, force: true });
    },
  };
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

function argument(name) {
  const at = process.argv.indexOf(name);
  return at === -1 ? undefined : process.argv[at + 1];
}
