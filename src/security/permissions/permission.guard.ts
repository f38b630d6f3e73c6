import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { replyOf, requestOf } from '../../platform/http/api-request';
import { ProblemError } from '../../platform/problems/problem';
import type { AuthenticatedRequest } from '../principal/authenticated-request';
import { setLimitHeaders } from '../rate-limits/limit-headers';
import { RateLimiter } from '../rate-limits/rate-limiter';
import { mayUse, type Permission } from './permissions.rules';
import { RouteAccess } from './route-access';

/** Permissions of a user who has not set up the second factor that the network demands. */
const OF_THE_OWN_ACCOUNT: ReadonlySet<Permission> = new Set(['session.own', 'password.own']);

/**
 * Checks the permissions that a route names. A route that names none is closed to everybody.
 * Routes of till acts also count against the network's limit a second.
 */
@Injectable()
export class PermissionGuard implements CanActivate {
  constructor(
    private readonly access: RouteAccess,
    private readonly limiter: RateLimiter,
  ) {}

  canActivate(context: ExecutionContext): boolean {
    if (context.getType() !== 'http') return true;
    const { permissions, isPublic, isTillAct, onlyReads } = this.access.of(context);
    if (permissions === null) {
      if (isPublic) return true;
      throw new ProblemError('forbidden');
    }
    const { user: principal, method } = requestOf<AuthenticatedRequest>(context);
    const use = onlyReads || method === 'GET' || method === 'HEAD' ? 'read' : 'write';
    if (principal === undefined || !permissions.some((permission) => mayUse(principal, permission, use))) {
      throw new ProblemError('forbidden');
    }
    if (principal.kind === 'user' && principal.mustEnrol && !permissions.some((one) => OF_THE_OWN_ACCOUNT.has(one))) {
      throw new ProblemError('second_factor_demanded');
    }
    if (principal.networkId !== null && isTillAct) {
      const taken = this.limiter.takeTillActs(principal.networkId);
      setLimitHeaders(replyOf(context), this.limiter.tillActsPerSecond(principal.networkId), taken);
    }
    return true;
  }
}
