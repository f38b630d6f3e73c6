import {
  type Act,
  type CompiledProgram,
  type Context,
  decide,
  type Decision,
  endOf,
  type GuestState,
  type LineDivision,
  type Lot,
  type ManualAct,
  minorUnits,
  newGuest,
  type OpenHold,
  type Opening,
  type OpeningDetails,
  type Points,
  points,
  type PriorRedemption,
  type ProgramDocument,
  type RefundAct,
  type RefundDetails,
  type RevokeAct,
  type RunningCampaigns,
  type SaleDetails,
  settle,
  type UndoOpeningAct,
  type WarningAct,
} from '../../../decision';
import type { JournalRow, TransferRow } from '../../ledger/journal/journal-row';
import { actOfRow } from '../../till/kinds/kinds';
import { isInReview } from '../../till/kinds/open-hold';
import { isSettlement, nowOf } from '../../replay/settled-rows.rules';
import { replayedCampaigns } from '../../replay/replayed-campaigns.rules';
import { GuestHistory, type ProgramLookup } from '../../replay/guest-history.rules';
import { GuestReplay, type ReplaySettings } from '../../replay/guest-replay.rules';
import { withMost } from './fewer-points.rules';

/** One event of the guest under the draft: an act, or a due date. */
export interface Happened {
  /** When it counts: of an act `now` of its decision, else the instant at which it was due. */
  readonly at: number;
  readonly type: JournalRow['type'];
  readonly restaurantId: string | null;
  /** Direction of a MANUAL act. */
  readonly direction: string | null;
  /** Points of the receipt that its earlier redemptions have moved already. */
  readonly prior: number;
  readonly before: GuestState;
  readonly decision: Decision;
}

export interface PastGuest {
  /** A guest of a network's own history gets no bonus for a first sale. */
  readonly isImported: boolean;
  /** Month × 100 + day; null: unknown or erased. */
  readonly birthday: number | null;
  /** The local day of the registration. */
  readonly joinedDay: number;
  /** Those of now: of acts whose rules asked for none, nothing else is known. */
  readonly segments: readonly string[];
}

/** A sale or redemption as the draft decided it: what its refunds need. */
interface DecidedSale {
  readonly lines: readonly LineDivision[];
  readonly details: SaleDetails;
  readonly refunds: RefundDetails[];
}

/** From when on the draft decides; what was before that is as it was. */
export interface Beginning {
  readonly at: number;
  /** Whether it replaced another programme then, so that tiers are looked at by its own rule. */
  readonly isAnother: boolean;
}

/** Facts that the earlier version was given or did not ask for: the draft takes them from its own guest. */
const NOT_ASKED_YET = { tierAsOf: null, birthdayToday: null, birthdayMonth: null };

/** How often an act is tried again with the most that its refusal allows; a second limit may stand behind the first. */
const MOST_TRIES = 3;

/**
 * One guest of the past under another programme: the same acts in their order, decided by the draft on the state that
 * the draft itself has led to. Where an act wants more points than the draft then allows, it takes the most that it
 * allows; a refund, a capture or a release concerns what the draft made of its sale or hold. Due dates follow the
 * draft. With a beginning, the draft takes the guest over as the versions until then have left them.
 * Pure; acts come in the order of the guest's versions.
 */
export class HypotheticalGuest {
  private state: GuestState;
  /** The real history of the rows so far. */
  readonly history: GuestHistory;
  private readonly sales = new Map<string, DecidedSale>();
  /** Points of the draft's awards, without those of tasks. */
  private readonly awards = new Map<string, Points>();
  private readonly openings = new Map<string, OpeningDetails>();
  private readonly expiredOfLot = new Map<string, number>();
  private expiredNotRestored = 0;
  /** The draft's redemptions whose sale is still to come, by the redemption's row. */
  private readonly redemptions = new Map<string, PriorRedemption>();
  /** Lives through what was before the draft; null: the draft has begun. */
  private before: GuestReplay | null;

  /**
   * @param draft decides every act of the guest
   * @param past the versions that really decided them, for what the rows tell of themselves
   * @param tell hears of each decision of the draft in its order
   * @param beginning null: the draft decided from the first act on
   * @param start the guest as the first act meets it; null: a new one
   * @param campaignsOf the campaigns beside an act that the draft decides; left out: those that ran
   */
  constructor(
    guest: PastGuest,
    private readonly draft: CompiledProgram,
    private readonly past: ProgramLookup,
    private readonly settings: ReplaySettings,
    private readonly tell: (happened: Happened) => void,
    private readonly beginning: Beginning | null = null,
    start: GuestState | null = null,
    private readonly campaignsOf = (row: JournalRow): RunningCampaigns | undefined =>
      replayedCampaigns(settings.campaigns, row),
  ) {
    const begin = { ...newGuest(guest.birthday, guest.joinedDay), segments: guest.segments };
    this.before = beginning === null ? null : new GuestReplay({ id: '', ...guest }, past, settings);
    const fresh = guest.isImported
      ? { ...begin, counters: { ...begin.counters, firstSale: 'IMPORT' as const } }
      : begin;
    this.state = start ?? fresh;
    this.history = new GuestHistory(past, ({ recordedAt }) => settings.settings.at(recordedAt).receiptScope);
  }

  /** The guest as the draft leaves it so far. */
  get after(): GuestState {
    return this.state;
  }

  /** The next row of the guest's journal. Rows that follow from others (an expiry, a time-out) are decided again. */
  next(row: JournalRow, transfers: readonly TransferRow[]): void {
    try {
      if (this.before !== null && !this.isDrafts(row)) this.liveThrough(this.before, row, transfers);
      else if (!isSettlement(row)) this.replay(row, nowOf(row));
    } finally {
      this.history.append(row, transfers);
    }
  }

  /** Whether the draft decides on this row: once it has begun, on every one after it. */
  isDrafts(row: JournalRow): boolean {
    return this.before === null || this.beginning === null || whenOf(row) >= this.beginning.at;
  }

  private liveThrough(before: GuestReplay, row: JournalRow, transfers: readonly TransferRow[]): void {
    const { act, decision } = before.next(row, transfers);
    if (decision?.kind !== 'DECIDED') throw new Error(`the ${row.type} ${row.id} cannot be decided anew`);
    // The replay knows birthdays and segments only from rows; the draft needs the guest's own.
    const { birthday, segments } = this.state;
    this.state = { ...decision.after, birthday, segments };
    if (row.type === 'EXPIRY') this.rememberExpired(decision);
    if (act !== null) this.remember(row, act, decision);
  }

  /** The draft comes into force, where it has not yet. */
  private begin(): void {
    if (this.before === null || this.beginning === null) return;
    this.before = null;
    const { at, isAnother } = this.beginning;
    if (!isAnother) return;
    const revision: Act = { kind: 'TIER', change: { kind: 'REVISE' } };
    const decision = decide(this.draft, this.state, revision, this.contextAt(at, at, ''));
    if (decision.kind === 'DECIDED') this.tellOf('TIER', at, decision);
  }

  private replay(row: JournalRow, now: number): void {
    this.settleUntil(now);
    for (const act of this.underDraft(row, now)) {
      const context = this.contextAt(now, row.recordedAt, row.id);
      const campaigns = this.campaignsOf(row);
      const decision = this.decideMost(act, { ...context, campaigns });
      if (decision !== null) this.take(row, act, decision, now);
    }
  }

  /** Settles due dates under the draft until `now`, which at last is the end of the backtest. */
  settleUntil(now: number): void {
    this.begin();
    if (this.state.dueAt > now) return;
    for (const settlement of settle(this.draft, this.state, {
      now,
      calendar: this.settings.settings.at(now).calendar,
    })) {
      const { decision, at, type } = settlement;
      if (type === 'EXPIRY') this.rememberExpired(decision);
      this.tellOf(type, at, decision);
    }
  }

  /** Reports a due date and its time: dates before the draft's beginning count at the beginning. */
  private tellOf(type: JournalRow['type'], at: number, decision: Decision): void {
    const counts = Math.max(at, this.beginning?.at ?? at);
    this.tell({ at: counts, type, restaurantId: null, direction: null, prior: 0, before: this.state, decision });
    this.state = decision.after;
  }

  private contextAt(now: number, recordedAt: number, transactionId: string): Context {
    const { calendar, captureGraceMs, restoredForDays } = this.settings.settings.at(recordedAt);
    return { now, recordedAt, transactionId, calendar, inForce: null, captureGraceMs, restoredForDays };
  }

  /** The act of a row as it meets the draft's guest; none: under the draft there is nothing that it could concern. */
  private underDraft(row: JournalRow, now: number): readonly Act[] {
    const program = row.programVersion === null ? undefined : this.past.ofVersion(row.programVersion);
    if (program === undefined) throw new Error(`no published programme has the version ${String(row.programVersion)}`);
    // A sale of a guest that was merged into this one stands in that one's journal.
    if (row.type === 'REFUND' && this.history.find(row.relatedId) === undefined) return [];
    const act = actOfRow(row, this.history, program);
    switch (act.kind) {
      case 'SALE': {
        const hold = act.hold === null ? null : (this.openHold(act.hold.id) ?? null);
        const prior = act.prior === null ? null : this.priorOf(row);
        // If the draft never made the hold, its captured points are requested like any other points.
        return [{ ...act, hold, prior, ...NOT_ASKED_YET }];
      }
      case 'REDEMPTION':
        return [{ ...act, prior: act.prior === null ? null : this.priorOf(row), tierAsOf: null, birthdayToday: null }];
      case 'HOLD':
        return [{ ...act, sale: { ...act.sale, ...NOT_ASKED_YET } }];
      case 'RELEASE':
        return this.openHold(act.holdId) === undefined ? [] : [act];
      case 'REFUND':
        return this.refundOf(act);
      case 'REVOKE':
        return this.revokeOf(act);
      case 'OPENING':
        return [{ ...act, opening: openingUnder(this.draft, act.opening) }];
      case 'UNDO_OPENING':
        return this.undoOpeningOf(row);
      case 'MANUAL':
        return act.restores === null ? this.postOf(act) : this.restoreOf(act);
      case 'SURRENDER':
      case 'ABSORB':
        // Each of two guests that were merged goes on with what the draft gave it.
        return [];
      case 'TIER':
        // The draft was in force all along, so nothing was revised.
        return act.change.kind === 'REVISE' ? [] : [act];
      case 'WARNING':
        return this.endsAlike(program) ? [act] : this.warningsAt(now);
      default:
        return [act];
    }
  }

  private openHold(id: string): OpenHold | undefined {
    return this.state.counters.holds.find((hold) => hold.id === id);
  }

  private priorOf(row: JournalRow): PriorRedemption | null {
    const priors = this.history
      .openRedemptionsOf(row)
      .map(({ id }) => this.redemptions.get(id))
      .filter((prior) => prior !== undefined);
    if (priors.length === 0) return null;
    return {
      points: points(priors.reduce((sum, prior) => sum + prior.points, 0)),
      value: minorUnits(priors.reduce((sum, prior) => sum + prior.value, 0)),
      lots: priors.flatMap(({ lots }) => lots),
      byAllowance: points(priors.reduce((sum, { byAllowance = 0 }) => sum + byAllowance, 0)),
    };
  }

  private refundOf(act: RefundAct): readonly RefundAct[] {
    const sale = this.sales.get(act.saleId);
    if (sale === undefined) return [];
    const expired = points(this.expiredOfLot.get(act.saleId) ?? 0);
    return [{ ...act, lines: sale.lines, details: sale.details, refunds: sale.refunds, expired }];
  }

  private revokeOf(act: RevokeAct): readonly RevokeAct[] {
    const given = this.awards.get(act.awardId);
    return given === undefined
      ? []
      : [{ ...act, points: given, expired: points(this.expiredOfLot.get(act.awardId) ?? 0) }];
  }

  private undoOpeningOf({ relatedId }: JournalRow): readonly UndoOpeningAct[] {
    const opened = relatedId === null ? undefined : this.openings.get(relatedId);
    return opened === undefined ? [] : [{ kind: 'UNDO_OPENING', opened }];
  }

  /**
   * If the draft never made the hold, the points are debited like any other points. The points in review
   * that the draft gave are taken back.
   */
  private postOf(act: ManualAct): readonly ManualAct[] {
    if (act.holdId === undefined) return [act];
    const [open, hold] = [this.openHold(act.holdId), this.history.find(act.holdId)];
    const isReview = hold !== undefined && isInReview(hold);
    if (open === undefined) return isReview ? [] : [{ ...act, holdId: undefined }];
    return [isReview && act.points >= hold.pointsRedeemed ? { ...act, points: open.points } : act];
  }

  /** Only what the draft let expire can be brought back from it. */
  private restoreOf(act: ManualAct): readonly ManualAct[] {
    const most = Math.min(act.points, this.expiredNotRestored);
    return most > 0 ? [{ ...act, points: points(most) }] : [];
  }

  private endsAlike({ document }: CompiledProgram): boolean {
    return JSON.stringify(endsOf(document)) === JSON.stringify(endsOf(this.draft.document));
  }

  /** Where lots end otherwise than they did, a guest who read a warning would have read what the draft had to say then. */
  private warningsAt(now: number): readonly WarningAct[] {
    const { warning } = this.draft.document;
    const { lots, counters } = this.state;
    if (warning === null || lots === null) return [];
    const { calendar } = this.settings.settings.at(now);
    const last = calendar.startOfDay(calendar.localDay(now) + warning.days + 1);
    const ending = new Map<number, Lot[]>();
    for (const lot of lots) {
      const endsAt = endOf(lot, counters);
      if (endsAt <= last) ending.set(endsAt, [...(ending.get(endsAt) ?? []), lot]);
    }
    return [...ending].map(([endsAt, named]) => ({ kind: 'WARNING', endsAt, lots: named }));
  }

  /** Decides the act; where it wants more points than there may be, as many as there may be. */
  private decideMost(wanted: Act, context: Context): Decision | null {
    let act = wanted;
    for (let attempt = 0; attempt < MOST_TRIES; attempt += 1) {
      const decision = decide(this.draft, this.state, act, context);
      if (decision.kind === 'DECIDED') return decision;
      const fewer = withMost(act, decision);
      if (fewer === null) return null;
      act = fewer;
    }
    return null;
  }

  private take(row: JournalRow, act: Act, decision: Decision, now: number): void {
    this.remember(row, act, decision);
    const { type, restaurantId, direction } = row;
    const prior = act.kind === 'SALE' ? (act.prior?.points ?? 0) : 0;
    this.tell({ at: now, type, restaurantId, direction, prior, before: this.state, decision });
    this.state = decision.after;
  }

  /** Keeps the parts of this act that later acts need. */
  private remember(row: JournalRow, act: Act, decision: Decision): void {
    const { details, lines, amounts } = decision;
    if (details?.kind === 'SALE' || details?.kind === 'REDEMPTION')
      this.sales.set(row.id, { lines, details, refunds: [] });
    if (act.kind === 'REDEMPTION' && details?.kind === 'REDEMPTION') {
      this.redemptions.set(row.id, {
        points: amounts.pointsRedeemed,
        value: amounts.pointsValue,
        lots: details.redeemed,
        byAllowance: details.byAllowance,
      });
    }
    if (act.kind === 'REFUND' && details?.kind === 'REFUND') {
      this.sales.get(act.saleId)?.refunds.push(details);
    }
    if (details?.kind === 'OPENING') this.openings.set(row.id, details);
    if (act.kind === 'AWARD') {
      const byTasks = details?.kind === 'AWARD' ? details.campaigns.reduce((sum, sold) => sum + sold.points, 0) : 0;
      this.awards.set(row.id, points(amounts.pointsEarned - byTasks));
    }
    if (act.kind === 'MANUAL' && act.restores !== null) this.expiredNotRestored -= act.points;
  }

  private rememberExpired({ transfers }: Decision): void {
    for (const { code, lotId, amount } of transfers) {
      if (code === 'EXPIRY' && lotId !== null) {
        this.expiredOfLot.set(lotId, (this.expiredOfLot.get(lotId) ?? 0) + amount);
        this.expiredNotRestored += amount;
      }
    }
  }
}

/** All of a programme that says when points end. */
function endsOf({ expiry, warning, activities }: ProgramDocument): unknown[] {
  const { registration, firstSale, birthday, reported, referral } = activities;
  const all = [registration, firstSale, birthday, referral, ...reported];
  return [expiry, warning, all.map((activity) => activity?.validity ?? null), reported.map(({ code }) => code)];
}

/** The part of an opening for which a draft has room: its tiers and stamp cards may be others. */
function openingUnder({ rankOf, stampCards }: CompiledProgram, opening: Opening): Opening {
  const { tier, stamps } = opening;
  return {
    ...opening,
    tier: tier !== null && rankOf.has(tier.tier) ? tier : null,
    stamps: stamps.filter((brought) =>
      stampCards.some(({ document: { id, size } }) => id === brought.card && brought.stamps < size),
    ),
  };
}

/** When a row counts: what came due of itself at the instant at which it was due. */
export function whenOf(row: JournalRow): number {
  return isSettlement(row) ? row.occurredAt : nowOf(row);
}
