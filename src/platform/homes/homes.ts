import { Injectable } from '@nestjs/common';
import type { FastifyInstance } from 'fastify';
import type { ApiReply, ApiRequest } from '../http/api-request';

/** How the answers of several databases to one call become one; `PAGES`: the pages of one follow those of another. */
export type Merge<Answer> = ((mine: Answer, others: readonly Answer[]) => Answer) | 'PAGES';

/** The header by which another server of the installation says that it has brought a call. */
export const BROUGHT_BY = 'x-from-cell';

/** A call that was kept while the database was away. */
export interface KeptBody {
  readonly kind: string;
  readonly body: string;
}

/**
 * Where the networks of the installation live: all of them in the database of this server, as this class has it. The module of cells
 * puts another one in its place, where an installation has several databases.
 */
@Injectable()
export class Homes {
  /** Hosts by which servers of the installation call this one. */
  readonly hosts: readonly string[] = [];

  /** Puts what has to come before the routes of the server there. */
  register(_fastify: FastifyInstance): Promise<void> {
    return Promise.resolve();
  }

  /** Reserves the code of a new network. @returns false: a network of another database has the code */
  claim(_networkId: string, _code: string): Promise<boolean> {
    return Promise.resolve(true);
  }

  /** Gives the code of a network back that was not made after all, or was deleted. */
  release(_networkId: string): Promise<void> {
    return Promise.resolve();
  }

  /** The name of the other database in which the network lives now; undefined: it lives in this one. */
  elsewhere(_networkId: string): string | undefined {
    return undefined;
  }

  /** Brings a call as it came to another database. @throws ProblemError `unavailable` */
  bring(_to: string, _path: string, _body: Buffer, _headers: Readonly<Record<string, string>>): Promise<void> {
    return Promise.reject(new Error('there is no other database'));
  }

  /** Hands a kept call on. @returns false: its network lives here. @throws Error where the other server did not take it */
  handOver(_kept: KeptBody): Promise<boolean> {
    return Promise.resolve(false);
  }

  /** The answer of all databases to an owner's call; undefined: this server's own is the whole answer. */
  collect(
    _call: { readonly request: ApiRequest; readonly reply: ApiReply },
    _merge: Merge<never>,
    _mine: () => Promise<unknown>,
  ): Promise<unknown> | undefined {
    return undefined;
  }

  /** Listens to notifications about owners, where their accounts are kept in another database. */
  listenToOwners(_channel: string, _onMessage: (payload: string) => void): void {
    // They come with the others.
  }
}
