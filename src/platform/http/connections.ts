import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';
import { isIPv4 } from 'node:net';
import type { Socket } from 'node:net';
import { Server as SecureServer } from 'node:tls';
import { TokenBuckets } from '../memory/token-buckets';
import { Counter } from '../telemetry/metrics';
import { processLogger } from '../telemetry/logger';
import { type ConnectionPorts, PiecewiseConnection } from './piecewise-connection';
import { TurnBudget } from './turn-budget';

/** Limits of this process for connections and for client addresses. */
export interface ConnectionBounds {
  /** How many requests a connection may send before earlier ones are answered; with more, it is closed. */
  readonly requestsAhead: number;
  /** How long a client may pause within a request, or read nothing of a response. */
  readonly stalledMs: number;
  /** Connections that an address may hold; 0: no limit, and no address is shut out. */
  readonly connectionsPerAddress: number;
  /** Connections that an address may hold before their first answer; with more, the oldest is closed. */
  readonly unansweredPerAddress: number;
  readonly newConnectionsPerAddressPerSecond: number;
  /** How long an address stays shut out after one of its connections was closed for sending too many requests ahead. */
  readonly shutOutMs: number;
  /** Many clients stand behind a trusted proxy, so its connections are not limited. */
  readonly isTrustedProxy: (address: string) => boolean;
  /** Whether the sender of a request was a known caller lately; only such callers pass at an address that is shut out. */
  readonly isKnown: (request: IncomingMessage) => boolean;
  /** Whether a request may be handled; false: it was answered. */
  readonly admit: (request: IncomingMessage, response: ServerResponse) => boolean;
}

const WARN_EVERY_MS = 60_000;
/** Bytes of connections hold a turn of the event loop no longer, and the last piece of them a few milliseconds more. */
const TURN_MS = 10;
/** Connections without an answer that an address may hold while it is shut out. A known caller comes in by pushing out the oldest. */
const UNANSWERED_WHILE_SHUT_OUT = 8;

const closed = new Counter({
  name: 'loyalty_http_connections_closed_total',
  help: 'Connections that the server closed because of a bound.',
  labelNames: ['reason'] as const,
});

/** Enforces the limits on a server. Nothing else may listen to the server's requests. */
export function boundConnections(server: Server, handle: RequestListener, bounds: ConnectionBounds): void {
  const connections = new WeakMap<Socket, PiecewiseConnection>();
  const addresses = bounds.connectionsPerAddress > 0 ? new Addresses(bounds) : undefined;
  const ports: ConnectionPorts = {
    turn: new TurnBudget(TURN_MS),
    handle,
    requestsAhead: bounds.requestsAhead,
    admit: (request, response) => addresses?.admits(request) !== false && bounds.admit(request, response),
    answered: (socket) => addresses?.noteAnswer(socket),
    cutOff: (socket) => {
      closed.inc({ reason: 'pipelined' });
      socket.destroy();
      addresses?.shutOut(socket);
    },
  };
  if (addresses !== undefined) server.on('connection', (socket: Socket) => addresses.accept(socket));
  server.on(connectionEventOf(server), (socket: Socket) => {
    const [parse] = socket.listeners('data') as ((bytes: Buffer) => void)[];
    if (parse !== undefined) connections.set(socket, new PiecewiseConnection(socket, parse, ports));
  });
  server.prependListener('upgrade', (request: IncomingMessage, socket: Socket) => {
    connections.get(socket)?.leave();
    if (addresses?.admits(request) === false) socket.destroy();
  });
  server.on('request', (request, response) => {
    const connection = connections.get(request.socket);
    if (connection === undefined) request.socket.destroy();
    else connection.take(request, response);
  });
  server.setTimeout(bounds.stalledMs, (socket: Socket) => {
    // The time that a slow handler takes does not count as the client's pause.
    if (socket.writableLength === 0 && connections.get(socket)?.isBusy === true) return;
    if (socket.writableLength > 0) closed.inc({ reason: 'unread' });
    socket.destroy();
  });
}

/** The event with which a server takes a connection whose bytes are HTTP. */
export function connectionEventOf(server: Server): 'connection' | 'secureConnection' {
  return server instanceof SecureServer ? 'secureConnection' : 'connection';
}

/**
 * Limits of addresses. A client that sends too many requests ahead is shut out with its address for a while: it opens no connections but few, on which
 * only known callers are answered. A till behind the same router goes on.
 */
class Addresses {
  private readonly open = new Map<string, number>();
  /** Connections without an answer by their ends, the oldest first. A socket of TLS has the same end as the one that it wraps. */
  private readonly unanswered = new Map<string, Map<string, Socket>>();
  private readonly shutOutUntil = new Map<string, number>();
  private readonly arrivals = new TokenBuckets(() => performance.now());
  private warnedAt = -Infinity;

  constructor(private readonly bounds: ConnectionBounds) {}

  accept(socket: Socket): void {
    const client = this.clientOf(socket);
    // A socket that another protocol gives back was accepted before.
    if (client === undefined || this.unanswered.get(client)?.has(endOf(socket)) === true) return;
    const others = this.open.get(client) ?? 0;
    if (others >= this.bounds.connectionsPerAddress) {
      this.refuse(socket, 'address');
      this.warn(others);
      return;
    }
    if (!this.arrivals.take(client, this.bounds.newConnectionsPerAddressPerSecond).allowed) {
      this.refuse(socket, 'arrivals');
      return;
    }
    this.open.set(client, others + 1);
    const waiting = this.unanswered.get(client) ?? new Map<string, Socket>();
    this.unanswered.set(client, waiting.set(endOf(socket), socket));
    socket.once('close', () => this.forget(client, socket));
    const [oldest] = waiting.values();
    const most = this.isShutOut(client) ? UNANSWERED_WHILE_SHUT_OUT : this.bounds.unansweredPerAddress;
    if (waiting.size > most && oldest !== undefined) this.refuse(oldest, 'unanswered');
  }

  admits(request: IncomingMessage): boolean {
    if (this.shutOutUntil.size === 0) return true;
    const client = this.clientOf(request.socket);
    if (client === undefined || !this.isShutOut(client)) return true;
    const isWaiting = this.unanswered.get(client)?.has(endOf(request.socket)) === true;
    if (!isWaiting || this.bounds.isKnown(request)) return true;
    this.refuse(request.socket, 'shut_out');
    return false;
  }

  noteAnswer(socket: Socket): void {
    const client = this.clientOf(socket);
    if (client !== undefined) this.leaveUnanswered(client, socket);
  }

  /** Connections that had an answer stay. */
  shutOut(socket: Socket): void {
    const client = this.clientOf(socket);
    if (client === undefined) return;
    const now = performance.now();
    // All addresses stay equally long, so the oldest come first.
    for (const [other, end] of this.shutOutUntil) {
      if (end > now) break;
      this.shutOutUntil.delete(other);
    }
    this.shutOutUntil.delete(client);
    this.shutOutUntil.set(client, now + this.bounds.shutOutMs);
    for (const waiting of this.unanswered.get(client)?.values() ?? [])
      if (!waiting.destroyed && waiting !== socket) this.refuse(waiting, 'shut_out');
  }

  private isShutOut(client: string): boolean {
    return (this.shutOutUntil.get(client) ?? 0) > performance.now();
  }

  /** Undefined for an address without limits. */
  private clientOf({ remoteAddress }: Socket): string | undefined {
    return remoteAddress === undefined || this.bounds.isTrustedProxy(remoteAddress)
      ? undefined
      : clientOf(remoteAddress);
  }

  private refuse(socket: Socket, reason: string): void {
    closed.inc({ reason });
    socket.destroy();
  }

  private warn(connections: number): void {
    if (performance.now() - this.warnedAt < WARN_EVERY_MS) return;
    this.warnedAt = performance.now();
    processLogger().event('warn', 'an address has too many connections; a proxy belongs into TRUST_PROXY', {
      connections,
    });
  }

  private forget(client: string, socket: Socket): void {
    const left = (this.open.get(client) ?? 1) - 1;
    if (left > 0) this.open.set(client, left);
    else this.open.delete(client);
    this.leaveUnanswered(client, socket);
  }

  private leaveUnanswered(client: string, socket: Socket): void {
    const waiting = this.unanswered.get(client);
    if (waiting?.delete(endOf(socket)) === true && waiting.size === 0) this.unanswered.delete(client);
  }
}

function endOf({ remoteAddress, remotePort }: Socket): string {
  return `${String(remoteAddress)} ${String(remotePort)}`;
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
