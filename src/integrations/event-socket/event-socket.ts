import type { IncomingMessage, Server } from 'node:http';
import type { Socket } from 'node:net';
import proxyAddr from '@fastify/proxy-addr';
import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { type AbstractHttpAdapter, HttpAdapterHost } from '@nestjs/core';
import { type WebSocket, WebSocketServer } from 'ws';
import { Networks } from '../../configuration';
import { takeUpgrades } from '../../platform/http/upgrades';
import { DEFAULT_LANGUAGE, languageOfHeader } from '../../platform/language/language';
import { ProblemError } from '../../platform/problems/problem';
import { settings } from '../../platform/settings/settings';
import { Logger } from '../../platform/telemetry/logger';
import { ApiKeys, type KeyPrincipal, RateLimiter } from '../../security';
import { EventWatch, PublishedEvents } from '../stream-events';
import { EventStreams } from '../events/event-streams';
import { CLOSE, type SessionPorts, SocketSession } from './socket-session';

const PATH = '/api/events/socket';
/** The largest message of a client: 1 MiB. A larger one closes the connection with 1009. */
const MAX_MESSAGE_BYTES = 1_048_576;
/** The most connections with a known key. */
const MAX_SOCKETS = 500;
/** The most connections whose key is not known yet, in total and of one address. Connections with a known key don't count here. */
const MAX_STRANGERS = 200;
const MAX_STRANGERS_PER_ADDRESS = 10;
/** The most handshakes whose key is being looked up. */
const MAX_LOOK_UPS = 100;
/** A client that has not authenticated by then is disconnected. */
const AUTHENTICATE_WITHIN_MS = 10_000;
/** How often a ping looks for dead connections, and the key of each connection is checked again. */
const PING_EVERY_MS = 30_000;
const BEARER = /^bearer /i;

/** The WebSocket on which services publish events and follow the event log. */
@Injectable()
export class EventSocket implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly server = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_MESSAGE_BYTES,
    // Handles one message of a connection in each turn of the event loop, however many messages arrived together.
    allowSynchronousEvents: false,
  });
  private readonly trusts = proxyAddr.compile([...settings.trustProxy]);
  private readonly answered = new WeakSet<WebSocket>();
  private readonly sessions = new Map<WebSocket, SocketSession>();
  /** Addresses of connections whose keys are not known yet. */
  private readonly strangers = new Map<WebSocket, string>();
  private lookUps = 0;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly host: HttpAdapterHost,
    private readonly streams: EventStreams,
    private readonly published: PublishedEvents,
    private readonly watch: EventWatch,
    private readonly keys: ApiKeys,
    private readonly limiter: RateLimiter,
    private readonly networks: Networks,
    private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    // A worker process has no HTTP server.
    const adapter = this.host.httpAdapter as AbstractHttpAdapter | null | undefined;
    if (adapter == null) return;
    takeUpgrades(adapter.getHttpServer() as Server, PATH, (request, socket, head) => this.take(request, socket, head));
    this.timer = setInterval(() => this.ping(), PING_EVERY_MS);
    this.timer.unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
    for (const socket of this.sessions.keys()) {
      socket.close(CLOSE.ending);
      // The process does not wait at its end for clients that don't answer.
      socket.terminate();
    }
  }

  private take(request: IncomingMessage, socket: Socket, head: Buffer): void {
    // Until the server of the WebSocket has the socket, nothing else listens to its failures.
    socket.on('error', () => socket.destroy());
    const address = proxyAddr(request, this.trusts);
    const open = (): void =>
      this.server.handleUpgrade(request, socket, head, (opened) => this.open(opened, request, address));
    const refuse = (status: string): void =>
      void socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nRetry-After: 10\r\nContent-Length: 0\r\n\r\n`);
    const { authorization } = request.headers;
    const refused = this.refusalOfStranger(address);
    if (this.sessions.size - this.strangers.size >= MAX_SOCKETS) refuse('503 Service Unavailable');
    else if (refused === undefined) open();
    else if (authorization === undefined) refuse(refused);
    // A valid key in the handshake needs no place of a stranger, so strangers behind the same address can't keep it out.
    else
      this.isValid(tokenOf(authorization), address).then(
        (isValid) => (isValid ? open() : refuse(refused)),
        (err: unknown) => {
          this.logger.event('error', 'a handshake of the event socket failed', { err });
          refuse('503 Service Unavailable');
        },
      );
  }

  private refusalOfStranger(address: string): string | undefined {
    if (this.strangers.size >= MAX_STRANGERS) return '503 Service Unavailable';
    const ofAddress = [...this.strangers.values()].filter((other) => other === address).length;
    return ofAddress >= MAX_STRANGERS_PER_ADDRESS ? '429 Too Many Requests' : undefined;
  }

  private async isValid(token: string, address: string): Promise<boolean> {
    if (this.keys.isRemembered(token)) return true;
    if (this.lookUps >= MAX_LOOK_UPS) return false;
    this.lookUps += 1;
    try {
      return (await this.findPrincipal(token, address)) !== undefined;
    } catch (error) {
      if (error instanceof ProblemError && error.code === 'rate_limited') return false;
      throw error;
    } finally {
      this.lookUps -= 1;
    }
  }

  /** @throws ProblemError `rate_limited` */
  private async findPrincipal(token: string, address: string): Promise<KeyPrincipal | undefined> {
    // Counted before the key is looked up, so that invalid keys can't cost the database more than their address is allowed.
    const isRemembered = this.keys.isRemembered(token);
    if (!isRemembered) this.limiter.takeUnauthenticated(address);
    const principal = await this.keys.authenticate(token);
    if (principal !== undefined && !isRemembered) this.limiter.giveBackUnauthenticated(address);
    return principal;
  }

  private open(socket: WebSocket, request: IncomingMessage, address: string): void {
    const language = languageOfHeader(request.headers['accept-language']) ?? DEFAULT_LANGUAGE;
    const session = new SocketSession(socket, language, this.portsOf(socket, address));
    this.sessions.set(socket, session);
    this.strangers.set(socket, address);
    const { socket: stream } = request;
    const before = stream.bytesRead;
    stream.on('data', () => session.noteBytes(stream.bytesRead - before));
    this.answered.add(socket);
    socket.on('pong', () => this.answered.add(socket));
    // A frame that breaks the protocol closes the connection by itself.
    socket.on('error', () => socket.terminate());
    const patience = setTimeout(() => {
      if (!session.isAuthenticated) session.cutOff(CLOSE.unauthenticated, 'unauthenticated');
    }, AUTHENTICATE_WITHIN_MS);
    patience.unref();
    socket.on('close', () => {
      clearTimeout(patience);
      this.sessions.delete(socket);
      this.strangers.delete(socket);
    });
    const { authorization } = request.headers;
    if (authorization !== undefined) {
      session
        .authenticate(tokenOf(authorization))
        .catch(() => session.cutOff(CLOSE.unauthenticated, 'unauthenticated'));
    }
  }

  private portsOf(socket: WebSocket, address: string): SessionPorts {
    return {
      streams: this.streams,
      published: this.published,
      watch: this.watch,
      logger: this.logger,
      admit: async (token) => {
        const principal = await this.findPrincipal(token, address);
        if (principal === undefined) throw new ProblemError('unauthenticated');
        return { principal, network: (await this.networks.getProfile(principal.networkId)).code };
      },
      count: (networkId) => void this.limiter.takeTillActs(networkId),
      countFault: () => void this.limiter.takeUnauthenticated(address),
      admitted: () => this.strangers.delete(socket),
    };
  }

  private ping(): void {
    for (const [socket, session] of this.sessions) {
      if (!this.answered.has(socket)) {
        socket.terminate();
        continue;
      }
      this.answered.delete(socket);
      socket.ping();
      session.renew().catch((error: unknown) => {
        const isOver = error instanceof ProblemError && error.code === 'unauthenticated';
        if (isOver) session.cutOff(CLOSE.unauthenticated, error.code);
      });
    }
  }
}

function tokenOf(authorization: string): string {
  return authorization.replace(BEARER, '');
}
