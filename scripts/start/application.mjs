import { spawn } from 'node:child_process';
import http from 'node:http';
import path from 'node:path';
import { StartFailure } from './failure.mjs';
import { projectRoot } from './files.mjs';
import { isAlive, until } from './processes.mjs';
import { isSameProcess } from './lock.mjs';

const READY_WITHIN_MS = 60_000;
/** Longer than a request may take, so that what was accepted is answered. */
const DRAIN_WITHIN_MS = 15_000;

/**
 * Twice the usual room for young objects: fewer requests that are still under way are copied by each collection
 * (docs/performance.md). It costs up to 48 MiB.
 */
export const HEAP_ARGUMENTS = ['--max-semi-space-size=32'];

/**
 * Runs the server as a child. It ends itself when the channel to this process closes, so it never outlives us.
 *
 * @returns {{ pid: number, ready: Promise<void>, ended: Promise<string>, stop(): Promise<void> }}
 */
export function startApplication({ environment, address }) {
  const main = path.join(projectRoot, 'dist', 'main.js');
  const child = spawn(process.execPath, [...HEAP_ARGUMENTS, '--enable-source-maps', main], {
    cwd: projectRoot,
    env: environment,
    // In a group of its own: Ctrl-C reaches us alone, and we end it in order.
    detached: process.platform !== 'win32',
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  let gone;
  const ended = new Promise((resolve) => {
    child.once('error', (error) => resolve((gone = error.message)));
    child.once('exit', (code, signal) => resolve((gone = `ended with ${signal ?? `code ${code}`}`)));
  });
  let saidReady = false;
  child.on('message', (message) => (saidReady ||= message === 'ready' || message?.type === 'ready'));
  const ready = (async () => {
    const inTime = await until(
      async () => gone !== undefined || saidReady || (await answers(address)),
      READY_WITHIN_MS,
      100,
    );
    if (gone !== undefined)
      throw new StartFailure(`The server ${gone} before it was ready; its last lines stand above.`);
    if (!inTime)
      throw new StartFailure(`The server did not answer on port ${address.port} within ${READY_WITHIN_MS / 1000} s.`);
  })();
  ready.catch(() => undefined);
  const stop = async () => {
    if (gone !== undefined) return;
    if (process.platform === 'win32') child.disconnect();
    else child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), DRAIN_WITHIN_MS);
    await ended;
    clearTimeout(timer);
  };
  return { pid: child.pid, ready, ended, stop };
}

/** Ends the server of a start that was killed, should it still be there. */
export async function stopLeftoverApplication(holder) {
  if (holder === undefined || !isSameProcess(holder)) return;
  for (const signal of ['SIGTERM', 'SIGKILL']) {
    try {
      process.kill(holder.pid, signal);
    } catch (error) {
      if (error.code === 'ESRCH') return;
      throw error;
    }
    if (await until(() => !isAlive(holder.pid), DRAIN_WITHIN_MS)) return;
  }
}

function answers({ host, port, secure }) {
  if (secure) return Promise.resolve(false);
  return new Promise((resolve) => {
    const request = http.get({ host, port, path: '/api/health', timeout: 1_000 }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    request.on('timeout', () => request.destroy());
    request.on('error', () => resolve(false));
  });
}
