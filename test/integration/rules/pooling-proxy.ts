import { connect, type Socket } from 'node:net';
import { DatabaseProxy } from '../../support/database-proxy';

const TERMINATE = 'X';
const READY = 'Z';
const IDLE = 'I'.charCodeAt(0);
const LENGTH = 4;

/** A connection to PostgreSQL, with the client whose transaction it runs. */
interface Backend {
  readonly socket: Socket;
  client: Client | null;
}

interface Client {
  readonly socket: Socket;
  /** Bytes of the client since its last transaction ended. */
  asked: Buffer[];
  backend: Backend | null;
  lastBackend: Backend | null;
}

/**
 * A transaction pooler as PgBouncer is one, of one role and database: it hands a connection of the server to a client for
 * a transaction, then to the next client. It does not follow prepared statements, as no release of PgBouncer before 1.21 did.
 * Signing in passes through: the connection on which a client did it then is one of the pool's.
 */
export class PoolingProxy extends DatabaseProxy {
  private idle: Backend[] = [];
  private backends = 0;
  private readonly queue: Client[] = [];
  /** How often a client's transaction was on another connection than its one before. */
  moves = 0;

  private constructor(
    databaseUrl: string,
    private readonly max: number,
  ) {
    super(databaseUrl);
  }

  static start(databaseUrl: string, max: number): Promise<PoolingProxy> {
    return new PoolingProxy(databaseUrl, max).listen();
  }

  /** A client signs in on a new connection, which then joins the pool. */
  protected override join(socket: Socket): void {
    const client: Client = { socket, asked: [], backend: null, lastBackend: null };
    const backend: Backend = { socket: connect(this.target), client };
    this.backends += 1;
    this.watch(socket);
    this.watch(backend.socket);
    let isSignedIn = false;
    socket.on('data', (chunk) => {
      if (!isSignedIn) backend.socket.write(chunk);
    });
    const answers = new Frames();
    backend.socket.on('data', (chunk) => {
      for (const frame of answers.of(chunk)) {
        backend.client?.socket.write(frame);
        if (frame[0] !== READY.charCodeAt(0) || frame[LENGTH + 1] !== IDLE) continue;
        if (!isSignedIn) {
          isSignedIn = true;
          this.serveClient(client);
        }
        this.release(backend);
      }
    });
  }

  private serveClient(client: Client): void {
    const messages = new Frames();
    client.socket.on('data', (chunk) => {
      for (const frame of messages.of(chunk)) {
        if (frame[0] === TERMINATE.charCodeAt(0)) client.socket.end();
        else if (client.backend !== null) client.backend.socket.write(frame);
        else {
          if (client.asked.length === 0) this.queue.push(client);
          client.asked.push(frame);
        }
      }
      this.serve();
    });
  }

  private release(backend: Backend): void {
    if (backend.client !== null) {
      backend.client.lastBackend = backend;
      backend.client.backend = null;
      backend.client = null;
    }
    if (this.backends > this.max) {
      this.backends -= 1;
      backend.socket.end();
    } else this.idle.push(backend);
    this.serve();
  }

  /** Gives a free connection to the client that has waited longest; one that it has not had before, if possible. */
  private serve(): void {
    while (this.idle.length > 0) {
      const client = this.queue.shift();
      if (client === undefined) return;
      const backend = this.idle.find((one) => one !== client.lastBackend) ?? this.idle[0];
      if (backend === undefined) return;
      this.idle = this.idle.filter((one) => one !== backend);
      if (client.lastBackend !== null && client.lastBackend !== backend) this.moves += 1;
      Object.assign(backend, { client });
      client.backend = backend;
      for (const frame of client.asked.splice(0)) backend.socket.write(frame);
    }
  }
}

/** Messages of PostgreSQL's protocol, each a letter, its length and its bytes, out of what arrives in pieces. */
class Frames {
  private rest: Buffer = Buffer.alloc(0);

  *of(chunk: Buffer): Generator<Buffer> {
    this.rest = Buffer.concat([this.rest, chunk]);
    while (this.rest.length > LENGTH) {
      const end = 1 + this.rest.readInt32BE(1);
      if (this.rest.length < end) return;
      const frame = this.rest.subarray(0, end);
      this.rest = this.rest.subarray(end);
      yield frame;
    }
  }
}
