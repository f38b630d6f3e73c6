const os = require('node:os');

/** Bytes that a worker needs: an application or a browser, its server, and its part of PostgreSQL. */
const MEMORY_OF_WORKER = 2.5 * 2 ** 30;
const MOST_WORKERS = 8;

/** @returns {number} how many files of tests run at once: one a core, as far as the memory reaches, and at least two */
function testWorkers() {
  const byMemory = Math.floor(os.totalmem() / MEMORY_OF_WORKER);
  return Math.max(2, Math.min(os.availableParallelism(), byMemory, MOST_WORKERS));
}

module.exports = { testWorkers };
