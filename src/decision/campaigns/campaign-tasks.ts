/** Tasks of campaigns: the part of a sale or activity in them, the payout when all are met, and the effect of refunds. */
import type { Candidate } from './campaign-candidates';
import { audienceFailure, type CampaignOffers } from './campaign-offers';
import { type DuePayout, GuestCampaigns, taskOf, type UndonePayout } from './campaign-progress';
import { MEASURES } from './measures';
import type { CompiledCampaign } from './campaigns';
import type { CapMeter } from './caps';
import { givePayouts, type PaidGuest, sumOfPayouts, type TaskAct } from './payouts';
import { points } from '../basics/numbers';
import { shareOf, type RefundShares } from '../spending/refund-shares';
import { isLines, matchedLines } from './rule-gains';
import type { SaleFacts } from '../act/sale-facts';
import { traced } from '../act/trace';
import type { GuestState, LineDivision, RefundAct, SoldCampaign, TaskPart, TierBeside, TraceEntry } from '../act/types';

export type TaskResult = {
  readonly campaigns: GuestCampaigns;
  readonly sold: readonly SoldCampaign[];
  /** The points of the payouts. */
  readonly points: number;
  /** The guest's given tiers, with those of the payouts. Undefined: no payout gave a tier. */
  readonly byHand: TierBeside | undefined;
};

/** Null: no campaign with tasks runs here for this guest. */
export function collectTasks(
  offers: CampaignOffers,
  act: TaskAct,
  partsOf: (campaign: CompiledCampaign) => readonly TaskPart[],
  facts: Pick<SaleFacts, 'tier' | 'segments'>,
  meter: CapMeter,
  trace: TraceEntry[],
): TaskResult | null {
  if (!offers.candidates.haveTasks) return null;
  const campaigns = new GuestCampaigns(offers.guest, act.day);
  const sold: SoldCampaign[] = [];
  const guest: PaidGuest = { guest: offers.guest, campaigns, act, trace, byHand: undefined };
  let paid = 0;
  for (const candidate of offers.candidates.all) {
    const { campaign, occurrence } = candidate;
    if (campaign.tasks.length === 0 || audienceFailure(campaign, offers.guest, facts) !== null) continue;
    const parts: TaskPart[] = [];
    for (const part of partsOf(campaign))
      if (campaigns.advance(campaign, occurrence, part.task, amountOf(part))) parts.push(part);
    if (parts.length === 0 && campaigns.due(campaign, occurrence) === null) continue;
    traceProgress(campaigns, candidate, parts, trace);
    const given = payOut(offers, campaigns, candidate, act, meter, trace);
    if (given === null && parts.length === 0) continue;
    if (given?.arm === 'OFFERED') {
      paid += given.points;
      if (given.isWhole) givePayouts(campaign, guest);
    }
    sold.push({
      campaign: campaign.code,
      version: campaign.version,
      occurrence,
      arm: given?.arm ?? 'OFFERED',
      points: points(given?.points ?? 0),
      uses: given?.uses ?? 0,
      byLine: [],
      tasks: parts,
    });
  }
  return sold.length === 0 ? null : { campaigns, sold, points: paid, byHand: guest.byHand };
}

function amountOf({ byLine, whole }: TaskPart): number {
  return byLine.reduce((sum, part) => sum + part, whole);
}

/** The parts of a sale's lines in a campaign's tasks. */
export function partsOfSale(
  campaign: CompiledCampaign,
  facts: SaleFacts,
  divided: readonly LineDivision[],
  isUnpriced: boolean,
): readonly TaskPart[] {
  // Goods that cost nothing were given away, unless the sale came without prices.
  const bought = divided.flatMap(({ payable }, index) => (payable > 0 || isUnpriced ? [index] : []));
  const matched = matchedLines(campaign, facts, bought);
  if (!isLines(matched)) return [];
  return campaign.tasks.flatMap(({ document, goods }): readonly TaskPart[] => {
    if (document.kind !== 'BUY') return [];
    const counted = matched.filter((index) => {
      const line = facts.lines[index];
      return goods === null || (line !== undefined && goods(line) !== null);
    });
    if (counted.length === 0) return [];
    return MEASURES[document.measure].partsOf({ task: document.id, counted, facts, divided });
  });
}

/** The part of an activity in a campaign's tasks. */
export function partsOfActivity(campaign: CompiledCampaign, activity: string): readonly TaskPart[] {
  return campaign.tasks.flatMap(({ document }) =>
    document.kind === 'ACTIVITY' && document.code === activity ? [{ task: document.id, byLine: [], whole: 1 }] : [],
  );
}

function traceProgress(
  campaigns: GuestCampaigns,
  { campaign, occurrence }: Candidate,
  parts: readonly TaskPart[],
  trace: TraceEntry[],
): void {
  const amounts = new Map<string, number>();
  for (const part of parts) {
    const task = taskOf(part.task);
    amounts.set(task, (amounts.get(task) ?? 0) + amountOf(part));
  }
  for (const [task, amount] of amounts) {
    const size = campaign.tasks.find(({ document }) => document.id === task)?.document.target ?? 0;
    const collected = campaigns.amountOf(campaign.code, occurrence, task);
    trace.push(traced('TASK', `${campaign.ruleCode}.task`, amount, { task, collected, size }));
  }
}

type PayoutSum = Pick<SoldCampaign, 'arm' | 'uses'> & { readonly points: number; readonly isWhole: boolean };

/** Pays each step, and all tasks, once in an occurrence when they are met. If a budget refuses a payout, a later act pays it. */
function payOut(
  offers: CampaignOffers,
  campaigns: GuestCampaigns,
  { campaign, occurrence }: Candidate,
  act: TaskAct,
  meter: CapMeter,
  trace: TraceEntry[],
): PayoutSum | null {
  const due = campaigns.due(campaign, occurrence);
  if (due === null) return null;
  const { isWhole } = due;
  const code = campaign.ruleCode;
  const whole = sumOfPayouts(isWhole ? campaign.payouts : []);
  const sum = due.steps.reduce((all, step) => all + step.points, whole.points);
  const arm = offers.armOf(campaign);
  if (arm !== 'OFFERED') {
    trace.push(traced('EARN', code, 0, { failed: arm === 'CONTROL' ? 'control' : 'heldOut', points: sum }));
    settle(campaigns, { campaign, occurrence }, act, due, false);
    return { arm, points: sum, uses: 0, isWhole };
  }
  const { useCap } = campaign;
  if (useCap !== null && meter.fullPeriod(useCap) !== null) {
    trace.push(traced('EARN', code, 0, { failed: 'uses' }));
    return null;
  }
  if (offers.paid(campaign, Math.max(1, sum)) < sum || offers.isWithoutUse(campaign)) {
    const isElsewhere = offers.short.get(campaign.code)?.isHeldElsewhere === true;
    trace.push(traced('EARN', code, 0, { failed: isElsewhere ? 'budgetElsewhere' : 'budget', points: sum }));
    return null;
  }
  if (useCap !== null && isWhole) meter.use(useCap, 1);
  for (const { sharePpm, points: given } of due.steps) trace.push(traced('EARN', `${code}.step`, given, { sharePpm }));
  if (whole.points > 0) trace.push(traced('EARN', code, whole.points));
  for (const reward of whole.rewards) trace.push(traced('TASK', `${code}.reward`, 1, { reward }));
  settle(campaigns, { campaign, occurrence }, act, due, true);
  return { arm, points: sum, uses: isWhole ? 1 : 0, isWhole };
}

/** Stores the payout, so that it is paid once. For a guest of a control group the stored payout is empty. */
function settle(
  campaigns: GuestCampaigns,
  { campaign, occurrence }: Pick<Candidate, 'campaign' | 'occurrence'>,
  { transactionId, restaurantId }: TaskAct,
  { isWhole, steps }: DuePayout,
  isGiven: boolean,
): void {
  for (const step of steps)
    campaigns.payStep(campaign, occurrence, step, transactionId, isGiven ? step.points : points(0));
  if (!isWhole) return;
  const sum = sumOfPayouts(isGiven ? campaign.payouts : []);
  const paid = { points: points(sum.points), rewards: sum.rewards, uses: isGiven ? 1 : 0 };
  campaigns.payAll(campaign, occurrence, { transactionId, restaurantId, ...paid });
}

export type RefundedTasks = { readonly campaigns: GuestCampaigns; readonly undone: readonly UndonePayout[] };

/** Takes progress back line by line. Undoes payouts whose tasks are not met any more; the guest may earn them again. */
export function refundTasks(
  guest: GuestState,
  act: RefundAct,
  shares: RefundShares,
  today: number,
  trace: TraceEntry[],
): RefundedTasks | null {
  const sold = (act.details.campaigns ?? []).filter(({ tasks }) => tasks !== undefined);
  const taken = shares.isWhole ? act.details.takenReward : undefined;
  if (sold.length === 0 && taken === undefined) return null;
  const campaigns = new GuestCampaigns(guest, today);
  const undone = taken === undefined ? [] : campaigns.returnReward(taken);
  for (const { campaign, occurrence, tasks = [] } of sold) {
    for (const { task, byLine, whole } of tasks) {
      const taken = shareOf(byLine, act.lines, shares) + (shares.isWhole ? whole : 0);
      if (taken === 0) continue;
      const left = campaigns.takeBack(campaign, occurrence, task, taken);
      trace.push(traced('TASK', 'refund.task', taken, { campaign, task: taskOf(task), collected: left }));
    }
    for (const paid of campaigns.undo(campaign, occurrence)) {
      undone.push(paid);
      trace.push(traced('TAKE_BACK', 'refund.campaign', paid.points, { campaign }));
    }
  }
  return { campaigns, undone };
}
