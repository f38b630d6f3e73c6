import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { KeyedCalls } from '../../platform/http/idempotency/keyed-calls';
import { UseCase } from '../../security';
import * as dto from './connection.dto';
import { ConnectionEditor } from './connection-editor';
import { hashConnectionToken, makeConnectionToken } from './connection-token.rules';

/** Gives the paths of a connection a new secret. The old paths end within 5 seconds. */
export class RenewConnectionToken extends UseCase<dto.CreatedConnectionAnswer, { readonly id: string }> {}

@CommandHandler(RenewConnectionToken)
export class RenewConnectionTokenHandler implements ICommandHandler<RenewConnectionToken> {
  constructor(
    private readonly keyed: KeyedCalls,
    private readonly editor: ConnectionEditor,
  ) {}

  /** @throws ProblemError `not_found` */
  async execute({ context, input: { id } }: RenewConnectionToken): Promise<dto.CreatedConnectionAnswer> {
    const { networkId, call } = context;
    const token = makeConnectionToken(networkId);
    const answer = await this.keyed.run(
      networkId,
      call,
      200,
      async (tx) => {
        await this.editor.lock(tx, networkId);
        await this.editor.get(tx, networkId, id);
        const data = { tokenHash: new Uint8Array(hashConnectionToken(token)) };
        const row = await tx.prisma.tillConnection.update({ where: { networkId_id: { networkId, id } }, data });
        await this.editor.note(tx, context, 'token_renewed', id);
        return { ...this.editor.answerOf(row), token };
      },
      dto.withoutToken,
    );
    this.editor.obey(id);
    return answer;
  }
}
