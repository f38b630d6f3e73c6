import { performance } from 'node:perf_hooks';

const startedAt = performance.now();
const LINE_EVERY_MS = 10_000;

/** Seconds since this process began, as they stand before each line. */
function elapsed() {
  return `${((performance.now() - startedAt) / 1000).toFixed(1)}s`;
}

export function say(line) {
  clearTicker();
  console.log(`[${elapsed().padStart(6)}] ${line}`);
}

let tickerIsShown = false;

function clearTicker() {
  if (!tickerIsShown) return;
  process.stdout.write('\r\x1b[2K');
  tickerIsShown = false;
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
  const seconds = () => Math.round((performance.now() - began) / 1000);
  const terminal = process.stdout.isTTY === true;
  if (!terminal) say(`${title} …`);
  const ticker = setInterval(
    () => {
      if (!terminal) return say(`${title} … ${seconds()} s`);
      clearTicker();
      process.stdout.write(`[${elapsed().padStart(6)}] ${title} … ${seconds()} s`);
      tickerIsShown = true;
    },
    terminal ? 1_000 : LINE_EVERY_MS,
  );
  try {
    const result = await work();
    say(`${title}: done in ${((performance.now() - began) / 1000).toFixed(1)} s`);
    return result;
  } finally {
    clearInterval(ticker);
    clearTicker();
  }
}
