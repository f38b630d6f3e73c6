import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { figureOf, ratioOf, rowOf } from './bench-figures.mjs';
import { processorMs, sell, warmUp } from './bench-load.mjs';
import { makeNetwork } from './bench-networks.mjs';
import { checkpoint } from './bench-tpcb.mjs';
import { thirtyCampaigns } from './thirty-campaigns.mjs';

const GUESTS = 1_000;
const AT_LEAST = 0.8;
/** A campaign runs six seconds after its start at the latest. */
const UNTIL_THEY_RUN_MS = 7_000;
/** Sales of the bench come from a till, and their guests have the lowest tier. */
const ELSEWHERE = [
  { where: { restaurantIds: [], channels: ['API'] } },
  { audience: { segments: [], tiers: ['GOLD'] } },
];

/** Sales of a network in which thirty campaigns run, ten of which give something, beside those of one without. */
export async function measureCampaigns({ bench, app, context, rounds, seconds }) {
  const plain = await makeNetwork(context, { code: 'no-campaigns', guests: GUESTS, role: 'manager' });
  const full = await makeNetwork(context, { code: 'campaigns', guests: GUESTS, role: 'manager' });
  for (const document of thirtyCampaigns(ELSEWHERE)) await start(app, full.token, document);
  await sleep(UNTIL_THEY_RUN_MS);
  await warmUp(app, [plain]);
  await warmUp(app, [full]);
  const runs = [];
  for (let round = 0; round < rounds; round += 1) {
    const run = {};
    for (const [name, network] of Object.entries({ plain, full })) {
      await checkpoint(bench);
      const before = processorMs(app.pid);
      const { perSecond, latencies } = await sell(app, [network], seconds);
      run[name] = { perSecond, cost: ((processorMs(app.pid) - before) * 1_000) / latencies.length };
    }
    runs.push(run);
  }
  const of = (name, figure) => runs.map((run) => run[name][figure]);
  return [
    rowOf({ what: 'sales a second without campaigns', figure: figureOf(of('plain', 'perSecond')) }),
    rowOf({ what: 'sales a second among thirty campaigns', figure: figureOf(of('full', 'perSecond')) }),
    rowOf({
      what: 'sales among thirty campaigns to those without',
      figure: ratioOf(of('full', 'perSecond'), of('plain', 'perSecond')),
      digits: 2,
      atLeast: AT_LEAST,
    }),
    rowOf({ what: 'application, processor a sale without', figure: figureOf(of('plain', 'cost')), unit: ' µs' }),
    rowOf({ what: 'application, processor a sale among thirty', figure: figureOf(of('full', 'cost')), unit: ' µs' }),
  ];
}

async function start(app, token, document) {
  const { id } = await send(app, token, 'POST', '/api/campaigns', { document });
  await send(app, token, 'PUT', `/api/campaigns/${id}/state`, { state: 'RUNNING' });
}

async function send(app, token, method, path, body) {
  const answer = await fetch(`http://127.0.0.1:${app.port}${path}`, {
    method,
    headers: {
      Authorization: `Bearer ${token}`,
      'Content-Type': 'application/json',
      'Idempotency-Key': randomUUID(),
    },
    body: JSON.stringify(body),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${text}`);
  return JSON.parse(text);
}
