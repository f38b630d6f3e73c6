import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database';
import { ProblemError } from '../../platform/problems/problem';
import { isId } from '../../platform/ids/ids';
import { Audit } from '../audit/audit';
import type { AuthenticatedRequest } from '../principal/authenticated-request';
import type { Principal } from '../principal/principal';

/**
 * `X-Act-For-Network`: the owner of the installation works within one network for a request. Each such request
 * leaves its trace in that network's audit before it is answered, whatever it then does.
 */
@Injectable()
export class ActingOwner {
  constructor(
    private readonly database: Database,
    private readonly audit: Audit,
  ) {}

  /**
   * The principal as which the request goes on. Refuses 403 for whoever is not an owner (naming one's own network
   * changes nothing), and 404 for a network that is not there.
   */
  async resolve(principal: Principal, request: AuthenticatedRequest): Promise<Principal> {
    const networkId = request.headers['x-act-for-network'];
    if (networkId === undefined || networkId === principal.networkId) return principal;
    if (principal.kind !== 'user' || principal.role !== 'owner') throw new ProblemError('forbidden');
    if (typeof networkId !== 'string' || !isId(networkId)) throw new ProblemError('not_found');
    const acting: Principal = { ...principal, networkId: networkId.toLowerCase(), onBehalf: true };
    await this.leaveTrace(acting, networkId, request);
    return acting;
  }

  private async leaveTrace(acting: Principal, networkId: string, request: AuthenticatedRequest): Promise<void> {
    await this.database.inNetwork(networkId, async (tx) => {
      // Row-level security shows a network to itself alone: no row means that there is no such network.
      const network = await tx.maybe<{ id: string }>('SELECT id FROM networks WHERE id = $1', [networkId]);
      if (network === undefined) throw new ProblemError('not_found');
      await this.audit.append(tx, networkId, {
        actor: acting,
        origin: { address: request.ip, requestId: request.id },
        action: 'network.acted_for',
        subjectKind: 'network',
        subjectId: networkId,
        after: { method: request.method, route: request.routeOptions?.url ?? '' },
      });
    });
  }
}
