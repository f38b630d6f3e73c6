/** A guest's part in campaigns: which it joined, how far its tasks are, and what was paid for them. */
import { dayOf } from './campaign-schedule';
import type { CompiledCampaign } from './campaigns';
import type { CampaignProgress, CampaignsOfGuest, GuestState, LocalDay, PaidOut, TakenReward } from '../act/types';

/** Days after an occurrence in which a refund still finds its progress. */
const KEPT_DAYS = 90;
const NONE: ReadonlySet<string> = new Set();
/** Separates the id of a task from a restaurant or category that it counts; ids of tasks have no such sign. */
const BESIDE = '/';
/** The most different restaurants or categories that one task counts, so that a guest's counters stay small. No target is above it. */
export const MOST_DIFFERENT = 100;

/** The name under which a task counts one restaurant or category. */
export function partOf(task: string, thing: string): string {
  return task + BESIDE + thing;
}

/** The id of the task in the name of `partOf`, or in a plain id. */
export function taskOf(part: string): string {
  return part.split(BESIDE, 1)[0] ?? part;
}

/** The amount that a task has collected in an occurrence, or its number of different restaurants or categories. */
export function collectedOf(progress: CampaignProgress | undefined, task: string): number {
  const parts = progress?.tasks ?? [];
  const different = parts.filter(({ id }) => id.startsWith(task + BESIDE)).length;
  return different + (parts.find(({ id }) => id === task)?.amount ?? 0);
}

/** Codes of the campaigns that the guest joined. */
export function joinedCampaigns({ counters: { campaigns } }: GuestState): ReadonlySet<string> {
  return campaigns === undefined ? NONE : new Set(campaigns.joined);
}

/** Works on a copy; the result stands in the guest's counters, under the guest's version. */
export class GuestCampaigns {
  private joined: readonly string[];
  private progress: CampaignProgress[];

  constructor(guest: GuestState, today: LocalDay) {
    const { joined = [], progress = [] } = guest.counters.campaigns ?? {};
    this.joined = joined;
    this.progress = progress.filter(({ until }) => until === null || until >= today);
  }

  of(): CampaignsOfGuest {
    return { joined: this.joined, progress: this.progress };
  }

  join(campaign: string, isMember: boolean): void {
    const others = this.joined.filter((code) => code !== campaign);
    this.joined = isMember ? [...others, campaign].sort() : others;
  }

  amountOf(campaign: string, occurrence: LocalDay, task: string): number {
    return collectedOf(this.find(campaign, occurrence), task);
  }

  /**
   * @param part the id of a task, or `partOf` a task that counts different restaurants or categories
   * @returns false where the task has `MOST_DIFFERENT` of them already, so that nothing was counted
   */
  advance(campaign: CompiledCampaign, occurrence: LocalDay, part: string, amount: number): boolean {
    const known = this.find(campaign.code, occurrence) ?? begun(campaign, occurrence);
    const before = known.tasks.find(({ id }) => id === part)?.amount ?? 0;
    const task = taskOf(part);
    if (task !== part && before === 0 && collectedOf(known, task) >= MOST_DIFFERENT) return false;
    this.put(withTask(known, part, before + amount));
    return true;
  }

  /** All tasks are met, and nothing was paid for them in this occurrence. */
  isDue({ code, tasks }: CompiledCampaign, occurrence: LocalDay): boolean {
    if (this.find(code, occurrence)?.paid !== null) return false;
    return tasks.every(({ document: { id, target } }) => this.amountOf(code, occurrence, id) >= target);
  }

  pay({ code, tasks }: CompiledCampaign, occurrence: LocalDay, paid: PaidOut): void {
    const known = this.find(code, occurrence);
    if (known === undefined) return;
    const targets = tasks.map(({ document: { id, target } }) => ({ id, amount: target }));
    this.put({ ...known, paid: { ...paid, targets } });
  }

  /** Returns what is left of the task; an occurrence that is forgotten has nothing left to take. */
  takeBack(campaign: string, occurrence: LocalDay, part: string, amount: number): number {
    const known = this.find(campaign, occurrence);
    if (known === undefined) return 0;
    const before = known.tasks.find(({ id }) => id === part)?.amount ?? 0;
    this.put(withTask(known, part, Math.max(0, before - amount)));
    return this.amountOf(campaign, occurrence, taskOf(part));
  }

  /** The payout that the tasks do not hold any more; a reward that was taken stays taken, and its payout with it. */
  undo(campaign: string, occurrence: LocalDay): PaidOut | null {
    const known = this.find(campaign, occurrence);
    const paid = known?.paid ?? null;
    if (known === undefined || paid === null || paid.taken !== undefined) return null;
    const holds = (paid.targets ?? []).every(({ id, amount }) => this.amountOf(campaign, occurrence, id) >= amount);
    if (holds) return null;
    this.put({ ...known, paid: null });
    return paid;
  }

  /** Takes a reward that waits, of the earliest occurrence that has it; null: none waits. */
  takeReward(campaign: string, reward: string): TakenReward | null {
    const known = this.progress.find((one) => one.campaign === campaign && one.paid?.rewards.includes(reward) === true);
    const paid = known?.paid ?? null;
    if (known === undefined || paid === null) return null;
    const at = paid.rewards.indexOf(reward);
    const rewards = paid.rewards.filter((_, index) => index !== at);
    this.put({ ...known, paid: { ...paid, rewards, taken: (paid.taken ?? 0) + 1 } });
    return { campaign, occurrence: known.occurrence, reward };
  }

  /** It waits again, unless its payout has been forgotten, or its tasks are not met any more. */
  returnReward({ campaign, occurrence, reward }: TakenReward): PaidOut | null {
    const known = this.find(campaign, occurrence);
    if (known?.paid?.taken === undefined) return null;
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

function begun({ code, schedule }: CompiledCampaign, occurrence: LocalDay): CampaignProgress {
  const lastDay =
    schedule.recurrence !== null
      ? occurrence + schedule.recurrence.daysBack
      : schedule.to === Infinity
        ? null
        : dayOf(schedule.to);
  return { campaign: code, occurrence, until: lastDay === null ? null : lastDay + KEPT_DAYS, tasks: [], paid: null };
}

function withTask(progress: CampaignProgress, task: string, amount: number): CampaignProgress {
  const others = progress.tasks.filter(({ id }) => id !== task);
  // A restaurant or category that went back is not counted any more.
  if (amount === 0 && task !== taskOf(task)) return { ...progress, tasks: others };
  const tasks = [...others, { id: task, amount }].sort((a, b) => (a.id < b.id ? -1 : 1));
  return { ...progress, tasks };
}

function byPlace(a: CampaignProgress, b: CampaignProgress): number {
  return a.campaign === b.campaign ? a.occurrence - b.occurrence : a.campaign < b.campaign ? -1 : 1;
}

/**
 * The part in campaigns of two guests that are one: `sign` −1 takes away again what came with the other.
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
  const { joined = [], progress = [] } = known ?? {};
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
    progress: [...places.values()].filter(({ tasks, paid }) => tasks.length > 0 || paid !== null).sort(byPlace),
  };
}

function mergedProgress(known: CampaignProgress, moved: CampaignProgress, sign: 1 | -1): CampaignProgress {
  let merged = known;
  for (const { id, amount } of moved.tasks) {
    const before = merged.tasks.find((task) => task.id === id)?.amount ?? 0;
    merged = withTask(merged, id, Math.max(0, before + sign * amount));
  }
  if (sign > 0) return { ...merged, paid: known.paid ?? moved.paid };
  const isTheirs = moved.paid !== null && known.paid?.transactionId === moved.paid.transactionId;
  const tasks = merged.tasks.filter(({ amount }) => amount > 0);
  return { ...merged, tasks, paid: isTheirs ? null : known.paid };
}

function placeOf({ campaign, occurrence }: CampaignProgress): string {
  return `${campaign} ${String(occurrence)}`;
}
