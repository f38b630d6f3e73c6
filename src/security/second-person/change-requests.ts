import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../../platform/database/database';
import { newId } from '../../platform/ids/ids';
import { canonicalJson } from '../../platform/http/canonical-json';
import { listRows } from '../../platform/http/plain-rows';
import { found } from '../../platform/problems/problem';
import { Audit } from '../audit/audit';
import type { RequestContext } from '../principal/request-context';
import { type ChangeRequestAnswer, changeRequestAnswer, type ChangeRequestListQuery } from './change-request.dto';
import type { ChangeKind } from './change-kinds';
import * as rows from './change-requests.prisma';
import { Decisions, type RequestTable } from './decisions';

const CHANGES: RequestTable = {
  table: 'change_requests',
  waiting: 'WAITING',
  approved: 'APPROVED',
  audit: { subjectKind: 'change_request', action: 'change.' },
};

/** Changes that one manager alone may not make, kept until a second person decides. */
@Injectable()
export class ChangeRequests {
  constructor(
    private readonly database: Database,
    private readonly audit: Audit,
    private readonly decisions: Decisions,
  ) {}

  /** Stores a change request. An equal request that already waits is answered instead. */
  async ask(
    tx: Tx,
    { networkId, principal, author }: RequestContext,
    asked: { readonly kind: ChangeKind; readonly subjectId: string; readonly change?: object },
  ): Promise<ChangeRequestAnswer> {
    const { kind, subjectId, change = {} } = asked;
    const waiting = await rows.findWaiting(tx, networkId, kind, subjectId);
    // The database keeps the members of JSON in an order of its own.
    if (waiting !== undefined && canonicalJson(waiting.change) === canonicalJson(change))
      return changeRequestAnswer(waiting);
    const request = { id: newId(), kind, subjectId, change, requestedBy: principal.id };
    const row = await rows.insertChangeRequest(tx, networkId, request);
    await this.audit.appendOn(tx, networkId, author, 'change.requested', ['change_request', row.id], {
      after: { kind, of: subjectId },
    });
    return changeRequestAnswer(row);
  }

  list(networkId: string, query: ChangeRequestListQuery) {
    return this.database.inNetwork(networkId, (tx) =>
      listRows(tx, {
        name: 'change-requests',
        model: 'changeRequest',
        query,
        where: { networkId, status: query.status },
        answer: changeRequestAnswer,
      }),
    );
  }

  /** @throws ProblemError `not_found` */
  async get(networkId: string, id: string): Promise<rows.ChangeRequestRow> {
    return found(await this.database.inNetwork(networkId, (tx) => rows.findChangeRequest(tx, networkId, id)));
  }

  /** Ends a request with the change. @throws ProblemError `already_decided` */
  async approve(
    tx: Tx,
    { networkId, author }: RequestContext,
    row: rows.ChangeRequestRow,
  ): Promise<ChangeRequestAnswer> {
    await this.decisions.close(tx, networkId, CHANGES, waitingOf(row), 'APPROVED', author);
    return changeRequestAnswer({ ...row, status: 'APPROVED' });
  }

  /** Ends a request without the change. @throws ProblemError `already_decided` */
  async reject(
    tx: Tx,
    { networkId, author }: RequestContext,
    row: rows.ChangeRequestRow,
    reason: string | null,
  ): Promise<ChangeRequestAnswer> {
    const status = await this.decisions.refuse(tx, networkId, CHANGES, waitingOf(row), author, reason);
    return changeRequestAnswer({ ...row, status, reason });
  }
}

function waitingOf({ id, kind, subjectId, requestedBy }: rows.ChangeRequestRow) {
  return { id, requestedBy, values: { kind, of: subjectId } };
}
