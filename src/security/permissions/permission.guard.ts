import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { ProblemError } from '../../platform/http/problem';
import type { AuthenticatedRequest } from '../principal/authenticated-request';
import { setLimitHeaders } from '../rate-limits/limit-headers';
import { RateLimiter } from '../rate-limits/rate-limiter';
import { PERMISSION_METADATA, PUBLIC_METADATA } from './permission.decorator';
import { isTillAct, mayUse, type Permission } from './permissions.rules';

/**
 * Whether they may: a route names its permissions, and a route that names none is closed to everybody.
 * Routes of till acts also count against the network's limit a second.
 */
@Injectable()
export class PermissionGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly limiter: RateLimiter,
  ) {}

  canActivate(context: ExecutionContext): boolean {
    if (context.getType() !== 'http') return true;
    const targets = [context.getHandler(), context.getClass()];
    const permissions = this.reflector.getAllAndOverride<readonly Permission[] | undefined>(
      PERMISSION_METADATA,
      targets,
    );
    if (permissions === undefined) {
      if (this.reflector.getAllAndOverride<boolean | undefined>(PUBLIC_METADATA, targets) === true) return true;
      throw new ProblemError('forbidden');
    }
    const principal = context.switchToHttp().getRequest<AuthenticatedRequest>().user;
    if (principal === undefined || !permissions.some((permission) => mayUse(principal, permission))) {
      throw new ProblemError('forbidden');
    }
    if (principal.networkId !== null && isTillAct(permissions)) {
      const taken = this.limiter.takeTillActs(principal.networkId);
      setLimitHeaders(context, this.limiter.tillActsPerSecond(principal.networkId), taken);
    }
    return true;
  }
}
