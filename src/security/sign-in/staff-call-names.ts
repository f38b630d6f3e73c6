import { Injectable, type OnModuleInit } from '@nestjs/common';
import { CallNames, memberOf } from '../../platform/cells/call-names';
import { Database, type Tx } from '../../platform/database/database';
import type { ApiRequest } from '../../platform/http/api-request';
import { API_KEY_PREFIX } from '../api-keys/api-key.rules';
import { ApiKeys } from '../api-keys/api-keys';
import { findOpenLink } from '../passwords/password-links.sql';
import { hashOfLink } from '../passwords/password-links';
import { normalizeEmail, Pii } from '../personal-data/pii';
import { refreshHashOf } from '../sessions/sessions';
import { findNetworkOfSession, listUsersByEmail } from '../sessions/sessions.sql';
import { hashOfSecret } from '../providers/provider-sign-ins';

const KEY = /^bearer (.+)$/i;
const SIGN_IN = /^\/api\/auth\/(?:login|password\/forgot|provider\/offers)$/;
const PASSWORD_LINK = '/api/auth/password/set';
const SESSION = '/api/auth/refresh';
const PROVIDER_END = '/api/auth/provider/finish';

/** How calls of staff and of services name their network, where the installation has cells. */
@Injectable()
export class StaffCallNames implements OnModuleInit {
  constructor(
    private readonly names: CallNames,
    private readonly database: Database,
    private readonly apiKeys: ApiKeys,
    private readonly pii: Pii,
  ) {}

  onModuleInit(): void {
    this.names.add(
      { kind: 'api-key', forGood: true, read: keyOf, find: (key) => this.networksOfKey(key) },
      {
        kind: 'e-mail',
        inBody: true,
        // A password that is wrong at one network may be right at another, and a forgotten one is asked for at all.
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
