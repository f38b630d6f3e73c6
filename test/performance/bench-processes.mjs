import { figureOf, ratioOf, rowOf } from './bench-figures.mjs';
import { CONNECTIONS, metricOf, processorMs, refuseFailures, saleOf } from './bench-load.mjs';
import { makeNetwork } from './bench-networks.mjs';
import { checkpoint } from './bench-tpcb.mjs';
import { closedLoop } from './load-client.mjs';

const NETWORKS = 4;
const GUESTS = 500;
/** Each side warms up its own servers, whose code is compiled for their own calls. */
const WARM_UP_SECONDS = 15;

/**
 * Four networks on one server, on two and on four that share a port (four beside two workers), and on two servers with a port of
 * their own, where all calls of a network go to the same one.
 */
export async function measureProcesses({ bench, app, context, rounds, seconds }) {
  const networks = [];
  for (let n = 0; n < NETWORKS; n += 1) networks.push(await makeNetwork(context, { code: `p-${n}`, guests: GUESTS }));
  const start = (environment, program) => bench.startApplication({ WORKERS: 'off', ...environment }, { program });
  const two = await start({ PROCESSES: '2' }, 'servers.js');
  const four = await start({ PROCESSES: '4' }, 'servers.js');
  const workers = [await start({}, 'worker.js'), await start({}, 'worker.js')];
  const preferred = [await start(), await start()];
  const sides = {
    one: { servers: [app] },
    two: { servers: [two] },
    four: { servers: [four] },
    preferred: { servers: preferred },
  };
  for (const side of Object.values(sides)) {
    Object.assign(side, { perSecond: [], server: [], postgres: [], batch: [] });
    await sellOn(side.servers, networks, WARM_UP_SECONDS);
  }
  for (let round = 0; round < rounds; round += 1) {
    for (const side of Object.values(sides)) {
      await checkpoint(bench);
      const before = await stateOf(bench, side.servers);
      const { results, sales, perSecond } = await sellOn(side.servers, networks, seconds);
      results.forEach(refuseFailures);
      const after = await stateOf(bench, side.servers);
      side.perSecond.push(perSecond);
      side.server.push(((after.server - before.server) * 1_000) / sales);
      side.postgres.push(((after.postgres - before.postgres) * 1_000) / sales);
      side.batch.push((after.acts - before.acts) / (after.batches - before.batches));
    }
  }
  for (const each of [two, four, ...workers, ...preferred]) await each.stop();
  const { one } = sides;
  const names = {
    one: 'one server',
    two: 'two servers on one port',
    four: 'four servers on one port',
    preferred: 'two servers, each with networks of its own',
  };
  return Object.entries(names).flatMap(([name, words]) => {
    const side = sides[name];
    const cost = side.server.map((server, round) => server + side.postgres[round]);
    return [
      rowOf({ what: `sales a second, four networks, ${words}`, figure: figureOf(side.perSecond) }),
      ...(name === 'one'
        ? []
        : [
            rowOf({
              what: `sales of ${words} to those of one`,
              figure: ratioOf(side.perSecond, one.perSecond),
              digits: 2,
              ...(name === 'four' && { atLeast: 1 }),
            }),
          ]),
      rowOf({ what: `processor a sale, ${words}, PostgreSQL in`, figure: figureOf(cost), unit: ' µs' }),
      rowOf({ what: `of this PostgreSQL, ${words}`, figure: figureOf(side.postgres), unit: ' µs' }),
      rowOf({ what: `acts a transaction, ${words}`, figure: figureOf(side.batch), digits: 1 }),
    ];
  });
}

/** Each network sells on connections of its own, to one of the servers. */
async function sellOn(servers, networks, seconds) {
  const results = await Promise.all(
    networks.map((network, at) =>
      closedLoop({
        port: servers[at % servers.length].port,
        connections: CONNECTIONS / networks.length,
        seconds,
        next: (n) => saleOf(network, n),
      }),
    ),
  );
  return {
    results,
    sales: results.reduce((sum, { latencies }) => sum + latencies.length, 0),
    perSecond: results.reduce((sum, { perSecond }) => sum + perSecond, 0),
  };
}

async function stateOf(bench, servers) {
  const sum = async (of) => (await Promise.all(servers.map(of))).reduce((a, b) => a + b, 0);
  return {
    server: await sum(({ pid }) => processorMs(pid, true)),
    postgres: processorMs(bench.postgresPid(), true),
    acts: await sum((server) => metricOf(server, 'loyalty_till_batch_acts_sum')),
    batches: await sum((server) => metricOf(server, 'loyalty_till_batch_acts_count')),
  };
}
