import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { Snapshots } from '../../configuration';
import { Prisma } from '../../generated/prisma/client';
import type { Tx } from '../../platform/database/database';
import { parseInput } from '../../platform/http/schema.pipe';
import { ProblemError } from '../../platform/problems/problem';
import { type AuditVerb, Audit, Pii, type RequestContext } from '../../security';
import { openCredentials } from './connection';
import * as dto from './connection.dto';
import { type ConnectionKind, KINDS } from './connection-kinds';
import { Connections } from './connections';

export const MAX_CONNECTIONS = 1_000;

/** The row, the check of the body and the audit, which all changes of a connection need. */
@Injectable()
export class ConnectionEditor {
  constructor(
    private readonly snapshots: Snapshots,
    private readonly pii: Pii,
    private readonly audit: Audit,
    private readonly connections: Connections,
  ) {}

  /** Makes changes of connections of one network wait for each other, so that their number stays within its limit. */
  async lock(tx: Tx, networkId: string): Promise<void> {
    await tx.query`
      SELECT pg_advisory_xact_lock(hashtextextended('till connections ' || ${networkId}, 0))`;
  }

  /** Makes this process use a committed change at once. */
  obey(id: string): void {
    this.connections.forget(id);
  }

  /** @throws ProblemError `not_found` */
  async get(tx: Tx, networkId: string, id: string) {
    const row = await tx.prisma.tillConnection.findUnique({ where: { networkId_id: { networkId, id } } });
    if (row?.removedAt !== null) throw new ProblemError('not_found');
    return row;
  }

  answerOf(row: Awaited<ReturnType<ConnectionEditor['get']>>): dto.ConnectionAnswer {
    return dto.connectionAnswer(row, Object.keys(openCredentials(this.pii, row.networkId, row.credentialsEncrypted)));
  }

  /**
   * The columns of the members that a body gives; the others are undefined, which changes nothing.
   * @throws ProblemError `invalid_body` for members that the kind does not have, and for tills of another network
   */
  async columnsOf(networkId: string, kind: ConnectionKind, body: dto.ChangeConnectionBody) {
    const { credentials, options } = this.ofKind(kind, body);
    await this.requireTills(networkId, body.places ?? []);
    const { name, baseUrl, places, itemTypes, enabled } = body;
    return {
      name,
      baseUrl,
      places,
      itemTypes,
      enabled,
      options: options as Prisma.InputJsonObject | undefined,
      credentialsEncrypted: credentials && this.seal(networkId, credentials),
    };
  }

  async note(
    tx: Tx,
    { networkId, author }: RequestContext,
    action: AuditVerb<'connection'>,
    id: string,
    values: { readonly before?: dto.ConnectionAnswer; readonly after?: dto.ConnectionAnswer } = {},
  ): Promise<void> {
    await this.audit.appendChange(tx, networkId, author, `connection.${action}`, id, {
      ...(values.before && { before: dto.auditedConnection(values.before) }),
      ...(values.after && { after: dto.auditedConnection(values.after) }),
    });
  }

  private ofKind(kind: ConnectionKind, { credentials, options }: dto.ChangeConnectionBody) {
    const schemas = KINDS[kind];
    const schema = z.object({ credentials: schemas.credentials.optional(), options: schemas.options.optional() });
    return parseInput(schema, { credentials, options }, 'body');
  }

  private seal(networkId: string, credentials: object): Uint8Array<ArrayBuffer> | null {
    if (Object.values(credentials).every((value) => value === undefined)) return null;
    return new Uint8Array(this.pii.encrypt(networkId, 'secret', JSON.stringify(credentials)));
  }

  private async requireTills(networkId: string, places: readonly { readonly pointOfSaleId: string }[]): Promise<void> {
    if (places.length === 0) return;
    const snapshot = await this.snapshots.current(networkId);
    places.forEach(({ pointOfSaleId }, at) => {
      if (snapshot.place(pointOfSaleId) !== undefined) return;
      const path = `places[${String(at)}].pointOfSaleId`;
      throw new ProblemError('invalid_body', {}, [{ path, code: 'not_valid', message: '' }]);
    });
  }
}
