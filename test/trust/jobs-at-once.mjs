// A worker that does the rounds of four jobs at once, without the rests between them, until they find nothing more:
// `jobs-at-once.mjs EXPIRING WARNED REFERRED`, ids of networks. It is there to be killed (killed-jobs.mjs).
import { built } from '../performance/bench-server.mjs';
import { openContext } from '../performance/bench-networks.mjs';

const [expiring, warned, referred] = process.argv.slice(2);
const context = await openContext();
const { ExpirationsJob } = built('transactions/till/expirations/expirations.job.js');
const { LogReader } = built('transactions/jobs/log-reader.js');
const { ReferralsJob } = built('transactions/accounts/referrals/referrals.job.js');
const { WarningsJob } = built('transactions/accounts/warnings/warnings.job.js');
const log = context.get(LogReader, { strict: false });
const jobs = Promise.all([
  untilIdle(context.get(ExpirationsJob, { strict: false }), expiring),
  untilIdle(context.get(WarningsJob, { strict: false }), warned),
  untilIdle(log, referred).then(() => untilIdle(context.get(ReferralsJob, { strict: false }), referred)),
]);
let isDone = false;
const counting = untilIdle(log, expiring, () => isDone);
await jobs;
isDone = true;
await counting;
await context.close();

async function untilIdle(job, networkId, isLast = () => true) {
  while ((await job.doNext(networkId)) !== 'idle' || !isLast());
}
