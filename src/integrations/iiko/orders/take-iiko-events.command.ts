import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { ProblemError } from '../../../platform/problems/problem';
import type { Connection } from '../../connections/connection';
import { Connections } from '../../connections/connections';
import { type ArrivedEvent, MAX_EVENT_BYTES } from '../../inbox/inbox';
import { KeptEvents } from '../../inbox/kept-events';
import { iikoEventSchema } from './iiko-event.schema';

/** More than iikoCloud sends at once. */
const MAX_EVENTS = 1_000;
/** Checks that a plugin closes with us reach us by it first: their discount and points are then as the guest saw them. */
const WAIT_FOR_PLUGIN_SECONDS = 60;

const arraySchema = z.array(z.unknown()).min(1).max(MAX_EVENTS);

/** Events of a webhook, stored as they came before it is answered. */
export class TakeIikoEvents extends Command<void> {
  constructor(
    readonly connection: Connection<'IIKO'>,
    readonly body: Buffer,
  ) {
    super();
  }
}

@CommandHandler(TakeIikoEvents)
export class TakeIikoEventsHandler implements ICommandHandler<TakeIikoEvents> {
  constructor(
    private readonly events: KeptEvents,
    private readonly connections: Connections,
  ) {}

  /** @throws ProblemError `invalid_body` for what is no array of events; `unavailable`: nothing was stored */
  async execute({ connection, body }: TakeIikoEvents): Promise<void> {
    const parsed = arraySchema.safeParse(parseJson(body));
    if (!parsed.success) {
      this.connections.noteFailure(connection, 'webhook_not_readable').catch(() => undefined);
      throw new ProblemError('invalid_body', {}, [{ path: '', code: 'not_valid', message: '' }]);
    }
    const byOrder = new Map<string, ArrivedEvent[]>();
    for (const one of parsed.data) {
      const event = arrivedOf(one);
      const lane = event.subject ?? '';
      byOrder.set(lane, [...(byOrder.get(lane) ?? []), event]);
    }
    const dueInSeconds = connection.options.plugin === true ? WAIT_FOR_PLUGIN_SECONDS : 0;
    for (const [lane, events] of byOrder) await this.events.take(connection, events, { lane, dueInSeconds });
    this.connections.noteSuccess(connection).catch(() => undefined);
  }
}

/** iiko names no event; an order, its kind and the time of its last change do. Other events are the same by their bytes. */
function arrivedOf(event: unknown): ArrivedEvent {
  const body = Buffer.from(JSON.stringify(event));
  const parsed = iikoEventSchema.safeParse(event);
  if (!parsed.success || body.length > MAX_EVENT_BYTES) {
    const kept = body.length > MAX_EVENT_BYTES ? body.subarray(0, MAX_EVENT_BYTES) : body;
    return { kind: 'unknown', key: null, subject: null, body: kept };
  }
  const { eventType, organizationId, eventInfo } = parsed.data;
  const subject = eventInfo?.id ?? null;
  const isVersion = subject !== null && eventInfo?.timestamp != null;
  const key = isVersion ? `${organizationId ?? ''} ${subject} ${String(eventInfo.timestamp)}` : null;
  return { kind: eventType, key, subject, body };
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8')) as unknown;
  } catch {
    return undefined;
  }
}
