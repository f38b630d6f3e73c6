import { figureOf, ratioOf, rowOf } from './bench-figures.mjs';
import { importHistory } from './bench-history.mjs';
import { CONNECTIONS, refuseFailures, saleOf } from './bench-load.mjs';
import { makeNetwork } from './bench-networks.mjs';
import { built } from './bench-server.mjs';
import { checkpoint } from './bench-tpcb.mjs';
import { openLoop } from './load-client.mjs';

/** Guests with an act since the verified seal; each has all of its rows decided anew. */
const GUESTS_SINCE = 100;
const SALES_SINCE = 1_000;
const SALES_A_SECOND = 200;

/** `verify-ledger --since-seal` beside the whole of `verify-ledger`, after so many receipts and a few sales since. */
export async function measureVerification({ bench, app, context, rounds, receipts }) {
  const { LedgerVerification } = built('transactions/books/verification/ledger-verification.js');
  const { Sealer } = built('transactions/books/seals/sealer.js');
  const verification = context.get(LedgerVerification, { strict: false });
  const sealer = context.get(Sealer, { strict: false });
  const network = await makeNetwork(context, { code: 'verified', guests: GUESTS_SINCE });
  const verify = async (options) => {
    await checkpoint(bench);
    const result = await verification.verify(network.id, options);
    if (!result.isRight) throw new Error(`the ledger is wrong: ${JSON.stringify(result.findings.list())}`);
    if (options.sinceSeal !== (result.since !== null)) throw new Error('the check began at another seal');
    return result;
  };
  await importHistory(bench, context, network, receipts);
  await sealer.sealAll(network.id);
  await verify({ sinceSeal: false });
  const sides = { since: [], whole: [] };
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
    sides.since.push((await verify({ sinceSeal: true })).elapsedMs / 1_000);
    sides.whole.push((await verify({ sinceSeal: false })).elapsedMs / 1_000);
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
  ];
}
