import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database';
import { ProblemError } from '../../platform/problems/problem';
import { isId } from '../../platform/ids/ids';
import { findActing } from '../acting/acting-periods.sql';
import { Audit } from '../audit/audit';
import type { AuthenticatedRequest } from '../principal/authenticated-request';
import type { Principal, UserPrincipal } from '../principal/principal';

/**
 * `X-Act-For-Network`: the installation's owner works in a network for which they have begun to act. Each such request, also a read, is recorded in
 * the network's audit before it is answered.
 */
@Injectable()
export class ActingOwner {
  constructor(
    private readonly database: Database,
    private readonly audit: Audit,
  ) {}

  /**
   * The principal with which the request continues. Refuses 403 for a caller who is not an owner (naming one's own network is allowed), 404 for an
   * unknown network, and 403 `act_for_not_begun`.
   */
  async resolve(principal: Principal, request: AuthenticatedRequest): Promise<Principal> {
    const named = request.headers['x-act-for-network'];
    if (named === undefined || named === principal.networkId) return principal;
    if (principal.kind !== 'user' || principal.role !== 'owner') throw new ProblemError('forbidden');
    if (typeof named !== 'string' || !isId(named)) throw new ProblemError('not_found');
    const networkId = named.toLowerCase();
    const acting: UserPrincipal = { ...principal, networkId, onBehalf: true };
    await this.leaveTrace(acting, networkId, request);
    return acting;
  }

  /** Reads the period at each request, so that every process refuses an ended period. */
  private async leaveTrace(acting: UserPrincipal, networkId: string, request: AuthenticatedRequest): Promise<void> {
    await this.database.inNetwork(networkId, async (tx) => {
      const acts = await findActing(tx, networkId, acting.id, acting.sessionId);
      if (acts === undefined) throw new ProblemError('not_found');
      if (!acts) throw new ProblemError('act_for_not_begun');
      await this.audit.appendChange(
        tx,
        networkId,
        { actor: acting, origin: { address: request.ip, requestId: request.id } },
        'network.acted_for',
        networkId,
        { after: { method: request.method, route: request.routeOptions?.url ?? '' } },
      );
    });
  }
}
