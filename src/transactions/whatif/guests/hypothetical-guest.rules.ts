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
  type OpeningBalances,
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
import { GuestHistory, type JournalEntry, type ProgramLookup } from '../../replay/guest-history.rules';
import { GuestReplay, type ReplaySettings } from '../../replay/guest-replay.rules';
import { barredBy, BarredPoints } from './barred-points.rules';
import { withMost } from './fewer-points.rules';
import { type DraftEvent, owedTo } from './movement.rules';

export interface PastGuest {
  /** A guest who was imported with the network's history, and who gets no bonus for a first sale. */
  readonly isImported: boolean;
  /** Month × 100 + day. Null: unknown or erased. */
  readonly birthday: number | null;
  /** The local day of the registration. */
  readonly joinedDay: number;
  /** The guest's present segments. For acts whose rules asked for none, earlier ones are not known. */
  readonly segments: readonly string[];
}

/** A sale or redemption as the draft decided it, for its refunds. */
interface DecidedSale {
  readonly lines: readonly LineDivision[];
  readonly details: SaleDetails;
  readonly refunds: RefundDetails[];
}

/** The instant from which the draft decides. Everything before happened as it did. */
export interface DraftBeginning {
  readonly at: number;
  /** Whether the draft then replaced another programme, so that its rule reviews the tiers. */
  readonly isAnother: boolean;
}

/** Facts of the earlier version, reset so that the draft takes them from its own guest. */
const NOT_ASKED_YET = { tierAsOf: null, birthdayToday: null, birthdayMonth: null };

/** A placeholder. The state with which a hypothetical guest starts replaces it. */
const NOBODY: PastGuest = { isImported: false, birthday: null, joinedDay: 0, segments: [] };

export interface HowToPlay {
  /** Absent or null: the draft decides from the first act. */
  readonly beginning?: DraftBeginning | null;
  /** The guest before the first act. Absent: a new guest. */
  readonly start?: GuestState;
  /** The campaigns at an act that the draft decides. Absent: those that really ran. */
  readonly campaignsOf?: (row: JournalRow) => RunningCampaigns | undefined;
  /** Shared with other guests of the same past. Absent: a history of its own. */
  readonly history?: GuestHistory;
  /** The version that a no-regret draft replaces. Both versions decide each receipt, without end date or budget, and the better decision counts. Null: none. */
  readonly replaced?: CompiledProgram | null;
}

/** A draft has no number, and its budget no end. */
const NO_VERSIONS = { versions: { now: 0, before: 0 }, left: () => Infinity };

/** How often a refused act is retried with the largest amount that the refusal allows; each retry may meet another limit. */
const MOST_TRIES = 3;

/**
 * One guest of the past under another programme. The same acts are decided in order by the draft, on the state to which
 * the draft has led. An act that asks for more points than the draft allows gets the most that it allows. A refund,
 * capture or release concerns the draft's own sale or hold. Due dates follow the draft. Where a beginning is given, the
 * draft starts with the state that earlier versions left. Pure; acts come in the order of the guest's versions.
 */
export class HypotheticalGuest {
  private state: GuestState;
  /** The real history of the rows so far. */
  readonly history: GuestHistory;
  private readonly sales = new Map<string, DecidedSale>();
  /** Points that the draft's awards gave, without those of tasks. */
  private readonly awards = new Map<string, Points>();
  private readonly openings = new Map<string, OpeningDetails>();
  private readonly expiredOfLot = new Map<string, number>();
  private expiredNotRestored = 0;
  private readonly barred = new BarredPoints();
  /** The draft's redemptions whose sale is still to come, by the id of the redemption's row. */
  private readonly redemptions = new Map<string, PriorRedemption>();
  private readonly beginning: DraftBeginning | null;
  private readonly campaignsOf: NonNullable<HowToPlay['campaignsOf']>;
  private readonly replaced: CompiledProgram | null;
  /** Replays the time before the draft. Null: the draft has begun. */
  private before: GuestReplay | null;

  /**
   * @param draft decides every act of the guest
   * @param past the versions that really decided the acts, needed to read the rows
   * @param tell is called with each decision of the draft, in order
   */
  constructor(
    guest: PastGuest,
    private readonly draft: CompiledProgram,
    private readonly past: ProgramLookup,
    private readonly settings: ReplaySettings,
    private readonly tell: (happened: DraftEvent) => void,
    how: HowToPlay = {},
  ) {
    const { start = null, history } = how;
    this.beginning = how.beginning ?? null;
    this.campaignsOf = how.campaignsOf ?? ((row) => replayedCampaigns(settings.campaigns, row));
    this.replaced = how.replaced ?? null;
    const begin = { ...newGuest(guest.birthday, guest.joinedDay), segments: guest.segments };
    this.before = this.beginning === null ? null : new GuestReplay({ id: '', ...guest }, past, settings);
    const fresh = guest.isImported
      ? { ...begin, counters: { ...begin.counters, firstSale: 'IMPORT' as const } }
      : begin;
    this.state = start ?? fresh;
    this.history = history ?? new GuestHistory(past, ({ recordedAt }) => settings.settings.at(recordedAt).receiptScope);
  }

  /** The guest after the draft's decisions so far. */
  get after(): GuestState {
    return this.state;
  }

  /** Points that the guest used on receipts and still has because the draft does not take them there. */
  get barredPoints(): number {
    return this.barred.points;
  }

  /** Adds the next row of the guest's journal, for a merge or its undo with the journals that came with it. Rows that follow from others (an expiry, a time-out) are decided anew. */
  next(row: JournalRow, transfers: readonly TransferRow[], inherited: readonly JournalEntry[] = []): void {
    try {
      if (this.before !== null && !this.isDrafts(row)) this.liveThrough(this.before, row, transfers, inherited);
      else this.play(row);
    } finally {
      this.history.append(row, transfers);
      this.history.inherit(inherited);
    }
  }

  /** Decides a row without adding it to the history, which several guests share who live the same past under other programmes (`fork`). */
  play(row: JournalRow): void {
    if (!isSettlement(row)) this.replay(row, nowOf(row));
  }

  /** The same guest at the draft's beginning under another draft. Both share the history, to which one of them adds. */
  fork(draft: CompiledProgram, isAnother: boolean, tell: (happened: DraftEvent) => void): HypotheticalGuest {
    const { past, settings, beginning, history, state, campaignsOf } = this;
    const at = beginning === null ? null : { ...beginning, isAnother };
    const how = { beginning: at, start: state, campaignsOf, history };
    const other = new HypotheticalGuest(NOBODY, draft, past, settings, tell, how);
    for (const [id, sale] of this.sales) other.sales.set(id, { ...sale, refunds: [...sale.refunds] });
    for (const [id, given] of this.awards) other.awards.set(id, given);
    for (const [id, opening] of this.openings) other.openings.set(id, opening);
    for (const [id, expired] of this.expiredOfLot) other.expiredOfLot.set(id, expired);
    for (const [id, prior] of this.redemptions) other.redemptions.set(id, prior);
    other.expiredNotRestored = this.expiredNotRestored;
    other.begin();
    return other;
  }

  /** Whether the draft decides this row: once it has begun, it decides every later one. */
  isDrafts(row: JournalRow): boolean {
    return this.before === null || this.beginning === null || whenOf(row) >= this.beginning.at;
  }

  private liveThrough(
    before: GuestReplay,
    row: JournalRow,
    transfers: readonly TransferRow[],
    inherited: readonly JournalEntry[],
  ): void {
    const { act, decision } = before.next(row, transfers, inherited);
    if (decision?.kind !== 'DECIDED') throw new Error(`the ${row.type} ${row.id} cannot be decided anew`);
    // The replay only knows birthday and segments from rows; the draft needs the guest's own.
    const { birthday, segments } = this.state;
    this.state = { ...decision.after, birthday, segments };
    if (row.type === 'EXPIRY') this.rememberExpired(decision);
    if (act !== null) this.remember(row, act, decision);
  }

  /** Puts the draft into force, if that has not happened. */
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
      const noRegret = this.replaced === null ? undefined : { ...NO_VERSIONS, program: this.replaced, campaigns };
      const { decision, barred } = this.decideMost(act, { ...context, campaigns, noRegret });
      if (decision !== null) this.take(row, act, decision, now);
      this.barred.add(row.id, barred, row.amount);
      if (act.kind === 'REFUND') this.barred.giveBack(act.saleId, row.amount);
      this.barred.bound(owedTo(this.state.balance));
    }
  }

  /** Settles due dates under the draft until `now`; at the end, until the end of the backtest. */
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

  /** Reports a due settlement with its time. Dates before the draft's beginning count at the beginning. */
  private tellOf(type: JournalRow['type'], at: number, decision: Decision): void {
    const counts = Math.max(at, this.beginning?.at ?? at);
    this.tell({ at: counts, type, restaurantId: null, direction: null, prior: 0, before: this.state, decision });
    this.state = decision.after;
  }

  private contextAt(now: number, recordedAt: number, transactionId: string): Context {
    const { calendar, captureGraceMs, restoredForDays } = this.settings.settings.at(recordedAt);
    return { now, recordedAt, transactionId, calendar, inForce: null, captureGraceMs, restoredForDays };
  }

  /** The acts of a row for the draft's guest. Empty: under the draft, there is nothing that the act could concern. */
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
        // After the undo of a merge, each guest keeps what the draft gave it.
        return [];
      case 'TIER':
        // The draft was always in force, so no revision took place.
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

  /** Without the draft's hold, the points are debited like any others. For points in review: takes back those that the draft gave. */
  private postOf(act: ManualAct): readonly ManualAct[] {
    if (act.holdId === undefined) return [act];
    const [open, hold] = [this.openHold(act.holdId), this.history.find(act.holdId)];
    const isReview = hold !== undefined && isInReview(hold);
    if (open === undefined) return isReview ? [] : [{ ...act, holdId: undefined }];
    return [isReview && act.points >= hold.pointsRedeemed ? { ...act, points: open.points } : act];
  }

  /** Restores only points that the draft let expire. */
  private restoreOf(act: ManualAct): readonly ManualAct[] {
    const most = Math.min(act.points, this.expiredNotRestored);
    return most > 0 ? [{ ...act, points: points(most) }] : [];
  }

  private endsAlike({ document }: CompiledProgram): boolean {
    return JSON.stringify(endsOf(document)) === JSON.stringify(endsOf(this.draft.document));
  }

  /** Warnings for lots whose end differs under the draft: a guest who read the real warning would have read the draft's. */
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

  /** Decides the act; if it asks for too many points, with the most that are allowed. */
  private decideMost(wanted: Act, context: Context): { readonly decision: Decision | null; readonly barred: number } {
    let act = wanted;
    let barred = 0;
    for (let attempt = 0; attempt < MOST_TRIES; attempt += 1) {
      const decision = decide(this.draft, this.state, act, context);
      if (decision.kind === 'DECIDED') return { decision, barred };
      const fewer = withMost(act, decision);
      barred += barredBy(decision, act, fewer);
      if (fewer === null) break;
      act = fewer;
    }
    return { decision: null, barred };
  }

  private take(row: JournalRow, act: Act, decision: Decision, now: number): void {
    this.remember(row, act, decision);
    const { type, restaurantId, direction } = row;
    const prior = act.kind === 'SALE' ? (act.prior?.points ?? 0) : 0;
    this.tell({ at: now, type, restaurantId, direction, prior, before: this.state, decision });
    this.state = decision.after;
  }

  /** Stores the parts of this act that later acts need. */
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
        this.barred.expire(amount);
      }
    }
  }
}

/** All parts of a programme that determine when points end. */
function endsOf({ expiry, warning, activities }: ProgramDocument): unknown[] {
  const { registration, firstSale, birthday, reported, referral } = activities;
  const all = [registration, firstSale, birthday, referral, ...reported];
  return [expiry, warning, all.map((activity) => activity?.validity ?? null), reported.map(({ code }) => code)];
}

/** The part of an opening that fits the draft, which may have other tiers and stamp cards. */
function openingUnder({ rankOf, stampCards }: CompiledProgram, opening: OpeningBalances): OpeningBalances {
  const { tier, stamps } = opening;
  return {
    ...opening,
    tier: tier !== null && rankOf.has(tier.tier) ? tier : null,
    stamps: stamps.filter((brought) =>
      stampCards.some(({ document: { id, size } }) => id === brought.card && brought.stamps < size),
    ),
  };
}

/** The time at which a row counts: for a due settlement, its due instant. */
export function whenOf(row: JournalRow): number {
  return isSettlement(row) ? row.occurredAt : nowOf(row);
}
