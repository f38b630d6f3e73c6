import { performance } from 'node:perf_hooks';

const startedAt = performance.now();
const LINE_EVERY_MS = 10_000;

let output = process.stdout;
let tickerIsShown = false;

// The reader of the output may be gone, as after `| head` or in a closed terminal; the command still ends in order.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);

/** Writes progress to stderr, for commands whose output another program reads. */
export function speakBesideOutput() {
  output = process.stderr;
}

/** Seconds since this process began, printed before each line. */
function elapsed() {
  return `[${`${((performance.now() - startedAt) / 1000).toFixed(1)}s`.padStart(6)}]`;
}

export function say(line) {
  clearTicker();
  output.write(`${elapsed()} ${line}\n`);
}

/**
 * Runs a step and shows that it goes on: on a terminal a line that counts seconds, elsewhere a line each ten seconds.
 *
 * @template T
 * @param {string} title what is being done, as in "Installing packages"
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function step(title, work) {
  const began = performance.now();
  const seconds = () => (performance.now() - began) / 1000;
  const ticks = output.isTTY === true;
  if (!ticks) say(`${title} …`);
  const tick = () => {
    if (!ticks) return say(`${title} … ${seconds().toFixed(0)} s`);
    clearTicker();
    output.write(`${elapsed()} ${title} … ${seconds().toFixed(0)} s`);
    tickerIsShown = true;
  };
  const ticker = setInterval(tick, ticks ? 1_000 : LINE_EVERY_MS);
  try {
    const result = await work();
    say(`${title}: done in ${seconds().toFixed(1)} s`);
    return result;
  } finally {
    clearInterval(ticker);
    clearTicker();
  }
}

function clearTicker() {
  if (!tickerIsShown) return;
  output.write('\r\x1b[2K');
  tickerIsShown = false;
}
