'use strict';
// Loaded into the application by `npm run budget`: reports how many bytes the process has allocated since the last question.
const v8 = require('node:v8');

let profiler;
let begin = 0;

process.on('message', (question) => {
  if (question === 'allocated') process.send({ allocated: lap() });
});

/** Bytes allocated between collections: the heap before each, less the heap after the one before it. */
function lap() {
  const now = v8.getHeapStatistics().used_heap_size;
  const { statistics = [] } = profiler?.stop() ?? {};
  let left = begin;
  let allocated = 0;
  for (const { beforeGC, afterGC } of statistics) {
    allocated += beforeGC.heapStatistics.usedHeapSize - left;
    left = afterGC.heapStatistics.usedHeapSize;
  }
  allocated += now - left;
  profiler = new v8.GCProfiler();
  profiler.start();
  begin = v8.getHeapStatistics().used_heap_size;
  return allocated;
}
