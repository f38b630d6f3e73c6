import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { replyOf, requestOf } from '../../platform/http/api-request';
import { Database } from '../../platform/database/database';
import { ProblemError } from '../../platform/problems/problem';
import type { AuthenticatedRequest } from '../principal/authenticated-request';
import { setLimitHeaders } from '../rate-limits/limit-headers';
import { RateLimiter } from '../rate-limits/rate-limiter';
import { MovingNetworks, networkMoving } from './moving-networks';
import { mayUse, type Permission, restsWhileSuspended } from './permissions.rules';
import { lackOf } from './require.rules';
import { RouteAccess } from './route-access';

interface NetworkState {
  /** The owner has suspended the network. */
  readonly suspended: boolean;
  /** The network moves to another installation. */
  readonly moving: boolean;
}

/** The permissions of a user who has not yet set up the second factor that the network requires. */
const OF_THE_OWN_ACCOUNT: ReadonlySet<Permission> = new Set(['session.own', 'password.own']);

/**
 * Checks the permission of a route; a route without one is closed to everybody. Routes of till acts also count towards the network's limit a
 * second.
 */
@Injectable()
export class PermissionGuard implements CanActivate {
  constructor(
    private readonly access: RouteAccess,
    private readonly limiter: RateLimiter,
    private readonly database: Database,
    private readonly moving: MovingNetworks,
  ) {}

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    if (context.getType() !== 'http') return true;
    const { permissions, isPublic, isTillAct, onlyReads } = this.access.of(context);
    if (permissions === null) {
      if (isPublic) return true;
      throw new ProblemError('forbidden');
    }
    const { user: principal, method } = requestOf<AuthenticatedRequest>(context);
    const use = onlyReads || method === 'GET' || method === 'HEAD' ? 'read' : 'write';
    if (principal === undefined || !permissions.some((permission) => mayUse(principal, permission, use)))
      throw lackOf(principal, permissions, use);
    if (principal.kind === 'user' && principal.mustEnrol && !permissions.some((one) => OF_THE_OWN_ACCOUNT.has(one))) {
      throw new ProblemError('second_factor_demanded');
    }
    if (principal.networkId !== null && use === 'write') this.moving.refuse(principal.networkId);
    if (principal.networkId !== null && isTillAct) {
      const taken = this.limiter.takeTillActs(principal.networkId);
      setLimitHeaders(replyOf(context), this.limiter.tillActsPerSecond(principal.networkId), taken);
    }
    return restsWhileSuspended(principal, permissions, use) ? this.requireActive(principal.networkId) : true;
  }

  /** Reads the network's state from the database at each such call, so that every process knows it at once; such calls are few. */
  private async requireActive(networkId: string | null): Promise<boolean> {
    if (networkId === null) return true;
    const state = await this.database.readsOf(networkId).maybe<NetworkState>`
      SELECT suspended_at IS NOT NULL AS suspended, moving_since IS NOT NULL AS moving FROM networks WHERE id = ${networkId}`;
    if (state?.moving === true) throw networkMoving();
    if (state?.suspended === true) throw new ProblemError('network_suspended');
    return true;
  }
}
