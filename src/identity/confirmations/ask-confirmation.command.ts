import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Networks } from '../../configuration';
import { refuseOwnAccount, UseCase } from '../../security';
import { Confirmations } from './confirmations';
import { type AskConfirmationBody, type AskedConfirmationAnswer, confirmationAnswer } from './confirmation.dto';

/** A till asks the guest to confirm a spend that is above the network's limit. */
export class AskConfirmation extends UseCase<
  AskedConfirmationAnswer,
  { readonly guestId: string; readonly body: AskConfirmationBody }
> {}

@CommandHandler(AskConfirmation)
export class AskConfirmationHandler implements ICommandHandler<AskConfirmation> {
  constructor(
    private readonly networks: Networks,
    private readonly confirmations: Confirmations,
  ) {}

  /** @throws ProblemError `guest_not_found`, `own_account`, `rate_limited` */
  async execute({ context, input: { guestId, body } }: AskConfirmation): Promise<AskedConfirmationAnswer> {
    const { principal, networkId, origin } = context;
    refuseOwnAccount(principal, guestId);
    const network = await this.networks.getProfile(networkId);
    const asked = { guestId, actorId: principal.id, points: body.points };
    const made = await this.confirmations.ask(network, asked, null, origin);
    return { ...confirmationAnswer(made), channel: made.channel, staysInOutbox: made.staysInOutbox };
  }
}
