import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { GuestSummaries } from '../../identity';
import type { NamedStatement, Tx } from '../../platform/database/database';
import type { LogFollower, LogPage } from './log-follower';
import { LogReader } from './log-reader';

const TAKE: NamedStatement = {
  name: 'guest_summaries_take',
  text: 'SELECT guest_summaries_take($1, $2::uuid[], $3::text[], $4::uuid[]) AS taken',
};

/** Turns events into `guest_summaries`: tier, points and last visit of the guests that the events name. */
@Injectable()
export class GuestSummaryRelay implements LogFollower, GuestSummaries, OnModuleInit {
  readonly subscriber = 'guest-summaries';

  constructor(private readonly log: LogReader) {}

  onModuleInit(): void {
    this.log.register(this);
  }

  /** False while one of the guests is being changed. */
  async follow(tx: Tx, networkId: string, { ids, types, guestIds }: LogPage): Promise<boolean> {
    const [row] = await tx.call<{ taken: boolean }>(TAKE, [networkId, ids, types, guestIds]);
    return row?.taken === true;
  }

  /** One page: a reader waits for no more, since the first page of the list has to stay fast on a network that is selling. */
  async catchUp(networkId: string): Promise<void> {
    await this.log.advanceOne(networkId, this);
  }
}
