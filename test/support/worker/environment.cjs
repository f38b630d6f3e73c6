const fs = require('node:fs');
const { TestEnvironment } = require('jest-environment-node');
const { answers } = require('../answers/answers.cjs');

/** As jest-worker asks a worker to end. */
const END = 2;

let kept;

/**
 * Files that ask for `applicationOfWorker()` share one set of globals in each worker, and with it one application
 * (runtime.cjs keeps its modules). Every other file has globals of its own, as Jest gives them.
 */
module.exports = class WorkerEnvironment extends TestEnvironment {
  constructor(config, context) {
    const isKept = fs.readFileSync(context.testPath, 'utf8').includes('applicationOfWorker(');
    if (isKept && kept !== undefined) return kept;
    if (isKept && config.projectConfig.displayName.name !== 'database')
      throw new Error(
        `${context.testPath} has a database of its own (jest.config.js): start an application by startApp()`,
      );
    super(config, context);
    this.global.answers = answers;
    this.isKept = isKept;
    if (!isKept) return;
    kept = this;
    this.global.applicationOfWorker = { running: undefined };
    process.on('message', closeAtEnd);
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

/** Closes the application, where one runs. Jest's own process has to ask for it, when that runs the files itself. */
module.exports.close = async () => {
  const test = await kept?.global.applicationOfWorker.running;
  await test?.app.close();
};
