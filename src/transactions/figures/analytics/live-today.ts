import { setMaxListeners } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { ProblemError } from '../../../platform/problems/problem';
import { networkOf, type Principal, RevokedSessions } from '../../../security';
import { ReaderChoice } from '../catalogue/reader-choice';
import type { Today, TodayQuery } from './analytics.dto';
import { AnalyticsQuery } from './analytics.query';
import { type KeptToday, todayOf } from './analytics.rules';

const MAX_STREAMS = 200;
const MAX_STREAMS_OF_NETWORK = 20;
const LOOK_EVERY_MS = 5_000;
/** The stream sends something this often, so that proxies do not close it while figures are quiet. */
const SPEAK_EVERY_MS = 15_000;
/** How long a stream lasts. The reader then connects again, and its rights are checked again. */
const STREAM_MS = 10 * 60_000;
const RETRY_AFTER_SECONDS = 30;

/** The streams of a network, and the figures that they read last. */
interface Feed {
  streams: number;
  readAt: number;
  kept: Promise<KeptToday> | undefined;
}

/** Streams of today's figures. All streams of a network share one read in five seconds; without streams nothing is read. */
@Injectable()
export class LiveToday implements OnModuleDestroy {
  private readonly ending = new AbortController();
  private readonly feeds = new Map<string, Feed>();
  private total = 0;

  constructor(
    private readonly analytics: AnalyticsQuery,
    private readonly choice: ReaderChoice,
    private readonly revoked: RevokedSessions,
  ) {
    setMaxListeners(MAX_STREAMS, this.ending.signal);
  }

  onModuleDestroy(): void {
    this.ending.abort();
  }

  /**
   * Today's figures as server-sent events, one each time they change. The stream ends after ten minutes, when the
   * reader's session ends, or when the reader is `gone`, which frees its place at once.
   * @throws ProblemError `rate_limited` while the network or the process has its most streams; `not_found`,
   * `restaurant_not_allowed`
   */
  async follow(
    principal: Principal,
    { restaurantIds }: TodayQuery,
    gone: AbortSignal,
  ): Promise<AsyncGenerator<string>> {
    const networkId = networkOf(principal);
    const restaurants = await this.choice.restaurantsOf(principal, restaurantIds);
    if (this.total >= MAX_STREAMS || (this.feeds.get(networkId)?.streams ?? 0) >= MAX_STREAMS_OF_NETWORK)
      throw new ProblemError('rate_limited', {}, [], RETRY_AFTER_SECONDS);
    const over = AbortSignal.any([this.ending.signal, gone]);
    return this.read(networkId, restaurants, principal.kind === 'key' ? null : principal.sessionId, over);
  }

  private async *read(
    networkId: string,
    restaurants: readonly string[] | null,
    sessionId: string | null,
    over: AbortSignal,
  ): AsyncGenerator<string> {
    const feed = this.join(networkId);
    try {
      const began = performance.now();
      let [told, spokeAt] = ['', began];
      while (!over.aborted && performance.now() - began < STREAM_MS) {
        if (sessionId !== null && (await this.revoked.has(sessionId))) return;
        const today: Today = todayOf(await this.look(networkId, feed), restaurants);
        const text = JSON.stringify(today);
        if (text !== told || performance.now() - spokeAt >= SPEAK_EVERY_MS) {
          spokeAt = performance.now();
          yield text === told ? ': waiting\n\n' : `event: today\ndata: ${text}\n\n`;
          told = text;
        }
        await pause(LOOK_EVERY_MS, undefined, { signal: over, ref: false }).catch(() => undefined);
      }
    } finally {
      this.leave(networkId, feed);
    }
  }

  /** One read for all streams of the network, shared for some seconds. */
  private look(networkId: string, feed: Feed): Promise<KeptToday> {
    const now = performance.now();
    if (feed.kept === undefined || now - feed.readAt >= LOOK_EVERY_MS) {
      feed.readAt = now;
      feed.kept = this.analytics.readToday(networkId);
    }
    return feed.kept;
  }

  private join(networkId: string): Feed {
    const feed = this.feeds.get(networkId) ?? { streams: 0, readAt: 0, kept: undefined };
    this.feeds.set(networkId, feed);
    feed.streams += 1;
    this.total += 1;
    return feed;
  }

  private leave(networkId: string, feed: Feed): void {
    this.total -= 1;
    feed.streams -= 1;
    if (feed.streams === 0) this.feeds.delete(networkId);
  }
}
