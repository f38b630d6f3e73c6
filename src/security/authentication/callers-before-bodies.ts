import { Injectable } from '@nestjs/common';
import { JwtService } from '@nestjs/jwt';
import { Clock } from '../../platform/clock/clock';
import type { ApiReply, ApiRequest } from '../../platform/http/api-request';
import type { KnownCallers } from '../../platform/http/known-callers';
import { ProblemError } from '../../platform/problems/problem';
import { ApiKeys } from '../api-keys/api-keys';
import { API_KEY_PREFIX } from '../api-keys/api-key.rules';
import { RateLimiter } from '../rate-limits/rate-limiter';
import { setLimitHeaders } from '../rate-limits/limit-headers';
import { UNAUTHENTICATED_PER_ADDRESS_PER_SECOND } from '../rate-limits/rate-limits.rules';
import { ACCESS_TOKEN_ALGORITHM, parseClaims, type SessionHolder } from '../sessions/access-token';
import { RevokedSessions } from '../sessions/revoked-sessions';
import { keyOfToken } from './jwt.strategy';
import { VerifiedTokens } from './verified-tokens';

const BEARER = /^bearer (.+)$/i;
const BEARER_LENGTH = 'Bearer '.length;

/**
 * Verifies the token or key of a request with a possibly large body, before the body is read. The guards check the request again afterwards,
 * including its permissions.
 */
@Injectable()
export class CallersBeforeBodies implements KnownCallers {
  constructor(
    private readonly jwt: JwtService,
    private readonly clock: Clock,
    private readonly revoked: RevokedSessions,
    private readonly apiKeys: ApiKeys,
    private readonly limiter: RateLimiter,
    private readonly verified: VerifiedTokens,
  ) {}

  isKnown(authorization: string): boolean {
    return authorization.startsWith(API_KEY_PREFIX, BEARER_LENGTH)
      ? this.apiKeys.lastKnown(authorization.slice(BEARER_LENGTH)) !== undefined
      : this.verified.find(authorization) !== undefined;
  }

  async require({ headers, ip }: ApiRequest, reply: ApiReply): Promise<void> {
    const [, credential = ''] = BEARER.exec(headers.authorization ?? '') ?? [];
    try {
      if (credential.startsWith(API_KEY_PREFIX)) await this.requireKey(credential, ip, reply);
      else await this.requireToken(credential, ip, reply);
    } catch (error) {
      // The rest of the body is not read.
      reply.header('Connection', 'close');
      throw error;
    }
  }

  private async requireKey(key: string, address: string, reply: ApiReply): Promise<void> {
    // Counted before the key is looked up, so that invalid keys can't cost the database more than their address is allowed.
    const taken = this.apiKeys.isRemembered(key) ? undefined : this.limiter.takeUnauthenticated(address);
    if ((await this.apiKeys.authenticate(key)) === undefined) throw this.refusal(address, reply, taken);
    if (taken !== undefined) this.limiter.giveBackUnauthenticated(address);
  }

  private async requireToken(token: string, address: string, reply: ApiReply): Promise<void> {
    const holder = this.holderOf(token);
    if (holder === undefined) throw this.refusal(address, reply);
    if (await this.revoked.has(holder.sessionId)) throw new ProblemError('session_ended');
    // No route for guests takes more than the common limit.
    if (holder.kind === 'guest') throw new ProblemError('forbidden');
  }

  private holderOf(token: string): SessionHolder | undefined {
    const key = keyOfToken(token);
    if (key === undefined) return undefined;
    try {
      const verified = parseClaims(
        this.jwt.verify<object>(token, {
          // The library passes the KeyObject to the verifier, which accepts it; its types allow only strings.
          publicKey: key as never,
          algorithms: [ACCESS_TOKEN_ALGORITHM],
          ignoreExpiration: true,
        }),
      );
      return verified !== undefined && verified.expiresAtMs > this.clock.now().getTime()
        ? verified.principal
        : undefined;
    } catch {
      // A text that can't be verified is no token.
      return undefined;
    }
  }

  private refusal(address: string, reply: ApiReply, taken = this.limiter.takeUnauthenticated(address)): ProblemError {
    setLimitHeaders(reply, UNAUTHENTICATED_PER_ADDRESS_PER_SECOND, taken);
    return new ProblemError('unauthenticated');
  }
}
