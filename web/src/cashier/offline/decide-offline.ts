import {
  compileProgram,
  decide,
  type Decision,
  type GuestState,
  minorUnits,
  type NoRegret,
  points,
  type ProgramDocument,
  type Refusal,
  type RunningCampaigns,
  type SaleAct,
  settle,
} from '../../../../src/decision';
import type { SaleItem } from '../../entities/transaction/transaction.api';
import { type CopiedCampaigns, givenBy, type TillCopy } from './copied-campaigns';
import { zoneCalendar } from './zone-calendar';

interface OfflineSale {
  readonly restaurantId: string;
  readonly pointOfSaleId: string;
  readonly amount: number;
  readonly items: readonly SaleItem[] | null;
  readonly pointsToRedeem: number;
  /** The remaining points of the till's offline allowance. */
  readonly allowance: number;
}

/** A sale of the guest that waits on this device, with its time by the server's clock. */
export interface WaitingSale {
  readonly key: string;
  readonly at: number;
  readonly sale: OfflineSale;
}

/** The data besides a sale that its decision needs. `campaigns` left out: no campaign runs. */
interface SaleContext {
  readonly campaigns?: RunningCampaigns | undefined;
  /** The tier by which the server will decide a late act; null: the present tier. */
  readonly tierAsOf?: string | null;
  /** How much of the budget of a no-regret change sales use that the server does not know, in minor units. */
  readonly paidForRegret?: number;
}

const MINUTE_MS = 60_000;
const THOUSANDTHS = 1_000;

/** Decides a sale with the server's own code. Null: there is no programme. */
export function decideOffline(
  copy: TillCopy,
  state: GuestState,
  sale: OfflineSale,
  now: number,
  transactionId: string,
  { campaigns, tierAsOf = null, paidForRegret = 0 }: SaleContext = {},
): Decision | Refusal | null {
  if (copy.program === null) return null;
  const program = programOf(copy.program);
  const calendar = zoneCalendar(copy.timeZone, copy.dayStart);
  const { version, before } = copy.program;
  const noRegret: NoRegret | null =
    // A copy from before an upgrade lacks this member.
    before == null || now >= Date.parse(before.until)
      ? null
      : {
          program: programOf(before),
          versions: { now: version, before: before.version },
          left: () => before.left - paidForRegret,
          campaigns,
        };
  return decide(program, settledBy(copy, state, now), actOf(sale, now, tierAsOf), {
    now,
    recordedAt: now,
    calendar,
    inForce: null,
    transactionId,
    captureGraceMs: copy.captureGraceMinutes * MINUTE_MS,
    restoredForDays: copy.restoreGraceDays,
    ...(campaigns !== undefined && { campaigns }),
    ...(noRegret !== null && { noRegret }),
  });
}

/**
 * Like `decideOffline`, after the guest's waiting sales in their order, which count for campaigns, caps and stamps. The server decides late acts by
 * the tier that was recorded before them, so waiting sales raise no tier; an expired tier has ended.
 */
export function decideAfterWaiting(
  copy: TillCopy,
  state: GuestState,
  waiting: readonly WaitingSale[],
  sale: OfflineSale,
  now: number,
  transactionId: string,
  campaigns: CopiedCampaigns | null,
): Decision | Refusal | null {
  const tierAt = (at: number) => settledBy(copy, state, at).tier;
  // An act that still waits although the server has answered since is older than the copied state.
  const copiedAt = Date.parse(copy.serverTime);
  let after = state;
  let paidForRegret = 0;
  for (const [index, { key, at, sale: earlier }] of waiting.entries()) {
    const decidedAt = Math.max(at, copiedAt);
    const beside = { campaigns: campaigns?.running, tierAsOf: index === 0 ? null : tierAt(decidedAt), paidForRegret };
    const decision = decideOffline(copy, after, earlier, decidedAt, key, beside);
    if (decision?.kind !== 'DECIDED') continue;
    after = decision.after;
    paidForRegret += decision.facts.noRegret?.paid ?? 0;
    campaigns?.take(givenBy(decision));
  }
  const beside = { campaigns: campaigns?.running, tierAsOf: waiting.length === 0 ? null : tierAt(now), paidForRegret };
  return decideOffline(copy, after, sale, now, transactionId, beside);
}

/** The guest's state after changes that are due by time. */
export function settledBy(copy: TillCopy, state: GuestState, now: number): GuestState {
  if (copy.program === null) return state;
  const calendar = zoneCalendar(copy.timeZone, copy.dayStart);
  return settle(programOf(copy.program), state, { now, calendar }).at(-1)?.decision.after ?? state;
}

function programOf({ document, form }: Pick<NonNullable<TillCopy['program']>, 'document' | 'form'>) {
  return compileProgram(document as unknown as ProgramDocument, form === 1 ? 1 : 2);
}

function actOf(
  { amount, items, pointsToRedeem, allowance, restaurantId, pointOfSaleId }: OfflineSale,
  now: number,
  tierAsOf: string | null,
): SaleAct {
  return {
    kind: 'SALE',
    occurredAt: now,
    restaurantId,
    pointOfSaleId,
    channel: 'OFFLINE',
    paymentMethod: null,
    amount: minorUnits(amount),
    lines: items === null ? null : items.map(lineOf),
    pointsToRedeem: points(pointsToRedeem),
    hold: null,
    prior: null,
    rewards: [],
    networkLimit: null,
    offlineAllowance: points(allowance),
    tierAsOf,
    birthdayToday: null,
    birthdayMonth: null,
    segments: null,
  };
}

function lineOf({ sku, category, quantity = 1, total, type, tax }: SaleItem): NonNullable<SaleAct['lines']>[number] {
  return {
    sku: sku ?? null,
    category: category ?? null,
    quantityMilli: Math.round(quantity * THOUSANDTHS),
    total: minorUnits(total),
    ...(type == null ? {} : { type }),
    ...(tax == null ? {} : { tax: minorUnits(tax) }),
  };
}
