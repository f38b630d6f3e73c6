/**
 * Counts and bytes may grow by such a share, and by so much that happens now and then, before it is said. Behind the
 * sales and at rest it depends on how long the beats of the background take.
 */
const BOUNDS = {
  calls: { counts: { share: 0.02, more: 0.15 }, bytes: { share: 0.1, more: 200 } },
  readers: { counts: { share: 0.15, more: 0.5 }, bytes: { share: 0.1, more: 20 } },
  // Written every 50 ms, so a busy machine writes the same look-ups by more statements, and may open a connection for it.
  'calls lookup': { counts: { share: 0.35, more: 0.5 }, bytes: { share: 0.1, more: 200 } },
  // Two runs on a quiet machine differ by up to a fifth.
  work: { counts: { share: 0.25, more: 0.05 }, bytes: { share: 0.15, more: 200 } },
  rest: { counts: { share: 0.1, more: 1 }, bytes: { share: 0.2, more: 1_000 } },
};
/** A statement may be slow because the machine is busy, so it counts as slow only when both bounds are passed. */
const LONG = { ms: 50, times: 3 };
/** Tables that a call reads or writes less often than this are left out. */
const RARELY = 0.03;

/**
 * Counts divided by the number of calls, sales or seconds.
 * @param allocated bytes of the application's heap, where they were counted
 */
export function figuresOf(counted, times, allocated) {
  const each = (count) => Number((count / times).toFixed(2));
  const ofTables = (name) =>
    Object.fromEntries(
      Object.entries(counted.tables)
        .map(([table, counts]) => [table, each(counts[name] ?? 0)])
        .filter(([, count]) => count > RARELY)
        .sort(([a], [b]) => (a < b ? -1 : 1)),
    );
  return {
    statements: each(counted.statements),
    commits: each(counted.commits),
    bufferHits: each(counted.bufferHits),
    walBytes: Math.round(counted.walBytes / times),
    ...(allocated !== undefined && { allocatedBytes: Math.round(allocated / times) }),
    rows: ofTables('rows'),
    scans: ofTables('scans'),
    longestMs: Number(counted.longest.longest.toFixed(1)),
  };
}

/**
 * Sentences about what differs by more than the bounds, those that grew apart from those that shrank. A time counts as one of
 * the machine on which the budget was measured.
 */
export function differences({ paceMs: before, ...old }, { paceMs, ...now }) {
  return differencesIn(old, now, Math.max(1, (paceMs ?? 0) / before), []);
}

function differencesIn(old, now, slower, path) {
  const grown = [];
  const shrunk = [];
  for (const name of new Set([...Object.keys(old), ...Object.keys(now)])) {
    const here = [...path, name];
    const [before, after] = [old[name], now[name]];
    if (typeof (before ?? after) === 'object') {
      const inside = differencesIn(before ?? {}, after ?? {}, slower, here);
      grown.push(...inside.grown);
      shrunk.push(...inside.shrunk);
      continue;
    }
    const [from, to] = [before ?? 0, after ?? 0];
    const sentence = `${here.join(' ')}: ${from} → ${to}`;
    if (here.at(-1) === 'longestMs') {
      if (isLong(to / slower, from)) grown.push(sentence);
      else if (isLong(from, to / slower)) shrunk.push(sentence);
    } else if (isMore(here, to, from)) grown.push(sentence);
    else if (isMore(here, from, to)) shrunk.push(sentence);
  }
  return { grown, shrunk };
}

function isLong(ms, than) {
  return ms > LONG.ms && ms > than * LONG.times;
}

function isMore(path, value, than) {
  const name = path.at(-1);
  const { share, more } = (BOUNDS[path.slice(0, 2).join(' ')] ?? BOUNDS[path[0]])[
    name.endsWith('Bytes') ? 'bytes' : 'counts'
  ];
  return value > than * (1 + share) + more;
}
