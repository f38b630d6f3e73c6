import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Database } from '../../platform/database/database';
import { UseCase } from '../principal/request-context';
import { Providers } from './providers';

/** Stores the client secret, which is never shown again. */
export class SetProviderSecret extends UseCase<void, { readonly secret: string }> {}

@CommandHandler(SetProviderSecret)
export class SetProviderSecretHandler implements ICommandHandler<SetProviderSecret> {
  constructor(
    private readonly database: Database,
    private readonly providers: Providers,
  ) {}

  /** @throws ProblemError `provider_incomplete` before an issuer was entered */
  execute({ context: { networkId, author }, input: { secret } }: SetProviderSecret): Promise<void> {
    return this.database.inNetwork(networkId, (tx) => this.providers.setSecret(tx, networkId, secret, author));
  }
}
