const os = require('node:os');
const { getHeapStatistics } = require('node:v8');

/** Bytes that a worker needs: an application or a browser, its server, and its part of PostgreSQL. */
const MEMORY_OF_WORKER = 2.5 * 2 ** 30;
const MOST_WORKERS = 8;
/** Bytes of heap, dead objects among them, that every worker may hold between two files of tests. */
const LEAST_IDLE_HEAP = 1.5 * 2 ** 30;
/** Part of V8's limit; the rest is for the next file. */
const IDLE_PART_OF_HEAP = 0.6;

/** @returns {number} how many files of tests run at once: one a core, as far as the memory reaches, and at least two */
function testWorkers() {
  const byMemory = Math.floor(os.totalmem() / MEMORY_OF_WORKER);
  return Math.max(2, Math.min(os.availableParallelism(), byMemory, MOST_WORKERS));
}

/** @returns {number} bytes of heap with which a worker between two files is started anew, and loads and starts everything again */
function idleHeapOfWorker() {
  return Math.max(LEAST_IDLE_HEAP, Math.floor(getHeapStatistics().heap_size_limit * IDLE_PART_OF_HEAP));
}

module.exports = { testWorkers, idleHeapOfWorker };
