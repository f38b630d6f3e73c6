import { setImmediate as turn, setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { patience } from '../settings/patience';

/** How often waiting connections are checked. */
const LOOK_EVERY_MS = 200;
/** After so long without a byte on any waiting connection, a probe asks whether the server still answers. */
const QUIET_MS = 400;
/** How long the server may take to answer a probe; after two missed probes it counts as silent. */
const PROBE_MS = 600;
/** How long a probe on a new connection may take: longer, because a busy server is slow to make connections. */
const NEW_PROBE_MS = 2_500;
/** A process whose own event loop is this late can't tell whether the server is silent. */
const LATE_MS = 250;

/** The name of the kept connection in `pg_stat_activity`. */
const PROBE_NAME = 'loyalty silence';

interface WatchedConnection {
  bytes: number;
  quietSince: number;
}

/**
 * Detects a server that keeps its connections open and answers nothing, which would leave statements waiting forever. Within 2 s all waiting
 * statements fail, and new connections are refused until the server answers again. A long statement on a live server is never cut. The server is
 * asked on a connection that is kept for it, because a busy server that answers all its connections may take seconds to make a new one. A command
 * waits instead, because a busy machine could otherwise end its work.
 */
export class SilenceWatch {
  private readonly waiting = new Map<pg.Client, WatchedConnection>();
  private heardAt = performance.now();
  private timer: NodeJS.Timeout | undefined;
  private isProbing = false;
  private isSilent = false;
  private probe: Probe | undefined;

  constructor(private readonly connectionString: string) {}

  /** Clients for `pg.Pool` whose attempts to connect are watched. */
  clientClass(): typeof pg.Client {
    // A class expression has another `this`.
    // oxlint-disable-next-line typescript/no-this-alias
    const watch = this;
    return class extends pg.Client {
      override connect(): Promise<pg.Client>;
      override connect(callback: (error: Error | null, client?: pg.Client) => void): void;
      override connect(callback?: (error: Error | null, client?: pg.Client) => void): Promise<pg.Client> | void {
        if (callback === undefined) return super.connect();
        if (watch.isSilent) {
          process.nextTick(() => callback(silence()));
          return;
        }
        watch.begin(this);
        super.connect((error: Error | null) => {
          watch.end(this);
          callback(error, this);
        });
      }
    };
  }

  /** Watches the connections of a pool while they are in use. */
  watch(pool: pg.Pool): void {
    pool.on('acquire', (client) => {
      this.begin(client);
      // A connection that was idle until now hangs like the others, so it fails at once.
      if (this.isSilent) process.nextTick(() => client.connection.stream.destroy(silence()));
    });
    pool.on('release', (_error, client) => this.end(client));
  }

  stop(): void {
    clearInterval(this.timer);
    this.timer = undefined;
    this.waiting.clear();
    this.isSilent = false;
    this.probe?.end();
    this.probe = undefined;
  }

  private begin(client: pg.Client): void {
    if (!patience.isShort) return;
    this.waiting.set(client, { bytes: bytesOf(client), quietSince: performance.now() });
    if (this.timer !== undefined) return;
    this.timer = setInterval(() => void this.look(), LOOK_EVERY_MS).unref();
    // The probe connects now, because a server that stays silent may later accept no new connection.
    if (this.probe?.isUsable !== true) this.probe = new Probe(this.connectionString);
  }

  private end(client: pg.Client): void {
    this.waiting.delete(client);
  }

  private async look(): Promise<void> {
    if (this.waiting.size === 0 && !this.isSilent) {
      clearInterval(this.timer);
      this.timer = undefined;
      return;
    }
    if (this.isProbing || !this.isQuiet()) return;
    this.isProbing = true;
    const probedAt = performance.now();
    const answers = await this.answers();
    this.isQuiet();
    this.isSilent = !answers && this.heardAt < probedAt;
    this.isProbing = false;
    if (this.isSilent) for (const { connection } of this.waiting.keys()) connection.stream.destroy(silence());
  }

  /** Whether a connection waits while no waiting connection has received a byte for a while. */
  private isQuiet(): boolean {
    const now = performance.now();
    let oldest = this.isSilent ? this.heardAt : now;
    for (const [client, entry] of this.waiting) {
      const bytes = bytesOf(client);
      if (bytes !== entry.bytes) {
        entry.bytes = bytes;
        entry.quietSince = now;
        this.heardAt = now;
      }
      oldest = Math.min(oldest, entry.quietSince);
    }
    return now - Math.max(oldest, this.heardAt) >= QUIET_MS;
  }

  /** Whether the server answers in time, on the connection that is kept for it or, where that is lost or silent already, on a new one. */
  private async answers(): Promise<boolean> {
    const known = this.probe?.isOpen === true ? this.probe : undefined;
    if (known !== undefined && !this.isSilent)
      return (await inTime(known.ask(), PROBE_MS)) || (await inTime(known.ask(), PROBE_MS));
    const fresh = new Probe(this.connectionString);
    const asked = [fresh.ask(), ...(known === undefined ? [] : [known.ask()])];
    const answers = await inTime(anyOf(asked), this.isSilent ? PROBE_MS : NEW_PROBE_MS);
    if (answers && fresh.isOpen && this.timer !== undefined) {
      this.probe?.end();
      this.probe = fresh;
    } else fresh.end();
    return answers;
  }
}

/** A connection on which the server is asked whether it answers. */
class Probe {
  private readonly client: pg.Client;
  private state: 'OPENING' | 'OPEN' | 'LOST' = 'OPENING';
  private readonly opened: Promise<boolean>;
  private asked: Promise<boolean> | undefined;

  constructor(connectionString: string) {
    this.client = new pg.Client({ connectionString, application_name: PROBE_NAME });
    this.client.on('error', () => (this.state = 'LOST'));
    this.client.on('end', () => (this.state = 'LOST'));
    this.opened = this.client.connect().then(
      () => {
        if (this.state === 'OPENING') this.state = 'OPEN';
        return true;
      },
      (error: unknown) => {
        this.state = 'LOST';
        // A server that refuses the connection has answered.
        return error instanceof pg.DatabaseError;
      },
    );
  }

  get isOpen(): boolean {
    return this.state === 'OPEN';
  }

  get isUsable(): boolean {
    return this.state !== 'LOST';
  }

  /** Whether the server answered; settles once it did, or the connection was lost. While a question waits for its answer, no second one is sent. */
  ask(): Promise<boolean> {
    this.asked ??= this.query().finally(() => (this.asked = undefined));
    return this.asked;
  }

  end(): void {
    this.state = 'LOST';
    this.client.connection.stream.destroy();
  }

  private async query(): Promise<boolean> {
    const answered = await this.opened;
    if (this.state !== 'OPEN') return answered;
    return this.client.query('SELECT 1').then(
      () => true,
      (error: unknown) => error instanceof pg.DatabaseError,
    );
  }
}

/** Whether one of the promises resolves to true; settles with the first that does, or with the last. */
async function anyOf(answers: readonly Promise<boolean>[]): Promise<boolean> {
  return Promise.any(
    answers.map((answer) => answer.then((is) => (is ? true : Promise.reject(new Error('no answer'))))),
  ).catch(() => false);
}

/** Whether the answer is true within `ms`; also true when this process itself was too busy to read the answer. */
async function inTime(answer: Promise<boolean>, ms: number): Promise<boolean> {
  const began = performance.now();
  const late = pause(ms, undefined, { ref: false }).then(async () => {
    // Reads answers that arrived while this process was busy, before they count as missing.
    await turn();
    await turn();
    return performance.now() - began - ms > LATE_MS;
  });
  return Promise.race([answer, late]);
}

function bytesOf({ connection }: pg.Client): number {
  return (connection.stream as { readonly bytesRead?: number }).bytesRead ?? 0;
}

/** The error of a connection that gets no answer. */
function silence(): Error {
  return Object.assign(new Error('the database does not answer'), { code: 'ETIMEDOUT' });
}
