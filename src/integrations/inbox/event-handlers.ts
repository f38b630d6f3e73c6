import { Injectable } from '@nestjs/common';
import { inBackground } from '../../platform/database/in-background';
import type { Connection } from '../connections/connection';
import type { ConnectionKind } from '../connections/connection-kinds';
import type { EventResult, InboxEvent } from './inbox';

export interface EventHandler {
  /** Handles one event. The process may die at any step and the event is then handled again, so every effect has a key of its own. */
  handle(event: InboxEvent, connection: Connection): Promise<EventResult>;
}

/** The handler of events for each kind of till system. Each adapter registers its handler when its module starts. */
@Injectable()
export class EventHandlers {
  private readonly byKind = new Map<ConnectionKind, EventHandler>();

  register(kind: ConnectionKind, handler: EventHandler): void {
    if (this.byKind.has(kind)) throw new Error(`two adapters of kind ${kind}`);
    this.byKind.set(kind, handler);
  }

  /** The till has its answer already, so the event may be late. */
  handle(event: InboxEvent, connection: Connection): Promise<EventResult> {
    const handler = this.byKind.get(connection.kind);
    if (handler === undefined) throw new Error(`no adapter works on events of kind ${connection.kind}`);
    return inBackground(handler).handle(event, connection);
  }
}
