import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Clock } from '../../platform/clock/clock';
import { KeyedCalls } from '../../platform/http/idempotency/keyed-calls';
import { UseCase } from '../../security';
import type * as dto from './connection.dto';
import { ConnectionEditor } from './connection-editor';

/** Removes a connection with its secrets. Its events stay until they are deleted by age. */
export class RemoveConnection extends UseCase<dto.ConnectionAnswer, { readonly id: string }> {}

@CommandHandler(RemoveConnection)
export class RemoveConnectionHandler implements ICommandHandler<RemoveConnection> {
  constructor(
    private readonly keyed: KeyedCalls,
    private readonly editor: ConnectionEditor,
    private readonly clock: Clock,
  ) {}

  /** @throws ProblemError `not_found` */
  async execute({ context, input: { id } }: RemoveConnection): Promise<dto.ConnectionAnswer> {
    const { networkId, call } = context;
    const answer = await this.keyed.run(networkId, call, 200, async (tx) => {
      await this.editor.lock(tx, networkId);
      const before = this.editor.answerOf(await this.editor.get(tx, networkId, id));
      const data = { removedAt: this.clock.now(), credentialsEncrypted: null, enabled: false };
      await tx.prisma.tillConnection.update({ where: { networkId_id: { networkId, id } }, data });
      await this.editor.note(tx, context, 'removed', id, { before });
      return before;
    });
    this.editor.obey(id);
    return answer;
  }
}
