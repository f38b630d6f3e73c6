import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { UseCase } from '../../security';
import { type OnlinePaymentAnswer, onlinePaymentAnswer } from '../invoices/invoice.dto';
import { problemOfProvider } from '../provider/configured-provider';
import { OnlinePayments } from './online-payments';

/** A manager pays an invoice of the own network on the page of the provider. */
export class PayOnline extends UseCase<OnlinePaymentAnswer, { readonly invoiceId: string }> {}

@CommandHandler(PayOnline)
export class PayOnlineHandler implements ICommandHandler<PayOnline> {
  constructor(private readonly online: OnlinePayments) {}

  /** @throws ProblemError as `OnlinePayments.begin`, `payment_provider_unavailable`, `payment_provider_refused` */
  async execute({ context, input: { invoiceId } }: PayOnline): Promise<OnlinePaymentAnswer> {
    const { networkId, author, language } = context;
    try {
      const row = await this.online.begin(networkId, invoiceId, author, language === 'en' ? 'en' : 'ru');
      return onlinePaymentAnswer(row);
    } catch (error) {
      throw problemOfProvider(error);
    }
  }
}
