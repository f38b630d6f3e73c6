import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Database } from '../../platform/database/database';
import { setUnwanted } from '../notifications/notification.sql';
import { UnsubscribeLinks } from './unsubscribe-links';

/** A guest ends letters of the kind to which one belongs, by the link in it. Ending them twice is the same as once. */
export class Unsubscribe extends Command<void> {
  constructor(readonly token: string) {
    super();
  }
}

@CommandHandler(Unsubscribe)
export class UnsubscribeHandler implements ICommandHandler<Unsubscribe> {
  constructor(
    private readonly database: Database,
    private readonly links: UnsubscribeLinks,
  ) {}

  /** @throws ProblemError `not_found` */
  async execute({ token }: Unsubscribe): Promise<void> {
    const { networkId, guestId, purpose } = await this.links.get(token);
    const code = purpose === 'MARKETING' ? 'CAMPAIGNS_EMAIL' : 'POINTS_EMAIL';
    await this.database.inNetwork(networkId, (tx) => setUnwanted(tx, networkId, guestId, code, false));
  }
}
