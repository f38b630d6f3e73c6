import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Database } from '../../platform/database/database';
import { Notifications } from '../../platform/database/notifications';
import { newId } from '../../platform/ids/ids';
import { Logger } from '../../platform/telemetry/logger';
import { Pii } from '../../security';
import { parsePiece, piecesOf } from './event-pieces.rules';
import type { StreamEventType } from './topic.rules';

/** The channel on which a process announces that it has watchers of a network. */
const WATCHED = 'events_watched';
/** The channel of encrypted event pieces. */
const PUBLISHED = 'events_published';
const WATCHED_FOR_MS = 60_000;
const ANNOUNCE_EVERY_MS = 20_000;

type Watcher = (type: StreamEventType, event: unknown) => void;

/**
 * Passes published events to those who watch the network at that moment, in any process. Each event is passed on once and not stored. A network
 * without watchers costs nothing.
 */
@Injectable()
export class EventWatch implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly watchers = new Map<string, Set<Watcher>>();
  /** Until when each network counts as watched, by any process. */
  private readonly watchedUntil = new Map<string, number>();
  private readonly begun = new Map<string, string>();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly database: Database,
    private readonly notifications: Notifications,
    private readonly pii: Pii,
    private readonly logger: Logger,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.notifications.listen(WATCHED, {
      onMessage: (networkId) => this.noteWatched(networkId),
      // Missed announcements are repeated soon, so a gap needs no action.
      onGap: () => undefined,
    });
    await this.notifications.listen(PUBLISHED, {
      onMessage: (payload) => this.hear(payload),
      onGap: () => this.begun.clear(),
    });
    this.timer = setInterval(() => {
      for (const networkId of this.watchers.keys()) void this.announce(networkId);
    }, ANNOUNCE_EVERY_MS);
    this.timer.unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
  }

  /** Calls the watcher with each event of the network from now on; the returned function ends that. */
  async watch(networkId: string, watcher: Watcher): Promise<() => void> {
    const watchers = this.watchers.get(networkId) ?? new Set();
    watchers.add(watcher);
    this.watchers.set(networkId, watchers);
    await this.announce(networkId);
    return () => {
      watchers.delete(watcher);
      if (watchers.size === 0 && this.watchers.get(networkId) === watchers) this.watchers.delete(networkId);
    };
  }

  /** Passes events to watchers; a failure here does not change the outcome of the events. */
  async tell(networkId: string, type: StreamEventType, events: readonly unknown[]): Promise<void> {
    if (events.length === 0 || (this.watchedUntil.get(networkId) ?? 0) < performance.now()) return;
    const pieces = events.flatMap((event) => {
      const sealed = this.pii.encrypt(networkId, 'event', JSON.stringify({ type, event }));
      return piecesOf(networkId, newId(), sealed.toString('base64'));
    });
    await this.notify(networkId, PUBLISHED, pieces);
  }

  private async announce(networkId: string): Promise<void> {
    this.noteWatched(networkId);
    await this.notify(networkId, WATCHED, [networkId]);
  }

  private noteWatched(networkId: string): void {
    this.watchedUntil.set(networkId, performance.now() + WATCHED_FOR_MS);
  }

  private async notify(networkId: string, channel: string, payloads: readonly string[]): Promise<void> {
    try {
      await this.database.inNetwork(
        networkId,
        (tx) =>
          tx.query`
            SELECT pg_notify(${channel}, payload) FROM unnest(${payloads}::text[]) AS payload`,
      );
    } catch (err) {
      this.logger.event('warn', 'watchers of published events were not told', { err });
    }
  }

  /** Collects an event's pieces, which arrive in order, because one transaction sends them. */
  private hear(payload: string): void {
    const { networkId, id, at, of, text } = parsePiece(payload);
    const watchers = this.watchers.get(networkId);
    const begin = at === 0 ? '' : this.begun.get(id);
    if (watchers === undefined || begin === undefined) {
      this.begun.delete(id);
      return;
    }
    if (at + 1 < of) {
      this.begun.set(id, begin + text);
      return;
    }
    this.begun.delete(id);
    try {
      const told = this.pii.decrypt(networkId, 'event', Buffer.from(begin + text, 'base64'));
      const { type, event } = JSON.parse(told) as { type: StreamEventType; event: unknown };
      for (const watcher of watchers) watcher(type, event);
    } catch (err) {
      this.logger.event('error', 'a published event could not be told', { err });
    }
  }
}
