const { TestEnvironment } = require('jest-environment-node');
const { answers } = require('../answers/answers.cjs');

/** The message by which jest-worker ends a worker. */
const END = 2;

/** One environment for each project of Jest, because each project has its own database. */
const kept = new Map();

/**
 * All files of a project share one set of globals in each worker, and with it the modules of sources and packages
 * (runtime.cjs) and the applications that `applicationOfWorker()` gives. A file that replaces modules, or loads them under
 * other settings, begins with `@modules own` and has globals of its own, as Jest gives them.
 */
module.exports = class WorkerEnvironment extends TestEnvironment {
  constructor(config, context) {
    const project = config.projectConfig.displayName.name;
    const isKept = context.docblockPragmas.modules !== 'own';
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

/** Closes running applications. Jest's own process calls it when that runs the files itself. */
module.exports.close = async () => {
  for (const environment of kept.values())
    for (const test of await Promise.all(environment.global.applicationsOfWorker)) await test.app.close();
};
