import { Injectable } from '@nestjs/common';
import { Database, type Statements } from '../../platform/database/database';
import { sql } from '../../platform/database/sql';
import { ProblemError } from '../../platform/problems/problem';
import type { Principal } from '../principal/principal';
import { OPENED_WITHIN } from './account-openings.sql';

/** An account, with the ids of the other accounts and of the API keys that the person behind the account could use. */
interface LinkedAccount {
  readonly id: string;
  readonly approvesFrom: Date;
  readonly waits: boolean;
  /** Accounts that lately opened this account, over any number of steps; accounts that these or this account lately opened; and the API keys of all these accounts. */
  readonly linked: readonly string[];
  /** API keys whose secret the person has asked for. */
  readonly keys: readonly string[];
}

/** An owner of the installation links no accounts: owners open accounts in every network, and are the second person where no manager can be. */
const linkedAccounts = (networkId: string) => sql`
  SELECT u.id, u.approves_from, u.approves_from > now() AS waits, l.linked, ARRAY(
    SELECT k.id FROM api_keys k WHERE k.network_id = ${networkId} AND k.created_by = u.id)::text[] AS keys
  FROM users u CROSS JOIN LATERAL (
    WITH RECURSIVE openers (id) AS (
      SELECT u.id
      UNION
      SELECT o.opened_by FROM openers r
        JOIN account_openings o ON o.network_id = ${networkId} AND o.user_id = r.id AND o.opened_at > now() - ${OPENED_WITHIN}
        JOIN users b ON b.id = o.opened_by AND b.network_id = ${networkId}
    ), reached (id) AS (
      SELECT id FROM openers
      UNION
      SELECT o.user_id FROM reached r
        JOIN account_openings o ON o.network_id = ${networkId} AND o.opened_by = r.id AND o.opened_at > now() - ${OPENED_WITHIN}
    )
    SELECT ARRAY(
      SELECT id FROM reached WHERE id <> u.id
      UNION ALL
      SELECT k.id FROM api_keys k JOIN reached r ON k.created_by = r.id AND r.id <> u.id
        WHERE k.network_id = ${networkId})::text[] AS linked
  ) l`;

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

function getApprover(tx: Statements, networkId: string, id: string): Promise<LinkedAccount> {
  return tx.one<LinkedAccount>`${linkedAccounts(networkId)} WHERE u.id = ${id}`;
}

/** The managers whose cooling-off time is over, so that they may approve. */
function listApprovers(tx: Statements, networkId: string): Promise<LinkedAccount[]> {
  return tx.query<LinkedAccount>`
    ${linkedAccounts(networkId)}
     WHERE u.network_id = ${networkId} AND u.role = 'manager' AND u.disabled_at IS NULL AND u.approves_from <= now()
     ORDER BY u.id LIMIT 1000`;
}
