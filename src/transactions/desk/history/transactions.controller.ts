import { Body, Query } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiBody } from '@nestjs/swagger';
import { Id } from '../../../platform/http/id.decorator';
import { Networks } from '../../../configuration';
import type { Language } from '../../../platform/language/language';
import { CurrentLanguage } from '../../../platform/http/languages';
import { oldestFirstQuery, pageOfSlice, sliceOf, type SortedQuery } from '../../../platform/http/list-query';
import { pageOf } from '../../../platform/http/schemas';
import {
  Context,
  CurrentPrincipal,
  KeyRequiredContext,
  OnlyReads,
  type Principal,
  type Rejection,
  rejectionSchema,
  type RequestContext,
  Route,
  Routes,
} from '../../../security';
import type { ProblemCode } from '../../../platform/problems/problem-codes';
import { respond } from '../../till/responses/respond';
import { readerOf } from '../../till/responses/shown-names';
import {
  type AnyTransaction,
  anyTransactionSchema,
  refundSchema,
  type WaitingAnswer,
  waitingSchema,
} from '../../till/responses/transaction-answer.dto';
import { approvalAnswerOf } from '../../till/approvals/approval-answer';
import {
  type ApprovalAnswer,
  approvalSchema,
  rejectedSchema,
  withdrawnSchema,
} from '../../till/approvals/approval.dto';
import { Approvals } from '../../till/approvals/approvals';
import { ApproveAct } from '../../till/approvals/approve-act.command';
import { RefundSale } from '../../till/approvals/refund-sale.command';
import { RejectAct, WithdrawAct } from '../../till/approvals/end-waiting-act.commands';
import { UndoSale } from '../../till/approvals/undo-sale.command';
import {
  type RefundDto,
  refundBodySchema,
  type RefundQuoteAnswer,
  refundQuoteBodySchema,
  type RefundQuoteDto,
  refundQuoteSchema,
} from '../../till/approvals/refund.dto';
import { RefundQuotes } from '../../till/approvals/refund-quotes.query';
import { type History, historySchema, transactionDetailSchema } from './history.dto';
import { TransactionHistory } from './transaction-history';
import { TransactionList } from './transaction-list';
import { type ListTransactionsQuery, listTransactionsQuery } from './transaction-list.dto';

const APPROVALS = 'approvals';

const REFUND_PROBLEMS = [
  'forbidden',
  'restaurant_not_allowed',
  'own_account',
  'not_found',
  'no_program',
  'not_refundable',
  'refund_exceeds_sale',
  'redemption_closed',
] as const satisfies readonly ProblemCode[];

/** Recorded transactions with their refunds and undos, and acts that wait for approval. */
@Routes('transactions', 'Transactions')
export class TransactionsController {
  constructor(
    private readonly history: TransactionHistory,
    private readonly transactions: TransactionList,
    private readonly commands: CommandBus,
    private readonly approvals: Approvals,
    private readonly refundQuotes: RefundQuotes,
    private readonly networks: Networks,
  ) {}

  @Route('GET', {
    id: 'listTransactions',
    permission: ['transaction.read', 'reports.read'],
    summary: 'List the transactions of a network',
    description:
      'The order is that in which the server received them. `from` and `to` are bounds of this moment, not of `occurredAt`: an offline sale stands where its batch arrived, an approved act where it was requested. One request reads at most 5,000 rows of the journal, so a page with a filter may have fewer items than `limit`, or none, while `nextCursor` still leads on. Employees of some restaurants see only these. Those with `reports.read` alone see `actor: null`.',
    ok: historySchema,
  })
  list(
    @CurrentPrincipal() principal: Principal,
    @CurrentLanguage() language: Language,
    @Query({ schema: listTransactionsQuery }) query: ListTransactionsQuery,
  ): Promise<History> {
    return this.transactions.list(principal, query, language);
  }

  @Route('GET awaiting-approval', {
    id: 'listApprovals',
    permission: 'approvals.decide',
    summary: 'List acts that wait for approval',
    description: 'Points by hand and refunds above the limit of the person who requested them, oldest first.',
    ok: pageOf(approvalSchema),
  })
  async waiting(
    @CurrentPrincipal() principal: Principal,
    @Query({ schema: oldestFirstQuery }) query: SortedQuery,
  ): Promise<{ items: ApprovalAnswer[]; nextCursor: string | null }> {
    const waiting = await this.approvals.list(principal, sliceOf(APPROVALS, query));
    const page = pageOfSlice(APPROVALS, query, waiting, ({ row }) => row.id);
    return {
      nextCursor: page.nextCursor,
      items: page.items.map(approvalAnswerOf),
    };
  }

  @Route('GET :id', {
    id: 'getTransaction',
    permission: ['transaction.read', 'guest.self'],
    summary: 'Get a transaction with its lines and ledger movements',
    description:
      'Guests can read their own transactions, staff those of their restaurants. An act that waits for approval is ' +
      'answered with its `id`, `type` and `status` alone, and not to guests.',
    ok: transactionDetailSchema,
    problems: ['forbidden', 'restaurant_not_allowed', 'not_found'],
  })
  read(@CurrentPrincipal() principal: Principal, @CurrentLanguage() language: Language, @Id() id: string) {
    return this.history.read(principal, id, language);
  }

  @Route('POST :id/refund', {
    id: 'refundTransaction',
    permission: 'till.refund',
    summary: 'Refund a sale or redemption, whole or in part',
    description:
      'Refunds an `amount`, or `items`, or without either all that is left. The version of the programme that decided ' +
      'the sale decides its refund: discount, redeemed points and earned points go back in proportion to the refunded ' +
      'lines, and parts always add up to the whole. Redeemed points return with their own expiry. Earned points that ' +
      'the guest has spent are treated as the refund policy of the programme says.\n\n' +
      'A cashier refunds on the business date of the sale and up to the limits of the network; any other refund of a ' +
      'cashier is answered 202 and waits for a manager. A redemption whose receipt became a sale is refunded by the ' +
      'sale, and a reward only while it is open.',
    created: refundSchema,
    accepted: waitingSchema,
    problems: REFUND_PROBLEMS,
  })
  async refund(
    @KeyRequiredContext() context: RequestContext,
    @Id() id: string,
    @Body({ schema: refundBodySchema }) dto: RefundDto,
  ): Promise<AnyTransaction | WaitingAnswer> {
    const outcome = await this.commands.execute(new RefundSale(context, { saleId: id, body: dto }));
    // A repeated call repeats the body of the first answer.
    const reader = { ...(await this.readerOf(context)), refundReason: () => dto.reason };
    return respond(outcome, context.call, reader);
  }

  @Route('POST :id/refund/quote', {
    id: 'quoteRefund',
    permission: 'till.refund',
    summary: 'Quote a refund',
    description:
      'Decides the refund by the same rules as the refund itself and answers 200; nothing is written. The answer says ' +
      'the money to hand back, the points that the guest gets back, those that are taken back or stay owed, the ' +
      'balance after it, and whether it would wait for a manager.',
    ok: refundQuoteSchema,
    problems: REFUND_PROBLEMS,
  })
  @OnlyReads()
  quoteRefund(
    @Context() context: RequestContext,
    @Id() id: string,
    @Body({ schema: refundQuoteBodySchema }) dto: RefundQuoteDto,
  ): Promise<RefundQuoteAnswer> {
    return this.refundQuotes.quote(context, id, dto);
  }

  @Route('POST :id/undo', {
    id: 'undoTransaction',
    permission: 'till.undo',
    summary: 'Undo a sale or redemption within a minute',
    description:
      'A whole refund with the reason `UNDO`, within 60 seconds of `recordedAt`, while nothing of it was refunded and ' +
      'none of its points were spent. A cashier can undo own sales only. An undo frees the receipt, so that it can be ' +
      'recorded again; a refund does not.',
    created: refundSchema,
    problems: [
      'forbidden',
      'restaurant_not_allowed',
      'own_account',
      'not_found',
      'no_program',
      'not_refundable',
      'undo_window_over',
      'points_already_spent',
      'redemption_closed',
    ],
  })
  async undo(@KeyRequiredContext() context: RequestContext, @Id() id: string): Promise<AnyTransaction | WaitingAnswer> {
    const outcome = await this.commands.execute(new UndoSale(context, { saleId: id }));
    return respond(outcome, context.call, await this.readerOf(context));
  }

  @Route('POST :id/approve', {
    id: 'approveTransaction',
    permission: 'approvals.decide',
    summary: 'Approve an act that waits',
    description:
      'Decides and records the act now, on behalf of the person who requested it. The requester, the guest concerned ' +
      'and an account within its cooling-off time cannot approve, nor a manager who within 30 days made the account of the ' +
      'requester, a password link for it or removed its second factor, or the other way round (`account_opened`). Points by ' +
      'hand above `limits.managerApprovedPerDay` of the approver are 202 and go on waiting for one more manager. An act that ' +
      'is refused now goes on waiting, with the refusal as the answer.',
    ok: anyTransactionSchema,
    accepted: waitingSchema,
    problems: [
      'forbidden',
      'own_account',
      'own_act',
      'approver_too_new',
      'account_opened',
      'not_found',
      'already_decided',
      'no_program',
      'insufficient_points',
      'restore_exceeds_expiry',
      'points_end_unused',
      'restaurant_budget_reached',
      'restaurant_not_allowed',
      'not_refundable',
      'refund_exceeds_sale',
      'redemption_closed',
    ],
  })
  async approve(
    @KeyRequiredContext() context: RequestContext,
    @Id() id: string,
  ): Promise<AnyTransaction | WaitingAnswer> {
    const outcome = await this.commands.execute(new ApproveAct(context, { id }));
    const refundReason = await this.history.refundReason(context.networkId, outcome);
    return respond(outcome, context.call, { ...(await this.readerOf(context)), refundReason }, 200);
  }

  @Route('POST :id/reject', {
    id: 'rejectTransaction',
    permission: 'approvals.decide',
    summary: 'Reject an act that waits',
    description:
      'Ends the request without any effect. The requester and the guest concerned cannot reject. A request ' +
      'that was decided before is 409 `already_decided`, as for an approval.',
    ok: rejectedSchema,
    problems: ['forbidden', 'restaurant_not_allowed', 'own_account', 'own_act', 'not_found', 'already_decided'],
  })
  @ApiBody({ required: false })
  reject(
    @KeyRequiredContext() context: RequestContext,
    @Id() id: string,
    @Body({ schema: rejectionSchema }) body: Rejection,
  ) {
    return this.commands.execute(new RejectAct(context, { id, reason: body?.reason ?? null }));
  }

  @Route('POST :id/withdraw', {
    id: 'withdrawTransaction',
    permission: ['manual.post', 'till.refund', 'points.restore'],
    summary: 'Withdraw an own act that waits',
    description:
      'Ends the request of the caller without any effect. A request that was decided before is 409 `already_decided`. ' +
      "`forbidden`: it is a colleague's request.",
    ok: withdrawnSchema,
    problems: ['forbidden', 'not_found', 'already_decided'],
  })
  withdraw(@KeyRequiredContext() context: RequestContext, @Id() id: string) {
    return this.commands.execute(new WithdrawAct(context, { id }));
  }

  private async readerOf({ networkId, language }: RequestContext) {
    return readerOf(await this.networks.getSnapshot(networkId), language, false);
  }
}
