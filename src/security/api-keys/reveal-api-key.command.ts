import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Tx } from '../../platform/database/database';
import { KeyedCalls } from '../../platform/http/idempotency/keyed-calls';
import { UseCase } from '../principal/request-context';
import type * as dto from './api-key.dto';
import { IssuedKeys } from './issued-keys';

/** Shows the one who asked for an approved key its secret, once. */
export class RevealApiKey extends UseCase<dto.CreatedApiKeyAnswer, { readonly id: string }> {}

@CommandHandler(RevealApiKey)
export class RevealApiKeyHandler implements ICommandHandler<RevealApiKey> {
  constructor(
    private readonly keyed: KeyedCalls,
    private readonly issued: IssuedKeys,
  ) {}

  /** @throws ProblemError `not_found` */
  execute({ context, input: { id } }: RevealApiKey): Promise<dto.CreatedApiKeyAnswer> {
    const work = (tx: Tx): Promise<dto.CreatedApiKeyAnswer> => this.issued.reveal(tx, context, id);
    return this.keyed.run(context.networkId, context.call, 200, work, (answer) => ({ ...answer, key: null }));
  }
}
