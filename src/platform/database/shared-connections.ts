import pg from 'pg';

/** One connection with all who wait for it. */
interface Shared {
  readonly client: pg.Client;
  readonly opened: Promise<unknown>;
  /** Statements whose answers have not come. */
  waiting: number;
  /** Whether what is sent is held back until the event at hand is dealt with. */
  gathers: boolean;
}

/**
 * Connections that all callers use at once: a statement is sent behind those whose answers have not come yet, and what
 * is sent because of one event goes to the server in one piece. The server answers in the same order, each
 * statement as a transaction of its own, so that one's failure is nobody else's. Since each waits for those before it,
 * only short statements belong here. A connection is opened when all others are busy, and anew after it was lost.
 */
export class SharedConnections {
  private readonly connections: Shared[] = [];

  constructor(
    private readonly configuration: pg.ClientConfig,
    private readonly max: number,
  ) {}

  /** @throws whatever the server says; when the connection is lost, whether the statement was carried out is unknown. */
  async query<Row extends object>(statement: pg.QueryConfig): Promise<Row[]> {
    const connection = this.leastBusy();
    connection.waiting += 1;
    try {
      await connection.opened;
      gather(connection);
      const result = await connection.client.query<Row>(statement);
      return result.rows;
    } finally {
      connection.waiting -= 1;
    }
  }

  /** Resolves when what was sent is answered and the connections are closed. */
  async end(): Promise<void> {
    await Promise.all(this.connections.map(({ client }) => client.end()));
  }

  private leastBusy(): Shared {
    const [first, ...others] = this.connections;
    if (first === undefined) return this.open();
    const best = others.reduce((least, other) => (other.waiting < least.waiting ? other : least), first);
    return best.waiting === 0 || this.connections.length === this.max ? best : this.open();
  }

  private open(): Shared {
    const client = new pg.Client({ ...this.configuration, pipeline: true });
    const opened = client.connect();
    const connection: Shared = { client, opened, waiting: 0, gathers: false };
    const forget = (): void => {
      const place = this.connections.indexOf(connection);
      if (place >= 0) this.connections.splice(place, 1);
    };
    // Whoever waits for its answers is told by their own failure.
    client.on('error', forget);
    client.on('end', forget);
    opened.catch(forget);
    this.connections.push(connection);
    return connection;
  }
}

/** A write to a socket costs the process more than most of what is written, so it is done once for many statements. */
function gather(connection: Shared): void {
  if (connection.gathers) return;
  connection.gathers = true;
  const { stream } = connection.client.connection;
  stream.cork();
  process.nextTick(() => {
    connection.gathers = false;
    stream.uncork();
  });
}
