import fs from 'node:fs';
import path from 'node:path';
import { figureOf, ratioOf, rowOf } from './bench-figures.mjs';
import { built } from './bench-server.mjs';
import { checkpoint } from './bench-tpcb.mjs';

const RECEIPTS_OF_A_GUEST = 50;
const MINUTE_MS = 60_000;
const YEAR_MINUTES = 365 * 24 * 60;
const MAPPING = {
  version: 1,
  name: 'bench',
  lines: 'ROW',
  columns: { number: 'number', occurredAt: 'at', total: 'total', guest: 'guest' },
};

let files = 0;

/** Writes a history as an old system would: a year of receipts, fifty of each guest. With `of` all files have the same guests, so many. */
function writeHistory(folder, receipts, of) {
  files += 1;
  const file = path.join(folder, `history-${files}.csv`);
  const mapping = path.join(folder, 'bench.json');
  fs.writeFileSync(mapping, JSON.stringify(MAPPING));
  const guests = of ?? Math.max(1, Math.floor(receipts / RECEIPTS_OF_A_GUEST));
  const prefix = of === undefined ? `G-${files}` : 'G';
  const begin = Date.now() - (YEAR_MINUTES + 24 * 60) * MINUTE_MS;
  const lines = ['number,at,total,guest'];
  for (let n = 0; n < receipts; n += 1) {
    const at = new Date(begin + Math.floor((n * YEAR_MINUTES) / receipts) * MINUTE_MS);
    lines.push(
      `H-${process.pid}-${files}-${n},${at.toISOString()},${10_000 + ((n * 7_919) % 400_000)},${prefix}-${(n * 31) % guests}`,
    );
  }
  fs.writeFileSync(file, `${lines.join('\n')}\n`);
  return { file, mapping };
}

/** Imports so many receipts through the engine of `import receipts`. @returns {Promise<number>} receipts a second */
export async function importHistory(bench, context, network, receipts, guests) {
  const { ImportReceipts } = built('integrations/imports/index.js');
  const { file, mapping } = writeHistory(bench.dataDirectory, receipts, guests);
  const nothing = () => undefined;
  const summary = await context.get(ImportReceipts, { strict: false }).run({
    networkId: network.id,
    file,
    mapping,
    moveToYesterday: false,
    progress: { reading: nothing, recording: nothing, end: nothing },
  });
  fs.rmSync(file);
  if (summary.sales !== receipts)
    throw new Error(`of ${receipts} receipts ${summary.sales} were imported: ${JSON.stringify(summary.rejects)}`);
  return receipts / summary.seconds;
}

/** Receipts a second of an import, from the first byte to analysed tables, with the application's workers running. */
export async function measureImport({ bench, tpcb, context, network, rounds, seconds, receipts }) {
  const sides = { transactions: [], receipts: [] };
  await importHistory(bench, context, network, Math.ceil(receipts / 10));
  for (let round = 0; round < rounds; round += 1) {
    await checkpoint(bench);
    sides.transactions.push(await tpcb.measure(seconds));
    await checkpoint(bench);
    sides.receipts.push(await importHistory(bench, context, network, receipts));
  }
  return [
    rowOf({ what: `receipts a second, files of ${receipts.toLocaleString('en')}`, figure: figureOf(sides.receipts) }),
    rowOf({
      what: 'import to TPC-B',
      figure: ratioOf(sides.receipts, sides.transactions),
      digits: 2,
      atLeast: 2.5,
      goal: 5,
    }),
  ];
}
