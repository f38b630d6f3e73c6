import { spawn } from 'node:child_process';
import path from 'node:path';
import { requireFreePort } from './address.mjs';
import { StartFailure } from './failure.mjs';
import { projectRoot } from './files.mjs';
import { isSameProcess } from './lock.mjs';
import { waitFor } from './patience.mjs';
import { isAlive, until } from './processes.mjs';
import { say } from './progress.mjs';
import { SERVER_ARGUMENTS } from './server-arguments.mjs';
import { serverBundle } from './steps.mjs';

/** Longer than the server takes to finish its open requests. */
const ENDS_WITHIN_MS = 20_000;
const TELLS_AFTER_MS = 1_000;
const DRAIN_SECONDS_IN_PRODUCTION = 5;

/**
 * Runs the server as a child, or with PROCESSES above 1 the process that runs so many servers. It ends itself when the channel to this process closes, so it never outlives us. With `isHeld` it
 * loads its modules and touches nothing until `release`.
 *
 * @returns {{ pid: number, ready: Promise<void>, ended: Promise<string>, release(): void, tell(message: object): void,
 *   replaceServers(): Promise<number>, stop(signal?: NodeJS.Signals): Promise<void> }}
 *   `replaceServers` resolves with how many of several servers were replaced; with SIGTERM it serves on for DRAIN_SECONDS before it ends
 */
export function startApplication({ environment, address, isHeld = false }) {
  const bundle = serverBundle();
  const ofOne = bundle ?? path.join(projectRoot, 'dist', 'main.js');
  const ofSeveral = [
    path.join(projectRoot, 'dist', 'servers.js'),
    ...(bundle === undefined ? [] : [`--bundle=${bundle}`]),
  ];
  const program = Number(environment.PROCESSES) > 1 ? ofSeveral : [ofOne];
  const held = isHeld ? ['--held'] : [];
  const child = spawn(process.execPath, [...SERVER_ARGUMENTS, ...program, ...held], {
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
  let step = 'it loads its modules';
  child.on('message', (message) => {
    saidReady ||= message === 'ready' || message?.type === 'ready';
    step = message?.waitsFor ?? step;
  });
  let begin;
  const begun = new Promise((resolve) => (begin = resolve));
  const ready = (async () => {
    await begun;
    await waitFor({
      name: 'the server',
      isOver: () => gone !== undefined || saidReady,
      step: () => step,
      everyMs: 100,
    });
    if (gone !== undefined) {
      await requireFreePort(address);
      throw new StartFailure(`The server ${gone} before it was ready; its last lines stand above.`);
    }
  })();
  ready.catch(() => undefined);
  const stop = async (signal = 'SIGINT') => {
    if (gone !== undefined) return;
    if (process.platform === 'win32') child.disconnect();
    else child.kill(signal);
    const drainMs = signal === 'SIGTERM' ? drainSecondsOf(environment) * 1_000 : 0;
    const timer = setTimeout(() => child.kill('SIGKILL'), drainMs + ENDS_WITHIN_MS);
    await ended;
    clearTimeout(timer);
  };
  /** A server that has just ended receives no message. */
  const tell = (message) => {
    if (child.connected) child.send(message, () => undefined);
  };
  const replaceServers = () =>
    new Promise((resolve) => {
      const hear = (message) => {
        if (message?.replaced === undefined) return;
        child.removeListener('message', hear);
        resolve(message.replaced);
      };
      child.on('message', hear);
      void ended.then(() => resolve(0));
      // A message is handled once the process has loaded its modules; a signal would end it earlier.
      tell('replace');
    });
  const release = () => {
    if (isHeld) tell({ released: true });
    begin();
  };
  if (!isHeld) begin();
  return { pid: child.pid, ready, ended, release, tell, replaceServers, stop };
}

/** Ends the server of a killed start, if it still runs. Most end by themselves. */
export async function stopLeftoverApplication(holder) {
  if (holder === undefined || !isSameProcess(holder)) return;
  const telling = setTimeout(
    () =>
      say(
        `Ending our server (process ${holder.pid}), which a start that was killed left behind and which does not answer`,
      ),
    TELLS_AFTER_MS,
  );
  try {
    await end(holder);
  } finally {
    clearTimeout(telling);
  }
}

async function end(holder) {
  for (const signal of ['SIGINT', 'SIGKILL']) {
    try {
      process.kill(holder.pid, signal);
    } catch (error) {
      // A process of another user is left alone; if it holds our port, the next step reports it.
      if (error.code === 'ESRCH' || error.code === 'EPERM') return;
      throw error;
    }
    if (await until(() => !isAlive(holder.pid), ENDS_WITHIN_MS)) return;
  }
}

function drainSecondsOf(environment) {
  if (environment.DRAIN_SECONDS) return Number(environment.DRAIN_SECONDS);
  return environment.NODE_ENV === 'production' ? DRAIN_SECONDS_IN_PRODUCTION : 0;
}
