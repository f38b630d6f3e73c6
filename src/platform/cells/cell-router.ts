import { Injectable } from '@nestjs/common';
import replyFrom from '@fastify/reply-from';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { Database, type NamedStatement } from '../database/database';
import type { ApiReply, ApiRequest } from '../http/api-request';
import { isId } from '../ids/ids';
import { ProblemError } from '../problems/problem';
import { type CallName, CallNames, memberOf } from './call-names';
import { CellCalls, FROM_CELL } from './cell-calls';
import { type CellAddress, Directory, type PlacedNetwork } from './directory';
import { OwnerArrivals } from './owner-arrivals';

const CONNECTIONS_PER_CELL = 128;
const CONNECTS_WITHIN_MS = 2_000;
/** Longer than any server takes to answer. */
const ANSWERS_WITHIN_MS = 65_000;

const BEARER = /^bearer ([^.]+)\.([^.]+)\.[^.]+$/i;
const claimsSchema = z.object({ kind: z.enum(['user', 'guest']), net: z.uuid().nullable(), sid: z.uuid() });
/** Paths of an owner's routes that name a network. */
const OF_NETWORK = /^\/api\/(?:platform\/)?(?:networks|organizations)\/([0-9a-f-]{36})(?:[/?]|$)/i;
/** An owner's call that makes a network; its body names the code. */
const MAKES_NETWORK = /^\/api\/(?:networks|organizations)(?:\?|$)/;
const IS_HERE: NamedStatement = {
  name: 'network_is_here',
  text: 'SELECT 1 FROM networks WHERE id::text = lower($1) OR code = $1 LIMIT 1',
};
/** The cells that get a call one after another, and whether this cell comes last. */
interface Turns {
  readonly cells: readonly CellAddress[];
  readonly goesOn?: CallName['goesOn'];
  readonly endsHere: boolean;
}
const HERE_ALONE: Turns = { cells: [], endsHere: true };
/** Routes that every server answers for itself. */
const OF_EACH_SERVER = /^\/(?:metrics|api\/(?:health|docs|openapi(?:-earlier)?|cells)(?:[/.?]|$))/;

/**
 * Passes a call on to the cell of its network. A token, a key or a path names the network before the body is read, else the body does.
 * A call that names no network is answered here.
 */
@Injectable()
export class CellRouter {
  constructor(
    private readonly directory: Directory,
    private readonly names: CallNames,
    private readonly calls: CellCalls,
    private readonly owners: OwnerArrivals,
    private readonly database: Database,
  ) {}

  /** Puts the router before the routes of the server, where the installation has cells. */
  async register(fastify: FastifyInstance): Promise<void> {
    if (this.directory.here === undefined) return;
    await fastify.register(replyFrom, {
      disableCache: true,
      disableRequestLogging: true,
      undici: {
        connections: CONNECTIONS_PER_CELL,
        headersTimeout: ANSWERS_WITHIN_MS,
        connect: { timeout: CONNECTS_WITHIN_MS },
      },
    });
    fastify.addHook('onRequest', async (request, reply) => {
      const cell = OF_EACH_SERVER.test(request.url) ? undefined : await this.cellBefore(request);
      // The body is passed on as a stream, unread.
      if (cell !== undefined) return this.passOn(request, reply, cell, hasBody(request) ? request.raw : undefined);
    });
    fastify.addHook('preHandler', async (request, reply) => {
      if (OF_EACH_SERVER.test(request.url)) return;
      const { cells, goesOn, endsHere } = await this.cellsAfter(request);
      for (const cell of cells) {
        const isLast = cell === cells.at(-1) && !endsHere;
        if (await this.tried(request, reply, cell, isLast ? undefined : goesOn)) return reply;
      }
    });
    await this.directory.start();
  }

  /** The cell to which a call goes before its body is read; undefined: this cell, or only the body names the network. */
  private async cellBefore(request: ApiRequest): Promise<CellAddress | undefined> {
    const cells = await this.cellsOf(await this.networksOf(request));
    const [cell] = cells;
    if (cell === undefined || cells.includes('HERE')) {
      const claims = this.directory.isHome ? undefined : claimsOf(request);
      if (claims?.net === null) await this.owners.meet(claims.sid);
      return undefined;
    }
    this.refuseCircle(request);
    return cell === 'HERE' ? undefined : cell;
  }

  /** The cells that get a call one after another, by the name in its body. This cell comes last where it has the name too. */
  private async cellsAfter(request: ApiRequest): Promise<Turns> {
    if (makesNetwork(request)) return { cells: this.cellsOfNew(request), endsHere: false };
    const used = this.names.of(request, true);
    if (used === undefined) return HERE_ALONE;
    const cells = await this.cellsOf(await this.find(request, used.name, used.value));
    const others = cells.filter((cell) => cell !== 'HERE');
    if (others.length === 0) return HERE_ALONE;
    this.refuseCircle(request);
    const { goesOn } = used.name;
    const endsHere = cells.includes('HERE');
    return endsHere && goesOn === undefined ? HERE_ALONE : { cells: others, goesOn, endsHere };
  }

  /** A new network goes to the cell with the fewest networks; a repeated call goes to the cell of the first. */
  private cellsOfNew(request: ApiRequest): CellAddress[] {
    if (request.headers[FROM_CELL] !== undefined) return [];
    const made = this.directory.placeOf(memberOf(request.body, 'code') ?? '');
    const [emptiest] = [...this.directory.counts()].sort(([, a], [, b]) => a - b)[0] ?? [];
    const cell = this.directory.find(made?.cell ?? emptiest ?? '');
    return cell === undefined || cell.name === this.directory.here ? [] : [cell];
  }

  private async cellsOf(networks: readonly string[]): Promise<(CellAddress | 'HERE')[]> {
    const cells = new Set<CellAddress | 'HERE'>();
    for (const network of networks) {
      const cell = network === 'HOME' ? this.directory.home() : await this.cellOf(network);
      cells.add(cell === undefined || cell.name === this.directory.here ? 'HERE' : cell);
    }
    return [...cells];
  }

  /** Refuses to pass a call on twice: the directory of one of the two cells is out of date. */
  private refuseCircle({ headers }: ApiRequest): void {
    if (headers[FROM_CELL] !== undefined) throw new ProblemError('network_moving', {}, [], 1);
  }

  /**
   * The cell of a network; undefined: no cell has the network, so this cell answers that it does not exist.
   * @throws ProblemError `unavailable` where neither the directory nor this cell's database knows the network
   */
  private async cellOf(network: string): Promise<CellAddress | undefined> {
    const place = this.directory.placeOf(network) ?? (await this.readPlace(network));
    if (place === undefined) return undefined;
    const cell = this.directory.find(place.cell);
    if (cell === undefined) throw new ProblemError('unavailable', {}, [], 1);
    return cell;
  }

  /** Asks the directory's database, because the notification of a new network may still be under way. */
  private async readPlace(network: string): Promise<PlacedNetwork | undefined> {
    try {
      if (this.directory.wasRead) return isId(network) ? await this.directory.read(network) : undefined;
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
    }
    const here = await this.database.callAsPlatform(IS_HERE, [network]);
    if (here.length === 0) throw new ProblemError('unavailable', {}, [], 1);
    return undefined;
  }

  private async networksOf(request: ApiRequest): Promise<readonly string[]> {
    const claims = claimsOf(request);
    if (claims === undefined) return this.namesOf(request);
    const acted = request.headers['x-act-for-network'];
    const network = claims.net ?? (typeof acted === 'string' ? acted : undefined) ?? OF_NETWORK.exec(request.url)?.[1];
    if (network !== undefined) return [network];
    if (makesNetwork(request)) return [];
    const named = await this.namesOf(request);
    return named.length > 0 || request.headers[FROM_CELL] !== undefined ? named : ['HOME'];
  }

  private async namesOf(request: ApiRequest): Promise<readonly string[]> {
    const used = this.names.of(request, false);
    return used === undefined ? [] : this.find(request, used.name, used.value);
  }

  private async find(request: ApiRequest, name: CallName, value: string): Promise<readonly string[]> {
    const here = await name.find(value);
    const isPassedOn = request.headers[FROM_CELL] !== undefined;
    // A name that may have networks in several cells is looked up in all: one e-mail can have an account in each.
    if (isPassedOn || (here.length > 0 && name.forGood === true)) return here;
    if (here.length === 0) return this.calls.find(name, value);
    // While another cell is away, the networks that were found here suffice.
    return [...here, ...(await this.calls.find(name, value).catch(() => []))];
  }

  /**
   * Passes on a call whose body was read.
   * @param goesOn whether an answer of this status is dropped, so that the next cell gets the call
   * @returns whether the caller has an answer
   */
  private async tried(
    request: ApiRequest,
    reply: ApiReply,
    cell: CellAddress,
    goesOn: CallName['goesOn'],
  ): Promise<boolean> {
    const before = reply.getHeaders();
    return new Promise((resolve) => {
      this.passOn(request, reply, cell, request.body, (status) => {
        const isThrownAway = goesOn?.(status) === true;
        if (isThrownAway) {
          for (const name of Object.keys(reply.getHeaders())) reply.removeHeader(name);
          reply.headers(before);
        }
        resolve(!isThrownAway);
        return !isThrownAway;
      });
    });
  }

  private passOn(
    request: ApiRequest,
    reply: ApiReply,
    cell: CellAddress,
    body: unknown,
    isSent: (status: number) => boolean = () => true,
  ): ApiReply {
    request.body = body;
    return reply.from(`${cell.address}${request.url}`, {
      rewriteRequestHeaders: (_request, { 'x-forwarded-for': through, ...headers }) => ({
        ...headers,
        host: request.headers.host,
        'x-forwarded-proto': request.protocol,
        'x-forwarded-for': [through, request.socket.remoteAddress].filter(Boolean).join(', '),
        [FROM_CELL]: this.directory.here,
      }),
      rewriteHeaders: ({ connection: _connection, 'keep-alive': _kept, 'transfer-encoding': _form, ...headers }) =>
        headers,
      onResponse: (_request, answered, { stream, statusCode }) => {
        if (isSent(statusCode)) void answered.send(stream);
        else stream.resume();
      },
      onError: (failed) => {
        if (isSent(503)) void failed.send(new ProblemError('unavailable', {}, [], 1));
      },
    });
  }
}

function hasBody({ headers }: ApiRequest): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

function makesNetwork({ method, url }: ApiRequest): boolean {
  return method === 'POST' && MAKES_NETWORK.test(url);
}

/** The claims of a token, not verified here: the cell that gets the call verifies them. */
function claimsOf({ headers }: ApiRequest): z.infer<typeof claimsSchema> | undefined {
  const [, , payload = ''] = BEARER.exec(headers.authorization ?? '') ?? [];
  if (payload === '') return undefined;
  try {
    const parsed = claimsSchema.safeParse(JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}
