import { setTimeout as sleep } from 'node:timers/promises';
import { figureOf, ratioOf, rowOf } from './bench-figures.mjs';
import { processorMs, sell, warmUp } from './bench-load.mjs';
import { built } from './bench-server.mjs';
import { checkpoint } from './bench-tpcb.mjs';

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

/** More than any machine sells in a round. */
const CODES_A_SECOND = 15_000;
const SHARED_USES = 100_000_000;
/** A code of its own for each sale, one code for all of them, and none. */
const KINDS = ['plain', 'single', 'shared'];

/** Sales that use up a code beside sales without one, in turn: how many a second, and processor time of application and server. */
export async function measureRedeeming({ bench, app, context, network, rounds, seconds }) {
  const { batches, makeBatch, codesOf } = await openReward(context, network);
  const count = Math.ceil(CODES_A_SECOND * (seconds * rounds + 1));
  const single = await makeBatch({ kind: 'SINGLE', count });
  const shared = `SHARED${single.id.slice(-6).toUpperCase()}`;
  await makeBatch({ kind: 'SHARED', code: shared, uses: SHARED_USES });
  // The workers of the application make them too.
  while ((await batches.get(network.id, single.id)).status !== 'READY') {
    if ((await batches.doNext(network.id)) === 'idle') await sleep(100);
  }
  const stock = [];
  for await (const lines of await codesOf(single.id)) stock.push(...lines.split('\r\n').filter(Boolean));
  const besides = {
    plain: () => ({}),
    single: () => ({ coupons: [stock.pop()] }),
    shared: () => ({ coupons: [shared] }),
  };
  await warmUp(app, [network]);
  for (const kind of KINDS) await sell(app, [network], 1, besides[kind]);
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
  return [
    rowOf({ what: 'sales a second without a code', figure: figureOf(rates.plain) }),
    ...[
      ['single', 'a code of its own each'],
      ['shared', 'one code for all'],
    ].flatMap(([kind, words]) => [
      rowOf({ what: `sales a second, ${words}`, figure: figureOf(rates[kind]) }),
      rowOf({ what: 'to those without', figure: ratioOf(rates[kind], rates.plain), digits: 2, atLeast: 0.9 }),
      rowOf({ what: 'processor a sale to one without', figure: ratioOf(costs[kind], costs.plain), digits: 2 }),
    ]),
  ];
}

/** An item of the catalogue that codes give, and what makes batches of them. */
async function openReward(context, network) {
  const { CouponBatches } = built('transactions/coupons/coupon-batches.js');
  const { Catalog, ConfigurationChanges } = built('configuration/index.js');
  const { rewardDocumentSchema } = built('configuration/catalog/reward-document.schema.js');
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
