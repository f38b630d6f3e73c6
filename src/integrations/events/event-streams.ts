import { setMaxListeners } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { Database } from '../../platform/database/database';
import { ProblemError } from '../../platform/problems/problem';
import { EventLog, type EventPage } from './event-log';
import { type EventPosition, textOfPosition } from './event-position.rules';

const MAX_STREAMS = 200;
const MAX_STREAMS_OF_NETWORK = 20;
const LOOK_EVERY_MS = 1_000;
/** How often a comment is sent on a quiet stream, so that proxies don't close it. */
const SPEAK_EVERY_MS = 15_000;
/** A stream ends after this time. The client then reconnects, and its permission is checked again. */
const STREAM_MS = 10 * 60_000;
const EVENTS_A_LOOK = 200;
const RETRY_AFTER_SECONDS = 5;

/** The next events of a stream; a piece without events only says how far the stream has come. */
export interface StreamPiece {
  readonly position: EventPosition;
  readonly events: EventPage['events'];
}

/** Streams of a network's event log that begin at a position. */
@Injectable()
export class EventStreams implements OnModuleDestroy {
  private readonly ending = new AbortController();
  private readonly open = new Map<string, number>();
  private total = 0;

  constructor(
    private readonly database: Database,
    private readonly log: EventLog,
  ) {
    // Each open stream listens for the end of the process, and Node.js warns from the eleventh listener on.
    setMaxListeners(MAX_STREAMS, this.ending.signal);
  }

  onModuleDestroy(): void {
    this.ending.abort();
  }

  /**
   * The pieces of a stream, which ends by itself after ten minutes. The first piece has no events.
   * @param after the position to go on after; undefined: from now on
   * @throws ProblemError `rate_limited` while the network or the process has its most streams; `events_not_kept`
   */
  async follow(
    networkId: string,
    after: EventPosition | undefined,
    fits: (type: string) => boolean,
  ): Promise<AsyncGenerator<StreamPiece, undefined>> {
    if (this.total >= MAX_STREAMS || (this.open.get(networkId) ?? 0) >= MAX_STREAMS_OF_NETWORK)
      throw new ProblemError('rate_limited', {}, [], RETRY_AFTER_SECONDS);
    const from = await this.database.inNetwork(networkId, async (tx) => {
      if (after === undefined) return this.log.end(tx, networkId);
      await this.log.requireKept(tx, networkId, after);
      return after;
    });
    return this.read(networkId, from, fits);
  }

  /** Like `follow`, as the text of server-sent events. */
  async followAsText(
    networkId: string,
    after: EventPosition | undefined,
    fits: (type: string) => boolean,
  ): Promise<AsyncGenerator<string>> {
    return textOf(await this.follow(networkId, after, fits));
  }

  private async *read(
    networkId: string,
    from: EventPosition,
    fits: (type: string) => boolean,
  ): AsyncGenerator<StreamPiece, undefined> {
    this.count(networkId, 1);
    try {
      const began = performance.now();
      let position = from;
      let spokeAt = began;
      yield { position, events: [] };
      while (!this.ending.signal.aborted && performance.now() - began < STREAM_MS) {
        const page = await this.next(networkId, position, fits);
        position = page.position;
        if (page.events.length > 0 || performance.now() - spokeAt >= SPEAK_EVERY_MS) {
          spokeAt = performance.now();
          yield { position, events: page.events };
        }
        if (!page.isFull) await pause(LOOK_EVERY_MS, undefined, { signal: this.ending.signal }).catch(() => undefined);
      }
      return undefined;
    } finally {
      this.count(networkId, -1);
    }
  }

  private next(networkId: string, after: EventPosition, fits: (type: string) => boolean): Promise<EventPage> {
    return this.database.inNetwork(networkId, (tx) => this.log.read(tx, networkId, after, fits, EVENTS_A_LOOK));
  }

  private count(networkId: string, change: number): void {
    this.total += change;
    const left = (this.open.get(networkId) ?? 0) + change;
    if (left === 0) this.open.delete(networkId);
    else this.open.set(networkId, left);
  }
}

async function* textOf(pieces: AsyncGenerator<StreamPiece>): AsyncGenerator<string> {
  let isFirst = true;
  for await (const { position, events } of pieces) {
    const id = `id: ${textOfPosition(position)}\n`;
    // An id without data sets the client's position, so that a client that reconnects before the first event resumes here.
    if (isFirst) yield `retry: ${String(LOOK_EVERY_MS)}\n${id}\n`;
    else yield events.length > 0 ? events.map(blockOf).join('') : `${id}: waiting\n\n`;
    isFirst = false;
  }
}

function blockOf({ position, event }: EventPage['events'][number]): string {
  return `id: ${textOfPosition(position)}\nevent: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;
}
