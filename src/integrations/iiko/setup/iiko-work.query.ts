import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../../../platform/database/database';
import { ProblemError } from '../../../platform/problems/problem';
import type { Connection } from '../../connections/connection';
import { Connections, isOfKind } from '../../connections/connections';
import { findMirrorCounts, listTroubles } from '../mirror/mirrors.sql';
import { workAnswer, type WorkAnswer } from './iiko-setup.dto';

const TROUBLES = 20;

/** Shows managers the background work of a connection to iiko. */
@Injectable()
export class IikoWorkQuery {
  constructor(
    private readonly database: Database,
    private readonly connections: Connections,
  ) {}

  /** @throws ProblemError `not_found`, also for a connection to another till system */
  async get(networkId: string, id: string): Promise<WorkAnswer> {
    const connection = await this.getConnection(networkId, id);
    return this.database.inNetwork(networkId, (tx) => this.read(tx, connection));
  }

  async read(tx: Tx, { networkId, id, options }: Connection<'IIKO'>): Promise<WorkAnswer> {
    const where = { networkId_connectionId: { networkId, connectionId: id } };
    const row = await tx.prisma.tillReconciliation.findUnique({ where });
    const counts = options.mirror == null ? undefined : await findMirrorCounts(tx, networkId, id);
    return workAnswer(row, counts && { ...counts, troubles: await listTroubles(tx, networkId, id, TROUBLES) });
  }

  /** @throws ProblemError `not_found`, also for a connection to another till system */
  async getConnection(networkId: string, id: string): Promise<Connection<'IIKO'>> {
    const connection = await this.connections.findById(networkId, id);
    if (connection === undefined || !isOfKind(connection, 'IIKO')) throw new ProblemError('not_found');
    return connection;
  }
}
