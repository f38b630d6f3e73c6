import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { ProblemError } from '../../../platform/problems/problem';
import { Spool } from '../../../platform/spool/spool';
import type { CallingConnection } from '../../connections/connection';
import { Connections } from '../../connections/connections';
import { type ArrivedEvent, Inbox } from '../../inbox/inbox';
import { KeptEvents } from '../../inbox/kept-events';
import { parseXml, XmlFault } from '../wire/xml.rules';
import { parsedJson } from '../../../platform/http/parsed-json';
import { deliveryStatusSchema, whiteServerSchema } from './rkeeper-event.schema';
import { isSignedByWhiteServer } from './signature.rules';

/** A prefix for White Server's own event types. */
const WHITE_SERVER = 'WhiteServer';
/** The kind of inbox events that are statuses of r_keeper Delivery. */
export const DELIVERY_STATUS = 'DeliveryStatus';

type RkeeperConnection = CallingConnection<'RKEEPER'>;

/** R-Keeper's events outside of FarCards. They never give points; an order in them is only a hint. */
@Injectable()
export class RkeeperEvents {
  constructor(
    private readonly spool: Spool,
    private readonly inbox: Inbox,
    private readonly kept: KeptEvents,
    private readonly connections: Connections,
  ) {}

  /**
   * Takes an event of White Server, once for each id. White Server repeats an event that was not accepted, so none is kept on the disk.
   * @throws ProblemError `not_found` for a connection without a salt, `forbidden` for a wrong signature, `invalid_body`, `unavailable`
   */
  async takeWhiteServer(connection: RkeeperConnection, body: Buffer, signature: string): Promise<void> {
    const { eventsSalt } = connection.credentials;
    if (eventsSalt === undefined) throw new ProblemError('not_found');
    if (!isSignedByWhiteServer(connection.options.signature ?? 'SHA256_SALT', eventsSalt, body, signature)) {
      this.fail(connection, 'signature_wrong');
      throw new ProblemError('forbidden');
    }
    const { responseEventCommon: common, response } = this.read(connection, whiteServerSchema, body);
    const event: ArrivedEvent = {
      kind: `${WHITE_SERVER} ${common.eventType}`.slice(0, 100),
      key: common.eventGuid,
      subject: response?.orderGuid ?? null,
      body,
    };
    const taking = this.spool.doInTime(() => this.inbox.take(connection, [event]), connection.endsAtMs);
    await this.connections.noteTaken(
      connection,
      taking.then(() => 'stored'),
    );
  }

  /** Takes a notice that an order changed. A till server may lose such notices, so it only shows that the connection works. */
  takeOrderNotify(connection: RkeeperConnection, body: Buffer): void {
    try {
      parseXml(body);
    } catch (error) {
      if (!(error instanceof XmlFault)) throw error;
      this.fail(connection, 'xml_not_valid');
      throw notValid();
    }
    this.connections.noteAnswered(connection);
  }

  /**
   * Takes a delivery's status, once for each order and status; keeps it while the database is away. @throws ProblemError `invalid_body`,
   * `unavailable`
   */
  async takeDeliveryStatus(connection: RkeeperConnection, body: Buffer): Promise<void> {
    const { order_id: orderId, status } = this.read(connection, deliveryStatusSchema, body);
    const event = { kind: DELIVERY_STATUS, key: `${orderId}\n${status}`, subject: orderId, body };
    await this.connections.noteTaken(connection, this.kept.take(connection, new Map([[orderId, [event]]])));
  }

  private read<T>(connection: RkeeperConnection, schema: z.ZodType<T>, body: Buffer): T {
    const parsed = schema.safeParse(parsedJson(body));
    if (parsed.success) return parsed.data;
    this.fail(connection, 'webhook_not_readable');
    throw notValid();
  }

  private fail(connection: RkeeperConnection, code: string): void {
    this.connections.noteFailure(connection, code).catch(() => undefined);
  }
}

function notValid(): ProblemError {
  return new ProblemError('invalid_body', {}, [{ path: '', code: 'not_valid', message: '' }]);
}
