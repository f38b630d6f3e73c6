import { figureOf, ratioOf, rowOf } from './bench-figures.mjs';
import { importHistory } from './bench-history.mjs';
import { CONNECTIONS, processorMs, refuseFailures, saleOf } from './bench-load.mjs';
import { makeNetwork } from './bench-networks.mjs';
import { built } from './bench-server.mjs';
import { asSuperuser, checkpoint } from './bench-tpcb.mjs';
import { openLoop } from './load-client.mjs';

/** Guests with an act since the verified seal; all rows of each are decided again. */
const GUESTS_SINCE = 100;
const SALES_SINCE = 1_000;
const SALES_A_SECOND = 200;
/** Transactions a second that `verify-ledger` should read. */
const GOAL = 50_000;
/** The machine of the goal. */
const CORES = 2;

/** A sequential read of the journal, the least work of any check. */
const SEQUENTIAL_READ = `SELECT (SELECT sum(octet_length(t::text)) FROM transactions t) + (SELECT sum(octet_length(y::text)) FROM transfers y)`;

/**
 * `verify-ledger --since-seal` beside the whole of `verify-ledger`, after so many receipts and a few sales since; and both
 * beside a sequential read of the journal. The processor's time counts that of this process and of PostgreSQL, so it is the
 * same on a machine that has other work.
 */
export async function measureVerification({ bench, app, context, rounds, receipts }) {
  const { LedgerVerification } = built('transactions/books/verification/ledger-verification.js');
  const { Sealer } = built('transactions/books/seals/sealer.js');
  const verification = context.get(LedgerVerification, { strict: false });
  const sealer = context.get(Sealer, { strict: false });
  const network = await makeNetwork(context, { code: 'verified', guests: GUESTS_SINCE });
  const used = () => processorMs(process.pid) + processorMs(bench.postgresPid(), true);
  const verify = async (options) => {
    await checkpoint(bench);
    const before = used();
    const result = await verification.verify(network.id, options);
    if (!result.isRight) throw new Error(`the ledger is wrong: ${JSON.stringify(result.findings.list())}`);
    if (options.sinceSeal !== (result.since !== null)) throw new Error('the check began at another seal');
    return { seconds: result.elapsedMs / 1_000, busy: (used() - before) / 1_000 };
  };
  const readAll = async () => {
    const began = performance.now();
    await asSuperuser(bench, 'loyalty', (client) => client.query(SEQUENTIAL_READ));
    return (performance.now() - began) / 1_000;
  };
  await importHistory(bench, context, network, receipts);
  await sealer.sealAll(network.id);
  await verify({ sinceSeal: false });
  const sides = { since: [], whole: [], read: [], busy: [], busySince: [] };
  const rate = (seconds) => seconds.map((one) => receipts / one);
  for (let round = 0; round < rounds; round += 1) {
    const sold = await openLoop({
      port: app.port,
      connections: CONNECTIONS,
      seconds: SALES_SINCE / SALES_A_SECOND,
      perSecond: SALES_A_SECOND,
      next: (n) => saleOf(network, n),
    });
    refuseFailures(sold);
    await sealer.sealAll(network.id);
    sides.read.push(await readAll());
    const since = await verify({ sinceSeal: true });
    const whole = await verify({ sinceSeal: false });
    sides.since.push(since.seconds);
    sides.whole.push(whole.seconds);
    sides.busySince.push(since.busy / CORES);
    sides.busy.push(whole.busy / CORES);
  }
  const words = (count) => count.toLocaleString('en');
  const since = `${words(SALES_SINCE)} sales of ${words(GUESTS_SINCE)} guests`;
  return [
    rowOf({
      what: `verify-ledger over ${words(receipts)} receipts`,
      figure: figureOf(sides.whole),
      unit: ' s',
      digits: 1,
    }),
    rowOf({ what: `with --since-seal, after ${since}`, figure: figureOf(sides.since), unit: ' s', digits: 1 }),
    rowOf({ what: 'the second to the first', figure: ratioOf(sides.since, sides.whole), digits: 2 }),
    rowOf({ what: 'receipts a second, all of it', figure: figureOf(rate(sides.whole)), goal: GOAL }),
    rowOf({ what: 'the same, with --since-seal', figure: figureOf(rate(sides.since)), goal: GOAL }),
    rowOf({ what: 'receipts a second of two whole cores, all of it', figure: figureOf(rate(sides.busy)), goal: GOAL }),
    rowOf({ what: 'the same, with --since-seal', figure: figureOf(rate(sides.busySince)), goal: GOAL }),
    rowOf({
      what: 'all of it to a sequential read of the journal',
      figure: ratioOf(sides.whole, sides.read),
      digits: 1,
    }),
    rowOf({ what: '--since-seal to the same read', figure: ratioOf(sides.since, sides.read), digits: 1 }),
  ];
}
