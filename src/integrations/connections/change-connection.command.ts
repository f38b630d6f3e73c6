import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Database } from '../../platform/database/database';
import { requireUnchanged } from '../../platform/http/entity-tag';
import { KeyedCalls } from '../../platform/http/idempotency/keyed-calls';
import { PlanLimits, UseCase } from '../../security';
import * as dto from './connection.dto';
import type { ConnectionKind } from './connection-kinds';
import { ConnectionEditor } from './connection-editor';

/** Members that are left out stay as they are. Other processes follow within 5 seconds. */
export class ChangeConnection extends UseCase<
  dto.ConnectionAnswer,
  { readonly id: string; readonly body: dto.ChangeConnectionBody }
> {}

@CommandHandler(ChangeConnection)
export class ChangeConnectionHandler implements ICommandHandler<ChangeConnection> {
  constructor(
    private readonly database: Database,
    private readonly keyed: KeyedCalls,
    private readonly editor: ConnectionEditor,
    private readonly limits: PlanLimits,
  ) {}

  /** @throws ProblemError `not_found`, `invalid_body`, `plan_limit_reached` for one that is turned on again */
  async execute({ context, input: { id, body } }: ChangeConnection): Promise<dto.ConnectionAnswer> {
    const { networkId, call } = context;
    const { kind } = await this.database.inNetwork(networkId, (tx) => this.editor.get(tx, networkId, id));
    const data = await this.editor.columnsOf(networkId, kind as ConnectionKind, body);
    const answer = await this.keyed.run(networkId, call, 200, async (tx) => {
      await this.editor.lock(tx, networkId);
      const before = this.editor.answerOf(await this.editor.get(tx, networkId, id));
      await requireUnchanged(call, () => dto.taggedConnection(before));
      if (body.enabled === true && !before.enabled) await this.limits.requireFeature(tx, networkId, 'POS_SYNC');
      const row = await tx.prisma.tillConnection.update({ where: { networkId_id: { networkId, id } }, data });
      const after = this.editor.answerOf(row);
      await this.editor.note(tx, context, 'changed', id, { before, after });
      return after;
    });
    this.editor.obey(id);
    return answer;
  }
}
