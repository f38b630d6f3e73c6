import { minorUnits } from '../../basics/numbers';
import { costOf } from '../../campaigns/campaign-offers';
import { collectTasks, partsOfSale, refundTasks } from '../../campaigns/campaign-tasks';
import { usesOf } from '../../campaigns/campaigns';
import { freeCaps } from '../../campaigns/caps';
import { taskActOf } from '../../campaigns/payouts';
import type { SalePart } from '../sale-draft';

/** The sale's part in tasks of campaigns, and the payouts of tasks that are met. */
export const TASKS: SalePart = {
  name: 'tasks',
  isInPlain: () => false,
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
  takeBack: (draft) => {
    const { guest, act, shares, context, trace } = draft;
    draft.tasks = refundTasks(guest, act, shares, context.calendar.localDay(context.now), trace);
    const { pointValue, day } = act.details;
    for (const { campaign, transactionId, points: paid, uses, before } of draft.undone) {
      const money = minorUnits(costOf(before, pointValue) - costOf(before - paid, pointValue));
      draft.campaigns.push({ campaign, transactionId, points: paid, money, uses });
      draft.caps = freeCaps(draft.caps, usesOf(campaign), day, uses);
    }
  },
};
