import { invariant } from '../../../decision';
import { Injectable } from '@nestjs/common';
import { Networks } from '../../../configuration';
import { Database } from '../../../platform/database/database';
import { ProblemError } from '../../../platform/problems/problem';
import type { RequestContext } from '../../../security';
import { SingleActTransaction } from '../queue/single-act-transaction';
import { requirePosted } from '../responses/respond';
import { readerOf } from '../responses/shown-names';
import { refundAnswerOf } from '../responses/transaction-answer';
import { isAboveLimits, isCashier, RefundLimits } from './refund-limits';
import { type RefundQuoteAnswer, type RefundQuoteDto, whatOf } from './refund.dto';
import { RefundedSales } from './refunded-sales';

/** Decides a refund without writing it, and says whether it would wait for a manager. */
@Injectable()
export class RefundQuotes {
  constructor(
    private readonly sales: RefundedSales,
    private readonly single: SingleActTransaction,
    private readonly networks: Networks,
    private readonly limits: RefundLimits,
    private readonly database: Database,
  ) {}

  /** @throws ProblemError `not_found`, `restaurant_not_allowed`, and the refusals of the refund */
  async quote(context: RequestContext, saleId: string, dto: RefundQuoteDto): Promise<RefundQuoteAnswer> {
    const { principal, language } = context;
    const sale = await this.sales.getSale(context, saleId);
    const body = { kind: 'REFUND', saleId, reason: null, comment: null, what: whatOf(dto), undo: false } as const;
    const act = await this.sales.placeAt(sale, context, body, { isQuote: true });
    if (act.refused !== undefined) throw new ProblemError(act.refused.refused, act.refused.data);
    const outcome = await this.single.decideOnly(act);
    requirePosted(outcome);
    invariant(outcome.kind === 'POSTED', 'a quote has no stored answer');
    const snapshot = await this.networks.getSnapshot(context.networkId);
    const { profile: network } = snapshot;
    const { row } = outcome;
    const isAbove = async () => {
      const refunded = await this.database.readsOf(network.id).one<{ ofSale: number; ofDay: number }>`
        SELECT r.of_sale AS "of_sale!", r.of_day AS "of_day!"
          FROM refunded_alone(${network.id}, ${saleId}, ${principal.id}, ${this.limits.firstIdOfDay(network)}) r`;
      return isAboveLimits(network, refunded, row);
    };
    const needsApproval =
      isCashier(principal) && ((await this.limits.waits(principal.id, sale, network)) || (await isAbove()));
    const unrecorded = { id: null, recordedAt: null, reason: null, status: 'QUOTED' } as const;
    return { ...refundAnswerOf(row, readerOf(snapshot, language, false)), ...unrecorded, needsApproval };
  }
}
