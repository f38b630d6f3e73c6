'use strict';
// Loaded into the application by `npm run soak`, with --expose-gc: reports the heap's bytes after a full collection.
const v8 = require('node:v8');

process.on('message', (question) => {
  if (question !== 'heap') return;
  // The second collection takes away memory that finalizers released after the first one.
  globalThis.gc();
  globalThis.gc();
  process.send({ heap: v8.getHeapStatistics().used_heap_size });
});
