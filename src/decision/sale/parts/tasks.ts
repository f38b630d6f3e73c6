import { collectTasks, partsOfSale } from '../../campaigns/campaign-tasks';
import type { SalePart } from '../sale-draft';

/** The sale's part in tasks of campaigns, and the payouts of tasks that are met. */
export const TASKS: SalePart = {
  take: (draft) => {
    const { offers, facts, meter, divided, trace } = draft;
    if (offers === null || facts === null || meter === null) return;
    const { restaurantId, occurredAt, unpriced } = draft.act;
    const { transactionId, calendar, now } = draft.context;
    draft.tasks = collectTasks(
      offers,
      {
        ...{ transactionId, restaurantId, occurredAt, inForce: draft.inForce },
        ...{ day: calendar.localDay(occurredAt), today: calendar.localDay(now) },
      },
      (campaign) => partsOfSale(campaign, facts, divided, unpriced === true),
      facts,
      meter,
      trace,
    );
  },
};
