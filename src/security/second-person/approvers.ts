import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database';
import { ProblemError } from '../../platform/problems/problem';
import type { Principal } from '../principal/principal';

interface ApproverAge {
  readonly approvesFrom: Date;
  readonly waits: boolean;
}

/** Why a person may not approve a request, with the members of its problem. */
interface ApproverRefusal {
  readonly code: 'own_act' | 'forbidden' | 'approver_too_new';
  readonly data: Readonly<Record<string, string>>;
}

/** Judges a request by the people who asked for it, wrote it or are its subject; null: the caller may approve. */
export type ApproverJudge = (people: readonly (string | null)[]) => ApproverRefusal | null;

interface Asking {
  readonly principal: Principal;
  readonly networkId: string;
}

/** Checks who may approve as the second person: a manager whose account is not new, or an owner where the network has
 * no second manager. */
@Injectable()
export class Approvers {
  constructor(private readonly database: Database) {}

  /** @throws ProblemError `own_act` for the person who asked, `approver_too_new`, `forbidden` for an owner who is not needed */
  async require(asking: Asking, ...people: readonly (string | null)[]): Promise<void> {
    const refusal = (await this.judgeFor(asking))(people);
    if (refusal !== null) throw new ProblemError(refusal.code, refusal.data);
  }

  /** Reads the caller's account once, for a list of requests. */
  async judgeFor(asking: Asking): Promise<ApproverJudge> {
    const { principal } = asking;
    const ofAccount = await this.refusalOfAccount(asking);
    return (people) => (people.includes(principal.id) ? { code: 'own_act', data: {} } : ofAccount);
  }

  private async refusalOfAccount({ principal, networkId }: Asking): Promise<ApproverRefusal | null> {
    if (principal.kind !== 'user') return { code: 'forbidden', data: {} };
    const tx = this.database.readsOf(networkId);
    if (principal.onBehalf) {
      const { managers } = await tx.one<{ managers: number }>(
        `SELECT count(*)::integer AS managers FROM users
         WHERE role = 'manager' AND disabled_at IS NULL AND approves_from <= now()`,
      );
      return managers > 1 ? { code: 'forbidden', data: {} } : null;
    }
    const own = await tx.one<ApproverAge>(
      'SELECT approves_from AS "approvesFrom", approves_from > now() AS waits FROM users WHERE id = $1',
      [principal.id],
    );
    return own.waits ? { code: 'approver_too_new', data: { from: own.approvesFrom.toISOString() } } : null;
  }
}
