import { invariant } from '../../../decision';
import { storeUnderKey } from '../../../platform/claims/stored-responses.sql';
import { Injectable } from '@nestjs/common';
import { Database, type Statements, type Tx } from '../../../platform/database/database';
import { KeyedCalls } from '../../../platform/http/idempotency/keyed-calls';
import type { IdSlice } from '../../../platform/http/list-query';
import { ProblemError } from '../../../platform/problems/problem';
import { newId } from '../../../platform/ids/ids';
import {
  ApprovalLetters,
  Audit,
  Decisions,
  districtOf,
  networkOf,
  type Origin,
  type Principal,
  refuseOwnAccount,
  type RequestContext,
  type RequestTable,
  requireRestaurant,
  wholeNetworkOf,
} from '../../../security';
import { refundFiguresOf } from '../responses/transaction-answer';
import type { ExpectedRefund } from '../responses/transaction-answer.dto';
import { findJournalRows } from '../../ledger/journal/journal-row';
import { isGuestKnown } from '../../ledger/read/known-guest.sql';
import { findOutcomeOfKey } from '../../ledger/claims/outcome-of-key';
import { actKeyOf } from '../intake/act-intake';
import { kindOf } from '../kinds/kinds';
import { SingleActTransaction } from '../queue/single-act-transaction';
import type { ActKey, Outcome, TillAct } from '../../ledger/act/till-act';
import type { WaitingAct } from './approval-answer';
import { appendApproval, type ApprovalRow, findApproval, listApprovals, listWaiting } from './approvals.sql';

/** The caller whose limit an act exceeds, and the caller's address. */
export interface RequestingCaller {
  readonly principal: Principal;
  readonly origin: Origin;
}

const ACTS: RequestTable = {
  table: 'approvals',
  waiting: 'AWAITING_APPROVAL',
  approved: 'POSTED',
  isCounted: true,
  isReasonPersonal: true,
  audit: { subjectKind: 'transaction', action: 'approval.' },
};

/** Acts over the caller's limit. A request is kept until another manager approves or rejects it (ledger.md, rule 30). */
@Injectable()
export class Approvals {
  constructor(
    private readonly database: Database,
    private readonly single: SingleActTransaction,
    private readonly keyed: KeyedCalls,
    private readonly audit: Audit,
    private readonly decisions: Decisions,
    private readonly letters: ApprovalLetters,
  ) {}

  /** Sets an undecided act aside. `points` counts against the shift's limit. */
  async request(act: TillAct, key: ActKey, points: number, asking: RequestingCaller): Promise<Outcome> {
    const refund = await this.expectRefund(act);
    return this.database.inNetwork(act.networkId, (tx) => this.putAside(tx, act, key, points, refund, asking));
  }

  /**
   * Sets an act aside in the transaction that found it over the limit. The answer stored under its key stays the 202.
   * @throws ProblemError `guest_not_found`
   */
  async putAside(
    tx: Tx,
    act: TillAct,
    key: ActKey,
    points: number,
    refund: ExpectedRefund | null,
    { principal, origin }: RequestingCaller,
  ): Promise<Outcome> {
    const body = {
      id: act.id,
      type: act.body.kind,
      status: 'AWAITING_APPROVAL',
      ...(refund === null ? {} : { refund }),
    };
    const known = await storeWaiting(tx, act.networkId, key, body);
    if (known !== null) return known;
    if (
      act.guestId !== null &&
      !(await isGuestKnown(tx, act.networkId, act.guestId, { erasedToo: kindOf(act.body).outlivesGuest === true }))
    )
      throw new ProblemError('guest_not_found');
    await appendApproval(tx, { ...act, key: null }, points);
    await this.audit.append(tx, act.networkId, {
      actor: principal,
      origin,
      action: 'approval.requested',
      subjectKind: 'transaction',
      subjectId: act.id,
      after: { type: act.body.kind, points },
    });
    const awaited = act.body.kind === 'REFUND' ? 'REFUND' : 'MANUAL';
    await this.letters.send(tx, act.networkId, awaited, principal.id);
    return { kind: 'STORED', status: 202, body, replayed: false };
  }

  /** Stores the first of two approvals. The act waits for another manager, and the answer under the key stays the 202. */
  async approveFirst(tx: Tx, context: RequestContext, { id, type, points }: ApprovalRow): Promise<Outcome> {
    const { principal, networkId, author, call } = context;
    const key = actKeyOf(call);
    invariant(key !== null, 'an approval comes with its key');
    const body = { id, type, status: 'AWAITING_APPROVAL' };
    const known = await storeWaiting(tx, networkId, key, body);
    if (known !== null) return known;
    await tx.query`
      UPDATE approvals SET version = version + 1, first_approved_by = ${principal.id}, first_approved_at = ledger_now()
       WHERE network_id = ${networkId} AND id = ${id}`;
    await this.audit.append(tx, networkId, {
      ...author,
      action: 'approval.first_of_two',
      subjectKind: 'transaction',
      subjectId: id,
      after: { points },
    });
    await this.letters.send(tx, networkId, 'MANUAL', principal.id);
    return { kind: 'STORED', status: 202, body, replayed: false };
  }

  /** A slice of the waiting acts that the caller may decide. Each refund is shown with the result of approving it now. */
  list(principal: Principal, slice: IdSlice): Promise<WaitingAct[]> {
    const networkId = networkOf(principal);
    return this.describe(networkId, (tx) => listWaiting(tx, networkId, slice, districtOf(principal)));
  }

  /** The same view for requests with these ids, waiting or decided. */
  listByIds(networkId: string, ids: readonly string[]): Promise<WaitingAct[]> {
    return this.describe(networkId, (tx) => listApprovals(tx, networkId, ids));
  }

  private async describe(
    networkId: string,
    listRows: (tx: Statements) => Promise<ApprovalRow[]>,
  ): Promise<WaitingAct[]> {
    const tx = this.database.readsOf(networkId);
    const rows = await listRows(tx);
    const saleIds = rows.flatMap(({ request }) => saleIdOf(request) ?? []);
    const found = saleIds.length === 0 ? [] : await findJournalRows(tx, networkId, saleIds);
    const sales = new Map(found.map((sale) => [sale.id, sale]));
    const acts: WaitingAct[] = [];
    // One after the other, so that a long list takes only one connection.
    for (const row of rows) {
      const sale = sales.get(saleIdOf(row.request) ?? '') ?? null;
      const refund = row.status === 'AWAITING_APPROVAL' ? await this.expectRefund(row.request) : null;
      acts.push({ row, sale, refund });
    }
    return acts;
  }

  find(networkId: string, id: string): Promise<ApprovalRow | undefined> {
    return findApproval(this.database.readsOf(networkId), networkId, id);
  }

  /** Null: the act is no refund, or the refund would be refused now. */
  private async expectRefund(act: TillAct): Promise<ExpectedRefund | null> {
    if (act.body.kind !== 'REFUND') return null;
    const outcome = await this.single.decideOnly(act);
    return outcome.kind === 'POSTED' ? refundFiguresOf(outcome.row) : null;
  }

  /**
   * A request that the caller may decide: neither the caller's own, nor about the caller's own guest account. @throws
   * ProblemError `not_found`, `own_account`, `own_act`, `restaurant_not_allowed`
   */
  async getFor({ principal, networkId }: RequestContext, id: string): Promise<ApprovalRow> {
    const approval = await this.find(networkId, id);
    if (approval === undefined) throw new ProblemError('not_found');
    const { restaurantId } = approval.request;
    if (restaurantId === null) wholeNetworkOf(principal);
    else requireRestaurant(principal, restaurantId);
    if (approval.guestId !== null) refuseOwnAccount(principal, approval.guestId);
    if (principal.id === approval.requestedBy) throw new ProblemError('own_act');
    return approval;
  }

  /** Ends a request in the transaction that records its act. @throws ProblemError `already_decided` */
  approve(tx: Tx, { networkId, author }: RequestContext, approval: ApprovalRow): Promise<void> {
    return this.decisions.close(tx, networkId, ACTS, approval, 'APPROVED', author);
  }

  /** Ends a request without its act, once for each key. @throws ProblemError `already_decided` */
  end<Status extends 'REJECTED' | 'WITHDRAWN'>(
    { networkId, call, author }: RequestContext,
    approval: ApprovalRow,
    status: Status,
    reason: string | null = null,
  ): Promise<Pick<ApprovalRow, 'id' | 'type'> & { readonly status: Status }> {
    return this.keyed.run(networkId, call, 200, async (tx) => {
      await this.decisions.close(tx, networkId, ACTS, approval, status, author, reason);
      return { id: approval.id, type: approval.type, status };
    });
  }
}

/** Stores the answer of a waiting act under the key of the call. Not null: the key already has this outcome. */
async function storeWaiting(tx: Tx, networkId: string, key: ActKey, data: object): Promise<Outcome | null> {
  if (await storeUnderKey(tx, networkId, key, { id: newId(), status: 202, data })) return null;
  const known = await findOutcomeOfKey(tx, networkId, key);
  if (known === null) throw new ProblemError('request_in_progress');
  return known;
}

function saleIdOf({ body }: TillAct): string | null {
  return body.kind === 'REFUND' ? body.saleId : null;
}
