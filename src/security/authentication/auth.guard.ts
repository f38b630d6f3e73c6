import { type ExecutionContext, Injectable } from '@nestjs/common';
import { AuthGuard as PassportGuard } from '@nestjs/passport';
import { Clock } from '../../platform/clock/clock';
import { replyOf, requestOf } from '../../platform/http/api-request';
import { judge } from '../../platform/http/failure';
import { ProblemError } from '../../platform/problems/problem';
import { settings } from '../../platform/settings/settings';
import { endsWithinMs } from '../../platform/spool/answer-time';
import { Spool } from '../../platform/spool/spool';
import { ApiKeys } from '../api-keys/api-keys';
import { API_KEY_PREFIX } from '../api-keys/api-key.rules';
import { RouteAccess } from '../permissions/route-access';
import type { AuthenticatedRequest } from '../principal/authenticated-request';
import type { Principal } from '../principal/principal';
import { RateLimiter } from '../rate-limits/rate-limiter';
import { setLimitHeaders } from '../rate-limits/limit-headers';
import { UNAUTHENTICATED_PER_ADDRESS_PER_SECOND } from '../rate-limits/rate-limits.rules';
import type { BucketResult } from '../../platform/memory/token-buckets';
import type { VerifiedToken } from '../sessions/access-token';
import { RevokedSessions } from '../sessions/revoked-sessions';
import { ActingOwner } from './acting-owner';
import { GroupRestaurants } from './group-restaurants';
import { VerifiedTokens } from './verified-tokens';

/** The share of a till's time budget in which the guard may ask the database. */
const GUARD_SHARE = 0.25;
/** Case does not matter in the name of a scheme (RFC 9110, 11.1). */
const BEARER = /^bearer /i;
const BEARER_LENGTH = 'Bearer '.length;

/**
 * Finds the principal of each request to a route that is not public. passport-jwt verifies a token once; then the token is cached until it expires,
 * so a till's call costs one look-up in a map. Each request checks in memory whether the session was ended.
 */
@Injectable()
export class AuthGuard extends PassportGuard('jwt') {
  constructor(
    private readonly access: RouteAccess,
    private readonly clock: Clock,
    private readonly revoked: RevokedSessions,
    private readonly apiKeys: ApiKeys,
    private readonly limiter: RateLimiter,
    private readonly actingOwner: ActingOwner,
    private readonly groups: GroupRestaurants,
    private readonly spool: Spool,
    private readonly verified: VerifiedTokens,
  ) {
    super();
  }

  override canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    if (context.getType() !== 'http') return true;
    const request = requestOf<AuthenticatedRequest>(context);
    if (this.access.of(context).isPublic) {
      this.countUnauthenticated(context, request);
      return true;
    }
    const authorization = request.headers['authorization'];
    if (typeof authorization !== 'string' || !BEARER.test(authorization)) return this.refuse(context, request);
    if (this.access.of(context).isFromMemory) return this.admitInTime(context, request, authorization);
    return this.admitCaller(context, request, authorization);
  }

  private admitCaller(
    context: ExecutionContext,
    request: AuthenticatedRequest,
    authorization: string,
  ): boolean | Promise<boolean> {
    if (authorization.startsWith(API_KEY_PREFIX, BEARER_LENGTH)) {
      return this.admitKey(context, request, authorization.slice(BEARER_LENGTH));
    }
    const known = this.verified.get(authorization);
    if (known !== undefined) return this.admit(request, known);
    return this.verify(context, request, authorization);
  }

  /** The result of passport. A refusal is returned instead of thrown, because it is first counted against the caller's address. */
  override handleRequest<User>(error: unknown, token: User): User {
    if (error instanceof Error) throw error;
    return token;
  }

  private async verify(
    context: ExecutionContext,
    request: AuthenticatedRequest,
    authorization: string,
  ): Promise<boolean> {
    await super.canActivate(context);
    const token = request.user as unknown as VerifiedToken | false | undefined;
    delete request.user;
    if (token === undefined || token === false || token.expiresAtMs <= this.clock.now().getTime()) {
      return this.refuse(context, request);
    }
    this.verified.set(authorization, token);
    return this.admit(request, token);
  }

  /**
   * Waits for the database only a part of a till's time, and then admits the caller as this process last knew it. For an unknown caller it waits
   * like any other route.
   */
  private admitInTime(
    context: ExecutionContext,
    request: AuthenticatedRequest,
    authorization: string,
  ): boolean | Promise<boolean> {
    if (this.spool.isAway && this.admitAsKnown(request, authorization)) return true;
    const admitted = this.admitCaller(context, request, authorization);
    if (typeof admitted === 'boolean' || this.lastKnown(request, authorization) === undefined) return admitted;
    // After the time-out nothing awaits this promise, so its rejection would stay unhandled.
    admitted.catch(() => undefined);
    return this.spool
      .doInTime(() => admitted, endsWithinMs(settings.tillWaitMs * GUARD_SHARE))
      .catch((error: unknown) => {
        if (judge(error).problem.code === 'unavailable' && this.admitAsKnown(request, authorization)) return true;
        throw error;
      });
  }

  private admitAsKnown(request: AuthenticatedRequest, authorization: string): boolean {
    const principal = this.lastKnown(request, authorization);
    if (principal === undefined) return false;
    request.user = principal;
    request.isUnchecked = true;
    return true;
  }

  /** Undefined also for district managers and for partners that act for a network: their rights are only in the database. */
  private lastKnown(request: AuthenticatedRequest, authorization: string): Principal | undefined {
    if (request.headers['x-act-for-network'] !== undefined) return undefined;
    if (authorization.startsWith(API_KEY_PREFIX, BEARER_LENGTH))
      return this.apiKeys.lastKnown(authorization.slice(BEARER_LENGTH));
    const principal = this.verified.find(authorization)?.principal;
    return principal?.kind === 'user' && principal.restaurantGroupId !== undefined ? undefined : principal;
  }

  private admit(request: AuthenticatedRequest, { principal }: VerifiedToken): boolean | Promise<boolean> {
    const ended = this.revoked.has(principal.sessionId);
    if (ended === true) throw new ProblemError('session_ended');
    const isOfGroup = principal.kind === 'user' && principal.restaurantGroupId !== undefined;
    if (ended === false && !isOfGroup && request.headers['x-act-for-network'] === undefined) {
      request.user = principal;
      return true;
    }
    return this.admitSlowly(request, principal, ended);
  }

  private async admitSlowly(
    request: AuthenticatedRequest,
    principal: Principal,
    ended: boolean | Promise<boolean>,
  ): Promise<boolean> {
    if (await ended) throw new ProblemError('session_ended');
    request.user = await this.groups.reachOf(await this.actingOwner.resolve(principal, request));
    return true;
  }

  private async admitKey(context: ExecutionContext, request: AuthenticatedRequest, key: string): Promise<boolean> {
    // Counted before the key is looked up, so that invalid keys can't cost the database more than their address is allowed.
    const taken = this.apiKeys.isRemembered(key) ? undefined : this.limiter.takeUnauthenticated(request.ip);
    const principal = await this.apiKeys.authenticate(key);
    if (principal === undefined) return this.refuse(context, request, taken);
    if (taken !== undefined) this.limiter.giveBackUnauthenticated(request.ip);
    request.user = await this.actingOwner.resolve(principal, request);
    return true;
  }

  /** @param taken the request was already counted against its address */
  private refuse(context: ExecutionContext, request: AuthenticatedRequest, taken?: BucketResult): never {
    this.countUnauthenticated(context, request, taken);
    throw new ProblemError('unauthenticated');
  }

  private countUnauthenticated(
    context: ExecutionContext,
    request: AuthenticatedRequest,
    taken = this.limiter.takeUnauthenticated(request.ip),
  ): void {
    setLimitHeaders(replyOf(context), UNAUTHENTICATED_PER_ADDRESS_PER_SECOND, taken);
  }
}
