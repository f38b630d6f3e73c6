import { Books } from '../lots/books';
import { GuestCampaigns, MOST_FORGIVEN } from '../campaigns/campaign-progress';
import { campaignRule } from '../campaigns/campaigns';
import type { CompiledProgram } from '../program/compile';
import { decided, uncounted } from '../sale/decide-points';
import { traced } from '../act/trace';
import type { Decision, GuestState, LocalDay, Refusal } from '../act/types';
import type { Context } from '../act/context.types';

/**
 * A manager forgives a guest one more missed week of a streak. The act names the occurrence and the last day on which its progress is kept, so that a
 * later version of the campaign or a backtest grants the same.
 */
export type FreezeAct = {
  readonly kind: 'FREEZE';
  readonly campaign: string;
  readonly occurrence: LocalDay;
  /** See `CampaignProgress`: the progress is kept to the end of this day. Null: for ever. */
  readonly until: LocalDay | null;
  readonly task: string;
};

/**
 * Refuses a blocked guest, and a guest whose forgiven weeks have reached the limit. If the streak now reaches its target, the next sale pays it.
 */
export function decideFreeze(
  program: CompiledProgram,
  guest: GuestState,
  { campaign, occurrence, until, task }: FreezeAct,
  context: Context,
): Decision | Refusal {
  if (guest.blocked) return { kind: 'REFUSED', code: 'guest_blocked', data: {} };
  const campaigns = new GuestCampaigns(guest, context.calendar.localDay(context.now));
  const forgiven = campaigns.forgive(campaign, occurrence, until, task);
  if (forgiven === null) return { kind: 'REFUSED', code: 'weeks_forgiven', data: { max: MOST_FORGIVEN } };
  const trace = [traced('TASK', `${campaignRule(campaign)}.forgiven`, 1, { task, collected: forgiven })];
  const books = new Books(guest);
  return decided(books, uncounted(program, guest, books, context, { campaigns: campaigns.of() }), trace);
}
