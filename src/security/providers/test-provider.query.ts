import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { Database } from '../../platform/database/database';
import { ProblemError } from '../../platform/problems/problem';
import type * as dto from './provider.dto';
import { ProviderClient } from './provider-client';
import { Providers } from './providers';

/** Tries the provider as it is stored, and says what is wrong. Nothing is changed, and nobody signs in. */
export class TestProvider extends Query<dto.ProviderTestAnswer> {
  constructor(readonly networkId: string) {
    super();
  }
}

@QueryHandler(TestProvider)
export class TestProviderHandler implements IQueryHandler<TestProvider> {
  constructor(
    private readonly database: Database,
    private readonly providers: Providers,
    private readonly client: ProviderClient,
  ) {}

  /** @throws ProblemError `provider_incomplete` without an issuer or a secret */
  async execute({ networkId }: TestProvider): Promise<dto.ProviderTestAnswer> {
    const provider = await this.database.inNetwork(networkId, (tx) => this.providers.access(tx, networkId));
    if (provider === null) throw new ProblemError('provider_incomplete', { missing: 'secret' });
    const steps = await this.client.test(provider);
    return { works: steps.every(({ failure }) => failure === null), steps };
  }
}
