import { createHash, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Prisma, ProviderSignIn } from '../../generated/prisma/client';
import { Clock } from '../../platform/clock/clock';
import { Database, type Tx } from '../../platform/database/database';
import { ProblemError } from '../../platform/problems/problem';
import { Audit } from '../audit/audit';
import { normalizeEmail, Pii } from '../personal-data/pii';
import type { Origin } from '../principal/authenticated-request';
import type { GuessLimit } from '../rate-limits/rate-limiter';
import { RateLimiter } from '../rate-limits/rate-limiter';
import { SIGN_IN_PER_ACCOUNT } from '../rate-limits/rate-limits.rules';
import { SecondFactors } from '../second-factor/second-factors';
import { Sessions, type SessionTokens } from '../sessions/sessions';
import { findUser, type ProviderProof, type UserRow } from '../sessions/sessions.sql';
import { domainOf } from './person-claims.rules';
import { ProviderClient } from './provider-client';
import { ProviderPeople } from './provider-people';
import { type Provider, Providers } from './providers';

type SignInUnderWay = Pick<ProviderSignIn, 'networkId' | 'issuer' | 'nonce' | 'verifier'>;

/** How long a person has for the sign-in at the provider and the second factor. */
export const SIGN_IN_SECONDS = 10 * 60;
const OFFERED_MAX = 5;
/** The most sign-ins that an address begins or looks up; each new one asks a provider. */
const BEGUN_PER_ADDRESS = 60;
const BEGUN_WINDOW_SECONDS = 15 * 60;
const SECRET_BYTES = 32;

interface OfferedSignIn {
  readonly network: string;
  readonly name: string;
}

export interface BegunSignIn {
  /** Address of the provider. */
  readonly url: string;
  /** The browser's secret, kept as a cookie. */
  readonly browser: string;
}

interface ProviderReturn {
  /** The query in the address to which the provider sent the person back. */
  readonly parameters: string;
  /** The cookie of the browser that began the sign-in. */
  readonly browser: string;
  readonly totp?: string | undefined;
}

type Hash = Buffer<ArrayBuffer>;

interface Proof extends ProviderProof {
  readonly networkId: string;
  readonly userId: string;
}

/** Staff's sign-in by their network's provider. */
@Injectable()
export class ProviderSignIns {
  constructor(
    private readonly database: Database,
    private readonly providers: Providers,
    private readonly client: ProviderClient,
    private readonly people: ProviderPeople,
    private readonly pii: Pii,
    private readonly limiter: RateLimiter,
    private readonly secondFactors: SecondFactors,
    private readonly sessions: Sessions,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  /** The sign-ins offered for an e-mail address, by its domain only, so that nobody learns who works where; or for a network. */
  async offer(by: { readonly email?: string | undefined; readonly network?: string | undefined }, origin: Origin) {
    await this.count('offer', origin);
    const found = await this.database.asPlatform((tx) => {
      if (by.email === undefined) return listOffered(tx, { network: { code: by.network ?? '' } });
      // Networks that have proven the domain.
      return listOffered(tx, { provenDomains: { has: domainOf(normalizeEmail(by.email)) } });
    });
    return found.map(({ code, name }): OfferedSignIn => ({ network: code, name }));
  }

  /**
   * Begins a sign-in. The browser keeps `browser` as a cookie; without it, the provider's answer is refused.
   * @throws ProblemError `not_found`, `provider_unreachable`, `provider_refused`, `rate_limited`
   */
  async begin(network: string, origin: Origin): Promise<BegunSignIn> {
    await this.count('begin', origin);
    const [found] = await this.database.asPlatform((tx) => listOffered(tx, { network: { code: network } }));
    if (found === undefined) throw new ProblemError('not_found');
    const { id: networkId } = found;
    const provider = await this.providerOf(networkId);
    if (provider === null) throw new ProblemError('not_found');
    const [state, nonce, verifier, browser] = [makeSecret(), makeSecret(), makeSecret(), makeSecret()];
    const url = await this.client.addressOf(provider, { state, nonce, verifier });
    const hashes = { stateHash: hashOfSecret(state), browserHash: hashOfSecret(browser) };
    const expiresAt = new Date(this.clock.now().getTime() + SIGN_IN_SECONDS * 1_000);
    await this.database.asPlatform(async (tx) => {
      // Sign-ins that were left behind go with a later one.
      await tx.query`
        DELETE FROM provider_sign_ins WHERE state_hash IN (
         SELECT state_hash FROM provider_sign_ins WHERE expires_at < now() LIMIT 100 FOR UPDATE SKIP LOCKED)`;
      await tx.prisma.providerSignIn.create({
        data: { ...hashes, networkId, issuer: provider.issuer, nonce, verifier, expiresAt },
      });
    });
    return { url, browser };
  }

  /**
   * Opens a session for a person who came back from the provider. A sign-in is valid once; if it waits for the second factor's code, the same call
   * with the code finishes it.
   *
   * @throws ProblemError `provider_sign_in_over`, `provider_refused`, `provider_unreachable`, `provider_no_role`, `provider_no_email`,
   * `provider_account_disabled`, `second_factor_required`, `locked_out`
   */
  async finish(returning: ProviderReturn, origin: Origin): Promise<{ tokens: SessionTokens; user: UserRow }> {
    const parameters = new URLSearchParams(returning.parameters);
    const state = parameters.get('state') ?? '';
    const [stateHash, browserHash] = [hashOfSecret(state), hashOfSecret(returning.browser)];
    // Takes the sign-in with this state and browser, once.
    const taken = await this.database.asPlatform(
      (tx) => tx.maybe<{ networkId: string; issuer: string; nonce: string; verifier: string }>`
      UPDATE provider_sign_ins SET used_at = now()
       WHERE state_hash = ${stateHash} AND browser_hash = ${browserHash} AND used_at IS NULL AND expires_at > now()
       RETURNING provider_network_id AS network_id, issuer, nonce, verifier`,
    );
    const proof =
      taken === undefined
        ? await this.findProven(stateHash, browserHash)
        : await this.prove(taken, parameters, state, origin);
    if (!proof.secondFactor) await this.requireSecondFactor(proof, stateHash, returning.totp);
    const { count } = await this.database.asPlatform((tx) =>
      tx.prisma.providerSignIn.deleteMany({ where: { stateHash } }),
    );
    // Another call was first.
    if (count === 0) throw new ProblemError('provider_sign_in_over');
    const tokens = await this.sessions.openByProvider(proof.userId, proof, origin);
    return { tokens, user: await this.note(proof, tokens.sessionId, origin) };
  }

  private async prove(
    taken: SignInUnderWay,
    parameters: URLSearchParams,
    state: string,
    origin: Origin,
  ): Promise<Proof> {
    const { networkId, issuer, nonce, verifier } = taken;
    const provider = await this.providerOf(networkId);
    // Meanwhile the provider was turned off or replaced.
    if (provider?.issuer !== issuer) throw new ProblemError('provider_sign_in_over');
    const { person, refreshToken } = await this.client.prove(provider, parameters, { state, nonce, verifier });
    const admission = await this.database.inNetwork(networkId, (tx) =>
      this.people.admit(tx, networkId, provider, person, origin),
    );
    this.sessions.noteEnded(admission.endedSessions);
    if ('refused' in admission) throw new ProblemError(admission.refused);
    return {
      networkId,
      issuer,
      subject: person.subject,
      userId: admission.userId,
      refreshEncrypted: refreshToken === null ? null : this.pii.encrypt(null, 'secret', refreshToken),
      secondFactor: person.secondFactor,
    };
  }

  private async findProven(stateHash: Hash, browserHash: Hash): Promise<Proof> {
    const expiresAt = { gt: this.clock.now() };
    const proven = await this.database.asPlatform((tx) =>
      tx.prisma.providerSignIn.findFirst({ where: { stateHash, browserHash, expiresAt } }),
    );
    if (proven?.userId == null || proven.subject === null) throw new ProblemError('provider_sign_in_over');
    const { networkId, issuer, subject, userId, refreshEncrypted } = proven;
    return { networkId, issuer, subject, userId, refreshEncrypted, secondFactor: false };
  }

  /** Asks for our own second factor, where the person has one and the provider asked for none. */
  private async requireSecondFactor(proof: Proof, stateHash: Hash, totp: string | undefined): Promise<void> {
    const limits: GuessLimit[] = [{ subject: `provider-sign-in:${proof.userId}`, rule: SIGN_IN_PER_ACCOUNT }];
    if (totp !== undefined) await this.limiter.beginGuess(limits);
    const factor = await this.secondFactors.judge(proof.userId, totp);
    if (factor === 'RIGHT') {
      if (totp !== undefined) await this.limiter.succeeded(limits);
      return;
    }
    if (totp !== undefined) await this.limiter.failed(limits);
    const { userId, subject, refreshEncrypted } = proof;
    await this.database.asPlatform((tx) =>
      tx.prisma.providerSignIn.updateMany({ where: { stateHash }, data: { userId, subject, refreshEncrypted } }),
    );
    throw new ProblemError('second_factor_required');
  }

  private async note({ networkId, userId }: Proof, sessionId: string, origin: Origin): Promise<UserRow> {
    const user = await this.database.asPlatform((tx) => findUser(tx, userId));
    if (user === undefined) throw new ProblemError('session_ended');
    const { role, guestId } = user;
    await this.database.inNetwork(networkId, (tx) =>
      this.audit.append(tx, networkId, {
        actor: {
          kind: 'user',
          id: userId,
          role,
          networkId,
          restaurantIds: user.restaurantIds,
          sessionId,
          guestId,
          onBehalf: false,
          mustEnrol: false,
        },
        origin,
        action: 'session.opened',
        subjectKind: 'user',
        subjectId: userId,
        after: { by: 'PROVIDER' },
      }),
    );
    return user;
  }

  private async providerOf(networkId: string): Promise<Provider | null> {
    const provider = await this.database.inNetwork(networkId, (tx) => this.providers.access(tx, networkId));
    return provider?.enabled === true ? provider : null;
  }

  private count(act: string, { address }: Origin): Promise<void> {
    const index = this.pii.blindIndex(null, 'address', address ?? '').toString('base64url');
    return this.limiter.hit(`provider-${act}:${index}`, BEGUN_PER_ADDRESS, BEGUN_WINDOW_SECONDS);
  }
}

/** Networks whose provider people are sent to. Runs as the platform. */
async function listOffered(tx: Tx, which: Prisma.IdentityProviderWhereInput) {
  const rows = await tx.prisma.identityProvider.findMany({
    where: { AND: [which, { enabled: true, network: { closedAt: null } }] },
    select: { network: { select: { id: true, code: true, name: true } } },
    orderBy: { network: { name: 'asc' } },
    take: OFFERED_MAX,
  });
  return rows.map(({ network }) => network);
}

function makeSecret(): string {
  return randomBytes(SECRET_BYTES).toString('base64url');
}

/** How a sign-in under way is found: only the hash of its state is stored. */
export function hashOfSecret(secret: string): Hash {
  return createHash('sha256').update(secret, 'utf8').digest();
}
