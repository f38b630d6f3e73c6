import type { ApiRequest } from '../http/api-request';
import { Injectable } from '../injectable';

/** A way in which a call names its network without a token: a secret in the path, a key, the e-mail of a sign-in. */
export interface CallName {
  /** Unique; the cells ask each other by it: `api-key`. */
  readonly kind: string;
  /** Whether the body has to be read for it. */
  readonly inBody?: true;
  /** Whether what names a network now names it for good, so that an answer may be kept. */
  readonly forGood?: true;
  /** Whether the next of the cells that know the name gets the call after this answer, and this one last; left out: the first answers. */
  readonly goesOn?: (status: number) => boolean;
  /** The part of the call that names the network; undefined: this call has none of the kind. */
  readonly read: (request: ApiRequest) => string | undefined;
  /** The networks of this cell that it names; `HOME`: it names an owner, whose account is in the cell of the directory. */
  readonly find: (value: string) => Promise<readonly string[]>;
}

const NETWORK_BYTES = 16;
const LEAST_TOKEN = /^[A-Za-z0-9_-]{40,}$/;
const SCHEME = /^bearer /i;

/** Ways that no layer has to look up: the network itself, by id or code, and tokens that begin with its id. */
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

/** A till system's token stands in the header as it is. */
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

  /** Those that are added last are looked for first. */
  add(...names: readonly CallName[]): void {
    this.names.unshift(...names);
  }

  find(kind: string): CallName | undefined {
    return this.names.find((name) => name.kind === kind);
  }

  /** The first way that the call uses. @param inBody whether its body was read */
  of(request: ApiRequest, inBody: boolean): { readonly name: CallName; readonly value: string } | undefined {
    for (const name of this.names) {
      if ((name.inBody ?? false) !== inBody) continue;
      const value = name.read(request);
      if (value !== undefined && value !== '') return { name, value };
    }
    return undefined;
  }
}
