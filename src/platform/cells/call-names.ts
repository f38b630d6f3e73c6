import { Injectable } from '@nestjs/common';
import type { ApiRequest } from '../http/api-request';

/** A way in which a call without a token names its network: a secret in the path, a key, the e-mail of a sign-in. */
export interface CallName {
  /** Unique, such as `api-key`: the cells use it when they look up names in each other. */
  readonly kind: string;
  /** The name stands in the body, so the body has to be read first. */
  readonly inBody?: true;
  /** A name never changes its network, so another cell's answer about it may be cached. */
  readonly forGood?: true;
  /** Whether an answer of this status is dropped and the next cell that has the name gets the call. Left out: the first cell's answer counts. */
  readonly goesOn?: (status: number) => boolean;
  /** Reads the name from the call; undefined: the call has no name of this kind. */
  readonly read: (request: ApiRequest) => string | undefined;
  /** The ids of the networks in this cell that have the name. `HOME`: the name is an owner's, whose account is in the directory's cell. */
  readonly find: (value: string) => Promise<readonly string[]>;
}

const NETWORK_BYTES = 16;
const LEAST_TOKEN = /^[A-Za-z0-9_-]{40,}$/;
const SCHEME = /^bearer /i;

/** Names that need no lookup by a layer: the network's id or code, and tokens that begin with the network's id. */
const PLAIN_NAMES: readonly CallName[] = [
  { kind: 'network', forGood: true, read: networkInPath, find: (value) => Promise.resolve([value]) },
  {
    kind: 'token',
    forGood: true,
    read: (request) => networkInToken(memberOf(request.params, 'token') ?? bareToken(request)),
    find: (value) => Promise.resolve([value]),
  },
  {
    kind: 'network-in-body',
    inBody: true,
    forGood: true,
    read: ({ body }) => memberOf(body, 'networkId') ?? memberOf(body, 'network'),
    find: (value) => Promise.resolve([value]),
  },
];

function networkInPath({ params, query }: ApiRequest): string | undefined {
  return memberOf(params, 'networkId') ?? memberOf(params, 'network') ?? memberOf(query, 'n');
}

/** A till system sends its token in the header without a scheme. */
function bareToken({ headers }: ApiRequest): string | undefined {
  return headers.authorization?.replace(SCHEME, '');
}

/** The network whose id a token begins with, as tokens of connections and of links in letters do. */
function networkInToken(token: string | undefined): string | undefined {
  if (token === undefined || !LEAST_TOKEN.test(token)) return undefined;
  const hex = Buffer.from(token, 'base64url').toString('hex', 0, NETWORK_BYTES);
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** The text at a member of a body, of parameters or of a query; undefined: there is none. */
export function memberOf(value: unknown, name: string): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const member: unknown = Object.getOwnPropertyDescriptor(value, name)?.value;
  return typeof member === 'string' && member !== '' ? member : undefined;
}

/** The ways in which calls name their network. Each layer adds those of its own routes at the start. */
@Injectable()
export class CallNames {
  private readonly names: CallName[] = [...PLAIN_NAMES];

  /** Names that are added last are tried first. */
  add(...names: readonly CallName[]): void {
    this.names.unshift(...names);
  }

  find(kind: string): CallName | undefined {
    return this.names.find((name) => name.kind === kind);
  }

  /** The first kind of name that the call has. @param inBody whether the body was read */
  of(request: ApiRequest, inBody: boolean): { readonly name: CallName; readonly value: string } | undefined {
    for (const name of this.names) {
      if ((name.inBody ?? false) !== inBody) continue;
      const value = name.read(request);
      if (value !== undefined && value !== '') return { name, value };
    }
    return undefined;
  }
}
