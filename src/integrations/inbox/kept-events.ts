import { Injectable, type OnModuleInit } from '@nestjs/common';
import { z } from 'zod';
import { Clock } from '../../platform/clock/clock';
import { Spool } from '../../platform/spool/spool';
import type { KeptCall } from '../../platform/spool/kept-call';
import { Pii } from '../../security';
import type { CallingConnection, Connection } from '../connections/connection';
import { type ArrivedEvent, Inbox } from './inbox';

const KIND = 'till event';
/** A call waits so long for the disk in place of "try again": with the time before it, less than the two seconds for which a till system waits. */
const DISK_LEAST_MS = 1_600;

/** Without `receivedAt`: an earlier version kept the call. */
const keptSchema = z.strictObject({
  networkId: z.uuid(),
  connectionId: z.uuid(),
  receivedAt: z.iso.datetime().optional(),
  sealed: z.string(),
});
const eventsSchema = z.array(
  z.strictObject({
    kind: z.string(),
    key: z.string().nullable(),
    subject: z.string().nullable(),
    body: z.string(),
    answer: z.string().optional(),
  }),
);

/**
 * Takes till systems' events while the database is away: they are encrypted on the disk, and go to the inbox once the database is back. The inbox
 * takes each key once, so an event that had reached it after all is not doubled.
 */
@Injectable()
export class KeptEvents implements OnModuleInit {
  constructor(
    private readonly spool: Spool,
    private readonly inbox: Inbox,
    private readonly pii: Pii,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.spool.define({ name: KIND, deliver: (body) => this.deliver(body) });
  }

  /**
   * Stores the events of one call in the inbox, else on the disk.
   * @param byLane the guest or order of the events, which reach the inbox in their order
   * @param dueInSeconds as for `Inbox.take`
   * @throws ProblemError `unavailable`: neither stored them, so the caller has to try again
   */
  async take(
    connection: CallingConnection,
    byLane: ReadonlyMap<string, readonly ArrivedEvent[]>,
    dueInSeconds = 0,
  ): Promise<'stored' | 'kept'> {
    const kept = [...byLane].map(([lane, events]) => this.keptOf(connection, events, lane));
    const events = [...byLane.values()].flat();
    const outcome = await this.spool.doOrKeep(
      kept,
      () => this.inbox.take(connection, events, dueInSeconds),
      connection.endsAtMs,
    );
    return outcome === 'kept' ? outcome : 'stored';
  }

  /**
   * Does the work of a call within the till's time budget, or keeps the call as an event, which the adapter's handler then processes under the same
   * key. A kept call is answered with the event's `answer`.
   * @param lane the guest of the event; null: the call may use something up, so it is never kept
   * @throws ProblemError the work's own refusals; `unavailable`: nothing is promised
   */
  async doOrKeep<T>(
    connection: CallingConnection,
    event: ArrivedEvent,
    lane: string | null,
    work: () => Promise<T>,
  ): Promise<{ readonly done: T } | 'kept'> {
    if (lane === null) return { done: await this.spool.doInTime(work, connection.endsAtMs) };
    return this.spool.doOrKeep([this.keptOf(connection, [event], lane)], work, connection.endsAtMs, DISK_LEAST_MS);
  }

  private keptOf({ networkId, id }: Connection, events: readonly ArrivedEvent[], lane: string): KeptCall {
    const text = JSON.stringify(
      events.map(({ kind, key, subject, body, answer }) => ({
        kind,
        key,
        subject,
        answer,
        body: body.toString('base64'),
      })),
    );
    const sealed = this.pii.encrypt(networkId, 'event', text).toString('base64');
    const receivedAt = this.clock.now().toISOString();
    const kept: z.infer<typeof keptSchema> = { networkId, connectionId: id, receivedAt, sealed };
    return { kind: KIND, lane: `${id} ${lane}`, body: JSON.stringify(kept) };
  }

  private async deliver(body: string): Promise<void> {
    const { networkId, connectionId, receivedAt, sealed } = keptSchema.parse(JSON.parse(body));
    const at = receivedAt === undefined ? {} : { receivedAt: new Date(receivedAt) };
    const events = eventsSchema.parse(JSON.parse(this.pii.decrypt(networkId, 'event', Buffer.from(sealed, 'base64'))));
    await this.inbox.take(
      { networkId, id: connectionId },
      events.map(({ answer, ...event }) => ({
        ...event,
        ...at,
        ...(answer === undefined ? {} : { answer }),
        body: Buffer.from(event.body, 'base64'),
      })),
    );
  }
}
