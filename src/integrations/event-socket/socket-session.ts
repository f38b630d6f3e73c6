import type { WebSocket } from 'ws';
import { judge } from '../../platform/http/failure';
import { parseJsonBody } from '../../platform/http/json-body';
import { renderProblem } from '../../platform/http/problem.renderer';
import { faultsOf } from '../../platform/http/schema-faults';
import { newId } from '../../platform/ids/ids';
import type { Language } from '../../platform/language/language';
import { ProblemError, found } from '../../platform/problems/problem';
import { Logger } from '../../platform/telemetry/logger';
import { type KeyPrincipal, mayUse, type Permission, requirePermission } from '../../security';
import {
  type EventWatch,
  parseTopic,
  type PublishedEvents,
  STREAM_EVENT_TYPES,
  type StreamEventType,
  topicOf,
} from '../stream-events';
import { fitsTopics } from '../events/event-pattern.rules';
import { type EventPosition, textOfPosition } from '../events/event-position.rules';
import type { EventStreams, StreamPiece } from '../events/event-streams';
import { EVENT_TYPES } from '../events/event-types';
import { type MessageOf, type SocketAnswer, type SocketMessage, socketMessageSchema } from './socket-message.dto';

/** The most messages of a client that are processed at once; further ones wait, and reading pauses. */
const MAX_UNDER_WAY = 32;
/** The largest message with a key, for a client whose handshake had none. */
const MAX_STRANGER_BYTES = 4_096;
/** With more bytes than this that the client has not read yet, its events stay in the log. */
const MAX_UNREAD_BYTES = 1_048_576;
/** A client that sends requests without reading its answers is disconnected at this many unread bytes. */
const MOST_UNREAD_BYTES = 2 * MAX_UNREAD_BYTES;
const LOOK_FOR_ROOM_MS = 50;
/** A client that reads nothing for so long is disconnected. */
const UNREAD_FOR_MS = 30_000;

/** Close codes: those of RFC 6455, and our own from 4000 on. */
export const CLOSE = { tooSlow: 1013, ending: 1001, refused: 1008, unauthenticated: 4401 } as const;

interface Admission {
  readonly principal: KeyPrincipal;
  /** Code of the network. */
  readonly network: string;
}

export interface SessionPorts {
  readonly streams: EventStreams;
  readonly published: PublishedEvents;
  readonly watch: EventWatch;
  readonly logger: Logger;
  /**
   * The caller of a key. A connection that has a caller gets no further rights by another key.
   * @throws ProblemError `unauthenticated`, `rate_limited`
   */
  readonly admit: (token: string) => Promise<Admission>;
  /** Counts a message against the network's limit of till acts. @throws ProblemError `rate_limited` */
  readonly count: (networkId: string) => void;
  /** Counts an invalid message against its address. @throws ProblemError `rate_limited` */
  readonly countFault: () => void;
  /** Called once, when the key is known. */
  readonly admitted: () => void;
}

/** One connection of the event socket: its client's requests, and the events that the client follows. */
export class SocketSession {
  private token: string | undefined;
  private admission: Admission | undefined;
  private following: AsyncGenerator<StreamPiece, undefined> | undefined;
  private endWatch: (() => void) | undefined;
  private underWay = 0;
  private readonly waiting: (string | undefined)[] = [];
  private isOver = false;
  private hasBegunSignIn = false;
  /** Messages that change the connection run one after another, and published events wait for them. */
  private settled: Promise<void> = Promise.resolve();

  constructor(
    private readonly socket: WebSocket,
    private readonly language: Language,
    private readonly ports: SessionPorts,
  ) {
    socket.on('message', (data: Buffer, isBinary) => this.take(isBinary ? undefined : data.toString('utf8')));
    socket.on('close', () => this.end());
  }

  get isAuthenticated(): boolean {
    return this.admission !== undefined;
  }

  /** Signs in with the key of the handshake. @throws ProblemError `unauthenticated`, `rate_limited` */
  authenticate(token: string): Promise<void> {
    this.beginSignIn();
    return this.inTurn(() => this.admit(token, null));
  }

  /** Stops reading from the client until the sign-in is done. */
  private beginSignIn(): void {
    this.hasBegunSignIn = true;
    this.socket.pause();
  }

  /** Limits what a client may send before it signs in. @param bytes all bytes received so far */
  noteBytes(bytes: number): void {
    if (!this.hasBegunSignIn && bytes > MAX_STRANGER_BYTES) this.cutOff();
  }

  /** Ends the connection at once; messages that were read but not processed are dropped. */
  cutOff(code?: number, reason?: string): void {
    if (code !== undefined) this.socket.close(code, reason);
    this.end();
    // Waits a turn, so that the close frame is sent first.
    setImmediate(() => this.socket.terminate());
  }

  private end(): void {
    this.isOver = true;
    this.waiting.length = 0;
    this.unsubscribe();
  }

  private async admit(token: string, id: string | null): Promise<void> {
    const admission = await this.ports.admit(token);
    if (this.admission !== undefined && this.admission.principal.networkId !== admission.principal.networkId)
      throw new ProblemError('unauthenticated');
    if (this.admission === undefined) {
      this.ports.admitted();
      this.socket.resume();
    }
    this.token = token;
    this.admission = admission;
    this.answer({ type: 'ready', id, network: admission.network });
  }

  /** Checks that the key is still valid. @throws ProblemError `unauthenticated` */
  async renew(): Promise<void> {
    if (this.token !== undefined) this.admission = await this.ports.admit(this.token);
  }

  /** Frames that were read before the pause still arrive; they wait here, at most as many as one read brought. */
  private take(text: string | undefined): void {
    if (this.isOver) return;
    if (this.underWay >= MAX_UNDER_WAY) {
      this.waiting.push(text);
      this.socket.pause();
      return;
    }
    this.underWay += 1;
    void this.handle(text).finally(() => {
      this.underWay -= 1;
      if (this.isOver) return;
      if (this.waiting.length > 0) this.take(this.waiting.shift());
      else if (this.socket.isPaused) this.socket.resume();
    });
  }

  private async handle(text: string | undefined): Promise<void> {
    let id: string | null = null;
    try {
      const message = this.read(text);
      id = message.id ?? null;
      await (message.type === 'publish'
        ? this.settled.then(() => this.publish(message, id))
        : this.inTurn(() => this.obey(message, id)));
    } catch (err) {
      const { problem, log } = judge(err);
      if (log !== null) this.ports.logger.event(log, 'a message of the event socket failed', { err });
      this.answer({ type: 'problem', id, problem: renderProblem(problem, newId(), this.language) });
      if (problem.code === 'unauthenticated') this.cutOff(CLOSE.unauthenticated, problem.code);
      if (problem.code === 'invalid_body') this.countFault();
    }
  }

  /** Reads a message; before sign-in only the one with the key is allowed. @throws ProblemError `invalid_body`, `unauthenticated` */
  private read(text: string | undefined): SocketMessage {
    if (this.hasBegunSignIn) return parseMessage(text);
    this.beginSignIn();
    const message = parsedMessage(text);
    if (message?.type !== 'authenticate') throw new ProblemError('unauthenticated');
    return message;
  }

  private countFault(): void {
    try {
      this.ports.countFault();
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      this.cutOff(CLOSE.refused, error.code);
    }
  }

  private inTurn(change: () => Promise<void>): Promise<void> {
    const turn = this.settled.then(change);
    this.settled = turn.catch(() => undefined);
    return turn;
  }

  private async obey(message: Exclude<SocketMessage, MessageOf<'publish'>>, id: string | null): Promise<void> {
    switch (message.type) {
      case 'authenticate':
        return this.admit(message.token, id);
      case 'subscribe':
        return this.subscribe(message, id);
      case 'unsubscribe':
        this.unsubscribe();
        this.answer({ type: 'unsubscribed', id });
    }
  }

  private async publish({ topic: named, event }: MessageOf<'publish'>, id: string | null): Promise<void> {
    const { principal } = this.permitted('events.publish', 'write');
    const topic = found(parseTopic(named));
    this.ports.count(principal.networkId);
    const asker = { principal, space: principal.integrationId, requestId: newId() };
    const [outcome] = await this.ports.published.publish(asker, topic, [event ?? null], this.language);
    if (outcome === undefined) throw new Error('an event was left without an outcome');
    this.answer({ type: 'outcome', id, outcome });
  }

  /** Starts a subscription, which replaces an earlier one of the connection. */
  private async subscribe({ topics, after }: MessageOf<'subscribe'>, id: string | null): Promise<void> {
    const { principal, network } = this.permitted('events.read', 'read');
    const fits = fitsTopics(topics, network);
    const published = STREAM_EVENT_TYPES.filter(fits);
    // A pattern that matches nothing is probably a typing mistake, so it is refused instead of staying silent.
    if (published.length === 0 && !Object.keys(EVENT_TYPES).some(fits))
      throw new ProblemError('invalid_body', {}, [{ path: 'topics', code: 'not_valid', message: '' }]);
    const shown = published.filter((type) => mayWatch(principal, type));
    if (shown.length === 0 && published.length > 0 && !Object.keys(EVENT_TYPES).some(fits))
      throw new ProblemError('forbidden');
    this.unsubscribe();
    const pieces = await this.ports.streams.follow(principal.networkId, after ?? undefined, fits);
    const first = await pieces.next();
    if (first.value === undefined) throw new ProblemError('unavailable');
    this.following = pieces;
    if (shown.length > 0) await this.watch(principal.networkId, network, new Set(shown));
    this.answer({ type: 'subscribed', id, position: textOfPosition(first.value.position) });
    void this.follow(pieces, network, fits, first.value.position);
  }

  /** Sends published events to the client. While the client does not read, it misses them, because published events are not stored. */
  private async watch(networkId: string, network: string, shown: ReadonlySet<StreamEventType>): Promise<void> {
    const end = await this.ports.watch.watch(networkId, (type, event) => {
      if (shown.has(type) && this.socket.bufferedAmount <= MAX_UNREAD_BYTES)
        this.answer({ type: 'published', topic: topicOf(network, type), event });
    });
    // The connection may have closed meanwhile.
    if (this.following === undefined || this.socket.readyState !== this.socket.OPEN) end();
    else this.endWatch = end;
  }

  private unsubscribe(): void {
    const { following } = this;
    this.following = undefined;
    this.endWatch?.();
    this.endWatch = undefined;
    // Not awaited, because a stream ends only after its current look at the log.
    void following?.return(undefined);
  }

  /** Sends the pieces of a stream, and starts the next stream when its time is over, until the client follows another one. */
  private async follow(
    begun: AsyncGenerator<StreamPiece, undefined>,
    network: string,
    fits: (type: string) => boolean,
    from: EventPosition,
  ): Promise<void> {
    let pieces = begun;
    let position = from;
    try {
      while (this.following === pieces) {
        for await (const piece of pieces) {
          if (this.following !== pieces || !(await this.hasRoom())) return;
          position = piece.position;
          this.handOn(piece, network);
        }
        if (this.following !== pieces || this.socket.readyState !== this.socket.OPEN) return;
        pieces = await this.ports.streams.follow(
          this.permitted('events.read', 'read').principal.networkId,
          position,
          fits,
        );
        this.following = pieces;
      }
    } catch (err) {
      const { problem, log } = judge(err);
      if (log !== null) this.ports.logger.event(log, 'a stream of the event socket failed', { err });
      this.socket.close(CLOSE.tooSlow, problem.code);
    }
  }

  private handOn({ position, events }: StreamPiece, network: string): void {
    for (const { position: at, event } of events)
      this.answer({ type: 'event', topic: topicOf(network, event.type), position: textOfPosition(at), event });
    if (events.length === 0) this.answer({ type: 'position', position: textOfPosition(position) });
  }

  /** Waits until the client has read enough; false: the client left, or was disconnected because it reads nothing. */
  private async hasRoom(): Promise<boolean> {
    const since = performance.now();
    while (this.socket.bufferedAmount > MAX_UNREAD_BYTES) {
      if (this.socket.readyState !== this.socket.OPEN) return false;
      if (performance.now() - since > UNREAD_FOR_MS) {
        this.socket.terminate();
        return false;
      }
      await new Promise((resolve) => setTimeout(resolve, LOOK_FOR_ROOM_MS));
    }
    return this.socket.readyState === this.socket.OPEN;
  }

  private permitted(permission: Permission, use: 'read' | 'write'): Admission {
    if (this.admission === undefined) throw new ProblemError('unauthenticated');
    requirePermission(this.admission.principal, permission, use);
    return this.admission;
  }

  private answer(answer: SocketAnswer): void {
    if (this.isOver || this.socket.readyState !== this.socket.OPEN) return;
    if (this.socket.bufferedAmount > MOST_UNREAD_BYTES) this.cutOff();
    else this.socket.send(JSON.stringify(answer));
  }
}

/** Only callers who may change guests' profiles see events about profiles. */
function mayWatch(principal: KeyPrincipal, type: StreamEventType): boolean {
  return type !== 'customer.updated' || mayUse(principal, 'customers.manage', 'read');
}

function parsedMessage(text: string | undefined): SocketMessage | undefined {
  try {
    return parseMessage(text);
  } catch (error) {
    if (error instanceof ProblemError) return undefined;
    throw error;
  }
}

/** @throws ProblemError `invalid_body` */
function parseMessage(text: string | undefined): SocketMessage {
  let given: unknown;
  try {
    given = parseJsonBody(Buffer.from(text ?? ''));
  } catch {
    throw new ProblemError('invalid_body');
  }
  const parsed = socketMessageSchema.safeParse(given);
  if (parsed.success) return parsed.data;
  throw new ProblemError('invalid_body', {}, faultsOf(parsed.error.issues, given));
}
