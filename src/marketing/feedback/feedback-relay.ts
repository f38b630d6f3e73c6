import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Snapshots } from '../../configuration';
import type { Tx } from '../../platform/database/database';
import { type LogFollower, type LogPage, LogReader } from '../../transactions';
import { AutomationEventFacts } from '../automations/events/event-facts';
import { ASKS, dropRefunded, listScores, planQuestions } from './feedback-requests.sql';

/** Plans the questions about sales by the log of events, takes those about refunded sales back, and tells automations the scores. */
@Injectable()
export class FeedbackRelay implements LogFollower, OnModuleInit {
  readonly subscriber = 'feedback';
  readonly condition = ASKS;

  constructor(
    private readonly log: LogReader,
    private readonly snapshots: Snapshots,
    private readonly facts: AutomationEventFacts,
  ) {}

  onModuleInit(): void {
    this.log.register(this);
    this.facts.register('feedback.answered', async (tx, networkId, saleIds) => {
      const scores = await listScores(tx, networkId, saleIds);
      return new Map(
        scores.map(({ saleId, score, restaurantId }) => [
          saleId,
          { score, ...(restaurantId !== null && { restaurantId }) },
        ]),
      );
    });
  }

  async follow(tx: Tx, networkId: string, { events }: LogPage): Promise<boolean> {
    const sales = events.filter(({ type, guestId }) => type === 'transaction.sale' && guestId !== null);
    const refunds = events.filter(({ type }) => type === 'transaction.refund');
    if (sales.length > 0) {
      const { feedback } = (await this.snapshots.currentWithin(tx, networkId)).profile.settings;
      await planQuestions(tx, networkId, idsOf(sales), feedback);
    }
    if (refunds.length > 0) await dropRefunded(tx, networkId, idsOf(refunds));
    return true;
  }
}

/** The id of an event of the journal is that of its row. */
function idsOf(events: LogPage['events']): string[] {
  return events.map(({ subjectId }) => subjectId);
}
