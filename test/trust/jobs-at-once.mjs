// A worker that does the rounds of two jobs at once, without the rests between them, until they find nothing more:
// `jobs-at-once.mjs EXPIRING WARNED`, ids of networks. It is there to be killed (killed-jobs.mjs).
import { built } from '../performance/bench-server.mjs';
import { openContext } from '../performance/bench-networks.mjs';

const [expiring, warned] = process.argv.slice(2);
const context = await openContext();
const { ExpirationsJob } = built('transactions/till/expirations/expirations.job.js');
const { WarningsJob } = built('transactions/accounts/warnings/warnings.job.js');
await Promise.all([
  untilIdle(context.get(ExpirationsJob, { strict: false }), expiring),
  untilIdle(context.get(WarningsJob, { strict: false }), warned),
]);
await context.close();

async function untilIdle(job, networkId) {
  while ((await job.doNext(networkId)) !== 'idle');
}
