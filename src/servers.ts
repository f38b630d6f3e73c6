import cluster, { type Worker } from 'node:cluster';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { settings } from './platform/settings/settings';
import { collectMetricsOf } from './platform/telemetry/metrics-of-servers';
import { processLogger } from './platform/telemetry/logger';

const BUNDLE = '--bundle=';
const REVIVES_AFTER_MS = 1_000;
/** Longer than a server gives itself to answer what it accepted, and shorter than the start gives this process. */
const ENDS_WITHIN_MS = 18_000;
const STOPS = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;

/** One of the numbered positions for servers. Changes of a position follow one another, so at most one server serves in it and at most one more starts. */
class ServerSlot {
  private serving: Worker | undefined;
  private turn: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly number: number,
    private readonly isStopping: () => boolean,
  ) {}

  /** The server that serves in this position. Undefined: none does now. */
  get server(): Worker | undefined {
    return this.serving;
  }

  start(args: readonly string[]): Promise<void> {
    return this.inTurn(() => this.bring(args));
  }

  /** Replaces the server unless its worker's id is at least `successors`, so that it started after the request. False: the position is stopping. */
  replace(successors: number): Promise<boolean> {
    return this.inTurn(async () => {
      if (this.isStopping()) return false;
      const predecessor = this.serving;
      // The server died after the request, and its successor is new already.
      if (predecessor !== undefined && predecessor.id >= successors) return true;
      await this.bring([]);
      if (predecessor !== undefined) await ended(predecessor, () => predecessor.send('replaced'));
      return true;
    });
  }

  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.turn.then(work);
    this.turn = done.catch(() => undefined);
    return done;
  }

  private async bring(args: readonly string[]): Promise<void> {
    cluster.setupPrimary({ exec: serverProgram(), args: [...args, `--place=${String(this.number)}`] });
    const worker = cluster.fork();
    await new Promise<void>((resolve, reject) => {
      worker.on('message', (message) => {
        if (message === 'ready') resolve();
        else if (isWaiting(message)) process.send?.(message);
      });
      worker.once('exit', () => {
        reject(new Error('a server ended before it was ready'));
      });
    });
    this.serving = worker;
    worker.once('exit', (code: number, signal: string | null) => {
      if (this.serving !== worker) return;
      this.serving = undefined;
      if (!this.isStopping()) void this.inTurn(() => this.revive(signal ?? String(code)));
    });
  }

  private async revive(outcome: string): Promise<void> {
    processLogger().event('error', 'server process ended', { place: this.number, outcome });
    // A replacement that was starting when this server died may serve already.
    while (this.serving === undefined) {
      await pause(REVIVES_AFTER_MS);
      if (this.isStopping()) return;
      await this.bring([]).catch((err: unknown) => {
        processLogger().event('error', 'server process ended', { place: this.number, err });
      });
    }
  }
}

/**
 * Servers (`dist/main.js`) that share one port: this process accepts connections and gives them to its servers in turn. It starts a
 * server that ended again, and when its parent asks it replaces one server after the other, each only once its successor serves.
 */
class Servers {
  private readonly places: readonly ServerSlot[];
  private stopping = false;
  private replacing: Promise<unknown> = Promise.resolve();
  private readonly started: Promise<unknown>;

  /** Passes the message that releases held servers on to each of them. */
  constructor(count: number) {
    const isStopping = (): boolean => this.stopping;
    this.places = Array.from({ length: count }, (_, n) => new ServerSlot(n + 1, isStopping));
    const args = process.argv.slice(2).filter((argument) => !argument.startsWith(BUNDLE));
    this.started = Promise.all(this.places.map((place) => place.start(args)));
  }

  /** Resolves when all serve. */
  ready(): Promise<unknown> {
    return this.started;
  }

  /** The servers that serve. */
  list(): readonly Worker[] {
    return this.places.map(({ server }) => server).filter((server) => server !== undefined);
  }

  /** Replaces every server by a new one, and resolves with the number of those replaced. A successor that does not start ends the round, and its predecessor stays. */
  replaceAll(): Promise<number> {
    const round = this.replacing.then(() => this.replaceOneByOne());
    this.replacing = round;
    return round;
  }

  /** Resolves when all have ended. */
  async stop(signal: NodeJS.Signals): Promise<void> {
    this.stopping = true;
    const all = Object.values(cluster.workers ?? {}).filter((worker) => worker !== undefined);
    await Promise.all(all.map((worker) => ended(worker, () => worker.process.kill(signal))));
  }

  private async replaceOneByOne(): Promise<number> {
    // Workers are numbered in the order in which they are made.
    const successors = 1 + Math.max(0, ...Object.values(cluster.workers ?? {}).map((worker) => worker?.id ?? 0));
    let replaced = 0;
    try {
      for (const place of this.places) if (await place.replace(successors)) replaced += 1;
    } catch (err) {
      processLogger().event('error', 'server process not replaced', { err });
    }
    return replaced;
  }
}

/** The bundle that the start names; `main.js` of the build if there is none, or if a later build has removed it. */
function serverProgram(): string {
  const bundle = process.argv.find((argument) => argument.startsWith(BUNDLE))?.slice(BUNDLE.length);
  return bundle !== undefined && fs.existsSync(bundle) ? bundle : path.join(__dirname, 'main.js');
}

/** Whether a message of a server reports a step of its start. */
function isWaiting(message: unknown): boolean {
  return typeof message === 'object' && message !== null && 'waitsFor' in message;
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
  const servers = new Servers(settings.processes);
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
    if (message === 'replace') void servers.replaceAll().then((replaced) => process.send?.({ replaced }));
    else for (const worker of Object.values(cluster.workers ?? {})) worker?.send(message as object);
  });
  collectMetricsOf(() => servers.list());
  try {
    await servers.ready();
  } catch {
    // The server that failed has logged the reason.
    await servers.stop('SIGINT');
    process.exit(1);
  }
  process.send?.('ready');
}

void run();
