import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database';
import { ProblemError } from '../../platform/problems/problem';
import type { RequestContext } from '../principal/request-context';

interface ApproverAge {
  readonly approvesFrom: Date;
  readonly waits: boolean;
}

/** Checks who may approve as the second person: a manager whose account is not new, or an owner where the network has
 * no second manager. */
@Injectable()
export class Approvers {
  constructor(private readonly database: Database) {}

  /** @throws ProblemError `own_act` for the person who asked, `approver_too_new`, `forbidden` for an owner who is not needed */
  async require({ principal, networkId }: RequestContext, requestedBy: string | null): Promise<void> {
    if (principal.id === requestedBy) throw new ProblemError('own_act');
    if (principal.kind !== 'user') throw new ProblemError('forbidden');
    await this.database.inNetwork(networkId, async (tx) => {
      if (principal.onBehalf) {
        const { managers } = await tx.one<{ managers: number }>(
          `SELECT count(*)::integer AS managers FROM users
           WHERE role = 'manager' AND disabled_at IS NULL AND approves_from <= now()`,
        );
        if (managers > 1) throw new ProblemError('forbidden');
        return;
      }
      const own = await tx.one<ApproverAge>(
        'SELECT approves_from AS "approvesFrom", approves_from > now() AS waits FROM users WHERE id = $1',
        [principal.id],
      );
      if (own.waits) throw new ProblemError('approver_too_new', { from: own.approvesFrom.toISOString() });
    });
  }
}
