import { Injectable } from '@nestjs/common';
import { Networks } from '../../configuration';
import { inBackground } from '../../platform/database/in-background';
import { renderProblem } from '../../platform/http/problem.renderer';
import { BoundedWork } from '../../platform/problems/bounded-work';
import { ProblemError } from '../../platform/problems/problem';
import type { Language } from '../../platform/language/language';
import { DeadLetters } from './dead-letters';
import { EventWatch } from './event-watch';
import { eventIdOf, withId } from './envelope.rules';
import type { PosEventOutcome } from './pos-event.dto';
import type { EventSource, EventResult } from './stream-event';
import { StreamEvents } from './stream-events';
import type { StreamEventType, Topic } from './topic.rules';

/** The most events of callers that are processed at once. */
const MOST_UNDER_WAY = { ofNetwork: 1_000, ofAll: 2_000 };

/** An event and its outcome. */
export interface TakenEvent {
  readonly event: unknown;
  readonly result: EventResult;
  /** The id of its dead letter; null: the event was not set aside. */
  readonly letterId: string | null;
}

/** Takes events in whichever way a source publishes them, and records each or sets it aside with the reason. */
@Injectable()
export class PublishedEvents {
  private readonly bounded = new BoundedWork(MOST_UNDER_WAY);

  constructor(
    private readonly networks: Networks,
    private readonly events: StreamEvents,
    private readonly letters: DeadLetters,
    private readonly watch: EventWatch,
  ) {}

  /** @param positions the origin of each event, for events without an id */
  take(
    asker: EventSource,
    type: StreamEventType,
    given: readonly unknown[],
    positions: readonly string[],
  ): Promise<TakenEvent[]> {
    const events = type === 'buy' ? given.map((event, at) => withId(event, positions[at] ?? '')) : given;
    // The sale in an event is over, while guests at tills wait, so this runs as background work.
    return inBackground(this).record(asker, type, events);
  }

  private async record(asker: EventSource, type: StreamEventType, events: readonly unknown[]): Promise<TakenEvent[]> {
    const results = await this.events.record(asker, type, events);
    const tried = results.map((result, at) => ({ event: events[at], result }));
    const kept = await this.letters.keep(asker.principal, type, tried);
    const taken = kept.map((one, at) => ({ ...one, event: events[at] }));
    const recorded = taken
      .filter(({ result }) => result.status === 'recorded' && result.isShadowed !== true)
      .map(({ event }) => event);
    await this.watch.tell(asker.principal.networkId, type, recorded);
    return taken;
  }

  /** Answers a caller that names the topic. @throws ProblemError `not_found` for a topic of another network, `rate_limited` */
  async publish(
    asker: EventSource,
    topic: Topic,
    events: readonly unknown[],
    language: Language,
  ): Promise<PosEventOutcome[]> {
    const { code } = await this.networks.getProfile(asker.principal.networkId);
    if (topic.network !== null && topic.network !== code) throw new ProblemError('not_found');
    const positions = events.map((_, at) => `${asker.requestId}/${String(at)}`);
    const taken = await this.bounded.run(asker.principal.networkId, events.length, () =>
      this.take(asker, topic.type, events, positions),
    );
    return taken.map(({ event, result, letterId }): PosEventOutcome => {
      const common = { event_id: eventIdOf(event), dead_letter_id: letterId };
      if ('transactionId' in result)
        return { ...common, status: result.status, transaction_id: result.transactionId, problem: null };
      return {
        ...common,
        status: letterId === null ? 'try_again' : 'dead_letter',
        transaction_id: null,
        problem: renderProblem(result.problem, asker.requestId, language),
      };
    });
  }
}
