import fs from 'node:fs';
import path from 'node:path';
import { figureOf, rowOf } from './bench-figures.mjs';
import { CONNECTIONS, refuseFailures, saleOf, warmUp } from './bench-load.mjs';
import { built } from './bench-server.mjs';
import { checkpoint } from './bench-tpcb.mjs';
import { openLoop, percentile } from './load-client.mjs';

/** Sales a second that tills make beside the import: a chain of some hundred restaurants at noon. */
const SALES_A_SECOND = 50;
const SLICE_SECONDS = 2;
const HEADER = 'phone,external id,cards,name,birthday,points,expiry,tier,spend,visits,consent';

let files = 0;

/** Guests as an earlier system would write them: each with phone, card, points with an end, totals and a consent. */
function writeGuests(folder, guests) {
  files += 1;
  const file = path.join(folder, `guests-${files}.csv`);
  const lines = [HEADER];
  for (let n = 0; n < guests; n += 1) {
    const phone = `+79${String(files).padStart(2, '0')}${String(n).padStart(7, '0')}`;
    lines.push(
      `${phone},G-${files}-${n},${files}${String(n).padStart(9, '0')},Guest ${n},1990-02-${String((n % 28) + 1).padStart(2, '0')},${(n % 900) + 100},2099-12-31,${n % 5 === 0 ? 'SILVER' : ''},${(n % 9_000) + 0.5},${n % 40},yes`,
    );
  }
  fs.writeFileSync(file, `${lines.join('\n')}\n`);
  return file;
}

/** @returns {Promise<number>} seconds that the import of so many guests took, with its file read from the disk */
async function bring(bench, context, network, guests) {
  const { ImportGuests } = built('integrations/imports/index.js');
  const file = writeGuests(bench.dataDirectory, guests);
  const nothing = () => undefined;
  const began = performance.now();
  const summary = await context.get(ImportGuests, { strict: false }).run({
    networkId: network.id,
    file,
    mapping: null,
    dryRun: false,
    rejectsFile: null,
    progress: { reading: nothing, recording: nothing, end: nothing },
  });
  fs.rmSync(file);
  if (summary.made !== guests) throw new Error(`${summary.made} of ${guests}: ${JSON.stringify(summary.rejects)}`);
  return (performance.now() - began) / 1_000;
}

/**
 * Measures the import of a file of guests while nobody sells and while tills sell at a steady pace, and how much slower
 * the sales become.
 */
export async function measureImportGuests({ bench, app, context, network, rounds, seconds, brought }) {
  const figures = { alone: [], beside: [], before: [], during: [] };
  await bring(bench, context, network, Math.ceil(brought / 20));
  await warmUp(app, [network]);
  let sold = 0;
  const sellFor = async (isOver) => {
    const latencies = [];
    do {
      const load = { port: app.port, connections: CONNECTIONS, seconds: SLICE_SECONDS, perSecond: SALES_A_SECOND };
      const slice = await openLoop({ ...load, next: () => saleOf(network, sold++) });
      refuseFailures(slice);
      latencies.push(...slice.latencies);
    } while (!isOver());
    return percentile(latencies, 0.99);
  };
  for (let round = 0; round < rounds; round += 1) {
    await checkpoint(bench);
    figures.alone.push(brought / (await bring(bench, context, network, brought)));
    await checkpoint(bench);
    const until = performance.now() + seconds * 1_000;
    figures.before.push(await sellFor(() => performance.now() > until));
    let isDone = false;
    const selling = sellFor(() => isDone);
    const took = await bring(bench, context, network, brought).finally(() => {
      isDone = true;
    });
    figures.during.push(await selling);
    figures.beside.push(brought / took);
  }
  const words = brought.toLocaleString('en');
  return [
    rowOf({ what: `guests imported a second, files of ${words}, nobody selling`, figure: figureOf(figures.alone) }),
    rowOf({
      what: `guests imported a second beside ${SALES_A_SECOND} sales a second`,
      figure: figureOf(figures.beside),
      atLeast: 3_333,
    }),
    rowOf({ what: 'p99 of these sales without the import', figure: figureOf(figures.before), unit: ' ms', digits: 1 }),
    rowOf({ what: 'p99 of these sales beside it', figure: figureOf(figures.during), unit: ' ms', digits: 1 }),
  ];
}
