import { Injectable } from '@nestjs/common';
import type { Connection } from '../connections/connection';
import type { ConnectionKind } from '../connections/connection-kinds';
import type { EventResult, InboxEvent } from './inbox';

/** Works on one event. It may die at any step and run again, so all that it does happens once by keys of its own. */
export type HandleEvent = (event: InboxEvent, connection: Connection) => Promise<EventResult>;

/** How events of each kind of till system are worked on. Adapters register when their module starts. */
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
