import { setTimeout as sleep } from 'node:timers/promises';
import { figureOf, ratioOf, rowOf } from './bench-figures.mjs';
import { processorMs, refuseFailures, saleOf, sell, warmUp } from './bench-load.mjs';
import { measureLatency } from './bench-sales.mjs';
import { built } from './bench-server.mjs';
import { asSuperuser, checkpoint } from './bench-tpcb.mjs';
import { oneByOne, percentile } from './load-client.mjs';

const CODES = 1_000_000;
const BOUND_S = 60;

/** A million codes of one use each, from the request until the last is good, made in this process alone. */
export async function measureCoupons({ bench, context, network }) {
  const { batches, makeBatch } = await openReward(context, network);
  await checkpoint(bench);
  const used = { process: processorMs(process.pid), server: processorMs(bench.postgresPid(), true) };
  const began = performance.now();
  await makeBatch({ kind: 'SINGLE', count: CODES });
  while ((await batches.doNext(network.id)) !== 'idle');
  const seconds = (performance.now() - began) / 1_000;
  return [
    rowOf({
      what: 'A million coupon codes, from the request to the last',
      figure: figureOf([seconds]),
      unit: ' s',
      digits: 1,
      atMost: BOUND_S,
    }),
    rowOf({
      what: 'of it the processor time of the process',
      figure: figureOf([(processorMs(process.pid) - used.process) / 1_000]),
      unit: ' s',
      digits: 1,
    }),
    rowOf({
      what: 'of it the processor time of the server',
      figure: figureOf([(processorMs(bench.postgresPid(), true) - used.server) / 1_000]),
      unit: ' s',
      digits: 1,
    }),
  ];
}

/** More codes than any machine uses in a second of each part: at full speed, at half speed, and one by one. */
const CODES_A_SECOND = 15_000;
const SHARED_USES = 100_000_000;
/** A code of its own for each sale, one code for all of them, and none. */
const KINDS = ['plain', 'single', 'shared'];
const WITH_CODE = [
  ['single', 'a code of its own each'],
  ['shared', 'one code for all'],
];
/** How many sales of one kind run before the turn of the other kind. */
const BLOCK = 20;
/** Time of a sale with a coupon among a million codes, over that of a plain sale. A goal of our own, as is the rate's. */
const GOAL_OF_ONE = 1.1;

/**
 * Sales that use up a code beside sales without one, in turn: the time of one, what many reach a second and cost of the
 * processor, and how long the slowest wait at half of that rate.
 */
export async function measureRedeeming({ bench, app, context, network, rounds, seconds }) {
  const besides = await openCodes({ bench, context, network }, Math.ceil(CODES_A_SECOND * (seconds * rounds + 1)));
  await warmUp(app, [network]);
  for (const kind of KINDS) await sell(app, [network], 1, besides[kind]);
  const one = await measureOne({ bench, app, network, rounds, seconds, besides });
  const rates = { plain: [], single: [], shared: [] };
  const costs = { plain: [], single: [], shared: [] };
  const used = () => processorMs(app.pid) + processorMs(bench.postgresPid(), true);
  for (let round = 0; round < rounds; round += 1) {
    for (const kind of round % 2 === 0 ? KINDS : [...KINDS].reverse()) {
      await checkpoint(bench);
      const before = used();
      const { latencies } = await sell(app, [network], seconds, besides[kind]);
      rates[kind].push(latencies.length / seconds);
      costs[kind].push(((used() - before) * 1_000) / latencies.length);
    }
  }
  const rows = [...one, rowOf({ what: 'sales a second without a code', figure: figureOf(rates.plain) })];
  for (const [kind, words] of WITH_CODE) {
    const rate = figureOf(rates[kind]);
    rows.push(
      rowOf({ what: `sales a second, ${words}`, figure: rate }),
      rowOf({ what: 'to those without', figure: ratioOf(rates[kind], rates.plain), digits: 2, goal: 0.9 }),
      rowOf({ what: 'processor a sale to one without', figure: ratioOf(costs[kind], costs.plain), digits: 2 }),
      await measureLatency({
        bench,
        app,
        network,
        rounds,
        seconds,
        reached: rate.median,
        besides: besides[kind],
        words: `sales a second, ${words}`,
      }),
    );
  }
  return rows;
}

/** Milliseconds of one sale on an idle server, for each round. */
async function measureOne({ bench, app, network, rounds, seconds, besides }) {
  const kinds = Object.fromEntries(KINDS.map((kind) => [kind, (n) => saleOf(network, n, besides[kind]())]));
  const times = Object.fromEntries(KINDS.map((kind) => [kind, { half: [], slowest: [] }]));
  for (let round = 0; round < rounds; round += 1) {
    await checkpoint(bench);
    const result = await oneByOne({ port: app.port, seconds, block: BLOCK, kinds });
    refuseFailures(result);
    for (const kind of KINDS) {
      times[kind].half.push(percentile(result.latencies[kind], 0.5));
      times[kind].slowest.push(percentile(result.latencies[kind], 0.99));
    }
  }
  const timesOf = (kind, words) => [
    rowOf({ what: `one sale ${words}, p50`, figure: figureOf(times[kind].half), unit: ' ms', digits: 2 }),
    rowOf({ what: `one sale ${words}, p99`, figure: figureOf(times[kind].slowest), unit: ' ms', digits: 2 }),
  ];
  const { plain } = times;
  return [
    ...timesOf('plain', 'without a code'),
    ...WITH_CODE.flatMap(([kind, words]) => {
      const { half, slowest } = times[kind];
      const toPlain = { what: 'p50 to that without', figure: ratioOf(half, plain.half), digits: 2 };
      return [
        ...timesOf(kind, `by code, ${words}`),
        rowOf({ ...toPlain, goal: GOAL_OF_ONE }),
        rowOf({ what: 'p99 to that without', figure: ratioOf(slowest, plain.slowest), digits: 2 }),
      ];
    }),
  ];
}

/** Codes among at least a million, as many as are used up and more; what a sale of each kind has of them. */
async function openCodes({ bench, context, network }, atLeast) {
  const { batches, makeBatch, codesOf } = await openReward(context, network);
  const single = await makeBatch({ kind: 'SINGLE', count: Math.max(CODES, atLeast) });
  const shared = `SHARED${single.id.slice(-6).toUpperCase()}`;
  await makeBatch({ kind: 'SHARED', code: shared, uses: SHARED_USES });
  // The application's workers make the codes too.
  while ((await batches.get(network.id, single.id)).status !== 'READY') {
    if ((await batches.doNext(network.id)) === 'idle') await sleep(100);
  }
  const stock = [];
  for await (const lines of await codesOf(single.id)) stock.push(...lines.split('\r\n').filter(Boolean));
  // Vacuums, as autovacuum would within a minute.
  await asSuperuser(bench, 'loyalty', (client) => client.query('VACUUM ANALYZE coupons'));
  return {
    plain: () => ({}),
    single: () => ({ coupons: [takeAny(stock)] }),
    shared: () => ({ coupons: [shared] }),
  };
}

/** Takes codes in random order, as guests bring them, so each lies elsewhere in its table. */
function takeAny(stock) {
  const at = Math.floor(Math.random() * stock.length);
  const taken = stock[at];
  stock[at] = stock[stock.length - 1];
  stock.pop();
  return taken;
}

/** Opens a reward of the catalogue, and returns what makes batches of its codes. */
async function openReward(context, network) {
  const { CouponBatches } = built('transactions/rewards/coupons/coupon-batches.js');
  const { Catalog, ConfigurationChanges } = built('configuration/index.js');
  const { rewardDocumentSchema } = built('configuration/reward-document/reward-document.schema.js');
  const { NO_ORIGIN } = built('security/index.js');
  const { newId } = built('platform/ids/ids.js');
  const author = { actor: 'system', origin: NO_ORIGIN };
  const document = rewardDocumentSchema.parse({
    name: { en: 'Bench' },
    kind: 'DISCOUNT',
    gift: { kind: 'AMOUNT_OFF', amount: 100 },
    cost: 0,
  });
  const reward = await context
    .get(ConfigurationChanges, { strict: false })
    .apply(network.id, (tx) =>
      context
        .get(Catalog, { strict: false })
        .create(tx, network.id, { code: `BENCH-${newId().slice(-6)}`, document, stock: null }, author),
    );
  const batches = context.get(CouponBatches, { strict: false });
  const principal = { kind: 'key', id: network.id, networkId: network.id, scopes: ['manage'] };
  return {
    batches,
    makeBatch: (body) => {
      const call = { key: null, requestHash: Buffer.alloc(32), requestId: newId(), replayed() {}, answered() {} };
      return batches.create(principal, { ...body, redemptionItemId: reward.id }, call, NO_ORIGIN);
    },
    codesOf: (id) => batches.codesOf(principal, id, NO_ORIGIN),
  };
}
