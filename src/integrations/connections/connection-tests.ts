import { Injectable } from '@nestjs/common';
import type { Connection } from './connection';
import type { ConnectionTest } from './connection.dto';
import type { ConnectionKind } from './connection-kinds';

type RunTest = (connection: Connection) => Promise<ConnectionTest>;

/** The test of a connection, for each kind of till system. Each adapter registers its test when its module starts. */
@Injectable()
export class ConnectionTests {
  private readonly byKind = new Map<ConnectionKind, RunTest>();

  /** @param test returns its findings, including failures of the till system; it throws only for a bug */
  register(kind: ConnectionKind, test: RunTest): void {
    if (this.byKind.has(kind)) throw new Error(`two adapters of kind ${kind}`);
    this.byKind.set(kind, test);
  }

  run(connection: Connection): Promise<ConnectionTest> {
    const test = this.byKind.get(connection.kind);
    if (test === undefined) throw new Error(`no adapter tests connections of kind ${connection.kind}`);
    return test(connection);
  }
}
