import { Injectable } from '@nestjs/common';
import { withdrawConfirmation } from '../../configuration';
import { Database } from '../../platform/database/database';
import { requireUnchanged } from '../../platform/http/entity-tag';
import { KeyedCalls } from '../../platform/http/idempotency/keyed-calls';
import { PlanLimits, type OnOne, UseCase } from '../../security';
import * as dto from './connection.dto';
import type { ConnectionKind } from './connection-kinds';
import { ConnectionEditor, MAX_CONNECTIONS } from './connection-editor';
import { newId } from '../../platform/ids/ids';
import { ProblemError, found } from '../../platform/problems/problem';
import { hashConnectionToken, makeConnectionToken } from './connection-token.rules';
import { Clock } from '../../platform/clock/clock';
import { Connections } from './connections';
import { ConnectionTests } from './connection-tests';
import { Handles } from '../../platform/http/handlers-of';

/** Changes the members that are given. Other processes use the change within 5 seconds. */
export class ChangeConnection extends UseCase<dto.ConnectionAnswer, OnOne<dto.ChangeConnectionBody>> {}

export class CreateConnection extends UseCase<dto.CreatedConnectionAnswer, { body: dto.CreateConnectionBody }> {}

/** Removes a connection with its secrets. Its events stay until they are deleted by age. */
export class RemoveConnection extends UseCase<dto.ConnectionAnswer, { id: string }> {}

/** Gives the paths of a connection a new secret. The old paths end within 5 seconds. */
export class RenewConnectionToken extends UseCase<dto.CreatedConnectionAnswer, { id: string }> {}

/** Calls the till system and checks what the network has set up. It changes nothing but the state of the connection. */
export class TestConnection extends UseCase<dto.ConnectionTest, { id: string }> {}

@Injectable()
export class ConnectionsHandlers {
  constructor(
    private readonly database: Database,
    private readonly keyed: KeyedCalls,
    private readonly editor: ConnectionEditor,
    private readonly limits: PlanLimits,
    private readonly clock: Clock,
    private readonly connections: Connections,
    private readonly tests: ConnectionTests,
  ) {}

  /** @throws ProblemError `not_found`, `invalid_body`, and `plan_limit_reached` where the change turns the connection on again */
  @Handles(ChangeConnection)
  async changeConnection({ context, input: { id, body } }: ChangeConnection): Promise<dto.ConnectionAnswer> {
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

  /** @throws ProblemError `network_full`, `plan_limit_reached` */
  @Handles(CreateConnection)
  async createConnection({ context, input: { body } }: CreateConnection): Promise<dto.CreatedConnectionAnswer> {
    const { networkId, call, principal } = context;
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
          data: {
            ...columns,
            networkId,
            id: newId(),
            kind: body.kind,
            name: name ?? body.name,
            tokenHash,
            createdBy: principal.id,
          },
        });
        const answer = this.editor.answerOf(row);
        await this.editor.note(tx, context, 'created', row.id, { after: answer });
        return { ...answer, token };
      },
      dto.withoutToken,
    );
  }

  /** @throws ProblemError `not_found` */
  @Handles(RemoveConnection)
  async removeConnection({ context, input: { id } }: RemoveConnection): Promise<dto.ConnectionAnswer> {
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

  /** @throws ProblemError `not_found` */
  @Handles(RenewConnectionToken)
  async renewConnectionToken({ context, input: { id } }: RenewConnectionToken): Promise<dto.CreatedConnectionAnswer> {
    const { networkId, call, principal } = context;
    const token = makeConnectionToken(networkId);
    const answer = await this.keyed.run(
      networkId,
      call,
      200,
      async (tx) => {
        await this.editor.lock(tx, networkId);
        await this.editor.get(tx, networkId, id);
        // The new token is in the hands of this manager alone, so the confirmation of a second person ends.
        await withdrawConfirmation(tx, networkId, `KEY ${id}`);
        const data = { tokenHash: new Uint8Array(hashConnectionToken(token)), createdBy: principal.id };
        const row = await tx.prisma.tillConnection.update({ where: { networkId_id: { networkId, id } }, data });
        await this.editor.note(tx, context, 'token_renewed', id);
        return { ...this.editor.answerOf(row), token };
      },
      dto.withoutToken,
    );
    this.editor.obey(id);
    return answer;
  }

  /** @throws ProblemError `not_found` */
  @Handles(TestConnection)
  async testConnection({ context: { networkId }, input: { id } }: TestConnection): Promise<dto.ConnectionTest> {
    const connection = found(await this.connections.findById(networkId, id));
    const result = await this.tests.run(connection);
    const failed = result.checks.find(({ ok }) => !ok);
    if (failed !== undefined) await this.connections.noteFailure(connection, failed.code);
    return result;
  }
}
