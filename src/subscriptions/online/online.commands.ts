import { Injectable } from '@nestjs/common';
import { Command } from '@nestjs/cqrs';
import { Database, type Tx } from '../../platform/database/database';
import { ProblemError } from '../../platform/problems/problem';
import { UseCase } from '../../security';
import { onlinePaymentAnswer, type OnlinePaymentAnswer } from '../invoices/invoice.dto';
import { ConfiguredProvider, problemOfProvider } from '../provider/configured-provider';
import { OnlinePayments } from './online-payments';
import { Refunds } from '../refunds/refunds';
import { Handles } from '../../platform/http/handlers-of';

/** Somebody comes back from the page of the provider, or an owner looks what became of a payment. */
export class CheckOnlinePayment extends UseCase<OnlinePaymentAnswer, { readonly id: string }> {}

/** The network of a payment, for the owner. */
async function networkOf(tx: Tx, id: string): Promise<string | undefined> {
  return (await tx.prisma.onlinePayment.findFirst({ where: { id }, select: { networkId: true } }))?.networkId;
}

/** A manager pays an invoice of the own network on the page of the provider. */
export class PayOnline extends UseCase<OnlinePaymentAnswer, { readonly invoiceId: string }> {}

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

@Injectable()
export class OnlineHandlers {
  constructor(
    private readonly database: Database,
    private readonly online: OnlinePayments,
    private readonly provider: ConfiguredProvider,
    private readonly refunds: Refunds,
  ) {}

  /** @throws ProblemError `not_found`, `payment_provider_unavailable`, `payment_provider_refused` */
  @Handles(CheckOnlinePayment)
  async checkOnlinePayment({
    context: { principal },
    input: { id },
  }: CheckOnlinePayment): Promise<OnlinePaymentAnswer> {
    const networkId = principal.networkId ?? (await this.database.asPlatform((tx) => networkOf(tx, id)));
    if (networkId === undefined) throw new ProblemError('not_found');
    try {
      return onlinePaymentAnswer(await this.online.check(networkId, id));
    } catch (error) {
      throw problemOfProvider(error);
    }
  }

  /** @throws ProblemError as `OnlinePayments.begin`, `payment_provider_unavailable`, `payment_provider_refused` */
  @Handles(PayOnline)
  async payOnline({ context, input: { invoiceId } }: PayOnline): Promise<OnlinePaymentAnswer> {
    const { networkId, author, language } = context;
    try {
      const row = await this.online.begin(networkId, invoiceId, author, language === 'en' ? 'en' : 'ru');
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
    if (payment !== null) await this.online.check(payment.networkId, payment.id);
  }

  private async checkRefund(id: string): Promise<void> {
    const refund = await this.database.asPlatform((tx) =>
      tx.prisma.paymentRefund.findFirst({ where: { providerId: id } }),
    );
    if (refund !== null) await this.refunds.ask(refund.networkId, refund.id);
  }
}
