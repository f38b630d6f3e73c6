import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Database } from '../../platform/database/database';
import { ProblemError } from '../../platform/problems/problem';
import { ConfiguredProvider, problemOfProvider } from '../provider/configured-provider';
import { Refunds } from '../refunds/refunds';
import { OnlinePayments } from './online-payments';

/** A provider says that a payment or a refund of its id changed. Ids that are not ours change nothing. */
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

/** All of it may come twice, and from anybody: it only asks the provider for the state. */
@CommandHandler(TakeNotification)
export class TakeNotificationHandler implements ICommandHandler<TakeNotification> {
  constructor(
    private readonly database: Database,
    private readonly provider: ConfiguredProvider,
    private readonly online: OnlinePayments,
    private readonly refunds: Refunds,
  ) {}

  /** @throws ProblemError `not_found` without this provider, `payment_provider_unavailable`, `payment_provider_refused` */
  async execute({ provider, kind, id }: TakeNotification): Promise<void> {
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
