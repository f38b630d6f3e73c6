import { Injectable } from '@nestjs/common';
import type { FastifyInstance } from 'fastify';
import type { ApiReply, ApiRequest } from '../http/api-request';

/** Merges the answers of several databases to one call. `PAGES`: the answers are pages of a list, and the items of one database follow the items of another. */
export type Merge<Answer> = ((mine: Answer, others: readonly Answer[]) => Answer) | 'PAGES';

/** The header that marks a call as forwarded by another server of the installation. */
export const BROUGHT_BY = 'x-from-cell';

/** A call that was stored while the database was unavailable. */
export interface KeptBody {
  readonly kind: string;
  readonly body: string;
}

/**
 * Knows in which database of the installation a network lives. This class is for an installation with one database; the module of cells replaces it
 * where there are several.
 */
@Injectable()
export class Homes {
  /** Host names by which other servers of the installation call this one. */
  readonly hosts: readonly string[] = [];

  /** Registers the hooks that have to run before the server's routes. */
  register(_fastify: FastifyInstance): Promise<void> {
    return Promise.resolve();
  }

  /** Reserves the code of a new network. @returns false: a network of another database has the code */
  claim(_networkId: string, _code: string): Promise<boolean> {
    return Promise.resolve(true);
  }

  /** Releases the code of a network that was deleted or never completely made. */
  release(_networkId: string): Promise<void> {
    return Promise.resolve();
  }

  /** The name of the other database in which the network lives now; undefined: it lives in this one. */
  elsewhere(_networkId: string): string | undefined {
    return undefined;
  }

  /** Forwards a call unchanged to another database. @throws ProblemError `unavailable` */
  bring(_to: string, _path: string, _body: Buffer, _headers: Readonly<Record<string, string>>): Promise<void> {
    return Promise.reject(new Error('there is no other database'));
  }

  /** Forwards a stored call to the database of its network. @returns false: the network lives here. @throws Error if the other server fails */
  handOver(_kept: KeptBody): Promise<boolean> {
    return Promise.resolve(false);
  }

  /** Merges the answers of all databases to an owner's call. Undefined: this server's own answer is complete. */
  collect(
    _call: { readonly request: ApiRequest; readonly reply: ApiReply },
    _merge: Merge<never>,
    _mine: () => Promise<unknown>,
  ): Promise<unknown> | undefined {
    return undefined;
  }

  /** Listens to notifications about owners if their accounts are kept in another database. */
  listenToOwners(_channel: string, _onMessage: (payload: string) => void): void {
    // This database has the owners, so it sends these notifications like all others.
  }
}
