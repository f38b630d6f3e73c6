#!/usr/bin/env node
// A steady load for a bounded time: sales of many guests at a fixed rate over HTTP against a server of its own, with
// the latency counted from the intended start. Ends non-zero when an answer is missing, is no 201, or is late.
// node test/performance/load.mjs [--seconds 20] [--rate 200] [--connections 64] [--p99 50]
import { randomUUID } from 'node:crypto';
import { parseArgs } from 'node:util';
import { makeNetwork, openContext } from './bench-networks.mjs';
import { startBench } from './bench-server.mjs';
import { bytesOf, openLoop, percentile } from './load-client.mjs';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '20' },
    rate: { type: 'string', default: '200' },
    connections: { type: 'string', default: '64' },
    guests: { type: 'string', default: '1000' },
    /** Milliseconds; generous, because the load generator shares the machine with the server. */
    p99: { type: 'string', default: '50' },
  },
});
const [seconds, perSecond, connections, guests, bound] = ['seconds', 'rate', 'connections', 'guests', 'p99'].map(
  (name) => Number(values[name]),
);
const WARM_UP_SECONDS = 3;

const bench = await startBench();
try {
  const context = await openContext();
  const network = await makeNetwork(context, { code: 'load', guests });
  await context.close();
  const server = await bench.startApplication({ WORKERS: 'on' });
  const next = () => {
    const body = JSON.stringify({
      type: 'SALE',
      pointOfSaleId: network.pointOfSaleId,
      amount: 1_000 + Math.floor(Math.random() * 200_000),
      receiptNumber: randomUUID(),
    });
    return bytesOf({
      method: 'POST',
      path: `/api/guests/${network.guests[Math.floor(Math.random() * guests)]}/transaction`,
      token: network.token,
      key: randomUUID(),
      body,
    });
  };
  await openLoop({ port: server.port, connections, seconds: WARM_UP_SECONDS, perSecond, next });
  const {
    latencies,
    counts,
    perSecond: reached,
  } = await openLoop({ port: server.port, connections, seconds, perSecond, next });
  await server.stop();
  const p99 = percentile(latencies, 0.99);
  const sold = counts.get(201) ?? 0;
  console.log(
    JSON.stringify({
      seconds,
      asked: perSecond,
      reached: Math.round(reached),
      answers: Object.fromEntries(counts),
      p50Ms: round(percentile(latencies, 0.5)),
      p95Ms: round(percentile(latencies, 0.95)),
      p99Ms: round(p99),
      worstMs: round(percentile(latencies, 1)),
    }),
  );
  if (sold !== latencies.length) fail(`${latencies.length - sold} answers were no sale`);
  if (p99 > bound) fail(`the 99th percentile is ${round(p99)} ms, above ${bound}`);
} finally {
  await bench.stop();
}

function fail(reason) {
  console.error(reason);
  process.exitCode = 1;
}

function round(ms) {
  return Math.round(ms * 10) / 10;
}
