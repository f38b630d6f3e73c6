const fs = require('node:fs');
const { TestEnvironment } = require('jest-environment-node');
const { answers } = require('../answers/answers.cjs');

/** As jest-worker asks a worker to end. */
const END = 2;

/** Files that ask for the applications of their worker. */
const ASKS = /\bapplications?OfWorker\(/;

/** By the project of Jest, since each project has a database of its own. */
const kept = new Map();

/**
 * Files that ask for `applicationOfWorker()` share one set of globals in each worker, and with it the applications
 * (runtime.cjs keeps their modules). Every other file has globals of its own, as Jest gives them.
 */
module.exports = class WorkerEnvironment extends TestEnvironment {
  constructor(config, context) {
    const project = config.projectConfig.displayName.name;
    const isKept = ASKS.test(fs.readFileSync(context.testPath, 'utf8'));
    if (isKept && kept.has(project)) return kept.get(project);
    super(config, context);
    this.global.answers = answers;
    this.isKept = isKept;
    if (!isKept) return;
    if (kept.size === 0) process.on('message', closeAtEnd);
    kept.set(project, this);
    this.global.applicationsOfWorker = [];
  }

  async teardown() {
    if (!this.isKept) await super.teardown();
  }
};

async function closeAtEnd([type]) {
  if (type !== END) return;
  process.removeListener('message', closeAtEnd);
  await module.exports.close();
}

/** Closes the applications, where some run. Jest's own process has to ask for it, when that runs the files itself. */
module.exports.close = async () => {
  for (const environment of kept.values())
    for (const test of await Promise.all(environment.global.applicationsOfWorker)) await test.app.close();
};
