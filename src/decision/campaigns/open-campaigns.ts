/** The campaigns that would give a guest something now, shown to the staff who serve the guest. No sale is decided by this list. */
import type { TaskUnit } from '../act/campaign.types';
import { audienceFailure } from './campaign-offers';
import { collectedOn } from './campaign-progress';
import { endOfOccurrence, type LocalMinute, occurrenceAt } from './campaign-schedule';
import type { CompiledCampaign, RunningCampaigns } from './campaigns';
import { CapMeter } from './caps';
import type { Calendar, GuestState, Instant, LocalDay } from '../act/types';

export type OpenCampaign = {
  readonly campaign: CompiledCampaign;
  readonly occurrence: LocalDay;
  /** The first local minute after the campaign. Infinity: no end. */
  readonly to: LocalMinute;
  readonly tasks: readonly OpenTask[];
};

export type OpenTask = {
  /** In the unit of the target. */
  readonly collected: number;
  readonly target: number;
  readonly unit: TaskUnit;
};

const AT_TILLS = 'TILL';

/**
 * Campaigns with an offer, with money off without a promo code, or with tasks, that are for the guest, are not paid out and have uses left; in their
 * order. Budgets are not read. Campaigns that have the guest in a control group are not listed, and a blocked guest gets an empty list.
 *
 * @param tier the tier that the guest holds; null: none
 */
export function openCampaigns(
  { inOrder, draw, isHeldOut }: Omit<RunningCampaigns, 'left'>,
  guest: GuestState,
  tier: string | null,
  now: Instant,
  calendar: Calendar,
): OpenCampaign[] {
  if (guest.blocked || inOrder.length === 0 || isHeldOut()) return [];
  const [day, minute] = [calendar.localDay(now), calendar.minuteOfDay(now)];
  const meter = new CapMeter(guest.counters.caps, calendar.businessDay(now));
  const facts = { tier: tier ?? '', segments: guest.segments };
  return inOrder.flatMap((campaign) => {
    const { rule, moneyOff, tasks, channels, schedule, useCap, document } = campaign;
    if (rule === null && moneyOff === null && tasks.length === 0) return [];
    // A campaign with a promo code waits for the code.
    if (campaign.promoKey !== null) return [];
    const occurrence = occurrenceAt(schedule, day, minute);
    if (occurrence === null || channels?.has(AT_TILLS) === false) return [];
    if (audienceFailure(campaign, guest, facts) !== null) return [];
    if (document.control !== null && draw(document.control.seed) < document.control.sharePpm) return [];
    if (useCap !== null && meter.fullPeriod(useCap) !== null) return [];
    const known = guest.counters.campaigns?.progress.find(
      (one) => one.campaign === campaign.code && one.occurrence === occurrence,
    );
    if (known !== undefined && known.paid !== null) return [];
    return {
      campaign,
      occurrence,
      to: endOfOccurrence(schedule, occurrence),
      tasks: tasks.map(({ document: task }) => ({
        collected: collectedOn(known, task.id, day),
        target: task.target,
        unit: task.kind === 'BUY' ? task.measure : 'TIMES',
      })),
    };
  });
}
