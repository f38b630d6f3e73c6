import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { figureOf, ratioOf, rowOf } from './bench-figures.mjs';
import { processorMs, sell, warmUp } from './bench-load.mjs';
import { makeNetwork } from './bench-networks.mjs';
import { checkpoint } from './bench-tpcb.mjs';
import { moneyOffCampaigns, thirtyCampaigns } from './thirty-campaigns.mjs';

const GUESTS = 1_000;
const AT_LEAST = 0.8;
/** A campaign runs six seconds after its start at the latest. */
const UNTIL_THEY_RUN_MS = 7_000;
/** Conditions that no sale of the bench meets: other channels, and tiers above the lowest. */
const ELSEWHERE = [
  { where: { restaurantIds: [], channels: ['API'] } },
  { audience: { segments: [], tiers: ['GOLD'] } },
];

/** Twenty lines of a check in the eight categories that `moneyOffCampaigns` names. */
const ITEMS = Array.from({ length: 20 }, (_, i) => ({
  sku: `sku-${i}`,
  name: `Dish ${i}`,
  category: `category-${i % 8}`,
  quantity: 1 + (i % 3),
  total: 5_000 + i * 1_003,
}));
const WITH_ITEMS = { amount: ITEMS.reduce((sum, { total }) => sum + total, 0), items: ITEMS };

/**
 * Compares the rate of sales in a network with thirty campaigns, ten of which give something, with the rate in a network without
 * campaigns; then the same for sales of twenty lines from which ten campaigns take money off.
 */
export async function measureCampaigns({ bench, app, context, rounds, seconds }) {
  const plain = await makeNetwork(context, { code: 'no-campaigns', guests: GUESTS, role: 'manager' });
  const full = await makeNetwork(context, { code: 'campaigns', guests: GUESTS, role: 'manager' });
  const cheaper = await makeNetwork(context, { code: 'money-off', guests: GUESTS, role: 'manager' });
  for (const document of thirtyCampaigns(ELSEWHERE)) await start(app, full.token, document);
  for (const document of moneyOffCampaigns(ELSEWHERE)) await start(app, cheaper.token, document);
  await sleep(UNTIL_THEY_RUN_MS);
  const sides = {
    plain: [plain, {}],
    full: [full, {}],
    lines: [plain, WITH_ITEMS],
    moneyOff: [cheaper, WITH_ITEMS],
  };
  for (const [network] of Object.values(sides)) await warmUp(app, [network]);
  const runs = [];
  for (let round = 0; round < rounds; round += 1) {
    const run = {};
    for (const [name, [network, besides]] of Object.entries(sides)) {
      await checkpoint(bench);
      const before = processorMs(app.pid);
      const { perSecond, latencies } = await sell(app, [network], seconds, () => besides);
      run[name] = { perSecond, cost: ((processorMs(app.pid) - before) * 1_000) / latencies.length };
    }
    runs.push(run);
  }
  const of = (name, figure) => runs.map((run) => run[name][figure]);
  const rowsOf = (what, without, among) => [
    rowOf({ what: `${what} a second without campaigns`, figure: figureOf(of(without, 'perSecond')) }),
    rowOf({ what: `${what} a second among thirty campaigns`, figure: figureOf(of(among, 'perSecond')) }),
    rowOf({
      what: `${what} among thirty campaigns to those without`,
      figure: ratioOf(of(among, 'perSecond'), of(without, 'perSecond')),
      digits: 2,
      atLeast: AT_LEAST,
    }),
    rowOf({ what: `${what}: application, processor without`, figure: figureOf(of(without, 'cost')), unit: ' µs' }),
    rowOf({ what: `${what}: application, processor among thirty`, figure: figureOf(of(among, 'cost')), unit: ' µs' }),
  ];
  return [...rowsOf('sales', 'plain', 'full'), ...rowsOf('sales of twenty lines with money off', 'lines', 'moneyOff')];
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
