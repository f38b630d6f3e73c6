// One side of `npm run bench -- --against`: a server of the commit in the folder that it is given, measured as it is asked.
// The commit's own bench starts its server, makes its network and words its sales, since it knows its code.
import { execFile } from 'node:child_process';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { CONNECTIONS, processorMs, readersOf, refuseFailures, until } from './bench-load.mjs';
import { asSuperuser } from './bench-tpcb.mjs';
import { CALLS, mixed } from './bench-visit.mjs';
import { closedLoop, openLoop, percentile } from './load-client.mjs';

const GUESTS = 1_000;
/** How often a side is warmed up. The larger of two programs takes longer to compile, and would seem slower. */
const WARM_UPS = 8;
const directory = process.argv[2];
const ofCommit = (name) => import(pathToFileURL(path.join(directory, 'test/performance', name)));

const { startBench } = await ofCommit('bench-server.mjs');
const { makeNetwork, openContext } = await ofCommit('bench-networks.mjs');
const { saleOf, sell, warmUp } = await ofCommit('bench-load.mjs');
const bench = await startBench();
let app;
try {
  const context = await openContext();
  const network = await makeNetwork(context, { code: 'bench', guests: GUESTS });
  await context.close();
  app = await bench.startApplication({ WORKERS: 'on' });
  for (let n = 0; n < WARM_UPS; n += 1) await warmUp(app, [network]);
  // Uses one connection, because opening one for each look would count as a cost of the sales.
  const settled = () =>
    asSuperuser(bench, 'loyalty', (client) =>
      // An older commit has fewer readers of the log.
      until('the readers of the event log', async () => (await readersOf(client, network.id)).behind === 0),
    );
  await settled();
  process.send('ready');
  for (;;) {
    const question = await new Promise((resolve) => process.once('message', resolve));
    if (question === 'end') break;
    process.send(await answer(question, network, settled));
  }
} finally {
  await app?.stop();
  await bench.stop();
  process.disconnect();
}

async function answer({ sell: seconds, pace, mix, seconds: paced, decide }, network, settled) {
  if (decide === true) return decideRates();
  if (mix !== undefined) return mixRates(network, mix, settled);
  if (pace !== undefined) {
    const result = await openLoop({
      port: app.port,
      connections: CONNECTIONS,
      seconds: paced,
      perSecond: pace,
      next: (n) => saleOf(network, n),
    });
    refuseFailures(result);
    await settled();
    return { p99: percentile(result.latencies, 0.99) };
  }
  const before = { app: processorMs(app.pid), postgres: processorMs(bench.postgresPid(), true) };
  const { perSecond, latencies } = await sell(app, [network], seconds);
  await settled();
  const each = (ms) => (ms * 1_000) / latencies.length;
  return {
    perSecond,
    app: each(processorMs(app.pid) - before.app),
    postgres: each(processorMs(bench.postgresPid(), true) - before.postgres),
  };
}

/**
 * Calls of visits. Sales are those of the commit's own bench, which counts its receipts on; the other calls are worded as here. Calls that failed are
 * told, not refused: an older commit may fail some.
 */
async function mixRates(network, seconds, settled) {
  const calls = { ...CALLS, sale: { next: saleOf } };
  const next = (n) => mixed([network], n, calls);
  const { perSecond, latencies, counts } = await closedLoop({
    port: app.port,
    connections: CONNECTIONS,
    seconds,
    next,
  });
  await settled();
  const failed = [...counts].reduce((sum, [status, count]) => sum + (status >= 300 ? count : 0), 0);
  return { perSecond, p99: percentile(latencies, 0.99), failed };
}

/** Rates of the commit's own bench of the decision, by the name of the case. */
async function decideRates() {
  const { stdout } = await promisify(execFile)(process.execPath, ['test/performance/decide.bench.mjs'], {
    cwd: directory,
  }).catch((error) => error);
  const rows = [...stdout.matchAll(/^\| (decide, [^|]+) \| ([\d,]+)/gm)];
  return Object.fromEntries(rows.map(([, name, rate]) => [name, Number(rate.replaceAll(',', ''))]));
}
