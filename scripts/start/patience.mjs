import { until } from './processes.mjs';
import { say } from './progress.mjs';

/** How often a start reports that it waits. */
const SAYS_EVERY_MS = 15_000;

/**
 * Waits until a process is ready or gone, however long it takes: a slow machine or a long recovery needs minutes, and as long as the process lives it
 * gets nearer.
 *
 * @param {{ name: string, isOver: () => boolean, step: () => string, everyMs: number }} options `step` says what the process does
 */
export async function waitFor({ name, isOver, step, everyMs }) {
  const saying = setInterval(() => say(`Waiting for ${name}: ${step()}`), SAYS_EVERY_MS);
  try {
    await until(isOver, Infinity, everyMs);
  } finally {
    clearInterval(saying);
  }
}
