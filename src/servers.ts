import cluster, { type Worker } from 'node:cluster';
import { once } from 'node:events';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { settings } from './platform/settings/settings';
import { collectMetricsOf } from './platform/telemetry/metrics-of-servers';
import { processLogger } from './platform/telemetry/logger';

const REVIVES_AFTER_MS = 1_000;
/** Longer than a server gives itself to answer what it accepted, and shorter than the start gives this process. */
const ENDS_WITHIN_MS = 18_000;
const STOPS = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;

/**
 * Servers (`dist/main.js`) that share one port: this process accepts connections and gives them to its servers in turn. It starts a
 * server that ended again, and with SIGUSR2 it replaces one server after the other, each only once its successor serves.
 */
class Servers {
  private readonly serving = new Map<number, Worker>();
  private stopping = false;
  private replacing: Promise<void> | undefined;

  /** Resolves when all serve. Servers that their parent holds get its message like any other. */
  async start(count: number): Promise<void> {
    const places = Array.from({ length: count }, (_, n) => n + 1);
    await Promise.all(places.map((place) => this.serve(place, process.argv.slice(2))));
  }

  /** The servers that serve. */
  list(): readonly Worker[] {
    return [...this.serving.values()];
  }

  /** Replaces every server by a new one; a successor that does not come up ends the round, and its predecessor stays. */
  replaceAll(): Promise<void> {
    this.replacing ??= this.replaceOneByOne().finally(() => (this.replacing = undefined));
    return this.replacing;
  }

  /** Resolves when all have ended. */
  async stop(signal: NodeJS.Signals): Promise<void> {
    this.stopping = true;
    const all = Object.values(cluster.workers ?? {}).filter((worker) => worker !== undefined);
    await Promise.all(all.map((worker) => ended(worker, () => worker.process.kill(signal))));
  }

  private async replaceOneByOne(): Promise<void> {
    for (const [place, predecessor] of [...this.serving]) {
      if (this.stopping) return;
      await this.serve(place, []);
      await ended(predecessor, () => predecessor.send('replaced'));
    }
  }

  private async serve(place: number, args: readonly string[]): Promise<void> {
    cluster.setupPrimary({ exec: path.join(__dirname, 'main.js'), args: [...args, `--place=${String(place)}`] });
    const worker = cluster.fork();
    await new Promise<void>((resolve, reject) => {
      worker.on('message', (message) => {
        if (message === 'ready') resolve();
      });
      worker.once('exit', () => {
        reject(new Error('a server ended before it was ready'));
      });
    });
    this.serving.set(place, worker);
    worker.once('exit', (code: number, signal: string | null) => {
      if (!this.stopping && this.serving.get(place) === worker) void this.revive(place, signal ?? String(code));
    });
  }

  private async revive(place: number, outcome: string): Promise<void> {
    this.serving.delete(place);
    processLogger().event('error', 'server process ended', { place, outcome });
    for (;;) {
      await pause(REVIVES_AFTER_MS);
      if (this.stopping) return;
      try {
        await this.serve(place, []);
        return;
      } catch (error) {
        processLogger().event('error', 'server process ended', { place, err: error });
      }
    }
  }
}

/** Resolves when a server has ended; one that hangs is killed. */
async function ended(worker: Worker, end: () => void): Promise<void> {
  if (worker.isDead()) return;
  const gone = once(worker, 'exit');
  const timer = setTimeout(() => worker.process.kill('SIGKILL'), settings.drainSeconds * 1_000 + ENDS_WITHIN_MS);
  end();
  await gone;
  clearTimeout(timer);
}

async function run(): Promise<void> {
  const servers = new Servers();
  const stop = (signal: NodeJS.Signals): void => {
    void servers.stop(signal).finally(() => process.exit(0));
  };
  for (const signal of STOPS) {
    process.once(signal, () => {
      stop(signal);
    });
  }
  process.once('disconnect', () => {
    stop('SIGINT');
  });
  process.on('message', (message) => {
    for (const worker of Object.values(cluster.workers ?? {})) worker?.send(message as object);
  });
  process.on('SIGUSR2', () => {
    void servers.replaceAll().then(
      () => process.send?.('replaced'),
      (error: unknown) => {
        processLogger().event('error', 'server process not replaced', { err: error });
        process.send?.('not replaced');
      },
    );
  });
  collectMetricsOf(() => servers.list());
  try {
    await servers.start(settings.processes);
  } catch {
    // The server that failed has logged the reason.
    await servers.stop('SIGINT');
    process.exit(1);
  }
  process.send?.('ready');
}

void run();
