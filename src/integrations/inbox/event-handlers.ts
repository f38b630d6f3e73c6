import { Injectable } from '@nestjs/common';
import type { Connection } from '../connections/connection';
import type { ConnectionKind } from '../connections/connection-kinds';
import type { EventResult, InboxEvent } from './inbox';

/** Handles one event. The process may die at any step and the event is then handled again, so every effect has a key of its own. */
export type HandleEvent = (event: InboxEvent, connection: Connection) => Promise<EventResult>;

/** The handler of events for each kind of till system. Each adapter registers its handler when its module starts. */
@Injectable()
export class EventHandlers {
  private readonly byKind = new Map<ConnectionKind, HandleEvent>();

  register(kind: ConnectionKind, handle: HandleEvent): void {
    if (this.byKind.has(kind)) throw new Error(`two adapters of kind ${kind}`);
    this.byKind.set(kind, handle);
  }

  handle(event: InboxEvent, connection: Connection): Promise<EventResult> {
    const handle = this.byKind.get(connection.kind);
    if (handle === undefined) throw new Error(`no adapter works on events of kind ${connection.kind}`);
    return handle(event, connection);
  }
}
