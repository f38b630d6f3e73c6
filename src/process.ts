import { once } from 'node:events';
import type { INestApplicationContext } from '@nestjs/common';
import { complaintsOfRemoved } from './platform/settings/removed-settings';
import { processLogger } from './platform/telemetry/logger';

const STOP_TIMEOUT_MS = 15_000;

// Node writes its warnings there; a closed reader is no reason to stop serving.
process.stderr.on('error', () => undefined);

/** Ends at once but for a process that its parent holds (`--held`), until the parent releases it; without its parent it ends. */
export async function released(): Promise<void> {
  if (!process.argv.includes('--held')) return;
  const leave = (): void => process.exit(1);
  process.once('disconnect', leave);
  await once(process, 'message');
  process.removeListener('disconnect', leave);
}

/** Reports the present step of this process's start to the parent process, which shows it to the person who waits. */
export function tellParent(waitsFor: string): void {
  process.send?.({ waitsFor });
}

/** Number of this process among the servers that share one port (`dist/servers.js`); undefined: it has its port alone. */
export function placeAmongServers(): number | undefined {
  const given = process.argv.find((argument) => argument.startsWith('--place='));
  return given === undefined ? undefined : Number(given.slice('--place='.length));
}

/** Says in the log which settings of the environment nothing reads any more. */
export function warnOfRemovedSettings(): void {
  for (const complaint of complaintsOfRemoved(process.env)) processLogger().event('warn', complaint);
}

/**
 * Runs a process from its start until it is told to stop: by a signal, or because the parent that started it with
 * an IPC channel is gone. Says `ready` over that channel once it serves. Whatever is being answered is finished first.
 *
 * @param depart takes the process out of service when a supervisor ends it (SIGTERM), or when the parent says that another process
 *   serves in its place; Ctrl-C does not wait for that
 */
export async function runUntilStopped<App extends INestApplicationContext>(
  start: () => Promise<App>,
  depart: (app: App, as: 'STOPS' | 'REPLACED') => Promise<void> = () => Promise.resolve(),
): Promise<void> {
  let app: App;
  try {
    app = await start();
  } catch (error) {
    // The log has the whole error; this is one sentence for the person who started the process.
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  }
  let departing = false;
  let stopping = false;
  const stop = (): void => {
    if (stopping) return;
    stopping = true;
    // A connection that never ends must not keep a stopped process alive.
    setTimeout(() => process.exit(1), STOP_TIMEOUT_MS).unref();
    app.close().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  const leave = (as: 'STOPS' | 'REPLACED'): void => {
    if (departing) return;
    departing = true;
    void depart(app, as).finally(stop);
  };
  process.on('SIGTERM', () => {
    leave('STOPS');
  });
  process.on('message', (message) => {
    if (message === 'replaced') leave('REPLACED');
  });
  for (const signal of ['SIGINT', 'SIGHUP'] as const) process.on(signal, stop);
  process.once('disconnect', stop);
  process.send?.('ready');
}
