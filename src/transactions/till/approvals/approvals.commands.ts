import { Injectable } from '@nestjs/common';
import { type NetworkProfile, Networks, Snapshots } from '../../../configuration';
import { TWO_PEOPLE } from '../../../configuration/pure';
import type { Tx } from '../../../platform/database/database';
import { ProblemError } from '../../../platform/problems/problem';
import { Approvers, requireApprover, type RequestContext, UseCase } from '../../../security';
import type { Outcome, RefundBody } from '../../ledger/act/till-act';
import { actKeyOf } from '../intake/act-intake';
import type { SingleActHooks } from '../queue/single-act-transaction';
import { Till } from '../queue/till';
import { Approvals } from './approvals';
import { type ApprovalRow, lockAndSumApproved, lockApproval } from './approvals.sql';
import { RestaurantBudgets } from './restaurant-budgets';
import { refundFiguresOf } from '../responses/transaction-answer';
import { isAboveLimits, isCashier, RefundLimits } from './refund-limits';
import { type RefundDto, whatOf } from './refund.dto';
import { RefundedSales } from './refunded-sales';
import { releaseReceipt } from '../decide/receipt-parts';
import type { WithdrawnAnswer } from './approval.dto';
import { Handles } from '../../../platform/http/handlers-of';

/**
 * Another manager approves a waiting act, which is decided and recorded now, in the name of the person who requested
 * it. Points by hand above the manager's sum of 24 hours then wait for one more approval (202).
 */
export class ApproveAct extends UseCase<Outcome, { id: string }> {}

/** All or a part of a sale or redemption goes back. */
export class RefundSale extends UseCase<Outcome, { saleId: string; body: RefundDto }> {}

export interface RejectedAct {
  readonly id: string;
  readonly type: 'MANUAL' | 'REFUND';
  readonly status: 'REJECTED';
}

/** Another manager refuses a waiting act. */
export class RejectAct extends UseCase<RejectedAct, { id: string; reason: string | null }> {}

/** A whole refund within a minute, while none of the points were spent. It frees the receipt. */
export class UndoSale extends UseCase<Outcome, { saleId: string }> {}

/** The person who requested an act takes it back while it waits. */
export class WithdrawAct extends UseCase<WithdrawnAnswer, { id: string }> {}

@Injectable()
export class ApprovalsHandlers {
  constructor(
    private readonly approvals: Approvals,
    private readonly till: Till,
    private readonly approvers: Approvers,
    private readonly networks: Networks,
    private readonly budgets: RestaurantBudgets,
    private readonly sales: RefundedSales,
    private readonly limits: RefundLimits,
    private readonly snapshots: Snapshots,
  ) {}

  /** If the act is refused now, the request keeps waiting. @throws ProblemError `not_found`, `own_account`, and those of `Approvers` */
  @Handles(ApproveAct)
  async approveAct({ context, input: { id } }: ApproveAct): Promise<Outcome> {
    const { networkId, call } = context;
    const approval = await this.approvals.getFor(context, id);
    const judge = await this.approvers.judgeFor(context);
    requireApprover(judge, [approval.requestedBy]);
    const network = await this.networks.getProfile(networkId);
    const checkBudget = await this.budgets.checkOf(approval.request, network);
    return this.till.submit(
      // The act is stored under the key of the approving call, and keeps the id under which it waited.
      { ...approval.request, key: actKeyOf(call), requestId: call.requestId, source: TWO_PEOPLE },
      {
        before: async (tx, _locked, snapshot) => {
          const locked = await lockApproval(tx, networkId, id);
          if (locked.status !== 'AWAITING_APPROVAL')
            return { refused: 'already_decided', data: { decision: locked.status } };
          // Before this point, the call could still be a repetition of the first of two approvals.
          const late = judge([locked.requestedBy, locked.firstApprovedBy]);
          if (late !== null) return { refused: late.code, data: late.data };
          const needsOneMore = await this.lockAndExceeds(tx, context, locked, network);
          const refusedByBudget = (await checkBudget?.(tx, snapshot)) ?? null;
          if (refusedByBudget !== null || !needsOneMore) return refusedByBudget;
          return this.approvals.approveFirst(tx, context, locked);
        },
        after: (tx) => this.approvals.approve(tx, context, approval),
      },
    );
  }

  /**
   * A cashier's refund above the limits waits for a manager (202). Earlier refunds without an approval count towards
   * the limit, so refunds in parts cannot exceed it. The amount is known once the refund is decided.
   */
  @Handles(RefundSale)
  async refundSale({ context, input: { saleId, body: dto } }: RefundSale): Promise<Outcome> {
    const { principal, origin } = context;
    const sale = await this.sales.getSale(context, saleId);
    const act = await this.sales.placeAt(sale, context, {
      kind: 'REFUND',
      saleId,
      reason: null,
      comment: dto.reason,
      what: whatOf(dto),
      undo: false,
    });
    const network = await this.networks.getProfile(context.networkId);
    const { key } = act;
    if (act.refused !== undefined || key === null || !isCashier(principal)) return this.till.submit(act);
    if (await this.limits.waits(principal.id, sale, network))
      return this.approvals.request(act, key, 0, { principal, origin });
    const instead: SingleActHooks['instead'] = async (tx, row, { refunded }) => {
      if (!isAboveLimits(network, refunded, row)) return null;
      return this.approvals.putAside(tx, act, key, 0, refundFiguresOf(row), { principal, origin });
    };
    const refundDay = { actorId: principal.id, firstId: this.limits.firstIdOfDay(network) };
    return this.till.submit(act, { sums: { refundDay }, instead });
  }

  /** @throws ProblemError `not_found`, `own_account`, `own_act`, `already_decided` */
  @Handles(RejectAct)
  async rejectAct({ context, input: { id, reason } }: RejectAct): Promise<RejectedAct> {
    return this.approvals.end(context, await this.approvals.getFor(context, id), 'REJECTED', reason);
  }

  /** @throws ProblemError `not_found`, `restaurant_not_allowed`; `forbidden` for a cashier who undoes another cashier's sale */
  @Handles(UndoSale)
  async undoSale({ context, input: { saleId } }: UndoSale): Promise<Outcome> {
    const { principal } = context;
    const sale = await this.sales.getSale(context, saleId);
    if (principal.kind === 'user' && principal.role === 'cashier' && sale.actorId !== principal.id)
      throw new ProblemError('forbidden');
    const body: RefundBody = {
      kind: 'REFUND',
      saleId,
      reason: 'UNDO',
      comment: null,
      what: { kind: 'ALL' },
      undo: true,
    };
    const act = await this.sales.placeAt(sale, context, body);
    const { receiptScope } = (await this.snapshots.current(act.networkId)).profile.settings;
    return this.till.submit(act, { after: (tx) => releaseReceipt(tx, act.networkId, sale, receiptScope) });
  }

  /** @throws ProblemError `not_found`, `forbidden`, `already_decided` */
  @Handles(WithdrawAct)
  async withdrawAct({ context, input: { id } }: WithdrawAct): Promise<WithdrawnAnswer> {
    const { networkId, principal } = context;
    const approval = await this.approvals.find(networkId, id);
    if (approval === undefined) throw new ProblemError('not_found');
    if (approval.requestedBy !== principal.id) throw new ProblemError('forbidden');
    return this.approvals.end(context, approval, 'WITHDRAWN');
  }

  /** Whether points by hand exceed the sum that this manager may approve in 24 hours. The owner has no such limit. */
  private async lockAndExceeds(
    tx: Tx,
    { principal, networkId }: RequestContext,
    { type, points, firstApprovedBy }: ApprovalRow,
    { settings }: NetworkProfile,
  ): Promise<boolean> {
    if (type !== 'MANUAL' || firstApprovedBy !== null || (principal.kind === 'user' && principal.onBehalf))
      return false;
    const approved = await lockAndSumApproved(tx, networkId, principal.id);
    return approved + points > settings.limits.managerApprovedPerDay;
  }
}
