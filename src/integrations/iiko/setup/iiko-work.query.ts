import { Injectable } from '@nestjs/common';
import { Database, type Tx, type Statements } from '../../../platform/database/database';
import { ProblemError } from '../../../platform/problems/problem';
import type { Connection } from '../../connections/connection';
import { Connections, isOfKind } from '../../connections/connections';
import { type MirrorCounts, type MirrorTrouble } from '../mirror/mirrors.sql';
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

/** The state of a mirror; undefined: it has not begun. */
function findMirrorCounts(tx: Pick<Statements, 'maybe'>, networkId: string, connectionId: string) {
  return tx.maybe<MirrorCounts>`SELECT m.is_seeded, count(g.guest_id)::int AS guests,
        count(*) FILTER (WHERE g.due_at < 'infinity')::int AS waiting,
        count(*) FILTER (WHERE g.failure IS NOT NULL)::int AS failing,
        count(*) FILTER (WHERE g.differs_by <> 0)::int AS differing
      FROM till_mirrors m
      LEFT JOIN mirrored_guests g ON g.network_id = ${networkId} AND g.connection_id = m.connection_id
      WHERE m.network_id = ${networkId} AND m.connection_id = ${connectionId} GROUP BY m.is_seeded`;
}

/** Guests whose wallet could not be updated automatically, those that failed first at the top. */
function listTroubles(tx: Pick<Statements, 'query'>, networkId: string, connectionId: string, limit: number) {
  return tx.query<MirrorTrouble>`SELECT guest_id, failure, differs_by FROM mirrored_guests
      WHERE network_id = ${networkId} AND connection_id = ${connectionId} AND (failure IS NOT NULL OR differs_by <> 0)
      ORDER BY failure IS NULL, guest_id LIMIT ${limit}`;
}
