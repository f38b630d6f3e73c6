import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { ProblemError } from '../../platform/problems/problem';
import { UseCase } from '../../security';
import type * as dto from './connection.dto';
import { Connections } from './connections';
import { ConnectionTests } from './connection-tests';

/** Calls the till system and checks what the network has set up. It changes nothing but the state of the connection. */
export class TestConnection extends UseCase<dto.ConnectionTest, { readonly id: string }> {}

@CommandHandler(TestConnection)
export class TestConnectionHandler implements ICommandHandler<TestConnection> {
  constructor(
    private readonly connections: Connections,
    private readonly tests: ConnectionTests,
  ) {}

  /** @throws ProblemError `not_found` */
  async execute({ context: { networkId }, input: { id } }: TestConnection): Promise<dto.ConnectionTest> {
    const connection = await this.connections.findById(networkId, id);
    if (connection === undefined) throw new ProblemError('not_found');
    const result = await this.tests.run(connection);
    const failed = result.checks.find(({ ok }) => !ok);
    if (failed !== undefined) await this.connections.noteFailure(connection, failed.code);
    return result;
  }
}
