import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Database, type Tx } from '../../platform/database/database';
import { ProblemError } from '../../platform/problems/problem';
import { UseCase } from '../../security';
import { type OnlinePaymentAnswer, onlinePaymentAnswer } from '../invoices/invoice.dto';
import { problemOfProvider } from '../provider/configured-provider';
import { OnlinePayments } from './online-payments';

/** Somebody comes back from the page of the provider, or an owner looks what became of a payment. */
export class CheckOnlinePayment extends UseCase<OnlinePaymentAnswer, { readonly id: string }> {}

@CommandHandler(CheckOnlinePayment)
export class CheckOnlinePaymentHandler implements ICommandHandler<CheckOnlinePayment> {
  constructor(
    private readonly database: Database,
    private readonly online: OnlinePayments,
  ) {}

  /** @throws ProblemError `not_found`, `payment_provider_unavailable`, `payment_provider_refused` */
  async execute({ context: { principal }, input: { id } }: CheckOnlinePayment): Promise<OnlinePaymentAnswer> {
    const networkId = principal.networkId ?? (await this.database.asPlatform((tx) => networkOf(tx, id)));
    if (networkId === undefined) throw new ProblemError('not_found');
    try {
      return onlinePaymentAnswer(await this.online.check(networkId, id));
    } catch (error) {
      throw problemOfProvider(error);
    }
  }
}

/** The network of a payment, for the owner. */
async function networkOf(tx: Tx, id: string): Promise<string | undefined> {
  return (await tx.prisma.onlinePayment.findFirst({ where: { id }, select: { networkId: true } }))?.networkId;
}
