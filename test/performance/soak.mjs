#!/usr/bin/env node
// npm run soak: sales, looks at history and at guests at a fixed rate for half an hour, and the heap that a full collection leaves each
// minute. Ends with 1 when a call fails, or when the heap grew by more than 5 MB after the first third.
// npm run soak -- [--minutes 30] [--rate 200] [--guests 2000]
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { saleOf } from './bench-load.mjs';
import { makeNetwork, openContext, openSession } from './bench-networks.mjs';
import { startBench } from './bench-server.mjs';
import { bytesOf, openLoop, percentile } from './load-client.mjs';

const MOST_GROWTH_BYTES = 5_000_000;
const CONNECTIONS = 32;
const SECONDS = 60;

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '30' },
    rate: { type: 'string', default: '200' },
    guests: { type: 'string', default: '2000' },
  },
});
const [minutes, perSecond, guests] = ['minutes', 'rate', 'guests'].map((name) => Number(values[name]));

const bench = await startBench();
try {
  const context = await openContext();
  const network = await makeNetwork(context, { code: 'soak', guests });
  const heapOf = fileURLToPath(new URL('soak-heap.cjs', import.meta.url));
  const server = await bench.startApplication({}, { nodeArguments: ['--expose-gc', '--require', heapOf] });
  const heaps = [];
  let failed = 0;
  for (let minute = 1; minute <= minutes; minute += 1) {
    const called = { ...network, token: await openSession(context, network.userId) };
    const { counts, latencies } = await openLoop({
      port: server.port,
      connections: CONNECTIONS,
      seconds: SECONDS,
      perSecond,
      next: (n) => callOf(called, n),
    });
    const { heap } = await server.ask('heap');
    heaps.push(heap);
    failed += [...counts].reduce((sum, [status, count]) => sum + (status >= 400 ? count : 0), 0);
    const [p50, p99] = [0.5, 0.99].map((share) => percentile(latencies, share).toFixed(1));
    console.log(`minute ${minute}: heap ${megabytes(heap)} MB, p50 ${p50} ms, p99 ${p99} ms, ${failed} failed so far`);
  }
  await server.stop();
  await context.close();
  const from = Math.max(1, Math.round(minutes / 3));
  const growth = heaps.at(-1) - heaps[from - 1];
  console.log(
    `from minute ${from} to ${minutes} the heap grew by ${megabytes(growth)} MB at ${perSecond} calls a second`,
  );
  if (failed > 0 || growth > MOST_GROWTH_BYTES) process.exitCode = 1;
} finally {
  await bench.stop();
}
process.exit();

/** Each third call is a sale. */
function callOf(network, n) {
  const guest = network.guests[n % network.guests.length];
  if (n % 3 === 0) return saleOf(network, n);
  const path = n % 3 === 1 ? `/api/guests/${guest}/history` : `/api/guests/${guest}`;
  return bytesOf({ method: 'GET', path, token: network.token, body: '' });
}

function megabytes(bytes) {
  return (bytes / 1_000_000).toFixed(1);
}
