#!/usr/bin/env node
// A rolling upgrade under load: node test/start/upgrade/rolling.mjs [CHECKOUT]
// Two servers of an earlier version sell, this version migrates their database, and its servers take their places one after the
// other. CHECKOUT is the built folder of the earlier version; without it the last released version is built in a worktree.
import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startEmbedded } from '../../../scripts/postgres/embedded.mjs';
import { prepareDatabase } from '../../../scripts/start/database.mjs';
import { projectRoot } from '../../../scripts/start/files.mjs';
import { openSecrets } from '../../../scripts/start/secrets.mjs';
import { startApplication } from '../../performance/bench-server.mjs';

const TILLS = 6;
const GUESTS = 200;
/** The pause of a till, shorter than that of a busy restaurant. */
const PAUSE_MS = 50;
const DRAIN_SECONDS = 3;
const LOOKS_EVERY_MS = 100;
/** Requests of every stage of the upgrade. */
const REQUESTS_OF_STAGE = 150;
const STAGE_WITHIN_MS = 60_000;

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'loyalty-rolling-'));
fs.chmodSync(folder, 0o711);
const made = process.argv[2] === undefined ? buildReleased(path.join(folder, 'released')) : undefined;
const checkout = path.resolve(process.argv[2] ?? made);
const ofVersion = (file) => import(path.join(checkout, file));
const { passwords, keys } = openSecrets(folder);
const database = await startEmbedded({ dataDirectory: folder, password: passwords.superuser });
const servers = [];
try {
  const where = { environment: {}, dataDirectory: folder, embeddedUrl: database.url };
  const earlier = await ofVersion('scripts/start/database.mjs');
  const { connections } = await earlier.prepareDatabase(where);
  Object.assign(process.env, keys, connections, {
    DATA_DIR: folder,
    NODE_ENV: 'development',
    DEMO: '0',
    RATE_LIMITS: 'off',
    // The two versions share this machine, which would be too slow for the default.
    TILL_WAIT_MS: '5000',
    DRAIN_SECONDS: String(DRAIN_SECONDS),
    LOG_LEVEL: process.env.LOG_LEVEL ?? 'error',
  });
  const { openContext, makeNetwork } = await ofVersion('test/performance/bench-networks.mjs');
  const context = await openContext();
  const network = await makeNetwork(context, { code: 'rolling', guests: GUESTS });
  await context.close();
  process.env.WORKERS = 'on';
  for (let n = 0; n < 2; n += 1) servers.push(enter(await startApplication({}, { checkout })));

  const load = startLoad(network);
  await load.stage('the earlier version alone');
  const { applied } = await prepareDatabase(where);
  console.log(`  applied ${applied.migrations.length} migrations and ${applied.functions.length} functions`);
  await load.stage('the earlier version on the migrated database');
  for (const leaving of [...servers]) {
    servers.push(enter(await startApplication()));
    await load.stage('both versions');
    await leaving.application.stop();
    servers.splice(servers.indexOf(leaving), 1);
  }
  await load.stage('this version alone');
  await load.stop();
  verify();
} finally {
  for (const { application, leave } of servers) {
    leave();
    await application.stop('SIGINT');
  }
  await database.stop();
  if (made !== undefined) execFileSync('git', ['worktree', 'remove', '--force', made], { cwd: projectRoot });
  fs.rmSync(folder, { recursive: true, force: true });
}
process.exit();

/** The last released version, with the packages that it names, and the pages of this one. */
function buildReleased(target) {
  const git = (...args) => execFileSync('git', args, { cwd: projectRoot, encoding: 'utf8' }).trim();
  const inTarget = (command, ...args) => execFileSync(command, args, { cwd: target, stdio: 'inherit' });
  const commit = git('log', '-1', '--format=%h', '--', 'prisma/migrations/frozen.json');
  git('worktree', 'add', '--quiet', '--detach', target, commit);
  try {
    inTarget('npm', 'ci', '--no-audit', '--no-fund', '--prefer-offline');
    fs.mkdirSync(path.join(target, 'dist'));
    fs.symlinkSync(path.join(projectRoot, 'dist', 'web'), path.join(target, 'dist', 'web'));
    const build =
      "const { makeReady } = await import('./scripts/start/steps.mjs'); await makeReady(['generate', 'words', 'build']);";
    inTarget(process.execPath, '--input-type=module', '-e', build);
  } catch (error) {
    git('worktree', 'remove', '--force', target);
    throw error;
  }
  console.log(`  built ${commit}`);
  return target;
}

/** Adds a server to the balancer, which sends requests while `/api/health/ready` answers 200. */
function enter(application) {
  const server = {
    application,
    url: `http://127.0.0.1:${application.port}`,
    isReady: false,
    leave: () => clearInterval(looks),
  };
  const look = async () => {
    try {
      server.isReady = (await fetch(`${server.url}/api/health/ready`)).status === 200;
    } catch {
      server.isReady = false;
    }
  };
  const looks = setInterval(look, LOOKS_EVERY_MS);
  return server;
}

function startLoad(network) {
  const statuses = {};
  let done = 0;
  let stopped = false;
  const ask = async (what, to, body) => {
    const ready = servers.filter(({ isReady }) => isReady);
    if (ready.length === 0) return sleep(PAUSE_MS);
    const { url } = ready[done % ready.length];
    let status;
    try {
      const answer = await fetch(`${url}${to}`, {
        method: body === undefined ? 'GET' : 'POST',
        headers: {
          Authorization: `Bearer ${network.token}`,
          'Idempotency-Key': randomUUID(),
          ...(body && { 'Content-Type': 'application/json' }),
        },
        ...(body && { body: JSON.stringify(body) }),
      });
      const text = await answer.text();
      status = answer.status;
      if (status >= 400) console.error(`  ${what}: ${status} ${text}`);
    } catch (error) {
      status = error.cause?.code ?? error.message;
    }
    statuses[`${what} ${status}`] = (statuses[`${what} ${status}`] ?? 0) + 1;
    done += 1;
  };
  const visit = async (guest) => {
    const sale = { type: 'SALE', pointOfSaleId: network.pointOfSaleId, amount: 100_000, receiptNumber: randomUUID() };
    await ask('sale', `/api/guests/${guest}/transaction`, sale);
    await ask('history', `/api/guests/${guest}/history`);
    await sleep(PAUSE_MS);
  };
  const tills = Array.from({ length: TILLS }, async (_, till) => {
    for (let n = till; !stopped; n += TILLS) await visit(network.guests[n % GUESTS]);
  });
  return {
    async stage(name) {
      const wanted = done + REQUESTS_OF_STAGE;
      const until = performance.now() + STAGE_WITHIN_MS;
      while (done < wanted) {
        if (performance.now() > until) throw new Error(`no ${REQUESTS_OF_STAGE} requests with ${name}`);
        await sleep(LOOKS_EVERY_MS);
      }
      console.log(`  ${name}: ${JSON.stringify(statuses)}`);
    },
    async stop() {
      stopped = true;
      await Promise.all(tills);
      const failed = Object.keys(statuses).filter((name) => !/ 20[0-2]$/.test(name));
      if (failed.length > 0) throw new Error(`requests failed: ${failed.join(', ')}`);
      console.log(`no request of ${done} failed`);
    },
  };
}

function verify() {
  const cli = path.join(projectRoot, 'dist', 'cli.js');
  console.log(execFileSync(process.execPath, [cli, 'verify-ledger'], { encoding: 'utf8' }).trim());
}
