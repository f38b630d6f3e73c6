import { Injectable } from '@nestjs/common';
import type { OnlinePayment } from '../../generated/prisma/client';
import { messages } from '../../generated/words/messages';
import { Clock } from '../../platform/clock/clock';
import { Database, type Tx } from '../../platform/database/database';
import { pageAddress } from '../../platform/http/page-address';
import { newId } from '../../platform/ids/ids';
import { FORMATTERS } from '../../platform/language/formatters';
import { ProblemError, found } from '../../platform/problems/problem';
import { Audit, type Author, NO_ORIGIN, UseCase } from '../../security';
import { localDateOf, type OnlinePaymentAnswer } from '../invoices/invoice.dto';
import { numberOf, onlinePaymentAnswer } from '../invoices/invoice-answers';
import { type InvoiceRow, onlinePaymentOf, type OnlinePaymentRow } from '../invoices/invoice-rows';
import { lockRow } from '../../platform/database/lock-row';
import { balanceOf } from '../invoices/invoices';
import { Payments } from '../payments/payments';
import { ConfiguredProvider, nextCheck, problemOfProvider } from '../provider/configured-provider';
import { ProviderFailure, type ProviderPayment } from '../provider/payment-provider';
import { Command } from '@nestjs/cqrs';
import { Refunds } from '../refunds/refunds';
import { Handles } from '../../platform/http/handlers-of';

const SYSTEM: Author = { actor: 'system', origin: NO_ORIGIN };

/** Our own reasons of a canceled payment; others are the provider's. */
const REASON = { anotherAmount: 'amount_changed', neverMade: 'not_made' } as const;

/** Somebody comes back from the page of the provider, or an owner looks what became of a payment. */
export class CheckOnlinePayment extends UseCase<OnlinePaymentAnswer, { id: string }> {}

/** The network of a payment, for the owner. */
async function networkOf(tx: Tx, id: string): Promise<string | undefined> {
  return (await tx.prisma.onlinePayment.findFirst({ where: { id }, select: { networkId: true } }))?.networkId;
}

/** A manager pays an invoice of the own network on the page of the provider. */
export class PayOnline extends UseCase<OnlinePaymentAnswer, { invoiceId: string }> {}

/**
 * A payment provider reports a changed payment or refund by id. Unknown ids change nothing. The report may come twice and
 * from anybody, so it only makes the platform ask the provider for the state.
 */
export class TakeNotification extends Command<void> {
  constructor(
    readonly provider: string,
    /** `payment` or `refund`; others are of no use here. */
    readonly kind: string,
    readonly id: string,
  ) {
    super();
  }
}

/**
 * Payments on the provider's page. Only the provider's answer to our own request changes the status of a payment; a
 * notification makes us send that request sooner. Each call of the provider runs outside a transaction and may be retried.
 */
@Injectable()
export class OnlinePayments {
  constructor(
    private readonly database: Database,
    private readonly payments: Payments,
    private readonly provider: ConfiguredProvider,
    private readonly audit: Audit,
    private readonly clock: Clock,
    private readonly refunds: Refunds,
  ) {}

  /** @throws ProblemError `not_found`, `payment_provider_unavailable`, `payment_provider_refused` */
  @Handles(CheckOnlinePayment)
  async checkOnlinePayment({
    context: { principal },
    input: { id },
  }: CheckOnlinePayment): Promise<OnlinePaymentAnswer> {
    const networkId = found(principal.networkId ?? (await this.database.asPlatform((tx) => networkOf(tx, id))));
    try {
      return onlinePaymentAnswer(await this.check(networkId, id));
    } catch (error) {
      throw problemOfProvider(error);
    }
  }

  /** @throws ProblemError as `OnlinePayments.begin`, `payment_provider_unavailable`, `payment_provider_refused` */
  @Handles(PayOnline)
  async payOnline({ context, input: { invoiceId } }: PayOnline): Promise<OnlinePaymentAnswer> {
    const { networkId, author, language } = context;
    try {
      const row = await this.begin(networkId, invoiceId, author, language === 'en' ? 'en' : 'ru');
      return onlinePaymentAnswer(row);
    } catch (error) {
      throw problemOfProvider(error);
    }
  }

  /** @throws ProblemError `not_found` without this provider, `payment_provider_unavailable`, `payment_provider_refused` */
  @Handles(TakeNotification)
  async takeNotification({ provider, kind, id }: TakeNotification): Promise<void> {
    if (this.provider.current?.name !== provider) throw new ProblemError('not_found');
    try {
      if (kind === 'payment') await this.checkPayment(provider, id);
      else if (kind === 'refund') await this.checkRefund(id);
    } catch (error) {
      throw problemOfProvider(error);
    }
  }

  private async checkPayment(provider: string, id: string): Promise<void> {
    const payment = await this.database.asPlatform((tx) =>
      tx.prisma.onlinePayment.findFirst({ where: { provider, providerId: id } }),
    );
    if (payment !== null) await this.check(payment.networkId, payment.id);
  }

  private async checkRefund(id: string): Promise<void> {
    const refund = await this.database.asPlatform((tx) =>
      tx.prisma.paymentRefund.findFirst({ where: { providerId: id } }),
    );
    if (refund !== null) await this.refunds.ask(refund.networkId, refund.id);
  }

  /**
   * The page on which the rest of an invoice is paid: the open one, or a new one.
   * @throws ProblemError `not_found`, `invoice_closed`, `online_payment_open`, `payment_provider_missing`;
   *   ProviderFailure
   */
  async begin(networkId: string, invoiceId: string, author: Author, language: 'ru' | 'en'): Promise<OnlinePaymentRow> {
    const open = await this.database.inNetwork(networkId, async (tx) => {
      if ((await tx.prisma.invoice.count({ where: { networkId, id: invoiceId } })) === 0)
        throw new ProblemError('not_found');
      return findOpen(tx, networkId, invoiceId);
    });
    this.provider.get();
    if (open !== null) await this.check(networkId, open.id);
    const { row, invoice } = await this.database.inNetwork(networkId, (tx) =>
      this.claim(tx, networkId, invoiceId, author),
    );
    return row.status === 'NEW' ? this.create(row, invoice, language) : row;
  }

  /**
   * Asks the provider what became of a payment and records it. One that is over stays as it is.
   * @throws ProblemError `not_found`, `payment_provider_missing`; ProviderFailure
   */
  async check(networkId: string, id: string): Promise<OnlinePaymentRow> {
    const row = await this.get(networkId, id);
    if (row.status === 'PENDING' && row.providerId !== null)
      return this.settle(row, await this.provider.get().getPayment(row.providerId));
    const ageMs = this.clock.now().getTime() - row.createdAt.getTime();
    if (row.status !== 'NEW' || ageMs < this.provider.get().repeatableForMs) return row;
    // No page was shown, so it can't be paid any more.
    await this.database.inNetwork(networkId, (tx) => this.cancel(tx, row, REASON.neverMade));
    return this.get(networkId, id);
  }

  private async get(networkId: string, id: string): Promise<OnlinePaymentRow> {
    return onlinePaymentOf(found(await this.database.inNetwork(networkId, (tx) => find(tx, networkId, id))));
  }

  private async claim(
    tx: Tx,
    networkId: string,
    invoiceId: string,
    author: Author,
  ): Promise<{ readonly row: OnlinePaymentRow; readonly invoice: InvoiceRow }> {
    const invoice = await this.payments.lock(tx, networkId, invoiceId);
    const amount = balanceOf(invoice);
    if (amount === 0) throw new ProblemError('invoice_closed');
    const open = await findOpen(tx, networkId, invoiceId);
    if (open?.amount === BigInt(amount)) return { row: onlinePaymentOf(open), invoice };
    if (open?.status === 'PENDING') throw new ProblemError('online_payment_open');
    if (open !== null) await this.cancel(tx, open, REASON.anotherAmount);
    const { currency } = invoice;
    const now = this.clock.now();
    const provider = this.provider.get().name;
    const row = await tx.prisma.onlinePayment.create({
      data: {
        id: newId(),
        networkId,
        invoiceId,
        amount,
        currency,
        provider,
        status: 'NEW',
        createdAt: now,
        checkAt: nextCheck(now, now),
      },
    });
    const after = { amount, currency };
    await this.audit.appendChange(tx, networkId, author, 'invoice.payment_begun', invoiceId, { after });
    return { row: onlinePaymentOf(row), invoice };
  }

  private async create(row: OnlinePaymentRow, invoice: InvoiceRow, language: 'ru' | 'en'): Promise<OnlinePaymentRow> {
    const { id, networkId, amount, currency } = row;
    const description = messages[language]['invoice.title'](FORMATTERS, { kind: 'INVOICE', number: numberOf(invoice) });
    const returnUrl = pageAddress(`/admin/plan?payment=${id}`);
    try {
      const made = await this.provider.get().createPayment({ id, amount, currency, description, returnUrl });
      const data = { status: 'PENDING', providerId: made.id, pageUrl: made.pageUrl };
      await this.database.inNetwork(networkId, (tx) =>
        tx.prisma.onlinePayment.updateMany({ where: { networkId, id, status: 'NEW' }, data }),
      );
      return await this.settle(await this.get(networkId, id), made);
    } catch (error) {
      if (error instanceof ProviderFailure && error.kind === 'REFUSED')
        await this.database.inNetwork(networkId, (tx) => this.cancel(tx, row, error.code));
      throw error;
    }
  }

  private async settle(row: OnlinePaymentRow, answer: ProviderPayment): Promise<OnlinePaymentRow> {
    const { id, networkId, invoiceId } = row;
    if (answer.status !== 'PENDING')
      await this.database.inNetwork(networkId, async (tx) => {
        const invoice = await this.payments.lock(tx, networkId, invoiceId);
        await lockRow(tx, 'online_payments', networkId, id);
        if ((await find(tx, networkId, id))?.status !== 'PENDING') return;
        if (answer.status === 'CANCELED') await this.cancel(tx, row, answer.reason);
        else await this.take(tx, invoice, row, answer);
      });
    return this.get(networkId, id);
  }

  /** The money is there. Money that we did not ask for waits for a person. */
  private async take(
    tx: Tx,
    invoice: InvoiceRow,
    { id, networkId, invoiceId, amount, currency }: OnlinePaymentRow,
    answer: ProviderPayment,
  ): Promise<void> {
    const { payee } = invoice;
    if (answer.amount !== amount || answer.currency !== currency) {
      const came = `${String(answer.amount)} ${answer.currency}`;
      await end(tx, { networkId, id }, 'DOUBTFUL', came);
      const after = { asked: `${String(amount)} ${currency}`, came };
      await this.audit.appendChange(tx, networkId, SYSTEM, 'invoice.payment_doubtful', invoiceId, { after });
      return;
    }
    await end(tx, { networkId, id }, 'SUCCEEDED', null);
    const now = this.clock.now().getTime();
    const paidAt = Math.min(now, answer.paidAt?.getTime() ?? now);
    const payment = {
      amount,
      currency,
      paidOn: localDateOf(payee.timeZone, paidAt),
      reference: answer.id,
      entryId: null,
      // The invoice may have been paid in another way in the meantime.
      onlinePaymentId: id,
      takesExcess: true,
    };
    await this.payments.record(tx, networkId, invoiceId, payment, SYSTEM);
  }

  private async cancel(
    tx: Tx,
    { id, networkId, invoiceId }: Pick<OnlinePayment, 'id' | 'networkId' | 'invoiceId'>,
    reason: string | null,
  ): Promise<void> {
    await end(tx, { networkId, id }, 'CANCELED', reason);
    await this.audit.appendChange(tx, networkId, SYSTEM, 'invoice.payment_canceled', invoiceId, { after: { reason } });
  }
}

const find = (tx: Tx, networkId: string, id: string): Promise<OnlinePayment | null> =>
  tx.prisma.onlinePayment.findUnique({ where: { networkId_id: { networkId, id } } });

/** The open payment of an invoice; null: none. */
const findOpen = (tx: Tx, networkId: string, invoiceId: string): Promise<OnlinePayment | null> =>
  tx.prisma.onlinePayment.findFirst({ where: { networkId, invoiceId, status: { in: ['NEW', 'PENDING'] } } });

async function end(
  tx: Tx,
  { networkId, id }: Pick<OnlinePaymentRow, 'networkId' | 'id'>,
  status: OnlinePaymentRow['status'],
  reason: string | null,
): Promise<void> {
  await tx.prisma.onlinePayment.update({ where: { networkId_id: { networkId, id } }, data: { status, reason } });
}
