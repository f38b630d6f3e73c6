import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';
import { isIPv4 } from 'node:net';
import type { Socket } from 'node:net';
import { Counter } from '../telemetry/metrics';
import { processLogger } from '../telemetry/logger';

/** Limits for connections and for addresses in this process. */
export interface ConnectionBounds {
  /** Requests that a connection may send ahead of the responses to earlier ones; with more it is closed. */
  readonly requestsAhead: number;
  /** How long a client may pause within a request, or read nothing of a response. */
  readonly stalledMs: number;
  /** Connections that an address may hold; 0 is any number, and no address is shut out. */
  readonly connectionsPerAddress: number;
  /** How long an address opens no connection after one of its own was closed for sending too far ahead. */
  readonly shutOutMs: number;
  /** Many clients stand behind a trusted proxy, so its connections are not limited. */
  readonly isTrustedProxy: (address: string) => boolean;
}

const WARN_EVERY_MS = 60_000;

const closed = new Counter({
  name: 'loyalty_http_connections_closed_total',
  help: 'Connections that the server closed because of a bound.',
  labelNames: ['reason'] as const,
});

/** Enforces the limits for a server, which must have no other listener for requests. */
export function boundConnections(server: Server, handle: RequestListener, bounds: ConnectionBounds): void {
  const turns = new WeakMap<Socket, Turns>();
  const shutOut = new ShutOut(bounds);
  server.on('request', (request, response) => {
    const { socket } = request;
    let turnsOfSocket = turns.get(socket);
    if (turnsOfSocket === undefined)
      turns.set(socket, (turnsOfSocket = new Turns(socket, handle, bounds.requestsAhead, shutOut)));
    turnsOfSocket.take(request, response);
  });
  server.setTimeout(bounds.stalledMs, (socket: Socket) => {
    // The time of a slow handler does not count against its client.
    if (socket.writableLength === 0 && turns.get(socket)?.isBusy === true) return;
    if (socket.writableLength > 0) closed.inc({ reason: 'unread' });
    socket.destroy();
  });
  if (bounds.connectionsPerAddress > 0) limitAddresses(server, bounds, shutOut);
}

/**
 * Addresses that may open no connection for a while. The bytes that a client sent at once are parsed before it can be cut
 * off, some 30 ms of a process: one that came back at once would hold up all others. Connections that are open stay.
 */
class ShutOut {
  private readonly until = new Map<string, number>();

  constructor(private readonly bounds: ConnectionBounds) {}

  add(address: string | undefined): void {
    if (address === undefined || this.bounds.isTrustedProxy(address)) return;
    const now = performance.now();
    // The oldest come first, because all of them stay as long.
    for (const [client, end] of this.until) {
      if (end > now) break;
      this.until.delete(client);
    }
    const client = clientOf(address);
    this.until.delete(client);
    this.until.set(client, now + this.bounds.shutOutMs);
  }

  has(client: string): boolean {
    return (this.until.get(client) ?? 0) > performance.now();
  }
}

/**
 * The requests of one connection, handled one after another. Clients may send the next before the first is answered
 * (pipelining), and Node would handle all at once and keep every response until the client reads: a few kilobytes of
 * requests became gigabytes of responses. Handled in turn, a connection holds one unsent response.
 */
class Turns {
  isBusy = false;
  private readonly waiting: [IncomingMessage, ServerResponse][] = [];

  constructor(
    private readonly socket: Socket,
    private readonly handle: RequestListener,
    private readonly mostWaiting: number,
    private readonly shutOut: ShutOut,
  ) {}

  take(request: IncomingMessage, response: ServerResponse): void {
    if (this.socket.destroyed) return;
    if (!this.isBusy) {
      this.begin(request, response);
      return;
    }
    if (this.waiting.length < this.mostWaiting) {
      this.waiting.push([request, response]);
      return;
    }
    closed.inc({ reason: 'pipelined' });
    this.shutOut.add(this.socket.remoteAddress);
    this.waiting.length = 0;
    this.socket.destroy();
  }

  private beginNext([request, response]: [IncomingMessage, ServerResponse]): void {
    if (!this.socket.destroyed) this.begin(request, response);
  }

  private begin(request: IncomingMessage, response: ServerResponse): void {
    this.isBusy = true;
    response.once('close', () => {
      const next = this.waiting.shift();
      this.isBusy = next !== undefined;
      // In a turn of the loop of its own, so that those of a connection hold up no other.
      if (next !== undefined) setImmediate(() => this.beginNext(next));
    });
    this.handle(request, response);
  }
}

function limitAddresses(
  server: Server,
  { connectionsPerAddress, isTrustedProxy }: ConnectionBounds,
  shutOut: ShutOut,
): void {
  const open = new Map<string, number>();
  let warnedAt = -Infinity;
  server.on('connection', (socket: Socket) => {
    const { remoteAddress } = socket;
    if (remoteAddress === undefined || isTrustedProxy(remoteAddress)) return;
    const client = clientOf(remoteAddress);
    if (shutOut.has(client)) {
      closed.inc({ reason: 'shut_out' });
      socket.destroy();
      return;
    }
    const others = open.get(client) ?? 0;
    if (others >= connectionsPerAddress) {
      closed.inc({ reason: 'address' });
      socket.destroy();
      if (performance.now() - warnedAt < WARN_EVERY_MS) return;
      warnedAt = performance.now();
      processLogger().event('warn', 'an address has too many connections; a proxy belongs into TRUST_PROXY', {
        connections: others,
      });
      return;
    }
    open.set(client, others + 1);
    socket.once('close', () => {
      const left = (open.get(client) ?? 1) - 1;
      if (left > 0) open.set(client, left);
      else open.delete(client);
    });
  });
}

/** The IPv4 address, or the first 64 bits of an IPv6 address, because one client has that whole network. */
export function clientOf(address: string): string {
  const mapped = address.replace(/^::ffff:/i, '');
  if (isIPv4(mapped)) return mapped;
  const [before = '', after = ''] = address.split('%', 1)[0]?.split('::') ?? [];
  const groupsOf = (part: string): string[] => part.split(':').filter((group) => group !== '');
  const [front, back] = [groupsOf(before), groupsOf(after)];
  const zeros = Array<string>(Math.max(0, 8 - front.length - back.length)).fill('0');
  return [...front, ...zeros, ...back].slice(0, 4).join(':');
}
