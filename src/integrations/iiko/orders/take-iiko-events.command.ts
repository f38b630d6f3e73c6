import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { ProblemError } from '../../../platform/problems/problem';
import type { CallingConnection } from '../../connections/connection';
import { Connections } from '../../connections/connections';
import type { ArrivedEvent } from '../../inbox/inbox';
import { KeptEvents } from '../../inbox/kept-events';
import { parsedJson } from '../../../platform/http/parsed-json';
import { arrivedOf, dueInSecondsOf } from './arrived-event.rules';

/** A limit above the number of events that iikoCloud sends in one call. */
const MAX_EVENTS = 1_000;

const arraySchema = z.array(z.unknown()).min(1).max(MAX_EVENTS);

/** Stores the events of a webhook as they came, before the webhook is answered. */
export class TakeIikoEvents extends Command<void> {
  constructor(
    readonly connection: CallingConnection<'IIKO'>,
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

  /** @throws ProblemError `invalid_body` where the body is no array of events; `unavailable`: nothing was stored */
  async execute({ connection, body }: TakeIikoEvents): Promise<void> {
    const parsed = arraySchema.safeParse(parsedJson(body));
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
    await this.connections.noteTaken(connection, this.events.take(connection, byOrder, dueInSecondsOf(connection)));
  }
}
