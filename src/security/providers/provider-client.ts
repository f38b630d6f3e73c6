import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import * as oidc from 'openid-client';
import { Clock } from '../../platform/clock/clock';
import { GuardedFetch } from '../../platform/http/outgoing/guarded-fetch';
import { pageAddress } from '../../platform/http/page-address';
import { GenerationCache } from '../../platform/memory/generation-cache';
import { settings } from '../../platform/settings/settings';
import { groupsOf, personOf, type ProvenPerson } from './person-claims.rules';
import { NoKeys, problemOf, type ProviderReason, reasonOf } from './provider-failure.rules';

const CALL_TIMEOUT_SECONDS = 10;
/** How far a provider's clock may differ from the database's. */
const CLOCK_TOLERANCE_SECONDS = 60;
/** How long a provider's metadata is used before it is read again. */
const METADATA_MS = 10 * 60_000;
const CACHED_HALF = 200;
const SCOPES = ['openid', 'email', 'profile'];
/** Scopes that are requested if the provider offers them: to ask again later, and to get groups. */
const SCOPES_IF_OFFERED = ['offline_access', 'groups'];

/** The data with which a network is registered at its provider. */
export interface ProviderAccess {
  readonly issuer: string;
  readonly clientId: string;
  readonly secret: string;
  readonly groupsClaim: string;
}

/** The secrets of one sign-in, which the provider's answer has to match. */
export interface SignInSecrets {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
}

export interface Proven {
  readonly person: ProvenPerson;
  /** The token to ask the provider again; null: it gave none. */
  readonly refreshToken: string | null;
}

/** A step of a test, and why it failed; null: it succeeded. */
export interface TestStep {
  readonly step: 'connection' | 'keys' | 'client';
  readonly failure: ProviderReason | null;
}

/** The page to which a provider sends people back. It comes only from settings, so no request can choose another one. */
export function returnAddress(): string {
  return pageAddress('/provider');
}

/** Calls OpenID Connect providers: the code flow with PKCE, state and nonce. Managers enter the addresses, so calls are guarded. */
@Injectable()
export class ProviderClient implements OnModuleDestroy {
  private readonly http = new GuardedFetch(settings.privateAddresses);
  private readonly configurations = new GenerationCache<{ readonly until: number; readonly of: oidc.Configuration }>(
    CACHED_HALF,
  );

  constructor(private readonly clock: Clock) {}

  onModuleDestroy(): void {
    this.http.close();
  }

  /** The address at which a person signs in. @throws ProblemError `provider_unreachable`, `provider_refused` */
  async addressOf(access: ProviderAccess, { state, nonce, verifier }: SignInSecrets): Promise<string> {
    return guarded(async () => {
      const configuration = await this.configurationOf(access);
      const offered = configuration.serverMetadata().scopes_supported ?? [];
      const url = oidc.buildAuthorizationUrl(configuration, {
        redirect_uri: returnAddress(),
        scope: [...SCOPES, ...SCOPES_IF_OFFERED.filter((scope) => offered.includes(scope))].join(' '),
        state,
        nonce,
        code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
      });
      return url.href;
    });
  }

  /**
   * Exchanges the code in the provider's answer.
   * @throws ProblemError `provider_unreachable`, `provider_refused`
   */
  async prove(access: ProviderAccess, parameters: URLSearchParams, secrets: SignInSecrets): Promise<Proven> {
    return guarded(async () => {
      const configuration = await this.configurationOf(access);
      const address = new URL(returnAddress());
      address.search = parameters.toString();
      const tokens = await oidc.authorizationCodeGrant(configuration, address, {
        expectedState: secrets.state,
        expectedNonce: secrets.nonce,
        pkceCodeVerifier: secrets.verifier,
        idTokenExpected: true,
      });
      const claims: Record<string, unknown> & { sub: string } = tokens.claims() ?? { sub: '' };
      const needsMore = groupsOf(claims, access.groupsClaim) === undefined || claims['email'] === undefined;
      const more = needsMore ? await readMore(configuration, tokens.access_token, claims.sub) : {};
      return provenOf({ ...more, ...claims }, access, tokens.refresh_token ?? null);
    });
  }

  /** Asks the provider again about a person who signed in earlier. @throws ProblemError `provider_unreachable`, `provider_refused` */
  async proveAgain(access: ProviderAccess, refreshToken: string, subject: string): Promise<Proven> {
    return guarded(async () => {
      const configuration = await this.configurationOf(access);
      const tokens = await oidc.refreshTokenGrant(configuration, refreshToken);
      const claims = {
        ...tokens.claims(),
        ...(await readMore(configuration, tokens.access_token, subject)),
        sub: subject,
      };
      return provenOf(claims, access, tokens.refresh_token ?? refreshToken);
    });
  }

  /** Tests a provider step by step, until a step fails. */
  async test(access: ProviderAccess): Promise<TestStep[]> {
    const steps: TestStep[] = [];
    const tried = async (step: TestStep['step'], work: () => Promise<void>): Promise<boolean> => {
      const failure = await work().then(
        () => null,
        (error: unknown) => reasonOf(error),
      );
      steps.push({ step, failure });
      return failure === null;
    };
    let configuration: oidc.Configuration | undefined;
    const isConnected = await tried('connection', async () => {
      configuration = await this.discover(access);
    });
    if (!isConnected || configuration === undefined) return steps;
    const found = configuration;
    if (await tried('keys', () => this.readKeys(found))) await tried('client', () => tryClient(found));
    return steps;
  }

  private async configurationOf(access: ProviderAccess): Promise<oidc.Configuration> {
    const now = this.clock.now().getTime();
    const key = JSON.stringify([access.issuer, access.clientId, access.secret]);
    const known = this.configurations.get(key);
    if (known !== undefined && known.until > now) return known.of;
    const of = await this.discover(access);
    this.configurations.set(key, { until: now + METADATA_MS, of });
    return of;
  }

  private discover({ issuer, clientId, secret }: ProviderAccess): Promise<oidc.Configuration> {
    const metadata = {
      client_secret: secret,
      // By the database's time instead of this machine's clock.
      [oidc.clockSkew]: Math.round((this.clock.now().getTime() - (performance.timeOrigin + performance.now())) / 1_000),
      [oidc.clockTolerance]: CLOCK_TOLERANCE_SECONDS,
    };
    return oidc.discovery(new URL(issuer), clientId, metadata, secretAsOffered(secret), {
      timeout: CALL_TIMEOUT_SECONDS,
      // Signatures are checked too, in addition to the TLS connection.
      execute: [
        oidc.enableNonRepudiationChecks,
        ...(settings.privateAddresses !== 'off' ? [oidc.allowInsecureRequests] : []),
      ],
      [oidc.customFetch]: this.http.fetch,
    });
  }

  private async readKeys(configuration: oidc.Configuration): Promise<void> {
    const { jwks_uri: address } = configuration.serverMetadata();
    if (address === undefined) throw new NoKeys();
    const signal = AbortSignal.timeout(CALL_TIMEOUT_SECONDS * 1_000);
    const response = await this.http.fetch(address, { method: 'GET', headers: { accept: 'application/json' }, signal });
    const answer: unknown = await response.json().catch(() => null);
    const keys = typeof answer === 'object' && answer !== null && 'keys' in answer ? answer.keys : undefined;
    if (!Array.isArray(keys) || keys.length === 0) throw new NoKeys();
  }
}

async function guarded<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw problemOf(error);
  }
}

function provenOf(
  claims: Readonly<Record<string, unknown>>,
  access: ProviderAccess,
  refreshToken: string | null,
): Proven {
  return { person: personOf(claims, access.groupsClaim), refreshToken };
}

/** The provider's user info; empty where it has none. */
async function readMore(configuration: oidc.Configuration, token: string, subject: string): Promise<object> {
  if (configuration.serverMetadata().userinfo_endpoint === undefined) return {};
  return oidc.fetchUserInfo(configuration, token, subject);
}

/** Sends the secret in the way that the provider announces: in the header, unless it says otherwise. */
function secretAsOffered(secret: string): oidc.ClientAuth {
  const [basic, post] = [oidc.ClientSecretBasic(secret), oidc.ClientSecretPost(secret)];
  return (server, client, body, headers) => {
    const methods = server.token_endpoint_auth_methods_supported ?? ['client_secret_basic'];
    (methods.includes('client_secret_basic') ? basic : post)(server, client, body, headers);
  };
}

/** Sends an invented code: a provider that accepts the client refuses the code, otherwise it refuses the client. */
async function tryClient(configuration: oidc.Configuration): Promise<void> {
  try {
    await oidc.genericGrantRequest(configuration, 'authorization_code', {
      code: 'a-code-for-the-test',
      redirect_uri: returnAddress(),
      code_verifier: oidc.randomPKCECodeVerifier(),
    });
  } catch (error) {
    if (reasonOf(error) !== 'code') throw error;
  }
}
