import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database';
import { listRows } from '../../platform/http/plain-rows';
import type * as dto from './connection.dto';
import { ConnectionEditor } from './connection-editor';

/** The connections of a network that were not removed. */
@Injectable()
export class ConnectionsQuery {
  constructor(
    private readonly database: Database,
    private readonly editor: ConnectionEditor,
  ) {}

  list(networkId: string, query: dto.ConnectionListQuery) {
    return this.database.inNetwork(networkId, (tx) =>
      listRows(tx, {
        name: 'connections',
        model: 'tillConnection',
        query,
        where: { networkId, removedAt: null },
        answer: (row) => this.editor.answerOf(row),
      }),
    );
  }

  /** @throws ProblemError `not_found` */
  async get(networkId: string, id: string): Promise<dto.ConnectionAnswer> {
    return this.editor.answerOf(await this.database.inNetwork(networkId, (tx) => this.editor.get(tx, networkId, id)));
  }
}
