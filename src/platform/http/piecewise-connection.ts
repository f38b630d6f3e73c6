import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { TurnBudget } from './turn-budget';

/** The connections of a server call these. */
export interface ConnectionPorts {
  readonly turn: TurnBudget;
  readonly handle: RequestListener;
  /** How many requests may wait for the answer of an earlier one. */
  readonly requestsAhead: number;
  /** Whether the request may be handled; false: it was answered or its connection was closed. */
  readonly admit: (request: IncomingMessage, response: ServerResponse) => boolean;
  /** The connection has had its first answer. */
  readonly answered: (socket: Socket) => void;
  /** The client sent more ahead than it may. */
  readonly cutOff: (socket: Socket) => void;
}

const END_OF_HEAD = '\r\n\r\n';
/** No request is shorter than `GET / HTTP/1.1` and its end. */
const SHORTEST_HEAD_BYTES = 18;
/** As much of a body without a length is parsed at once; it may end there, and dozens of requests may follow. */
const BODY_PIECE_BYTES = 1_024;
/** A client whose request was answered before its end may send as much of the body before it has read the answer. */
const BODY_AFTER_ANSWER_BYTES = 262_144;
/** A body without a length may come in so many small chunks; with more, a chunk has at least `LEAST_BYTES_A_CHUNK` on average. */
const SMALL_CHUNKS = 1_024;
const LEAST_BYTES_A_CHUNK = 16;
/** A head and a body of at most this size are parsed together; a larger body is parsed separately. */
const HEAD_AND_BODY_BYTES = 8_192;
/** Twice the size of one read of a socket. */
const AHEAD_BYTES = 131_072;
const NOTHING = Buffer.alloc(0);

/**
 * Gives Node's parser the bytes of a connection request by request, and handles one request after another. A client may send the next request
 * before the first is answered (pipelining). Node would parse all that it has read, which is 1,700 requests in 64 KiB, even on a connection that was
 * closed meanwhile, and would keep every response until the client reads.
 */
export class PiecewiseConnection {
  isBusy = false;
  /** Requests that were parsed with the end of an earlier one's body. */
  private readonly waiting: [IncomingMessage, ServerResponse][] = [];
  private held: Buffer = NOTHING;
  private current: IncomingMessage | undefined;
  private isWaitingForTurn = false;
  private isHeldBack = false;
  /** Bytes of the current body that are still to come; undefined: its length is not known. */
  private bodyBytes: number | undefined;
  private bytesAfterAnswer = 0;
  private chunks: ChunksOfBody | undefined;
  private hasLeft = false;
  private hasAnswered = false;

  /** @param parse Node's own listener to the data of the socket */
  constructor(
    private readonly socket: Socket,
    private readonly parse: (bytes: Buffer) => void,
    private readonly ports: ConnectionPorts,
  ) {
    socket.removeListener('data', parse);
    socket.on('data', this.receive);
  }

  /** Takes a request that the parser has found in what it was given. */
  take(request: IncomingMessage, response: ServerResponse): void {
    if (this.socket.destroyed) return;
    if (request.headers['transfer-encoding'] !== undefined) this.chunks = new ChunksOfBody(request);
    if (!this.isBusy) this.begin(request, response);
    else if (this.waiting.length < this.ports.requestsAhead) this.waiting.push([request, response]);
    else this.cutOff();
  }

  /** Leaves the socket, with what was not parsed, to another protocol. */
  leave(): void {
    this.hasLeft = true;
    // Node has taken its own listener away, and an error without one ends the process.
    if (this.socket.listenerCount('error') === 0) this.socket.on('error', () => this.socket.destroy());
    this.socket.removeListener('data', this.receive);
    if (this.held.length > 0) this.socket.unshift(this.held);
    this.held = NOTHING;
  }

  private readonly receive = (bytes: Buffer): void => {
    this.held = this.held.length === 0 ? bytes : Buffer.concat([this.held, bytes]);
    if (this.mayParse() && !this.isWaitingForTurn) this.parseInTurn();
    else this.holdBack();
  };

  /** The rest of a body is parsed while its request is handled, the next request when the connection has nothing to answer. */
  private mayParse(): boolean {
    return !this.isBusy || (this.waiting.length === 0 && this.current?.complete === false);
  }

  private readonly parseInTurn = (): void => {
    // Parsing ends the wait, and may begin another one within this call.
    this.isWaitingForTurn = true;
    if (!this.ports.turn.run(this.parseNext)) this.holdBack();
  };

  private readonly parseNext = (): void => {
    this.isWaitingForTurn = false;
    const { socket } = this;
    if (socket.destroyed || this.held.length === 0) return;
    const isBody = this.current?.complete === false;
    const end = isBody ? (this.bodyBytes ?? BODY_PIECE_BYTES) : this.endOfHead();
    const piece = this.held.subarray(0, end);
    this.held = this.held.subarray(piece.length);
    if (isBody && !this.mayFollow(piece.length)) {
      socket.destroy();
      return;
    }
    const before = this.current;
    this.parse(piece);
    if (this.hasLeft) return;
    if (this.chunks?.areTooSmall() === true) {
      socket.destroy();
      return;
    }
    if (this.current !== before && this.current?.complete === false)
      this.bodyBytes = bodyBytesAfter(piece, this.current);
    // Node itself answered a head that brought no request, such as one without a host, or the client sends empty lines.
    if (!isBody && end !== undefined && this.current === before) socket.destroySoon();
    else this.proceed();
  };

  private proceed(): void {
    if (this.socket.destroyed || this.isWaitingForTurn) return;
    if (this.held.length === 0) this.readOn();
    else if (this.mayParse()) this.parseInTurn();
    else this.holdBack();
  }

  private mayFollow(bytes: number): boolean {
    if (this.bodyBytes !== undefined) this.bodyBytes -= bytes;
    if (!this.isBusy) this.bytesAfterAnswer += bytes;
    return this.bytesAfterAnswer <= BODY_AFTER_ANSWER_BYTES;
  }

  private endOfHead(): number | undefined {
    const at = this.held.indexOf(END_OF_HEAD, SHORTEST_HEAD_BYTES - END_OF_HEAD.length);
    if (at < 0) return undefined;
    // A request and its body usually arrive in one piece and alone.
    const isAlone = this.held.length <= HEAD_AND_BODY_BYTES && this.held.indexOf(END_OF_HEAD, at + 1) < 0;
    return isAlone ? undefined : at + END_OF_HEAD.length;
  }

  /** A socket that the reader of a body has paused stays so. */
  private readOn(): void {
    if (this.isHeldBack) this.socket.resume();
    this.isHeldBack = false;
  }

  private holdBack(): void {
    this.socket.pause();
    this.isHeldBack = true;
    if (this.mayParse()) return;
    if (this.held.length > AHEAD_BYTES || this.countHeads() > this.ports.requestsAhead) this.cutOff();
  }

  private countHeads(): number {
    let heads = 0;
    for (let at = -1; heads <= this.ports.requestsAhead; heads += 1) {
      at = this.held.indexOf(END_OF_HEAD, at + 1);
      if (at < 0) break;
    }
    return heads;
  }

  private cutOff(): void {
    this.waiting.length = 0;
    this.held = NOTHING;
    this.ports.cutOff(this.socket);
  }

  private begin(request: IncomingMessage, response: ServerResponse): void {
    this.current = request;
    this.bodyBytes = undefined;
    this.bytesAfterAnswer = 0;
    this.isBusy = true;
    response.once('close', this.goOn);
    if (this.ports.admit(request, response)) this.ports.handle(request, response);
  }

  private readonly goOn = (): void => {
    if (!this.hasAnswered) this.ports.answered(this.socket);
    this.hasAnswered = true;
    const next = this.waiting.shift();
    this.isBusy = next !== undefined;
    // The next request starts in a later turn of the event loop, so that one connection does not delay others.
    if (next !== undefined) setImmediate(() => this.ports.turn.run(() => this.beginWaiting(next)));
    else if (this.held.length > 0) setImmediate(() => this.proceed());
  };

  private beginWaiting([request, response]: [IncomingMessage, ServerResponse]): void {
    if (this.socket.destroyed) return;
    this.begin(request, response);
    this.proceed();
  }
}

/** Counts the chunks of a body. The parser calls back for each, so a megabyte of chunks of a byte costs as much as a thousand requests. */
class ChunksOfBody {
  private count = 0;
  private bytes = 0;

  constructor(request: IncomingMessage) {
    const push = request.push.bind(request);
    request.push = (chunk: Buffer | null) => {
      this.count += 1;
      this.bytes += chunk?.length ?? 0;
      return push(chunk);
    };
  }

  areTooSmall(): boolean {
    return this.count > SMALL_CHUNKS + this.bytes / LEAST_BYTES_A_CHUNK;
  }
}

/** How much of a request's body follows the piece in which its head ended. */
function bodyBytesAfter(piece: Buffer, { headers }: IncomingMessage): number | undefined {
  const length = headers['content-length'];
  const head = piece.indexOf(END_OF_HEAD);
  if (length === undefined || head < 0) return undefined;
  return Math.max(0, Number(length) - (piece.length - head - END_OF_HEAD.length)) || undefined;
}
