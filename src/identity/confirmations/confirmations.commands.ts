import { Injectable } from '@nestjs/common';
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
import { Handles } from '../../platform/http/handlers-of';

/** A till asks the guest to confirm a spend that is above the network's limit. */
export class AskConfirmation extends UseCase<
  AskedConfirmationAnswer,
  { readonly guestId: string; readonly body: AskConfirmationBody }
> {}

/** A guest confirms or refuses a spend with a tap. */
export class DecideConfirmation extends UseCase<OwnConfirmations, { readonly id: string; readonly confirm: boolean }> {}

@Injectable()
export class ConfirmationsHandlers {
  constructor(
    private readonly networks: Networks,
    private readonly confirmations: Confirmations,
    private readonly database: Database,
    private readonly audit: Audit,
  ) {}

  /** @throws ProblemError `guest_not_found`, `own_account`, `rate_limited` */
  @Handles(AskConfirmation)
  async askConfirmation({ context, input: { guestId, body } }: AskConfirmation): Promise<AskedConfirmationAnswer> {
    const { principal, networkId, origin } = context;
    refuseOwnAccount(principal, guestId);
    const network = await this.networks.getProfile(networkId);
    const asked = { guestId, actorId: principal.id, points: body.points };
    const made = await this.confirmations.ask(network, asked, null, origin);
    return { ...confirmationAnswer(made), channel: made.channel, staysInOutbox: made.staysInOutbox };
  }

  /** Answers with the confirmations that still wait. @throws ProblemError `not_found` for one that is decided or has ended */
  @Handles(DecideConfirmation)
  async decideConfirmation({ context, input: { id, confirm } }: DecideConfirmation): Promise<OwnConfirmations> {
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
