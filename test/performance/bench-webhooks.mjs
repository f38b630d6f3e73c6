import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { figureOf, ratioOf, rowOf } from './bench-figures.mjs';
import { importHistory } from './bench-history.mjs';
import { CONNECTIONS, refuseFailures, relayed, saleOf, sell, until, warmUp } from './bench-load.mjs';
import { makeNetwork } from './bench-networks.mjs';
import { asSuperuser, checkpoint } from './bench-tpcb.mjs';
import { openLoop, percentile } from './load-client.mjs';

const GUESTS = 1_000;
const CALLS_AT_ONCE = 50;
const WARM_UP_SECONDS = 3;
/** Least share of a bare loop of `fetch`. */
const LEAST_SHARE = 0.3;
const MAX_DELAY_MS = 1_000;
/** The least rate with a dead endpoint, as a share of the rate without it. */
const LEAST_OF_RATE = 0.9;
const MOST_OF_TIME = 1.2;

/**
 * Deliveries to a receiver of webhooks beside a bare loop of `fetch` to the same receiver, and how late they are at half
 * of the least rate that is asked for, and at half of the rate that was reached.
 */
export async function measureWebhooks({ bench, app, context, rounds, seconds }) {
  const network = await makeNetwork(context, { code: 'webhooks', guests: GUESTS, role: 'manager' });
  const receiver = await startReceiver();
  const sides = { deliveries: [], bare: [] };
  const late = [];
  try {
    await warmUp(app, [network]);
    const webhook = await makeWebhook(app, network, receiver.url);
    for (let round = 0; round < rounds; round += 1) {
      await checkpoint(bench);
      sides.bare.push(await fetchFor(receiver.url, seconds));
      sides.deliveries.push(await deliverWaiting(app, network, webhook, receiver, seconds));
    }
    for (const rate of [LEAST_SHARE * figureOf(sides.bare).median, figureOf(sides.deliveries).median]) {
      const run = { perSecond: rate / 2, delays: [], sales: [] };
      for (let round = 0; round < rounds; round += 1) {
        await checkpoint(bench);
        const { perSecond } = run;
        const { delays, latencies } = await deliverAtRate({
          bench,
          app,
          network,
          webhook,
          receiver,
          perSecond,
          seconds,
        });
        run.delays.push(delays);
        run.sales.push(percentile(latencies, 0.95));
      }
      late.push(run);
    }
  } finally {
    receiver.stop();
  }
  return [
    rowOf({ what: 'deliveries to a webhook a second', figure: figureOf(sides.deliveries) }),
    rowOf({
      what: 'deliveries to a bare loop of fetch',
      figure: ratioOf(sides.deliveries, sides.bare),
      digits: 2,
      atLeast: LEAST_SHARE,
    }),
    ...late.flatMap(rowsAtRate),
  ];
}

function rowsAtRate({ perSecond, delays, sales }) {
  const at = `at ${Math.round(perSecond).toLocaleString('en')} sales a second`;
  return [
    ...[0.5, 0.95, 0.99].map((share) =>
      rowOf({
        what: `commit to delivery, p${share * 100} ${at}`,
        figure: figureOf(delays.map((ofRound) => percentile(ofRound, share))),
        unit: ' ms',
        ...(share === 0.95 && { atMost: MAX_DELAY_MS }),
      }),
    ),
    rowOf({ what: `a sale, p95 ${at}`, figure: figureOf(sales), unit: ' ms' }),
  ];
}

/**
 * So many events pending for an endpoint that refuses every connection, then for one that never answers: what a receiver
 * that works gets meanwhile, and how long tills wait, beside the same without the dead one.
 */
export async function measureDeadEndpoints({ bench, app, context, rounds, seconds, pending }) {
  const network = await makeNetwork(context, { code: 'dead-endpoints', guests: GUESTS, role: 'manager' });
  const receiver = await startReceiver();
  const hanging = await startHanging();
  const dead = {
    'that refuses': { webhook: await makeWebhook(app, network, await refusingUrl()), open: () => 0 },
    'that hangs': { webhook: await makeWebhook(app, network, hanging.url), open: hanging.open },
  };
  await importHistory(bench, context, network, pending);
  await relayed(bench, network.id);
  await warmUp(app, [network]);
  const webhook = await makeWebhook(app, network, receiver.url);
  const runs = Object.fromEntries(Object.keys(dead).map((kind) => [kind, []]));
  try {
    await checkpoint(bench);
    const perSecond = (await deliverWaiting(app, network, webhook, receiver, seconds)) / 2;
    for (let round = 0; round < rounds; round += 1) {
      for (const [kind, { webhook: its, open }] of Object.entries(dead)) {
        const run = {};
        for (const side of round % 2 === 0 ? ['alone', 'beside'] : ['beside', 'alone']) {
          await checkpoint(bench);
          if (side === 'beside') await turn(app, network, its, true);
          if (side === 'beside') await until('calls to the dead endpoint', () => wasTried(bench, its));
          const rate = await deliverWaiting(app, network, webhook, receiver, seconds);
          const at = { bench, app, network, webhook, receiver, perSecond, seconds };
          const { delays, latencies } = await deliverAtRate(at);
          run[side] = { rate, delay: percentile(delays, 0.95), sale: percentile(latencies, 0.95) };
          if (side === 'beside') run.pending = await pendingOf(bench, network, its);
          await turn(app, network, its, false);
          await until('the last calls to the dead endpoint', () => open() === 0);
        }
        if (run.pending < pending) throw new Error(`only ${run.pending} events were pending for the endpoint ${kind}`);
        runs[kind].push(run);
      }
    }
  } finally {
    receiver.stop();
    hanging.stop();
  }
  return Object.entries(runs).flatMap(([kind, ofKind]) => rowsBeside(kind, ofKind));
}

function rowsBeside(kind, runs) {
  const of = (side, name) => runs.map((run) => run[side][name]);
  const beside = `beside an endpoint ${kind}`;
  const toAlone = (name) => ratioOf(of('beside', name), of('alone', name));
  return [
    rowOf({ what: `events pending for an endpoint ${kind}`, figure: figureOf(runs.map((run) => run.pending)) }),
    rowOf({ what: 'deliveries to another a second without it', figure: figureOf(of('alone', 'rate')) }),
    rowOf({ what: `deliveries ${beside}, to without it`, figure: toAlone('rate'), digits: 2, atLeast: LEAST_OF_RATE }),
    rowOf({ what: 'commit to delivery, p95 without it', figure: figureOf(of('alone', 'delay')), unit: ' ms' }),
    rowOf({
      what: `commit to delivery, p95 ${beside}`,
      figure: figureOf(of('beside', 'delay')),
      unit: ' ms',
      atMost: MAX_DELAY_MS,
    }),
    rowOf({ what: 'the same to without it', figure: toAlone('delay'), digits: 2, atMost: MOST_OF_TIME }),
    rowOf({ what: 'a sale, p95 without it', figure: figureOf(of('alone', 'sale')), unit: ' ms', digits: 1 }),
    rowOf({ what: `a sale, p95 ${beside}, to without it`, figure: toAlone('sale'), digits: 2, atMost: MOST_OF_TIME }),
  ];
}

/** Sells for so long while the webhook is off, then turns it on. @returns {Promise<number>} deliveries a second */
async function deliverWaiting(app, network, webhook, receiver, seconds) {
  const { counts } = await sell(app, [network], seconds);
  const sold = counts.get(201) ?? 0;
  const before = receiver.calls();
  const began = performance.now();
  await turn(app, network, webhook, true);
  await until('every delivery', () => receiver.calls() - before >= sold);
  const taken = (performance.now() - began) / 1_000;
  await turn(app, network, webhook, false);
  return sold / taken;
}

/** Sells at a fixed rate while the webhook is on. Commits are timed by PostgreSQL, arrivals here: by one clock, that of the machine. */
async function deliverAtRate({ bench, app, network, webhook, receiver, perSecond, seconds }) {
  const sellFor = async (duration) => {
    const result = await openLoop({
      port: app.port,
      connections: CONNECTIONS,
      seconds: duration,
      perSecond,
      next: (n) => saleOf(network, n),
    });
    refuseFailures(result);
    return result.latencies;
  };
  await turn(app, network, webhook, true);
  const before = receiver.calls();
  const warm = await sellFor(WARM_UP_SECONDS);
  await until('the first deliveries', () => receiver.calls() - before >= warm.length);
  const arrivals = receiver.follow();
  const latencies = await sellFor(seconds);
  await until('every delivery', () => arrivals.length >= latencies.length);
  receiver.rest();
  await turn(app, network, webhook, false);
  const committed = await commitsOf(bench, network, arrivals);
  return { delays: arrivals.map(({ id, at }) => at - committed.get(id)), latencies };
}

/** A receiver that accepts every call at once. */
async function startReceiver() {
  let calls = 0;
  let arrivals = null;
  const { url, stop } = await listen((request, response) => {
    const parts = [];
    request.on('data', (part) => parts.push(part));
    request.on('end', () => {
      calls += 1;
      const at = Date.now();
      response.writeHead(204).end();
      arrivals?.push({ id: JSON.parse(Buffer.concat(parts)).id, at });
    });
  });
  return {
    url,
    calls: () => calls,
    /** Records the events from now on, until the receiver rests. */
    follow: () => (arrivals = []),
    rest: () => (arrivals = null),
    stop,
  };
}

/** A receiver that reads every call and never answers. */
async function startHanging() {
  let open = 0;
  const { url, stop } = await listen((request) => {
    open += 1;
    request.resume();
    request.socket.once('close', () => (open -= 1));
  });
  return { url, open: () => open, stop };
}

async function listen(answer) {
  const server = createServer(answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const stop = () => {
    server.closeAllConnections();
    server.close();
  };
  return { url: `http://127.0.0.1:${server.address().port}/`, server, stop };
}

/** An address that refuses connections. */
async function refusingUrl() {
  const { url, server } = await listen(() => undefined);
  server.close();
  await once(server, 'close');
  return url;
}

async function fetchFor(url, seconds) {
  const body = JSON.stringify({ type: 'transaction.sale', data: { filler: 'x'.repeat(800) } });
  const end = performance.now() + seconds * 1_000;
  let done = 0;
  const loop = async () => {
    while (performance.now() < end) {
      await (await fetch(url, { method: 'POST', body })).arrayBuffer();
      done += 1;
    }
  };
  await Promise.all(Array.from({ length: CALLS_AT_ONCE }, loop));
  return done / seconds;
}

/** Makes a webhook that is off, so that events of later sales wait for it. */
function makeWebhook(app, network, url) {
  return call(app, network, 'POST', '/api/webhooks', {
    name: 'bench',
    url,
    events: ['transaction.sale'],
    enabled: false,
  });
}

function turn(app, network, { id }, enabled) {
  return call(app, network, 'PATCH', `/api/webhooks/${id}`, { enabled });
}

/** Whether a lane has claimed deliveries for the webhook. */
async function wasTried(bench, { id }) {
  const [{ tried }] = await rowsOf(
    bench,
    `SELECT EXISTS (SELECT FROM webhook_deliveries WHERE webhook_id = $1) AS tried`,
    [id],
  );
  return tried;
}

/** Deliveries that wait, and events behind the webhook's position. */
async function pendingOf(bench, network, { id }) {
  const [{ pending }] = await rowsOf(
    bench,
    `SELECT (SELECT count(*) FROM webhook_deliveries WHERE webhook_id = w.id AND status = 'WAITING')::float8
          + (SELECT count(*) FROM events e WHERE e.network_id = w.network_id AND e.type = 'transaction.sale'
               AND (e.epoch, e.xid, e.id) > (w.epoch, w.xid, w.event_id))::float8 AS pending
       FROM webhooks w WHERE w.network_id = $1 AND w.id = $2`,
    [network.id, id],
  );
  return pending;
}

/** Milliseconds of the clock at which the transactions of these events were committed, by event. */
async function commitsOf(bench, network, events) {
  const rows = await rowsOf(
    bench,
    `SELECT id, (extract(epoch FROM pg_xact_commit_timestamp(xid::text::xid)) * 1000)::float8 AS at
       FROM events WHERE network_id = $1 AND id = ANY ($2::uuid[])`,
    [network.id, events.map(({ id }) => id)],
  );
  return new Map(rows.map(({ id, at }) => [id, at]));
}

async function rowsOf(bench, text, values) {
  return (await asSuperuser(bench, 'loyalty', (client) => client.query(text, values))).rows;
}

async function call(app, network, method, path, body) {
  const response = await fetch(`http://127.0.0.1:${app.port}${path}`, {
    method,
    headers: {
      Authorization: `Bearer ${network.token}`,
      'Content-Type': 'application/json',
      'Idempotency-Key': randomUUID(),
    },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${method} ${path}: ${await response.text()}`);
  return response.json();
}
