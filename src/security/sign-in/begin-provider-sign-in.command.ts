import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Origin } from '../principal/authenticated-request';
import { type BegunSignIn, ProviderSignIns } from '../providers/provider-sign-ins';

/** Begins a sign-in through the provider of the network with this code. @throws ProblemError as `ProviderSignIns.begin` */
export class BeginProviderSignIn extends Command<BegunSignIn> {
  constructor(
    readonly network: string,
    readonly origin: Origin,
  ) {
    super();
  }
}

@CommandHandler(BeginProviderSignIn)
export class BeginProviderSignInHandler implements ICommandHandler<BeginProviderSignIn> {
  constructor(private readonly signIns: ProviderSignIns) {}

  execute({ network, origin }: BeginProviderSignIn): Promise<BegunSignIn> {
    return this.signIns.begin(network, origin);
  }
}
