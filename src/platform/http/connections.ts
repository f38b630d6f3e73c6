import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';
import { isIPv4 } from 'node:net';
import type { Socket } from 'node:net';
import { Counter } from '../telemetry/metrics';
import { processLogger } from '../telemetry/logger';

/** Limits of this process for connections and for client addresses. */
export interface ConnectionBounds {
  /** How many requests a connection may send before earlier ones are answered; with more, it is closed. */
  readonly requestsAhead: number;
  /** How long a client may pause within a request, or read nothing of a response. */
  readonly stalledMs: number;
  /** Connections that an address may hold; 0: no limit, and no address is shut out. */
  readonly connectionsPerAddress: number;
  /** How long an address may open no connection after one of its connections was closed for sending too many requests ahead. */
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

/** Enforces the limits on a server. Nothing else may listen to the server's requests. */
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
    // The time that a slow handler takes does not count as the client's pause.
    if (socket.writableLength === 0 && turns.get(socket)?.isBusy === true) return;
    if (socket.writableLength > 0) closed.inc({ reason: 'unread' });
    socket.destroy();
  });
  if (bounds.connectionsPerAddress > 0) limitAddresses(server, bounds, shutOut);
}

/**
 * Addresses that may not open connections for a while. Parsing what a client sent at once takes this process some 30 ms before the client can be
 * cut off, so a client that reconnected at once would delay all others. Open connections stay.
 */
class ShutOut {
  private readonly until = new Map<string, number>();

  constructor(private readonly bounds: ConnectionBounds) {}

  add(address: string | undefined): void {
    if (address === undefined || this.bounds.isTrustedProxy(address)) return;
    const now = performance.now();
    // All addresses stay equally long, so the oldest come first.
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
 * Handles the requests of one connection one after another. A client may send the next request before the first is answered (pipelining); Node
 * would then handle all at once and keep every response until the client reads, so kilobytes of requests would become gigabytes of responses. Here
 * a connection holds one unsent response.
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
      // The next request starts in a later turn of the event loop, so that one connection does not delay others.
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

/**
 * The client by its address: an IPv4 address, or the first 64 bits of an IPv6 address, because one client usually has all addresses that share
 * them.
 */
export function clientOf(address: string): string {
  const mapped = address.replace(/^::ffff:/i, '');
  if (isIPv4(mapped)) return mapped;
  const [before = '', after = ''] = address.split('%', 1)[0]?.split('::') ?? [];
  const groupsOf = (part: string): string[] => part.split(':').filter((group) => group !== '');
  const [front, back] = [groupsOf(before), groupsOf(after)];
  const zeros = Array<string>(Math.max(0, 8 - front.length - back.length)).fill('0');
  return [...front, ...zeros, ...back].slice(0, 4).join(':');
}
