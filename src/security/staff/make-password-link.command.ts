import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Database } from '../../platform/database/database';
import { UseCase } from '../principal/request-context';
import { Staff } from './staff';
import * as dto from './staff.dto';

/** A new link for a member who has not set a password yet, or forgot it. The old password stays good until it is used. */
export class MakePasswordLink extends UseCase<dto.PasswordLinkAnswer, { readonly userId: string }> {}

@CommandHandler(MakePasswordLink)
export class MakePasswordLinkHandler implements ICommandHandler<MakePasswordLink> {
  constructor(
    private readonly database: Database,
    private readonly staff: Staff,
  ) {}

  /** @throws ProblemError `not_found` */
  async execute({
    context: { networkId, author },
    input: { userId },
  }: MakePasswordLink): Promise<dto.PasswordLinkAnswer> {
    const link = await this.database.inNetwork(networkId, (tx) => this.staff.linkTo(tx, networkId, userId, author));
    return { ...link, expiresAt: link.expiresAt.toISOString() };
  }
}
