import { setImmediate as turn, setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { patience } from '../settings/patience';

/** How often connections that wait are looked at. */
const LOOK_EVERY_MS = 200;
/** After so long without a byte on any connection that waits, the server is asked whether it is there. */
const QUIET_MS = 400;
/** The server's time to answer that, twice. */
const PROBE_MS = 600;
/** A process that is itself this late judges nobody. */
const LATE_MS = 250;

interface Waiting {
  bytes: number;
  quietSince: number;
}

/**
 * Finds a server that hangs: it keeps its connections and answers nothing, so that statements would be waited for without
 * end. Within 2 s every statement that waits fails then, and new connections are refused at once until the server answers
 * again. A long statement of a server that is there is never touched. A command waits instead: a busy machine would end its work.
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
      // One that was idle until now hangs as the others do.
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

  /** Whether a connection waits, and none has heard anything for a while. */
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

  /** Whether the server answers in time, be it by a refusal, as far as this process can tell. */
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
      // Answers that came while this process was busy are read before they are missed.
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

/** As a connection fails that nobody answers. */
function silence(): Error {
  return Object.assign(new Error('the database does not answer'), { code: 'ETIMEDOUT' });
}
