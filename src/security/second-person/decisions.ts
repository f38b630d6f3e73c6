import { Injectable } from '@nestjs/common';
import type { Tx } from '../../platform/database/database';
import { ProblemError } from '../../platform/problems/problem';
import { Audit, type Author } from '../audit/audit';
import type { AuditSubject } from '../audit/audit-actions';
import type { AuditValues } from '../audit/audit-values.rules';

/** Requests for a second person, in a table with the columns `id`, `status`, `requested_by`, `decided_by`, `decided_at` and `reason`. */
export interface RequestTable {
  readonly table: string;
  /** The status of a request that waits. */
  readonly waiting: string;
  /** The status of a request that a second person let through. */
  readonly approved: string;
  /** Whether a column `version` counts the changes of a row. */
  readonly isCounted?: boolean;
  /** The kind of the subject in the audit, and the beginning of the action before `approved`, `rejected` or `withdrawn`. */
  readonly audit: {
    readonly subjectKind: AuditSubject;
    readonly action: 'approval.' | 'change.' | 'program.publication_';
  };
  /** Whether the reason may name a guest, and so stays out of the audit. */
  readonly isReasonPersonal?: boolean;
}

interface PendingRequest {
  readonly id: string;
  /** Null: the platform itself. */
  readonly requestedBy: string | null;
  /** Left out: the id of the request. */
  readonly subjectId?: string;
  /** Values of the line in the audit. */
  readonly values?: AuditValues;
}

const VERBS = { APPROVED: 'approved', REJECTED: 'rejected', WITHDRAWN: 'withdrawn' } as const;
type Decision = keyof typeof VERBS;

/** Ends requests that wait for a second person, each in the transaction of what its decision does. */
@Injectable()
export class Decisions {
  constructor(private readonly audit: Audit) {}

  /**
   * Closes a request with its line in the audit. One of two people who decide at the same time is refused.
   * @throws ProblemError `already_decided` with the decision of the other
   */
  async close(
    tx: Tx,
    networkId: string,
    requests: RequestTable,
    { id, subjectId = id, values = {} }: PendingRequest,
    decision: Decision,
    author: Author,
    reason: string | null = null,
  ): Promise<void> {
    const { table, waiting, approved, audit, isCounted = false, isReasonPersonal = false } = requests;
    const status = decision === 'APPROVED' ? approved : decision;
    const closed = await tx.query(
      `UPDATE ${table} SET status = $4, decided_by = $5, decided_at = ledger_now(), reason = $6${isCounted ? ', version = version + 1' : ''}
        WHERE network_id = $1 AND id = $2 AND status = $3 RETURNING id`,
      [networkId, id, waiting, status, idOf(author), reason],
    );
    if (closed.length === 0) {
      const known = await tx.one<{ status: string }>(`SELECT status FROM ${table} WHERE network_id = $1 AND id = $2`, [
        networkId,
        id,
      ]);
      throw new ProblemError('already_decided', { decision: known.status });
    }
    await this.audit.append(tx, networkId, {
      ...author,
      action: `${audit.action}${VERBS[decision]}`,
      subjectKind: audit.subjectKind,
      subjectId,
      after: { ...values, ...(reason !== null && !isReasonPersonal && { reason }) },
    });
  }

  /** Closes a request without the act that it asks for: as withdrawn by the person who asked, as rejected by anybody else. @throws ProblemError `already_decided` */
  async refuse(
    tx: Tx,
    networkId: string,
    requests: RequestTable,
    waiting: PendingRequest,
    author: Author,
    reason: string | null,
  ): Promise<'REJECTED' | 'WITHDRAWN'> {
    const decision = idOf(author) === waiting.requestedBy ? 'WITHDRAWN' : 'REJECTED';
    await this.close(tx, networkId, requests, waiting, decision, author, reason);
    return decision;
  }
}

function idOf({ actor }: Author): string | null {
  return actor === 'system' ? null : actor.id;
}
