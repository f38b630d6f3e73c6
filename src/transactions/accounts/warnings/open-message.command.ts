import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Database } from '../../../platform/database/database';
import { ProblemError } from '../../../platform/problems/problem';
import { Inbox, type InboxMessage, UseCase } from '../../../security';
import { actorOf } from '../../till/intake/act-intake';
import { WarningDeliveries } from './warning-deliveries';

/** A guest opens a message of the inbox: points that it warns of may end from then on. */
export class OpenMessage extends UseCase<InboxMessage, { readonly messageId: string }> {}

@CommandHandler(OpenMessage)
export class OpenMessageHandler implements ICommandHandler<OpenMessage> {
  constructor(
    private readonly database: Database,
    private readonly inbox: Inbox,
    private readonly deliveries: WarningDeliveries,
  ) {}

  /** Opening twice is the same as once. @throws ProblemError `not_found` */
  async execute({ context: { principal, networkId }, input: { messageId } }: OpenMessage): Promise<InboxMessage> {
    const message = await this.database.inNetwork(networkId, (tx) =>
      this.inbox.find(tx, networkId, principal.id, messageId),
    );
    if (message === undefined) throw new ProblemError('not_found');
    // The journal first: if the process dies in between, opening again finds the delivery and marks the message.
    await this.deliveries.delivered(networkId, messageId, actorOf(principal));
    await this.database.inNetwork(networkId, (tx) => this.inbox.markOpened(tx, networkId, messageId));
    return { ...message, opened: true };
  }
}
