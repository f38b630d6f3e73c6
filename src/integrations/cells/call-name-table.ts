import { Injectable, type OnModuleInit } from '@nestjs/common';
import { CallNames, memberOf } from '../../platform/cells/call-names';
import { Database, type Tx } from '../../platform/database/database';
import type { ApiRequest } from '../../platform/http/api-request';
import { HostNetworks } from '../../configuration';
import { findNetworkOfVerification } from '../../identity';
import {
  API_KEY_PREFIX,
  ApiKeys,
  findNetworkOfSession,
  findOpenLink,
  hashOfLink,
  hashOfSecret,
  listUsersByEmail,
  looksLikeTillKey,
  normalizeEmail,
  Pii,
  refreshHashOf,
  TILL_KEY_HEADER,
  TillSignIn,
} from '../../security';

const KEY = /^bearer (.+)$/i;
const SIGN_IN = /^\/api\/auth\/(?:login|password\/forgot|provider\/offers)$/;
const PASSWORD_LINK = '/api/auth/password/set';
const SESSION = '/api/auth/refresh';
const PROVIDER_END = '/api/auth/provider/finish';
const INVOICE = '/api/invoices/:id';
const ONLINE_PAYMENT = '/api/online-payments/:id/check';
const NOTIFICATION = '/api/hooks/yookassa';

/** How calls name their network: one entry for each kind of name. The first entry whose name a call contains decides. */
@Injectable()
export class CallNameTable implements OnModuleInit {
  constructor(
    private readonly names: CallNames,
    private readonly database: Database,
    private readonly apiKeys: ApiKeys,
    private readonly pii: Pii,
    private readonly tills: TillSignIn,
    private readonly hosts: HostNetworks,
  ) {}

  onModuleInit(): void {
    this.names.add(
      {
        kind: 'invoice',
        forGood: true,
        read: (request) => idOf(request, (route) => route.startsWith(INVOICE)),
        find: (id) =>
          this.networkBy((tx) => tx.prisma.invoice.findFirst({ where: { id }, select: { networkId: true } })),
      },
      {
        kind: 'online-payment',
        forGood: true,
        read: (request) => idOf(request, (route) => route === ONLINE_PAYMENT),
        find: (id) =>
          this.networkBy((tx) => tx.prisma.onlinePayment.findFirst({ where: { id }, select: { networkId: true } })),
      },
      {
        kind: 'provider-payment',
        inBody: true,
        forGood: true,
        read: ({ routeOptions, body }) =>
          routeOptions.url === NOTIFICATION && typeof body === 'object' && body !== null && 'object' in body
            ? memberOf(body.object, 'id')
            : undefined,
        find: (providerId) =>
          this.networkBy(
            async (tx) =>
              (await tx.prisma.onlinePayment.findFirst({ where: { providerId }, select: { networkId: true } })) ??
              tx.prisma.paymentRefund.findFirst({ where: { providerId }, select: { networkId: true } }),
          ),
      },
      {
        kind: 'verification',
        inBody: true,
        forGood: true,
        read: ({ body }) => memberOf(body, 'verificationId'),
        find: async (id) => {
          const found = await this.database.asPlatform((tx) => findNetworkOfVerification(tx, id));
          return found === undefined ? [] : [found.networkId];
        },
      },
      {
        kind: 'host',
        read: ({ method, url, hostname }) =>
          method === 'GET' && !url.startsWith('/api/') && this.hosts.mayBeOwn(hostname) ? hostname : undefined,
        find: async (host) => {
          const code = await this.hosts.findCode(host);
          return code === undefined ? [] : [code];
        },
      },
      {
        kind: 'till-key',
        read: ({ headers }) => {
          const key = headers[TILL_KEY_HEADER];
          return typeof key === 'string' && looksLikeTillKey(key) ? key : undefined;
        },
        find: (key) => this.tills.networksOf(key),
      },
      { kind: 'api-key', forGood: true, read: keyOf, find: (key) => this.networksOfKey(key) },
      {
        kind: 'e-mail',
        inBody: true,
        // A password that is wrong at one network may be right at another. A request for a forgotten password goes to all networks with the address.
        goesOn: (status) => status === 202 || status === 204 || status === 401 || status === 404,
        read: (request) => (SIGN_IN.test(routeOf(request)) ? memberOf(request.body, 'email') : undefined),
        find: (email) => this.networksOfEmail(email),
      },
      {
        kind: 'password-link',
        inBody: true,
        read: (request) => (routeOf(request) === PASSWORD_LINK ? memberOf(request.body, 'token') : undefined),
        find: (token) => this.networkBy((tx) => findOpenLink(tx, hashOfLink(token))),
      },
      {
        kind: 'session',
        inBody: true,
        forGood: true,
        read: (request) => (routeOf(request) === SESSION ? memberOf(request.body, 'sessionId') : undefined),
        find: (id) => this.networkBy((tx) => findNetworkOfSession(tx, { id })),
      },
      {
        kind: 'refresh-token',
        inBody: true,
        read: (request) => (routeOf(request) === SESSION ? memberOf(request.body, 'refreshToken') : undefined),
        find: (token) => this.networkBy((tx) => findNetworkOfSession(tx, { refreshHash: refreshHashOf(token) })),
      },
      {
        kind: 'provider-state',
        inBody: true,
        read: (request) =>
          routeOf(request) === PROVIDER_END ? stateOf(memberOf(request.body, 'parameters')) : undefined,
        find: (state) =>
          this.networkBy((tx) => tx.prisma.providerSignIn.findUnique({ where: { stateHash: hashOfSecret(state) } })),
      },
    );
  }

  private async networksOfKey(key: string): Promise<string[]> {
    const principal = await this.apiKeys.authenticate(key);
    return principal === undefined ? [] : [principal.networkId];
  }

  private async networksOfEmail(email: string): Promise<string[]> {
    const index = this.pii.blindIndex(null, 'email', normalizeEmail(email));
    const users = await this.database.asPlatform((tx) => listUsersByEmail(tx, index));
    return users.map(({ networkId }) => networkId ?? 'HOME');
  }

  private async networkBy(
    find: (tx: Tx) => Promise<{ readonly networkId: string | null } | null | undefined>,
  ): Promise<string[]> {
    const found = await this.database.asPlatform(find);
    return found == null ? [] : [found.networkId ?? 'HOME'];
  }
}

function keyOf({ headers }: ApiRequest): string | undefined {
  const key = KEY.exec(headers.authorization ?? '')?.[1];
  return key?.startsWith(API_KEY_PREFIX) === true ? key : undefined;
}

function routeOf({ routeOptions }: ApiRequest): string {
  return routeOptions.url ?? '';
}

function stateOf(parameters: string | undefined): string | undefined {
  return new URLSearchParams(parameters).get('state') ?? undefined;
}

function idOf({ routeOptions, params }: ApiRequest, isIts: (route: string) => boolean): string | undefined {
  return isIts(routeOptions.url ?? '') ? memberOf(params, 'id') : undefined;
}
