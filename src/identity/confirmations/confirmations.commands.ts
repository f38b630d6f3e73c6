import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Networks } from '../../configuration';
import { Audit, refuseOwnAccount, UseCase } from '../../security';
import { Confirmations } from './confirmations';
import {
  type AskConfirmationBody,
  type AskedConfirmationAnswer,
  confirmationAnswer,
  type OwnConfirmations,
} from './confirmation.dto';
import { Database } from '../../platform/database/database';

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

/** A guest confirms or refuses a spend with a tap. */
export class DecideConfirmation extends UseCase<OwnConfirmations, { readonly id: string; readonly confirm: boolean }> {}

@CommandHandler(DecideConfirmation)
export class DecideConfirmationHandler implements ICommandHandler<DecideConfirmation> {
  constructor(
    private readonly database: Database,
    private readonly confirmations: Confirmations,
    private readonly audit: Audit,
  ) {}

  /** Answers with the confirmations that still wait. @throws ProblemError `not_found` for one that is decided or has ended */
  async execute({ context, input: { id, confirm } }: DecideConfirmation): Promise<OwnConfirmations> {
    const { principal, networkId, author } = context;
    const own = { guestId: principal.id, id };
    await this.database.inNetwork(networkId, async (tx) => {
      await this.confirmations.decideOwn(tx, networkId, own, confirm);
      await this.audit.append(tx, networkId, {
        ...author,
        action: confirm ? 'spend.confirmed' : 'spend.refused',
        subjectKind: 'guest',
        subjectId: principal.id,
        after: { confirmationId: id },
      });
    });
    return { items: (await this.confirmations.listOwn(networkId, principal.id)).map(confirmationAnswer) };
  }
}
