import { setImmediate as turn, setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { patience } from '../settings/patience';

/** How often waiting connections are checked. */
const LOOK_EVERY_MS = 200;
/** After so long without a byte on any waiting connection, a probe asks whether the server still answers. */
const QUIET_MS = 400;
/** How long the server may take to answer a probe; after two missed probes it counts as silent. */
const PROBE_MS = 600;
/** A process whose own event loop is this late can't tell whether the server is silent. */
const LATE_MS = 250;

interface Waiting {
  bytes: number;
  quietSince: number;
}

/**
 * Detects a server that keeps its connections open and answers nothing, which would leave statements waiting forever. Within 2 s all waiting
 * statements fail, and new connections are refused until the server answers again. A long statement on a live server is never cut. A command waits
 * instead, because a busy machine could otherwise end its work.
 */
export class SilenceWatch {
  private readonly waiting = new Map<pg.Client, Waiting>();
  private heardAt = performance.now();
  private timer: NodeJS.Timeout | undefined;
  private isProbing = false;
  private isSilent = false;

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
  }

  private begin(client: pg.Client): void {
    if (!patience.isShort) return;
    this.waiting.set(client, { bytes: bytesOf(client), quietSince: performance.now() });
    this.timer ??= setInterval(() => void this.look(), LOOK_EVERY_MS).unref();
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
    const answers = (await this.probe()) || (await this.probe());
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

  /** Whether the server answers in time; a refusal counts as an answer. */
  private async probe(): Promise<boolean> {
    const client = new pg.Client({ connectionString: this.connectionString });
    client.on('error', () => undefined);
    const asked = client
      .connect()
      .then(() => client.query('SELECT 1'))
      .then(
        () => true,
        (error: unknown) => error instanceof pg.DatabaseError,
      );
    const began = performance.now();
    const late = pause(PROBE_MS).then(async () => {
      // Reads answers that arrived while this process was busy, before they count as missing.
      await turn();
      await turn();
      return performance.now() - began - PROBE_MS > LATE_MS;
    });
    const answers = await Promise.race([asked, late]);
    client.connection.stream.destroy();
    return answers;
  }
}

function bytesOf({ connection }: pg.Client): number {
  return (connection.stream as { readonly bytesRead?: number }).bytesRead ?? 0;
}

/** The error of a connection that gets no answer. */
function silence(): Error {
  return Object.assign(new Error('the database does not answer'), { code: 'ETIMEDOUT' });
}
