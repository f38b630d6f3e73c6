#!/usr/bin/env node
// A campaign starts at its minute although the process that leads the jobs is killed a second before: the start is a delayed job, which another
// worker takes. `killed-leader.mjs --rounds N [--control]`; the control takes the delayed jobs away and says how late the campaign was.
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { longLived, makeNetwork, openContext } from '../performance/bench-networks.mjs';
import { startApplication, startBench } from '../performance/bench-server.mjs';
import { thirtyCampaigns } from '../performance/thirty-campaigns.mjs';

const MOSCOW_MS = 3 * 3_600_000;
const MINUTE_MS = 60_000;
/** After this time a started worker has planned the next moments, and the queue has the start. */
const SETTLES_MS = 20_000;
const LATEST_MS = 2_000;
const WITHIN_MS = 90_000;

const isControl = process.argv.includes('--control');
const rounds = isControl ? 1 : Number(process.argv[process.argv.indexOf('--rounds') + 1]);
const bench = await startBench();
const running = [];
let superuser;
let failure = null;
try {
  superuser = new pg.Client({ connectionString: bench.superuserUrl('loyalty') });
  superuser.on('error', () => undefined);
  await superuser.connect();
  const context = await openContext();
  // No second person is asked for a campaign without a budget.
  const settings = { limits: { campaignBudget: null } };
  const network = await makeNetwork(context, { code: 'leader', guests: 20, role: 'manager', settings });
  network.token = longLived(context, network.token);
  await context.close();
  const app = await startApplication({ WORKERS: 'off' });
  running.push(app);
  let leader = await startWorker();
  const lateMs = [];
  for (let round = 0; round < rounds; round += 1) {
    const next = await startWorker();
    const startsAt = Math.ceil((Date.now() + SETTLES_MS) / MINUTE_MS) * MINUTE_MS;
    const campaign = await plan(app.port, network, startsAt);
    await sleep(startsAt - 1_000 - Date.now());
    if (await hasBegun(campaign)) throw new Error('the campaign began too early');
    await leader.stop('SIGKILL');
    if (isControl) await forgetJobs();
    lateMs.push(await lateness(campaign, startsAt));
    leader = next;
  }
  console.log(JSON.stringify({ ...(isControl ? { control: true } : { done: true }), lateMs }));
  if (!isControl && Math.max(...lateMs) > LATEST_MS) throw new Error(`a campaign began ${Math.max(...lateMs)} ms late`);
} catch (error) {
  failure = error;
} finally {
  for (const one of running) await one.stop('SIGKILL');
  await superuser?.end().catch(() => undefined);
  await bench.stop();
}
if (failure !== null) {
  console.error(failure instanceof Error ? failure.stack : failure);
  process.exit(1);
}

/** The first worker leads, and the next one once its predecessors are gone. */
async function startWorker() {
  const worker = await startApplication({}, { program: 'worker.js' });
  running.push(worker);
  return worker;
}

async function plan(port, { token }, startsAt) {
  const send = async (method, path, body) => {
    const answer = await fetch(`http://127.0.0.1:${String(port)}${path}`, {
      method,
      headers: {
        Authorization: `Bearer ${token}`,
        'Content-Type': 'application/json',
        'Idempotency-Key': randomUUID(),
      },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${path}: ${String(answer.status)} ${await answer.text()}`);
    return answer.json();
  };
  const [document] = thirtyCampaigns([]);
  const schedule = { ...document.schedule, startsAt: new Date(startsAt + MOSCOW_MS).toISOString().slice(0, 16) };
  const { id } = await send('POST', '/api/campaigns', { document: { ...document, schedule } });
  const { state } = await send('PUT', `/api/campaigns/${id}/state`, { state: 'RUNNING' });
  if (state !== 'SCHEDULED') throw new Error(`the campaign is ${state}`);
  return id;
}

async function hasBegun(campaign) {
  const { rowCount } = await superuser.query('SELECT FROM campaign_passes WHERE campaign_id = $1', [campaign]);
  return rowCount > 0;
}

async function forgetJobs() {
  const { rows } = await superuser.query(
    `SELECT string_agg(c.oid::regclass::text, ', ') AS tables FROM pg_class c
      WHERE c.relnamespace = 'bullmq'::regnamespace AND c.relkind IN ('r', 'p') AND c.relname NOT IN ('meta', 'migration')`,
  );
  await superuser.query(`TRUNCATE ${rows[0].tables} CASCADE`);
}

/** Milliseconds from the start to the first look at the campaign's guests. */
async function lateness(campaign, startsAt) {
  while (!(await hasBegun(campaign))) {
    if (Date.now() > startsAt + WITHIN_MS) throw new Error('the campaign did not begin');
    await sleep(20);
  }
  return Date.now() - startsAt;
}
