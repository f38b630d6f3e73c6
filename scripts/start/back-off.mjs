import { setTimeout as wait } from 'node:timers/promises';
import { say } from './progress.mjs';

const LONGEST_MS = 30_000;
const FORGOTTEN_AFTER_MS = 60_000;

/**
 * Does work that continues where it stopped, and retries it after each of the pauses.
 * @param {{ name: string, pausesMs: readonly number[], stopped: AbortSignal, isHopeless: (error: Error) => boolean }} options `isHopeless` says that
 * a retry would fail too
 * @param {() => Promise<void>} work
 * @returns {Promise<void>} rejects with the last failure
 */
export async function tryAgain({ name, pausesMs, stopped, isHopeless }, work) {
  for (const pauseMs of [...pausesMs, undefined]) {
    try {
      return await work();
    } catch (error) {
      if (pauseMs === undefined || stopped.aborted || isHopeless(error)) throw error;
      say(`${name} failed; it goes on in ${pauseMs / 1_000} s`);
      await wait(pauseMs, undefined, { signal: stopped }).catch(() => undefined);
    }
  }
}

/**
 * Starts again what has died, after a second, and after twice as long each time that it fails or dies anew, up to half a
 * minute. After a run of a minute the pause is one second again.
 *
 * @param {{ name: string, stopped: AbortSignal, start: () => Promise<void> }} options
 * @returns {(reason: string) => Promise<void>} resolves when it runs again, or when the whole is to stop
 */
export function makeReviver({ name, stopped, start }) {
  let delayMs = 1_000;
  let startedAt = Date.now();
  return async (reason) => {
    if (Date.now() - startedAt > FORGOTTEN_AFTER_MS) delayMs = 1_000;
    for (let why = reason; !stopped.aborted; delayMs = Math.min(2 * delayMs, LONGEST_MS)) {
      say(`${name} ${why}; starting it again in ${delayMs / 1_000} s`);
      await wait(delayMs, undefined, { signal: stopped }).catch(() => undefined);
      if (stopped.aborted) return;
      try {
        startedAt = Date.now();
        await start();
        if (!stopped.aborted) say(`${name} is back`);
        delayMs = Math.min(2 * delayMs, LONGEST_MS);
        return;
      } catch (error) {
        why = `could not be started: ${error.message}`;
      }
    }
  };
}
