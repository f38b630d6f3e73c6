/** A guest's part in campaigns: which ones the guest joined, the progress of their tasks, and their payouts. */
import { type CompiledSchedule, dayOf } from './campaign-schedule';
import type { CompiledCampaign } from './campaigns';
import { currentStreak, longestStreak } from './streaks';
import type {
  CampaignProgress,
  CampaignsOfGuest,
  GuestBadge,
  GuestState,
  LocalDay,
  PaidOut,
  PaidStep,
  TakenReward,
  TaskAmount,
} from '../act/types';
import type { CampaignStep } from '../act/campaign.types';
import { multiplyDivideUp } from '../basics/integers';
import { MILLION, type Points } from '../basics/numbers';

/** Days after an occurrence for which its progress is kept, so that refunds find it. */
const KEPT_DAYS = 90;
const NONE: ReadonlySet<string> = new Set();
/** Separates the id of a task from the restaurant, category or week that it counts. Ids of tasks never contain it. */
const BESIDE = '/';
/** The most different restaurants, categories or weeks that one task counts, so that a guest's counters stay small. No target is higher. */
export const MOST_DIFFERENT = 100;
/** The most missed weeks that managers forgive one guest in a streak, besides those that the campaign forgives. */
export const MOST_FORGIVEN = 10;
/** The most badges of one guest. */
const MOST_BADGES = 200;

/** The name under which a task counts one restaurant, category or week. */
export function partOf(task: string, thing: string): string {
  return task + BESIDE + thing;
}

/** The id of the task, from a name made by `partOf` or from a plain id. */
export function taskOf(part: string): string {
  return part.split(BESIDE, 1)[0] ?? part;
}

/**
 * A task's collected amount in an occurrence: a sum, a number of different restaurants or categories, or the longest streak. The longest streak
 * counts, so that a task once met stays met when a later week is missed.
 */
export function collectedOf(progress: CampaignProgress | undefined, task: string): number {
  return collectedBy(progress, task, longestStreak);
}

/** The amount that the guest reads on `today`. For a streak: the weeks that still count. */
export function collectedOn(progress: CampaignProgress | undefined, task: string, today: LocalDay): number {
  return collectedBy(progress, task, (weeks, freezes) => currentStreak(weeks, freezes, today));
}

function collectedBy(
  progress: CampaignProgress | undefined,
  task: string,
  streakOf: (weeks: readonly LocalDay[], freezes: number) => number,
): number {
  const parts = progress?.tasks ?? [];
  const different = parts.filter(({ id }) => id.startsWith(task + BESIDE));
  const weeks = different.filter(({ freezes }) => freezes !== undefined);
  const own = parts.find(({ id }) => id === task)?.amount ?? 0;
  if (weeks.length === 0) return different.length + own;
  // A streak keeps the largest number of freezes under which one of its weeks was counted, whatever a later version says.
  const freezes = Math.max(...weeks.map((week) => week.freezes ?? 0)) + forgivenOf(progress, task);
  const mondays = weeks.map(({ id }) => Number(id.slice(task.length + BESIDE.length)));
  return streakOf(
    mondays.sort((a, b) => a - b),
    freezes,
  );
}

/** The missed weeks that managers forgave the guest in a streak, beside those that its campaign forgives. */
export function forgivenOf(progress: CampaignProgress | undefined, task: string): number {
  return progress?.tasks.find(({ id }) => id === task)?.freezes ?? 0;
}

/** Codes of the campaigns that the guest joined. */
export function joinedCampaigns({ counters: { campaigns } }: GuestState): ReadonlySet<string> {
  return campaigns === undefined ? NONE : new Set(campaigns.joined);
}

/** Changes a copy of the guest's part in campaigns. The result becomes part of the guest's counters. */
export class GuestCampaigns {
  private joined: readonly string[];
  private progress: CampaignProgress[];
  private badges: readonly GuestBadge[];

  constructor(
    guest: GuestState,
    private readonly today: LocalDay,
  ) {
    const { joined = [], progress = [], badges = [] } = guest.counters.campaigns ?? {};
    this.joined = joined;
    this.badges = badges;
    this.progress = progress.filter(({ until }) => until === null || until >= today);
  }

  of(): CampaignsOfGuest {
    return { joined: this.joined, progress: this.progress, ...badgesOf(this.badges) };
  }

  join(campaign: string, isMember: boolean): void {
    const others = this.joined.filter((code) => code !== campaign);
    this.joined = isMember ? [...others, campaign].sort() : others;
  }

  /** The amount of a task that a guest reads today. */
  amountOf(campaign: string, occurrence: LocalDay, task: string): number {
    return collectedOn(this.find(campaign, occurrence), task, this.today);
  }

  /**
   * @param part the id of a task, or `partOf` a task that counts different restaurants, categories or weeks
   * @returns false where the task already has `MOST_DIFFERENT` of them, so that nothing was counted
   */
  advance(campaign: CompiledCampaign, occurrence: LocalDay, part: string, amount: number): boolean {
    const until = keptUntil(campaign.schedule, occurrence);
    const known = this.find(campaign.code, occurrence) ?? begun(campaign.code, occurrence, until);
    const before = known.tasks.find(({ id }) => id === part)?.amount ?? 0;
    const task = taskOf(part);
    const freezes = freezesOf(campaign, task);
    const different = known.tasks.filter(({ id }) => id.startsWith(task + BESIDE));
    const isFull = task !== part && before === 0 && different.length >= MOST_DIFFERENT;
    // A full streak that was never paid drops its earliest week and goes on.
    const oldest = freezes === undefined || known.paid !== null ? undefined : different[0];
    if (isFull && (oldest === undefined || oldest.id > part)) return false;
    const kept = isFull ? { ...known, tasks: known.tasks.filter((one) => one !== oldest) } : known;
    this.put(withTask(kept, part, before + amount, freezes));
    return true;
  }

  /**
   * Lets a streak miss one more week. Returns how many weeks managers forgave by now, or null where that is `MOST_FORGIVEN` already.
   *
   * @param until the result of `keptUntil`
   */
  forgive(campaign: string, occurrence: LocalDay, until: LocalDay | null, task: string): number | null {
    const known = this.find(campaign, occurrence) ?? begun(campaign, occurrence, until);
    const forgiven = forgivenOf(known, task) + 1;
    if (forgiven > MOST_FORGIVEN) return null;
    this.put(withTask(known, task, known.tasks.find(({ id }) => id === task)?.amount ?? 0, forgiven));
    return forgiven;
  }

  /** Payouts whose tasks are met and which this occurrence has not paid yet. Null: none. */
  due(campaign: CompiledCampaign, occurrence: LocalDay): DuePayout | null {
    const known = this.find(campaign.code, occurrence);
    if (known === undefined) return null;
    const isWhole = known.paid === null && isReached(known, targetsOf(campaign));
    const steps = campaign.steps.filter(
      ({ sharePpm }) =>
        known.steps?.some((paid) => paid.sharePpm === sharePpm) !== true &&
        isReached(known, targetsOf(campaign, sharePpm)),
    );
    return isWhole || steps.length > 0 ? { isWhole, steps } : null;
  }

  payAll(campaign: CompiledCampaign, occurrence: LocalDay, paid: PaidOut): void {
    const known = this.find(campaign.code, occurrence);
    if (known !== undefined) this.put({ ...known, paid: { ...paid, targets: targetsOf(campaign) } });
  }

  payStep(
    campaign: CompiledCampaign,
    occurrence: LocalDay,
    { sharePpm }: CampaignStep,
    transactionId: string,
    points: Points,
  ): void {
    const known = this.find(campaign.code, occurrence);
    if (known === undefined) return;
    const paid = { sharePpm, transactionId, points, targets: targetsOf(campaign, sharePpm) };
    this.put({ ...known, steps: [...(known.steps ?? []), paid].sort((a, b) => a.sharePpm - b.sharePpm) });
  }

  /** Returns false where the guest already has the most badges that are kept. */
  award(badge: GuestBadge): boolean {
    if (this.badges.length >= MOST_BADGES) return false;
    this.badges = [...this.badges, badge];
    return true;
  }

  takeBadge(campaign: string, transactionId: string): void {
    this.badges = this.badges.filter((one) => one.campaign !== campaign || one.transactionId !== transactionId);
  }

  /** Returns the amount of the task that is left. Progress that is no longer kept has nothing left to take. */
  takeBack(campaign: string, occurrence: LocalDay, part: string, amount: number): number {
    const known = this.find(campaign, occurrence);
    if (known === undefined) return 0;
    const before = known.tasks.find(({ id }) => id === part)?.amount ?? 0;
    this.put(withTask(known, part, Math.max(0, before - amount)));
    return this.amountOf(campaign, occurrence, taskOf(part));
  }

  /** The payouts whose tasks are not met any more, which then may be paid again. A payout stays if the guest has taken one of its rewards. */
  undo(campaign: string, occurrence: LocalDay): UndonePayout[] {
    const known = this.find(campaign, occurrence);
    if (known === undefined) return [];
    const { paid, steps = [] } = known;
    const isLost = paid !== null && paid.taken === undefined && !isReached(known, paid.targets ?? []);
    const lost = steps.filter(({ targets }) => !isReached(known, targets));
    if (!isLost && lost.length === 0) return [];
    const kept = steps.filter((step) => !lost.includes(step));
    this.put(withSteps({ ...known, paid: isLost ? null : paid }, kept));
    const undone = [...(isLost ? [paid] : []), ...lost.map((step) => ({ ...step, uses: 0 }))];
    const standing = [...(paid === null ? [] : [paid]), ...steps];
    return undone.map(({ transactionId, points, uses }, index) => {
      const earlier = undone.slice(0, index).filter((one) => one.transactionId === transactionId);
      const ofAct = standing.filter((one) => one.transactionId === transactionId);
      return { campaign, transactionId, points, uses, before: sumOf(ofAct) - sumOf(earlier) };
    });
  }

  /** Takes a reward that the guest has not taken yet, from the earliest occurrence that has it. Null: there is none. */
  takeReward(campaign: string, reward: string): TakenReward | null {
    const known = this.progress.find((one) => one.campaign === campaign && one.paid?.rewards.includes(reward) === true);
    const paid = known?.paid ?? null;
    if (known === undefined || paid === null) return null;
    const at = paid.rewards.indexOf(reward);
    const rewards = paid.rewards.filter((_, index) => index !== at);
    this.put({ ...known, paid: { ...paid, rewards, taken: (paid.taken ?? 0) + 1 } });
    return { campaign, occurrence: known.occurrence, reward };
  }

  /** The guest may take the reward again, unless its payout is no longer kept or its tasks are not met any more. */
  returnReward({ campaign, occurrence, reward }: TakenReward): UndonePayout[] {
    const known = this.find(campaign, occurrence);
    if (known?.paid?.taken === undefined) return [];
    const { taken, ...paid } = known.paid;
    const rewards = [...paid.rewards, reward].sort();
    this.put({ ...known, paid: { ...paid, rewards, ...(taken === 1 ? {} : { taken: taken - 1 }) } });
    return this.undo(campaign, occurrence);
  }

  private find(campaign: string, occurrence: LocalDay): CampaignProgress | undefined {
    return this.progress.find((one) => one.campaign === campaign && one.occurrence === occurrence);
  }

  private put(changed: CampaignProgress): void {
    const others = this.progress.filter(
      (one) => one.campaign !== changed.campaign || one.occurrence !== changed.occurrence,
    );
    this.progress = [...others, changed].sort(byPlace);
  }
}

/** Payouts that an act has to make: those of all tasks, and points of steps. */
export type DuePayout = { readonly isWhole: boolean; readonly steps: readonly CampaignStep[] };

/** A payout, of a step or of all tasks, that was undone. `before`: points that the same act still had in the campaign before the undo. */
export type UndonePayout = Pick<PaidOut, 'transactionId' | 'points' | 'uses'> & {
  readonly campaign: string;
  readonly before: number;
};

function sumOf(payouts: readonly { readonly points: number }[]): number {
  return payouts.reduce((sum, { points }) => sum + points, 0);
}

/** The amounts that the tasks have to reach for the whole challenge, or for a share of it. */
function targetsOf({ tasks }: CompiledCampaign, sharePpm: number = MILLION): TaskAmount[] {
  return tasks.map(({ document: { id, target } }) => ({ id, amount: multiplyDivideUp(target, sharePpm, MILLION) }));
}

function isReached(progress: CampaignProgress, targets: readonly TaskAmount[]): boolean {
  return targets.every(({ id, amount }) => collectedOf(progress, id) >= amount);
}

function withSteps({ steps: _, ...progress }: CampaignProgress, steps: readonly PaidStep[]): CampaignProgress {
  return steps.length === 0 ? progress : { ...progress, steps };
}

function badgesOf(badges: readonly GuestBadge[]): Pick<CampaignsOfGuest, 'badges'> {
  return badges.length === 0 ? {} : { badges };
}

/** The last day on which the progress of an occurrence is kept; null: for ever. */
export function keptUntil({ recurrence, to }: CompiledSchedule, occurrence: LocalDay): LocalDay | null {
  if (recurrence !== null) return occurrence + recurrence.daysBack + KEPT_DAYS;
  return to === Infinity ? null : dayOf(to) + KEPT_DAYS;
}

function begun(campaign: string, occurrence: LocalDay, until: LocalDay | null): CampaignProgress {
  return { campaign, occurrence, until, tasks: [], paid: null };
}

/** How many weeks a task of weeks in a row may miss. Undefined: the task has another measure. */
function freezesOf({ tasks }: CompiledCampaign, task: string): number | undefined {
  const document = tasks.find(({ document: { id } }) => id === task)?.document;
  return document?.kind === 'BUY' && document.measure === 'WEEKS' ? (document.freezes ?? 0) : undefined;
}

function withTask(
  progress: CampaignProgress,
  task: string,
  amount: number,
  freezes = progress.tasks.find(({ id }) => id === task)?.freezes,
): CampaignProgress {
  const others = progress.tasks.filter(({ id }) => id !== task);
  // A restaurant, category or week whose amount went back to 0 does not count any more.
  if (amount === 0 && task !== taskOf(task)) return { ...progress, tasks: others };
  const changed = { id: task, amount, ...(freezes === undefined ? {} : { freezes }) };
  return { ...progress, tasks: [...others, changed].sort((a, b) => (a.id < b.id ? -1 : 1)) };
}

function byPlace(a: CampaignProgress, b: CampaignProgress): number {
  return a.campaign === b.campaign ? a.occurrence - b.occurrence : a.campaign < b.campaign ? -1 : 1;
}

/**
 * Adds up the parts in campaigns of two guests who are one person. `sign` −1 takes away again the part that the merge added.
 *
 * @param before the guest's own part before the merge that is undone
 */
export function mergedCampaigns(
  known: CampaignsOfGuest | undefined,
  other: CampaignsOfGuest | undefined,
  sign: 1 | -1,
  before?: CampaignsOfGuest,
): CampaignsOfGuest | undefined {
  if (other === undefined) return known;
  const { joined = [], progress = [], badges = [] } = known ?? {};
  const places = new Map(progress.map((one) => [placeOf(one), one]));
  for (const moved of other.progress) {
    const own = places.get(placeOf(moved));
    if (own === undefined && sign < 0) continue;
    places.set(placeOf(moved), own === undefined ? moved : mergedProgress(own, moved, sign));
  }
  return {
    joined:
      sign > 0
        ? [...new Set([...joined, ...other.joined])].sort()
        : joined.filter((code) => !other.joined.includes(code) || before?.joined.includes(code) === true),
    progress: [...places.values()]
      .filter(({ tasks, paid, steps }) => tasks.length > 0 || paid !== null || steps !== undefined)
      .sort(byPlace),
    ...badgesOf(mergedBadges(badges, other.badges ?? [], sign)),
  };
}

function mergedBadges(known: readonly GuestBadge[], moved: readonly GuestBadge[], sign: 1 | -1): GuestBadge[] {
  const isMoved = (badge: GuestBadge) =>
    moved.some(({ campaign, transactionId }) => campaign === badge.campaign && transactionId === badge.transactionId);
  const own = known.filter((badge) => !isMoved(badge));
  return sign < 0
    ? own
    : [...own, ...moved].sort((a, b) => a.day - b.day || (a.transactionId < b.transactionId ? -1 : 1));
}

function mergedProgress(known: CampaignProgress, moved: CampaignProgress, sign: 1 | -1): CampaignProgress {
  let merged = known;
  for (const { id, amount, freezes } of moved.tasks) {
    const own = merged.tasks.find((task) => task.id === id);
    // Weeks that managers forgave both guests add up; the number stored with a week of a streak stays.
    const isForgiven = id === taskOf(id) && freezes !== undefined;
    const all = isForgiven ? Math.max(0, (own?.freezes ?? 0) + sign * freezes) : (own?.freezes ?? freezes);
    merged = withTask(merged, id, Math.max(0, (own?.amount ?? 0) + sign * amount), all);
  }
  const { steps = [] } = known;
  const { steps: others = [] } = moved;
  if (sign > 0) {
    const more = others.filter(({ sharePpm }) => !steps.some((step) => step.sharePpm === sharePpm));
    const all = [...steps, ...more].sort((a, b) => a.sharePpm - b.sharePpm);
    return withSteps({ ...merged, paid: known.paid ?? moved.paid }, all);
  }
  const isTheirs = moved.paid !== null && known.paid?.transactionId === moved.paid.transactionId;
  const tasks = merged.tasks.filter(({ amount, freezes = 0 }) => amount > 0 || freezes > 0);
  const own = steps.filter(({ sharePpm, transactionId }) =>
    others.every((step) => step.sharePpm !== sharePpm || step.transactionId !== transactionId),
  );
  return withSteps({ ...merged, tasks, paid: isTheirs ? null : known.paid }, own);
}

function placeOf({ campaign, occurrence }: CampaignProgress): string {
  return `${campaign} ${String(occurrence)}`;
}
