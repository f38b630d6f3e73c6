import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { KeyedCalls } from '../../platform/http/idempotency/keyed-calls';
import { newId } from '../../platform/ids/ids';
import { ProblemError } from '../../platform/problems/problem';
import { PlanLimits, UseCase } from '../../security';
import * as dto from './connection.dto';
import { ConnectionEditor, MAX_CONNECTIONS } from './connection-editor';
import { hashConnectionToken, makeConnectionToken } from './connection-token.rules';

export class CreateConnection extends UseCase<
  dto.CreatedConnectionAnswer,
  { readonly body: dto.CreateConnectionBody }
> {}

@CommandHandler(CreateConnection)
export class CreateConnectionHandler implements ICommandHandler<CreateConnection> {
  constructor(
    private readonly keyed: KeyedCalls,
    private readonly editor: ConnectionEditor,
    private readonly limits: PlanLimits,
  ) {}

  /** @throws ProblemError `network_full`, `plan_limit_reached` */
  async execute({ context, input: { body } }: CreateConnection): Promise<dto.CreatedConnectionAnswer> {
    const { networkId, call } = context;
    const { name, ...columns } = await this.editor.columnsOf(networkId, body.kind, body);
    const token = makeConnectionToken(networkId);
    return this.keyed.run(
      networkId,
      call,
      201,
      async (tx) => {
        await this.limits.requireFeature(tx, networkId, 'POS_SYNC');
        await this.editor.lock(tx, networkId);
        const count = await tx.prisma.tillConnection.count({ where: { networkId, removedAt: null } });
        if (count >= MAX_CONNECTIONS) throw new ProblemError('network_full', { max: MAX_CONNECTIONS });
        const tokenHash = new Uint8Array(hashConnectionToken(token));
        const row = await tx.prisma.tillConnection.create({
          data: { ...columns, networkId, id: newId(), kind: body.kind, name: name ?? body.name, tokenHash },
        });
        const answer = this.editor.answerOf(row);
        await this.editor.note(tx, context, 'created', row.id, { after: answer });
        return { ...answer, token };
      },
      dto.withoutToken,
    );
  }
}
