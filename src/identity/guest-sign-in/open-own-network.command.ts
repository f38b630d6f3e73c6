import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { UseCase } from '../../security';
import { GuestNetworks } from './guest-networks';
import type { GuestSession } from './guest-sign-in.dto';

/** Opens a session in another network of which the signed-in person is a guest. */
export class OpenOwnNetwork extends UseCase<GuestSession, { readonly networkId: string }> {}

@CommandHandler(OpenOwnNetwork)
export class OpenOwnNetworkHandler implements ICommandHandler<OpenOwnNetwork> {
  constructor(private readonly networks: GuestNetworks) {}

  /** @throws ProblemError `not_found` */
  execute({ context, input }: OpenOwnNetwork): Promise<GuestSession> {
    const { networkId, principal, author } = context;
    return this.networks.open({ networkId, guestId: principal.id }, input.networkId, author.origin);
  }
}
