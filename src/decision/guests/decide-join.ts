import { Books } from '../lots/books';
import { audienceFailure } from '../campaigns/campaign-offers';
import { GuestCampaigns, joinedCampaigns } from '../campaigns/campaign-progress';
import { isOver } from '../campaigns/campaign-schedule';
import { campaignRule } from '../campaigns/campaigns';
import type { CompiledProgram } from '../program/compile';
import { decided, uncounted } from '../sale/decide-points';
import { NOTHING_ASKED } from '../act/sale-facts';
import { rankOf, tierAt } from '../tiers/tiers';
import { traced } from '../act/trace';
import type { Decision, GuestState, Instant, Refusal } from '../act/types';
import type { Context } from '../act/context.types';

/** A guest joins a campaign that has to be joined, or leaves it. */
export type JoinAct = {
  readonly kind: 'JOIN';
  readonly campaign: string;
  readonly joins: boolean;
  readonly occurredAt: Instant;
  /** See `SaleAct`: a replay passes the guest's segments at the time of the act. Null: the guest's segments now. */
  readonly segments: readonly string[] | null;
};

/** Refuses a campaign that has ended, that needs no joining, or that is for other guests. A guest who leaves keeps the points of the campaign. */
export function decideJoin(
  program: CompiledProgram,
  guest: GuestState,
  act: JoinAct,
  context: Context,
): Decision | Refusal {
  if (guest.blocked) return { kind: 'REFUSED', code: 'guest_blocked', data: {} };
  const isMember = joinedCampaigns(guest).has(act.campaign);
  const facts = { tier: tierAt(program, rankOf(program, guest.tier)).code, segments: act.segments ?? guest.segments };
  const reason = act.joins && !isMember ? closedFor(guest, act, facts, context) : null;
  if (reason !== null) return { kind: 'REFUSED', code: 'campaign_not_open', data: { reason } };
  const campaigns = new GuestCampaigns(guest, context.calendar.localDay(context.now));
  campaigns.join(act.campaign, act.joins);
  const trace = [traced('TASK', `${campaignRule(act.campaign)}.${act.joins ? 'joined' : 'left'}`, 0)];
  const books = new Books(guest);
  const decision = decided(books, uncounted(program, guest, books, context, { campaigns: campaigns.of() }), trace);
  return { ...decision, facts: act.joins ? { ...NOTHING_ASKED, segments: facts.segments } : NOTHING_ASKED };
}

type JoinRefusal = 'NOT_RUNNING' | 'OPEN_TO_ALL' | 'TIER' | 'SEGMENT';

/** Why the guest cannot join. Null: the guest can join, even before the first occurrence. */
function closedFor(
  guest: GuestState,
  { campaign: code, occurredAt }: JoinAct,
  facts: { readonly tier: string; readonly segments: readonly string[] },
  { campaigns, calendar }: Context,
): JoinRefusal | null {
  const campaign = campaigns?.inOrder.find((candidate) => candidate.code === code);
  const [day, minute] = [calendar.localDay(occurredAt), calendar.minuteOfDay(occurredAt)];
  if (campaign === undefined || isOver(campaign.schedule, day, minute)) return 'NOT_RUNNING';
  if (campaign.document.join === 'ALL') return 'OPEN_TO_ALL';
  const failed = audienceFailure(campaign, guest, facts);
  return failed === 'tier' ? 'TIER' : failed === 'segment' ? 'SEGMENT' : null;
}
