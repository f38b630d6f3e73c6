import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { GuestSummaries } from '../../identity';
import type { TakingFollower, TakingPart } from './log-follower';
import { LogReader } from './log-reader';

/** Turns events into `guest_summaries`: tier, points and last visit of the guests that the events name. */
@Injectable()
export class GuestSummaryRelay implements TakingFollower, GuestSummaries, OnModuleInit {
  readonly subscriber = 'guest-summaries';

  constructor(private readonly log: LogReader) {}

  onModuleInit(): void {
    this.log.register(this);
  }

  /** False while one of the guests is being changed. */
  take(): Promise<TakingPart> {
    return Promise.resolve({ taken: 'guest_summaries_take($1, page.guests)' });
  }

  /** One page: a reader waits for no more, since the first page of the list has to stay fast on a network that is selling. */
  async catchUp(networkId: string): Promise<void> {
    await this.log.advanceOne(networkId, this);
  }
}
