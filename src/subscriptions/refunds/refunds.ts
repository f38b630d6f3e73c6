import { Injectable, Logger } from '@nestjs/common';
import { Clock } from '../../platform/clock/clock';
import { Database, type Tx } from '../../platform/database/database';
import { newId } from '../../platform/ids/ids';
import { ProblemError, found } from '../../platform/problems/problem';
import { type AuditValues, Audit, type Author, NO_ORIGIN, ownerOf, UseCase } from '../../security';
import { localDateOf, type FullInvoiceAnswer } from '../invoices/invoice.dto';
import { type InvoiceRow, refundOf, type RefundRow } from '../invoices/invoice-rows';
import { requireRefund, requireSums } from '../invoices/invoice-sums.rules';
import { lockRow } from '../../platform/database/lock-row';
import { Invoices } from '../invoices/invoices';
import type { LocalDate } from '../life/periods.rules';
import { Payments } from '../payments/payments';
import { ConfiguredProvider, nextCheck } from '../provider/configured-provider';
import { type PaymentProvider, ProviderFailure, type ProviderRefund } from '../provider/payment-provider';
import type { RefundPaymentBody } from './refund.dto';
import { KeyedCalls } from '../../platform/http/idempotency/keyed-calls';
import { Handles } from '../../platform/http/handlers-of';

const SYSTEM: Author = { actor: 'system', origin: NO_ORIGIN };

/** The provider knows of no refund, though it was asked for one. */
const ABSENT = 'not_made';

/** The owner gives money of a payment back, by hand or through the provider. */
export class RefundPayment extends UseCase<FullInvoiceAnswer, { invoiceId: string; body: RefundPaymentBody }> {}

/**
 * Money of payments that is given back. It takes overpaid money first, which needs no correction; the rest gets a credit
 * note, and what is left to pay of the invoice stays the same.
 */
@Injectable()
export class Refunds {
  private readonly logger = new Logger(Refunds.name);

  constructor(
    private readonly database: Database,
    private readonly payments: Payments,
    private readonly invoices: Invoices,
    private readonly provider: ConfiguredProvider,
    private readonly audit: Audit,
    private readonly clock: Clock,
    private readonly keyed: KeyedCalls,
  ) {}

  /**
   * The money is set aside first and the provider asked afterwards, so a call that ends in between gives nothing back twice.
   * @throws ProblemError `not_found`, and as `Refunds.begin`
   */
  @Handles(RefundPayment)
  async refundPayment({ context, input: { invoiceId, body } }: RefundPayment): Promise<FullInvoiceAnswer> {
    const { call, principal, author } = context;
    const networkId = await this.invoices.networkOf(principal.networkId, invoiceId);
    const { id } = await this.keyed.runOfOwner(ownerOf(principal).id, networkId, call, 201, async (tx) => ({
      id: await this.begin(tx, networkId, invoiceId, body, author),
    }));
    try {
      await this.ask(networkId, id);
    } catch (error) {
      if (!(error instanceof ProviderFailure)) throw error;
      // The job asks again.
      this.logger.warn({ message: 'a refund waits for the provider', networkId, refundId: id, code: error.code });
    }
    return this.invoices.get(networkId, invoiceId);
  }

  /**
   * Records a refund by hand, or sets the money aside that the provider is then asked to give back (`ask`).
   * @throws ProblemError `not_found`, `refund_exceeds_payment`, `invalid_body`, `payment_provider_missing`
   */
  async begin(tx: Tx, networkId: string, invoiceId: string, body: RefundPaymentBody, author: Author): Promise<string> {
    const { paymentId, amount, method, reason, refundedOn, reference = null } = body;
    const invoice = await this.payments.lock(tx, networkId, invoiceId);
    const payment = found(
      await tx.prisma.payment.findUnique({
        where: { networkId_id: { networkId, id: paymentId }, invoiceId },
      }),
    );
    // Refunds that are under way count as returned.
    const { _sum: back } = await tx.prisma.paymentRefund.aggregate({
      where: { networkId, paymentId, status: { not: 'FAILED' } },
      _sum: { amount: true, excess: true },
    });
    const left = Number(payment.amount - (back.amount ?? 0n));
    const excessLeft = Number(payment.excess - (back.excess ?? 0n));
    const now = this.clock.now();
    const today = localDateOf(invoice.payee.timeZone, now.getTime());
    if (refundedOn !== undefined && (refundedOn > today || method === 'PROVIDER')) throw notAllowed('refundedOn');
    if (reference !== null && method === 'PROVIDER') throw notAllowed('reference');
    if (method === 'PROVIDER') {
      if (payment.method !== 'ONLINE') throw notAllowed('method');
      this.provider.get();
    }
    if (amount > left) throw new ProblemError('refund_exceeds_payment', { max: left });
    const excess = Math.min(amount, excessLeft);
    requireRefund({ amount, excess }, { amount: left, excess: excessLeft });
    const id = newId();
    const { currency } = payment;
    await tx.prisma.paymentRefund.create({
      data: {
        networkId,
        id,
        invoiceId,
        paymentId,
        amount,
        excess,
        currency,
        method,
        reason,
        reference,
        requestedBy: author.actor === 'system' ? null : author.actor.id,
        status: 'PENDING',
        createdAt: now,
        checkAt: nextCheck(now, now),
      },
    });
    if (method === 'MANUAL') await this.finish(tx, invoice, id, refundedOn ?? today, author);
    else await this.note(tx, networkId, author, 'invoice.refund_requested', invoiceId, { amount, currency, reason });
    return id;
  }

  /**
   * Asks the provider to give the money back or whether it has; may be repeated, because the money goes back once. A refund
   * that is over is left as it is.
   * @throws ProviderFailure of kind `UNREACHABLE`; ProblemError `payment_provider_missing`
   */
  async ask(networkId: string, id: string): Promise<void> {
    const read = await this.database.inNetwork(networkId, async (tx) => {
      const row = await tx.prisma.paymentRefund.findUnique({
        where: { networkId_id: { networkId, id }, status: 'PENDING' },
        include: { payment: { select: { onlinePayment: { select: { providerId: true } } } } },
      });
      const paymentId = row?.payment.onlinePayment?.providerId;
      return row !== null && typeof paymentId === 'string' ? { refund: refundOf(row), paymentId } : undefined;
    });
    if (read === undefined) return;
    const provider = this.provider.get();
    try {
      const answer = await this.answerOf(provider, read.refund, read.paymentId);
      await this.settle(networkId, read.refund, answer);
    } catch (error) {
      if (!(error instanceof ProviderFailure) || error.kind !== 'REFUSED') throw error;
      await this.fail(networkId, id, error.code);
    }
  }

  private answerOf(
    provider: PaymentProvider,
    { id, providerId, amount, currency, createdAt }: RefundRow,
    paymentId: string,
  ): Promise<ProviderRefund | undefined> {
    if (providerId !== null) return provider.getRefund(providerId);
    const asked = { id, paymentId, amount, currency };
    const isRepeatable = this.clock.now().getTime() - createdAt.getTime() < provider.repeatableForMs;
    return isRepeatable ? provider.createRefund(asked) : provider.findRefund(asked);
  }

  private async settle(networkId: string, refund: RefundRow, answer: ProviderRefund | undefined): Promise<void> {
    const { id, amount, currency, invoiceId } = refund;
    if (answer === undefined || answer.status === 'CANCELED')
      return this.fail(networkId, id, answer === undefined ? ABSENT : (answer.reason ?? 'canceled'));
    if (answer.amount !== amount || answer.currency !== currency)
      throw new ProviderFailure('UNREACHABLE', 'another_amount');
    await this.database.inNetwork(networkId, async (tx) => {
      const invoice = await this.payments.lock(tx, networkId, invoiceId);
      const locked = await lockRefund(tx, networkId, id);
      if (locked?.status !== 'PENDING') return;
      const providerId = answer.id;
      await tx.prisma.paymentRefund.update({ where: { networkId_id: { networkId, id } }, data: { providerId } });
      if (answer.status === 'PENDING') return;
      const today = localDateOf(invoice.payee.timeZone, this.clock.now().getTime());
      await this.finish(tx, invoice, id, today, SYSTEM);
    });
  }

  /** The money of the refund is given back. The transaction has locked the invoice. */
  private async finish(tx: Tx, invoice: InvoiceRow, id: string, refundedOn: LocalDate, author: Author): Promise<void> {
    const { networkId } = invoice;
    const refund = found(await lockRefund(tx, networkId, id));
    const { invoiceId, amount, excess, reason, currency } = refund;
    const credited = amount - excess;
    requireSums({
      ...invoice,
      paid: invoice.paid - credited,
      credited: invoice.credited + credited,
      overpaid: invoice.overpaid - excess,
    });
    await tx.prisma.invoice.update({
      where: { networkId_id: { networkId, id: invoiceId } },
      data: { paid: { decrement: credited }, credited: { increment: credited }, overpaid: { decrement: excess } },
    });
    await this.note(tx, networkId, author, 'invoice.refunded', invoiceId, { amount, currency, reason, refundedOn });
    const creditNoteId =
      credited === 0 ? null : await this.invoices.creditRefund(tx, invoice, { id, amount: credited, reason }, author);
    const data = { status: 'DONE', refundedOn: new Date(refundedOn), creditNoteId };
    await tx.prisma.paymentRefund.update({ where: { networkId_id: { networkId, id } }, data });
  }

  private async fail(networkId: string, id: string, failure: string): Promise<void> {
    await this.database.inNetwork(networkId, async (tx) => {
      const refund = await lockRefund(tx, networkId, id);
      if (refund?.status !== 'PENDING') return;
      const data = { status: 'FAILED', failure };
      await tx.prisma.paymentRefund.update({ where: { networkId_id: { networkId, id } }, data });
      const { invoiceId, amount } = refund;
      await this.note(tx, networkId, SYSTEM, 'invoice.refund_failed', invoiceId, { amount, failure });
    });
  }

  private note(
    tx: Tx,
    networkId: string,
    author: Author,
    action: 'invoice.refund_requested' | 'invoice.refunded' | 'invoice.refund_failed',
    invoiceId: string,
    after: AuditValues,
  ): Promise<void> {
    return this.audit.appendOwnedChange(tx, networkId, author, action, invoiceId, { after });
  }
}

async function lockRefund(tx: Tx, networkId: string, id: string): Promise<RefundRow | undefined> {
  await lockRow(tx, 'payment_refunds', networkId, id);
  const row = await tx.prisma.paymentRefund.findUnique({ where: { networkId_id: { networkId, id } } });
  return row === null ? undefined : refundOf(row);
}

function notAllowed(path: string): ProblemError {
  return new ProblemError('invalid_body', {}, [{ path, code: 'not_allowed', message: '' }]);
}
