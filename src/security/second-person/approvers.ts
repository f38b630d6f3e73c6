import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database';
import { ProblemError } from '../../platform/problems/problem';
import type { Principal } from '../principal/principal';
import { getApprover, type LinkedAccount, listApprovers } from './account-openings.sql';

/** Why a person may not approve a request, with the members of its problem. */
interface ApproverRefusal {
  readonly code: 'own_act' | 'forbidden' | 'approver_too_new' | 'account_opened';
  readonly data: Readonly<Record<string, string>>;
}

/** The people who asked for a request, wrote it, or approved it before; null: none. */
type ConcernedPeople = readonly (string | null)[];

/**
 * Judges a request by the people concerned and the person whom it is about, who never approves it; null: the caller may
 * approve.
 */
export type ApproverJudge = (people: ConcernedPeople, subjectId?: string | null) => ApproverRefusal | null;

interface ApprovalCaller {
  readonly principal: Principal;
  readonly networkId: string;
}

/**
 * Checks who may approve as the second person: a manager whose account is not new and who can't be the same person as
 * one concerned, or an owner where no manager may.
 */
@Injectable()
export class Approvers {
  constructor(private readonly database: Database) {}

  /**
   * @throws ProblemError `own_act` for the person who asked, also by an API key of theirs, `account_opened` where one
   * person could have signed in as both within 30 days, `approver_too_new`, `forbidden` for an owner who is not needed
   */
  async require(asking: ApprovalCaller, people: ConcernedPeople, subjectId: string): Promise<void> {
    requireApprover(await this.judgeFor(asking), people, subjectId);
  }

  /** Reads the accounts once, for a list of requests or for a check under a lock. */
  async judgeFor(asking: ApprovalCaller): Promise<ApproverJudge> {
    const { principal } = asking;
    const ofAccount = await this.judgeOfAccount(asking);
    return (people, subjectId) =>
      [...people, subjectId].includes(principal.id) ? { code: 'own_act', data: {} } : ofAccount(people, subjectId);
  }

  private async judgeOfAccount({ principal, networkId }: ApprovalCaller): Promise<ApproverJudge> {
    if (principal.kind !== 'user') return () => ({ code: 'forbidden', data: {} });
    const tx = this.database.readsOf(networkId);
    if (principal.onBehalf) {
      const managers = await listApprovers(tx, networkId);
      return (people, subjectId) =>
        managers.length > 1 && managers.some((manager) => manager.id !== subjectId && isAnother(manager, people))
          ? { code: 'forbidden', data: {} }
          : null;
    }
    const own = await getApprover(tx, networkId, principal.id);
    return (people): ApproverRefusal | null => {
      if (people.some((person) => person !== null && own.keys.includes(person))) return { code: 'own_act', data: {} };
      if (own.waits) return { code: 'approver_too_new', data: { from: own.approvesFrom.toISOString() } };
      return isAnother(own, people) ? null : { code: 'account_opened', data: {} };
    };
  }
}

/** @throws ProblemError by which the judge refuses the caller */
export function requireApprover(judge: ApproverJudge, people: ConcernedPeople, subjectId?: string): void {
  const refusal = judge(people, subjectId);
  if (refusal !== null) throw new ProblemError(refusal.code, refusal.data);
}

/** Whether the account and its keys are none of these people's, and nobody could have signed in as it and as one of them. */
function isAnother({ id, linked, keys }: LinkedAccount, people: ConcernedPeople): boolean {
  return people.every(
    (person) => person === null || (person !== id && !keys.includes(person) && !linked.includes(person)),
  );
}
