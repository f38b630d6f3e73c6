/**
 * The kinds of payouts of a campaign's tasks: each is one entry here, its type, its entry in configuration/campaign-document/payout-kinds.ts (form and
 * answer), and its entry in web/src/admin/campaigns/document/payouts.rules.ts (fields and sentence).
 */
import type { CampaignPayout, PayoutOf, TierPayout } from '../act/campaign.types';
import type { GuestCampaigns, UndonePayout } from './campaign-progress';
import type { CompiledCampaign } from './campaigns';
import { InvariantError } from '../basics/numbers';
import type { CompiledProgram } from '../program/compile';
import { tierOfPayout, withoutEnded, withoutPayouts, withoutRule, withTier } from '../tiers/given-tiers';
import { traced } from '../act/trace';
import type { GuestState, Instant, LocalDay, TierBeside, TraceEntry } from '../act/types';
import type { Context } from '../act/context.types';

/** The act that adds to tasks. */
export type TaskAct = {
  readonly transactionId: string;
  readonly restaurantId: string | null;
  readonly occurredAt: Instant;
  /** The local day of the act. */
  readonly day: LocalDay;
  /** The programme in force and today's local day, by which a payout gives tiers. */
  readonly inForce: CompiledProgram;
  readonly today: LocalDay;
};

export function taskActOf(
  { restaurantId, occurredAt }: Pick<TaskAct, 'restaurantId' | 'occurredAt'>,
  { transactionId, calendar, now }: Context,
  inForce: CompiledProgram,
): TaskAct {
  const [day, today] = [calendar.localDay(occurredAt), calendar.localDay(now)];
  return { transactionId, restaurantId, occurredAt, day, inForce, today };
}

/** A guest while an act pays out. */
export type PaidGuest = {
  readonly guest: GuestState;
  readonly campaigns: GuestCampaigns;
  readonly act: TaskAct;
  readonly trace: TraceEntry[];
  /** The guest's given tiers, with those of payouts. Undefined: no payout gave a tier. */
  byHand: TierBeside | undefined;
};

/** A guest while a refund takes payouts back. */
type RefundedGuest = {
  readonly inForce: CompiledProgram;
  readonly campaigns: GuestCampaigns;
  byHand: TierBeside | null;
};

export type KindOfPayout<Payout> = {
  /** Points of the act that pays, which budgets count. Absent: none. */
  readonly points?: (payout: Payout) => number;
  /** The reward that then waits for the guest. Absent: none. */
  readonly reward?: (payout: Payout) => string;
  /** Gives the guest something other than points and rewards, such as a tier. */
  readonly give?: (payout: Payout, campaign: CompiledCampaign, to: PaidGuest) => void;
  /** Takes back what `give` gave. */
  readonly takeBack?: (undone: UndonePayout, from: RefundedGuest) => void;
};

/** In the order of giving. */
export const PAYOUTS: { readonly [Member in keyof PayoutOf]: KindOfPayout<PayoutOf[Member]> } = {
  points: { points: ({ points }) => points },
  rewardCode: { reward: ({ rewardCode }) => rewardCode },
  tier: {
    give: giveTier,
    takeBack: (undone, from) => {
      from.byHand = withoutPayouts(from.inForce, from.byHand, [undone]);
    },
  },
  badge: {
    give: (_, { code, version, ruleCode }, { campaigns, act: { transactionId, today }, trace }) => {
      if (campaigns.award({ campaign: code, version, transactionId, day: today }))
        trace.push(traced('TASK', `${ruleCode}.badge`, 1));
    },
    takeBack: ({ campaign, transactionId }, { campaigns }) => {
      campaigns.takeBadge(campaign, transactionId);
    },
  },
};

const kinds = () => Object.entries(PAYOUTS) as readonly (readonly [keyof PayoutOf, KindOfPayout<CampaignPayout>])[];

export function payoutsOfKind<Member extends keyof PayoutOf>(
  payouts: readonly CampaignPayout[],
  member: Member,
): readonly PayoutOf[Member][] {
  return payouts.filter((payout): payout is PayoutOf[Member] => member in payout);
}

type PayoutSum = { readonly points: number; readonly rewards: readonly string[] };

export function sumOfPayouts(payouts: readonly CampaignPayout[]): PayoutSum {
  const rewards: string[] = [];
  let sum = 0;
  for (const payout of payouts) {
    const { points, reward } = PAYOUTS[kindOfPayout(payout)] as KindOfPayout<CampaignPayout>;
    if (points !== undefined) sum += points(payout);
    if (reward !== undefined) rewards.push(reward(payout));
  }
  return { points: sum, rewards };
}

/** Gives the guest those payouts of the campaign that are neither points nor rewards of the catalogue: tiers and badges. */
export function givePayouts(campaign: CompiledCampaign, to: PaidGuest): void {
  for (const [member, { give }] of kinds())
    if (give !== undefined) for (const payout of campaign.payouts) if (member in payout) give(payout, campaign, to);
}

/** Takes back the tiers and badges of undone payouts. A payout for a step of a task gave points only, so it is passed over (`uses` is 0). */
export function takeBackPayouts(undone: readonly UndonePayout[], from: RefundedGuest): void {
  for (const payout of undone) if (payout.uses > 0) for (const [, { takeBack }] of kinds()) takeBack?.(payout, from);
}

/** The kind of a payout, which is the name of its member. */
export function kindOfPayout(payout: CampaignPayout): keyof PayoutOf {
  for (const [member] of kinds()) if (member in payout) return member;
  throw new InvariantError('a payout is of one of the kinds');
}

function giveTier(payout: TierPayout, { code, ruleCode }: CompiledCampaign, to: PaidGuest): void {
  const { inForce, today, transactionId } = to.act;
  const given = tierOfPayout(inForce, to.guest, payout, today);
  if (given === null) {
    to.trace.push(traced('EARN', ruleCode, 0, { failed: 'noHigherTier' }));
    return;
  }
  const known = to.byHand ?? withoutRule(to.guest.counters.byHand);
  to.byHand = withTier(inForce, withoutEnded(inForce, known, today), { ...given, campaign: code, transactionId });
  to.trace.push(traced('TASK', `${ruleCode}.tier`, 1, { tier: given.tier, untilDay: given.untilDay }));
}
