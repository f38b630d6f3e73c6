import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database';
import { type IdSlice, pickSlice } from '../../platform/http/list-query';
import type * as dto from './connection.dto';
import { ConnectionEditor } from './connection-editor';

/** The connections of a network that were not removed. */
@Injectable()
export class ConnectionsQuery {
  constructor(
    private readonly database: Database,
    private readonly editor: ConnectionEditor,
  ) {}

  async list(networkId: string, slice: IdSlice): Promise<dto.ConnectionAnswer[]> {
    const { id, order, take } = pickSlice(slice);
    const rows = await this.database.inNetwork(networkId, (tx) =>
      tx.prisma.tillConnection.findMany({ where: { networkId, id, removedAt: null }, orderBy: order, take }),
    );
    return rows.map((row) => this.editor.answerOf(row));
  }

  /** @throws ProblemError `not_found` */
  async get(networkId: string, id: string): Promise<dto.ConnectionAnswer> {
    return this.editor.answerOf(await this.database.inNetwork(networkId, (tx) => this.editor.get(tx, networkId, id)));
  }
}
