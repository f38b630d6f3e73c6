import { type CampaignDocument, type CampaignsOfGuest, collectedOn, forgivenOf, type TaskUnit } from '../../decision';
import type { GuestForCampaigns } from './guest-campaigns.sql';

export const WHY_NOT = ['SCHEDULED', 'PAUSED', 'BLOCKED', 'TIER', 'SEGMENT', 'NOT_JOINED', 'CONTROL', 'DONE'] as const;
/** The first thing that keeps a guest from a campaign. */
export type WhyNot = (typeof WHY_NOT)[number];

interface AskedCampaign {
  readonly code: string;
  readonly state: string;
  readonly document: CampaignDocument;
}

export interface TaskProgress {
  readonly task: string;
  readonly collected: number;
  readonly target: number;
  readonly unit: TaskUnit;
  /** Categories that count; empty: all goods, or goods that the task names by article. */
  readonly categories: readonly string[];
  /** Missed weeks that a streak forgives; null: the task counts no weeks. */
  readonly freezes: { readonly ofCampaign: number; readonly ofGuest: number } | null;
}

/** In the order in which a sale is judged: state, guest, tier, segment, joining, control group. Null: nothing. */
export function whyNot(
  { code, state, document }: AskedCampaign,
  guest: GuestForCampaigns,
  lowestTier: string,
  isInControl: boolean,
  occurrence: number | null,
): WhyNot | null {
  const { segments, tiers } = document.audience;
  if (state === 'SCHEDULED') return 'SCHEDULED';
  if (state === 'PAUSED') return 'PAUSED';
  if (guest.blocked) return 'BLOCKED';
  if (tiers.length > 0 && !tiers.includes(guest.tier ?? lowestTier)) return 'TIER';
  if (segments.length > 0 && !segments.some((segment) => guest.segments.includes(segment))) return 'SEGMENT';
  if (document.join === 'JOINED' && guest.campaigns?.joined.includes(code) !== true) return 'NOT_JOINED';
  if (isInControl) return 'CONTROL';
  return isPaid(guest.campaigns, code, occurrence) ? 'DONE' : null;
}

/** How far the tasks are on local day `today` in this occurrence; empty for a campaign without tasks. */
export function progressOf(
  { code, document }: AskedCampaign,
  campaigns: CampaignsOfGuest | null,
  occurrence: number | null,
  today: number,
): TaskProgress[] {
  const known = campaigns?.progress.find((one) => one.campaign === code && one.occurrence === occurrence);
  return (document.challenge?.tasks ?? []).map((task) => ({
    task: task.id,
    collected: collectedOn(known, task.id, today),
    target: task.target,
    unit: task.kind === 'BUY' ? task.measure : 'TIMES',
    categories: task.kind === 'BUY' ? task.categories : [],
    freezes:
      task.kind === 'BUY' && task.measure === 'WEEKS'
        ? { ofCampaign: task.freezes ?? 0, ofGuest: forgivenOf(known, task.id) }
        : null,
  }));
}

/** Points on the way to the payouts. */
export interface StepOfGuest {
  /** The part of its target that each task has to reach. */
  readonly sharePpm: number;
  readonly points: number;
  readonly isPaid: boolean;
}

/** The steps of a challenge, and which of them were paid in this occurrence. */
export function stepsOf(
  { code, document }: AskedCampaign,
  campaigns: CampaignsOfGuest | null,
  occurrence: number | null,
): StepOfGuest[] {
  const known = campaigns?.progress.find((one) => one.campaign === code && one.occurrence === occurrence);
  return (document.challenge?.steps ?? []).map(({ sharePpm, points }) => ({
    sharePpm,
    points,
    isPaid: known?.steps?.some((step) => step.sharePpm === sharePpm) === true,
  }));
}

export function isPaid(campaigns: CampaignsOfGuest | null, code: string, occurrence: number | null): boolean {
  const known = campaigns?.progress.find((one) => one.campaign === code && one.occurrence === occurrence);
  return known !== undefined && known.paid !== null;
}
