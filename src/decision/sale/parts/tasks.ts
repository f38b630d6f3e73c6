import { collectTasks, partsOfSale } from '../../campaigns/campaign-tasks';
import { taskActOf } from '../../campaigns/payouts';
import type { SalePart } from '../sale-draft';

/** The sale's part in tasks of campaigns, and the payouts of tasks that are met. */
export const TASKS: SalePart = {
  take: (draft) => {
    const { offers, facts, meter, divided, act, context, trace } = draft;
    if (offers === null || facts === null || meter === null) return;
    draft.tasks = collectTasks(
      offers,
      taskActOf(act, context, draft.inForce),
      (campaign) => partsOfSale(campaign, facts, divided, act.unpriced === true),
      facts,
      meter,
      trace,
    );
  },
};
