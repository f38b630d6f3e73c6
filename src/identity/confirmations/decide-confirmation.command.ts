import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Database } from '../../platform/database/database';
import { Audit, UseCase } from '../../security';
import { Confirmations } from './confirmations';
import type { OwnConfirmations } from './confirmation.dto';
import { confirmationAnswer } from './confirmation.dto';

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
