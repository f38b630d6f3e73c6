#!/usr/bin/env node
// More than the server can take, for a bounded time: the connections are doubled from step to step, on many guests, on
// one guest, and on the last points of one guest. These must hold: no 5xx but 503 with the time to come back, no deadlock,
// nothing spent twice, every acknowledged sale stored, and the server well again afterwards, without help.
// node test/performance/stress.mjs [--seconds 5] [--most 512]
import { randomUUID } from 'node:crypto';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { makeNetwork, openContext } from './bench-networks.mjs';
import { startBench } from './bench-server.mjs';
import { bytesOf, closedLoop, percentile } from './load-client.mjs';

const { values } = parseArgs({
  options: { seconds: { type: 'string', default: '5' }, most: { type: 'string', default: '512' } },
});
const seconds = Number(values.seconds);
const most = Number(values.most);
const GUESTS = 1_000;
const RECOVERY_MS = 10_000;

const bench = await startBench();
const superuser = new pg.Pool({ connectionString: bench.superuserUrl('loyalty'), max: 1 });
superuser.on('error', () => undefined);
try {
  const context = await openContext();
  const network = await makeNetwork(context, { code: 'stress', guests: GUESTS });
  await context.close();
  const server = await bench.startApplication({ WORKERS: 'on' });
  let acknowledged = 0;
  const post = (guest, body) =>
    bytesOf({
      method: 'POST',
      path: `/api/guests/${guest}/transaction`,
      token: network.token,
      key: randomUUID(),
      body: JSON.stringify(body),
    });
  const sale = (guest) =>
    post(guest, {
      type: 'SALE',
      pointOfSaleId: network.pointOfSaleId,
      amount: 1_000 + Math.floor(Math.random() * 200_000),
    });
  const spending = (guest) =>
    post(guest, { type: 'REDEMPTION', pointOfSaleId: network.pointOfSaleId, points: 100, orderAmount: 10_000_000 });
  const one = network.guests[0];

  const run = async (name, connections, next, wins) => {
    const { perSecond, latencies, counts, example } = await closedLoop({
      port: server.port,
      connections,
      seconds,
      next,
    });
    acknowledged += counts.get(201) ?? 0;
    console.log(
      JSON.stringify({
        name,
        connections,
        perSecond: Math.round(perSecond),
        p99Ms: Math.round(percentile(latencies, 0.99)),
        answers: Object.fromEntries(counts),
      }),
    );
    for (const status of counts.keys())
      if (status >= 500 && status !== 503) throw new Error(`${name}: an answer was ${status}: ${example}`);
    if (wins && (counts.get(201) ?? 0) === 0) throw new Error(`${name}: nothing was sold: ${example}`);
  };
  for (let connections = 64; connections <= most; connections *= 2) {
    await run('many guests', connections, () => sale(network.guests[Math.floor(Math.random() * GUESTS)]), true);
  }
  await run('one guest', Math.min(most, 128), () => sale(one), true);
  await run('the last points of one guest', Math.min(most, 128), () => spending(one), true);

  const began = performance.now();
  let well = false;
  while (!well && performance.now() - began < RECOVERY_MS) {
    well = await fetch(`http://127.0.0.1:${server.port}/api/health/ready`)
      .then((answer) => answer.status === 200)
      .catch(() => false);
  }
  if (!well) throw new Error('not well again 10 s after the storm');
  await server.stop();

  const [{ stored, deadlocks, negative }] = (
    await superuser.query(
      `SELECT (SELECT count(*)::int FROM transactions WHERE network_id = $1 AND type IN ('SALE', 'REDEMPTION')) AS stored,
         (SELECT deadlocks::int FROM pg_stat_database WHERE datname = 'loyalty') AS deadlocks,
         (SELECT count(*)::int FROM guest_states WHERE network_id = $1 AND available < 0) AS negative`,
      [network.id],
    )
  ).rows;
  console.log(
    JSON.stringify({ acknowledged, stored, deadlocks, negative, wellAfterMs: Math.round(performance.now() - began) }),
  );
  // A connection that closes with its answer under way leaves a sale that no caller knows of, but never the reverse.
  if (stored < acknowledged) throw new Error(`${acknowledged - stored} acknowledged acts are not stored`);
  if (deadlocks !== 0) throw new Error(`${deadlocks} deadlocks`);
  if (negative !== 0) throw new Error(`${negative} guests below zero`);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  await superuser.end();
  await bench.stop();
}
