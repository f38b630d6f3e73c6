// Loaded before a worker (`--require`): tells the parent process of each turn of a network at expiry. Each job is added
// twice, as by two leaders that find the same; with DEDUPLICATION=off the queue keeps both.
const path = require('node:path');

const dist = path.resolve(__dirname, '../../dist');
require(`${dist}/platform/settings/worker-process.js`);
require(`${dist}/app.module.js`);
const { Queue } = require('bullmq');
const { NetworkJob } = require(`${dist}/transactions/jobs/network-job.js`);

let turns = 0;
const tell = (message) => process.send?.({ ...message, pid: process.pid, at: Date.now() });

const { takeTurn } = NetworkJob.prototype;
NetworkJob.prototype.takeTurn = async function (of, run) {
  if (this.constructor.name !== 'ExpirationsJob') return takeTurn.call(this, of, run);
  const turn = (turns += 1);
  tell({ turn, network: run.key });
  try {
    return await takeTurn.call(this, of, run);
  } finally {
    tell({ turn, ended: true });
  }
};

const { addBulk } = Queue.prototype;
Queue.prototype.addBulk = async function (jobs) {
  const again = jobs.map(({ opts, ...job }) => ({ ...job, opts: { ...opts, jobId: `${opts.jobId}-again` } }));
  if (process.env.DEDUPLICATION !== 'off') {
    await addBulk.call(this, jobs);
    return addBulk.call(this, again);
  }
  const added = [...jobs, ...again].map(({ name, data, opts: { deduplication: _, ...opts } }) =>
    this.add(name, data, opts),
  );
  return Promise.all(added);
};
