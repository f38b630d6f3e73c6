import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Database } from '../../platform/database/database';
import { UseCase } from '../principal/request-context';
import type { ChangeRequestAnswer } from '../second-person/change-request.dto';
import { ChangeRequests } from '../second-person/change-requests';
import type * as dto from './provider.dto';
import { Providers } from './providers';

type Answer = dto.ProviderAnswer | ChangeRequestAnswer;

/**
 * Enters the network's provider. While it is off, one manager enters and tests it; to turn it on, or to change it while
 * it is on, waits for a second person (202), because it decides who signs in.
 */
export class PutProvider extends UseCase<Answer, { readonly body: dto.PutProviderBody }> {}

@CommandHandler(PutProvider)
export class PutProviderHandler implements ICommandHandler<PutProvider> {
  constructor(
    private readonly database: Database,
    private readonly providers: Providers,
    private readonly requests: ChangeRequests,
  ) {}

  /** @throws ProblemError `not_found`, `provider_incomplete` */
  execute({ context, input: { body } }: PutProvider): Promise<Answer> {
    const { networkId, author, call } = context;
    return this.database.inNetwork<Answer>(networkId, async (tx) => {
      if (!body.enabled) return this.providers.put(tx, networkId, body, author);
      await this.providers.check(tx, networkId, body);
      call.answered(202);
      return this.requests.ask(tx, context, { kind: 'SIGN_IN_PROVIDER', subjectId: networkId, change: body });
    });
  }
}
