import { figureOf, rowOf } from './bench-figures.mjs';
import { processorMs } from './bench-load.mjs';
import { built } from './bench-server.mjs';
import { checkpoint } from './bench-tpcb.mjs';

const CODES = 1_000_000;
const BOUND_S = 60;

/** A million codes of one use each, from the request until the last is good, made in this process alone. */
export async function measureCoupons({ bench, context, network }) {
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
  await checkpoint(bench);
  const batches = context.get(CouponBatches, { strict: false });
  const principal = {
    kind: 'key',
    id: network.id,
    networkId: network.id,
    scopes: ['manage'],
  };
  const call = { key: null, requestHash: Buffer.alloc(32), requestId: newId(), replayed() {}, answered() {} };
  const used = { process: processorMs(process.pid), server: processorMs(bench.postgresPid(), true) };
  const began = performance.now();
  await batches.create(principal, { kind: 'SINGLE', redemptionItemId: reward.id, count: CODES }, call, NO_ORIGIN);
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
