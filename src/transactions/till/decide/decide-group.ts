import {
  type Act,
  type CompiledProgram,
  type Context,
  decide,
  type Decision,
  type GuestState,
  newGuest,
  type Refusal,
  type RunningCampaigns,
  settleInForce,
} from '../../../decision';
import type { ConfigurationSnapshot } from '../../../configuration';
import { isoDateOf, type ZoneCalendar } from '../../../platform/clock/calendar';
import { newId } from '../../../platform/ids/ids';
import { PROBLEM_STATUS, type ProblemCode } from '../../../platform/problems/problem-codes';
import type { JournalRow } from '../../ledger/journal/journal-row';
import { decideAnonymousReceipt } from '../../ledger/act/anonymous-receipt.rules';
import { drawOf, isInHoldout } from '../../../configuration/pure';
import type { BudgetRound } from '../spending/campaigns/budget-round';
import type { ActRewards } from '../spending/rewards/act-rewards';
import type { AllowanceLeft, BuildContext, BuiltAct, PreparedAct } from '../kinds/built-act';
import {
  type ExpiredPoints,
  expiredIn,
  frameOfRestoration,
  pointsSpentOffline,
  restorationFor,
  restorationsOf,
} from './late-spending.rules';
import { ANONYMOUS_GROUP, groupWriteOf, guestStateOf, lotWriteOf } from '../../ledger/journal/guest-state';
import {
  elsewhereOf,
  journalRowOf,
  type RowFrame,
  settlementRowOf,
  transferRowsOf,
} from '../../ledger/journal/journal-writer';
import type { KeptRefusal } from '../../../platform/http/idempotency/keyed-calls';
import type { ClaimWrite, GroupRows, TillReadRow } from '../../ledger/write/till-statements';
import type { Refusing } from '../../ledger/act/refusing';
import { identificationOf } from '../../ledger/act/identification';
import type { Outcome, TillAct } from '../../ledger/act/till-act';
import { NO_GROUNDS } from '../kinds/kind';
import { asksCampaigns } from '../kinds/asks-campaigns';
import { kindOf } from '../kinds/kinds';
import { joinedByOtherName, storedPartOf } from '../kinds/receipt-claim';

/** One guest with its acts in the order they came, or one anonymous act. */
export interface Group {
  readonly guestId: string | null;
  readonly acts: readonly PreparedAct[];
}

/** Rows that a group writes if it wins its claims and its version, and the outcome of each act. */
export interface DecidedGroup {
  readonly rows: GroupRows;
  readonly outcomes: readonly Outcome[];
  /** The row of the guest that the decisions rest on. */
  readonly stored: TillReadRow;
}

/** Everything that an act and what was lent for it write, by guest; and what becomes of the act. */
export interface DecidedTogether {
  readonly groups: readonly GroupRows[];
  readonly outcome: Outcome;
  /** The row of the act's guest, or the time alone. */
  readonly stored: TillReadRow;
}

/** In the order of the guests' ids; the outcome is that of the last act of the group `lead`. */
export function togetherOf(decided: readonly DecidedGroup[], lead: number): DecidedTogether {
  const of = decided[lead];
  const outcome = of?.outcomes.at(-1);
  if (of === undefined || outcome === undefined) throw new Error('an act was left undecided');
  const order = ({ group: { guestId } }: GroupRows) => guestId ?? '';
  const groups = decided.map(({ rows }) => rows).sort((a, b) => (order(a) < order(b) ? -1 : 1));
  return { groups, outcome, stored: of.stored };
}

/** A decision with the row that it becomes. */
type Decided = { readonly decision: Decision; readonly row: JournalRow };

/**
 * Refusals that are no answer to the act itself: the till sends it on to the guest that this one was merged into, and
 * what was wrong with the allowance that a batch came with says nothing of the act, which may come with a better one.
 */
const NOT_KEPT: ReadonlySet<ProblemCode> = new Set<ProblemCode>([
  'guest_merged',
  // The guest may confirm it meanwhile, and the till sends the same again.
  'confirmation_required',
  'confirmation_failed',
  'allowance_unknown',
  'allowance_of_another_till',
  'allowance_expired',
  'device_clock_back',
]);

export const FUTURE_TOLERANCE_MS = 5 * 60_000;
const HOUR_MS = 3_600_000;

/**
 * Decides the acts of one guest one after another, each on the state that the one before left. Pure but for the ids of
 * what comes due of itself. Acts of a guest whom the network does not have are refused, and not kept (404, docs/errors.md).
 */
export function decideGroup(
  group: Group,
  stored: TillReadRow,
  snapshot: ConfigurationSnapshot,
  calendar: ZoneCalendar,
  budgets: BudgetRound,
): DecidedGroup {
  if (group.guestId !== null && stored.version === null) return decisionsOfMissingGuest(group, stored);
  const run = new GroupRun(group, stored, snapshot, calendar, budgets);
  // Without acts the group is there for what is due alone.
  if (group.acts.length === 0) run.settleUntil(Math.round(stored.now_ms));
  const outcomes = group.acts.map((prepared) => run.decideNext(prepared));
  return { rows: run.rows(), outcomes, stored };
}

/** Rows of a group in which nothing is decided; other groups override some of them. */
export const NOTHING_WRITTEN: GroupRows = {
  group: ANONYMOUS_GROUP,
  claims: [],
  transactions: [],
  transfers: [],
  lots: [],
  takes: [],
  uses: [],
  answers: [],
  budgetUses: [],
  budgetReturns: [],
};

function decisionsOfMissingGuest(group: Group, stored: TillReadRow): DecidedGroup {
  const refused: Outcome = { kind: 'REFUSED', code: 'guest_not_found', data: {}, replayed: false, requestId: null };
  return { rows: NOTHING_WRITTEN, outcomes: group.acts.map(() => refused), stored };
}

function isStored(row: TillReadRow): row is TillReadRow & { readonly version: number } {
  return row.version !== null;
}

class GroupRun {
  private readonly claims: ClaimWrite[] = [];
  private readonly transactions: GroupRows['transactions'] = [];
  private readonly transfers: GroupRows['transfers'] = [];
  private readonly answers: GroupRows['answers'] = [];
  private readonly takes: GroupRows['takes'] = [];
  private readonly uses: GroupRows['uses'] = [];
  private readonly budgetUses: GroupRows['budgetUses'] = [];
  private readonly budgetReturns: GroupRows['budgetReturns'] = [];
  /** The last state of each lot that changed, by the key of its row. */
  private readonly lots = new Map<string, GroupRows['lots'][number]>();
  private readonly stored: TillReadRow;
  private readonly now: number;
  private readonly expected: number | null;
  private state: GuestState;
  private draw: RunningCampaigns['draw'] | null = null;

  constructor(
    private readonly group: Group,
    stored: TillReadRow,
    private readonly snapshot: ConfigurationSnapshot,
    private readonly calendar: ZoneCalendar,
    private readonly budgets: BudgetRound,
  ) {
    this.stored = stored;
    this.now = Math.round(stored.now_ms);
    this.expected = stored.version;
    if (group.guestId === null) this.state = newGuest();
    else if (!isStored(stored)) throw new Error(`the guest ${group.guestId} has no state`);
    else this.state = guestStateOf(stored);
  }

  rows(): GroupRows {
    const group =
      this.group.guestId === null || this.expected === null
        ? ANONYMOUS_GROUP
        : groupWriteOf(this.group.guestId, this.expected, this.state);
    return {
      group,
      claims: this.claims,
      transactions: this.transactions,
      transfers: this.transfers,
      lots: [...this.lots.values()],
      takes: this.takes,
      uses: this.uses,
      answers: this.answers,
      budgetUses: this.budgetUses,
      budgetReturns: this.budgetReturns,
    };
  }

  decideNext(prepared: PreparedAct): Outcome {
    const { act } = prepared;
    const imported = act.channel === 'IMPORT';
    const occurredAt = act.occurredAt ?? this.now;
    // Late acts of the platform itself are never out of range.
    if (!imported && act.channel !== 'SYSTEM' && this.isOutOfRange(occurredAt))
      return this.refuse(act, 'occurred_at_out_of_range', { serverTime: new Date(this.now).toISOString() });
    // An import is decided at its own time: lots, windows and expiry are dated by it.
    const now = imported ? occurredAt : this.now;
    this.settleUntil(now);
    const before = this.state;
    const restored = prepared.expiredSince === undefined ? [] : this.restoreFor(act, prepared.expiredSince);
    const outcome = this.decidePrepared(prepared, restored, occurredAt, now);
    // For an act that is refused nothing comes back.
    if (outcome.kind === 'REFUSED') this.state = before;
    return outcome;
  }

  private decidePrepared(
    prepared: PreparedAct,
    restored: readonly Decided[],
    occurredAt: number,
    now: number,
  ): Outcome {
    const { act } = prepared;
    const businessDate = act.receipt.businessDate ?? isoDateOf(this.calendar.businessDay(occurredAt));
    const built = buildAct(prepared, {
      guest: this.state,
      occurredAt,
      now,
      snapshot: this.snapshot,
      calendar: this.calendar,
    });
    if ('refused' in built) return this.refuse(act, built.refused, built.data);

    const decision = this.decideBuilt(built, act, now);
    if (decision.kind === 'REFUSED') return this.refuse(act, decision.code, this.toldOf(decision));

    const { frame } = built;
    const grounds = this.groundsOf(prepared, built, decision, businessDate);
    const row = journalRowOf(act, decision, {
      type: frame.type,
      programVersion: frame.programVersion,
      relatedId: frame.relatedId,
      turn: frame.turn ?? null,
      lines: frame.lines,
      attributes: frame.attributes,
      direction: frame.direction,
      reasonCode: frame.reasonCode,
      // A claimed receipt happened when it was printed.
      occurredAt: frame.occurredAt ?? occurredAt,
      recordedAt: this.now,
      businessDate: frame.businessDate ?? businessDate,
      grounds,
      identifiedBy: identificationOf(act, this.stored)?.way ?? act.identifiedBy ?? null,
      details: (built.act === null ? undefined : kindOf(act.body).details?.(built.act, decision)) ?? frame.details,
    });
    for (const one of restored) this.append(one.decision, one.row, null);
    this.append(decision, row, 'comment' in act.body ? act.body.comment : null);
    this.spendBudgets(built, decision, row.id);
    this.claimFor(prepared, row);
    if (prepared.rewards !== null && row.type !== 'HOLD') this.useCodes(prepared.rewards, row);
    const { rewards, reward } = grounds;
    const elsewhere = elsewhereOf(decision.after, row.restaurantId);
    const told = { trace: decision.trace, progress: decision.progress, rewards, reward, elsewhere };
    return { kind: 'POSTED', row, told, redeemable: decision.redeemable, replayed: false };
  }

  /**
   * Points that expired after an act of an offline till and before it was told of come back first, exactly those that
   * it spends (ledger.md, rule 26): a credit of its own for each expiry, which a manager's restoration counts too.
   */
  private restoreFor(of: TillAct, known: readonly ExpiredPoints[]): Decided[] {
    const inForce = this.snapshot.programInForce(new Date(this.now));
    // Below zero they would only fill the hole, and pay for nothing.
    if (inForce === undefined || this.state.overdraft) return [];
    const settled = this.transactions.map(({ row }) => row);
    const expired = [...known, ...expiredIn(settled, of.occurredAt ?? this.now)];
    return restorationsOf(expired, pointsSpentOffline(of), this.now).map((credit) => {
      const act = restorationFor(of, credit);
      const decision = decide(inForce.program, this.state, credit, this.contextOf(act.id, this.now, null));
      if (decision.kind === 'REFUSED') throw new Error(`what expired can't come back: ${decision.code}`);
      this.state = decision.after;
      const businessDate = isoDateOf(this.calendar.businessDay(this.now));
      const frame = frameOfRestoration(act, { at: this.now, businessDate, programVersion: inForce.version });
      return { decision, row: journalRowOf(act, decision, frame) };
    });
  }

  /** Settings may change, and what was recorded when is no proof of what was known: so it stands beside the act. */
  private groundsOf(
    prepared: PreparedAct,
    { act }: BuiltAct,
    decision: Decision,
    businessDate: string,
  ): RowFrame['grounds'] {
    const { body } = prepared.act;
    const grounds =
      (act === null ? undefined : kindOf(body).grounds?.(act, body, this.snapshot.profile.settings)) ?? NO_GROUNDS;
    return {
      tierAsOf: prepared.tierAsOf,
      restoredForDays: grounds.restoredForDays,
      captureGraceMs: grounds.captureGraceMs,
      rewards: grounds.rewards,
      reward: grounds.reward,
      allowance: prepared.allowance === undefined ? null : paidBy(prepared.allowance, decision),
      joined: joinedByOtherName(prepared, businessDate, this.snapshot),
      part: storedPartOf(prepared),
      partner: grounds.partner,
    };
  }

  private decideBuilt(built: BuiltAct, act: TillAct, now: number): Decision | Refusal {
    if (built.act === null) {
      const campaigns = this.campaignsOf(built.receipt, act.channel);
      return decideAnonymousReceipt(built.program, built.receipt, { now, calendar: this.calendar, campaigns });
    }
    const inForce = this.snapshot.programInForce(new Date(now))?.program ?? null;
    const other = inForce === built.program ? null : inForce;
    const context = this.contextOf(act.id, now, other);
    const campaigns = this.campaignsOf(built.act, act.channel);
    return decide(built.program, this.state, built.act, campaigns === undefined ? context : { ...context, campaigns });
  }

  /** Those of the time of the act; an import's acts happened without them. */
  private campaignsOf(of: Act, channel: TillAct['channel']): RunningCampaigns | undefined {
    const { guestId } = this.group;
    if (channel === 'IMPORT' || !('occurredAt' in of) || !asksCampaigns(of.kind)) return undefined;
    const inOrder = this.snapshot.campaigns.of({ occurredAt: of.occurredAt, recordedAt: this.now });
    if (inOrder.length === 0) return undefined;
    const { id, settings } = this.snapshot.profile;
    // A receipt without a guest belongs to no control group.
    this.draw ??= drawOf(guestId ?? '');
    const draw = this.draw;
    return {
      inOrder,
      draw,
      isHeldOut: () => isInHoldout(draw, id, settings.campaignHoldoutPpm),
      left: (code, asked) => this.budgets.left(code, asked, inOrder),
    };
  }

  private contextOf(transactionId: string, now: number, inForce: CompiledProgram | null): Context {
    const { captureGraceMinutes, restoreGraceDays } = this.snapshot.profile.settings;
    return {
      now,
      recordedAt: this.now,
      calendar: this.calendar,
      inForce,
      transactionId,
      captureGraceMs: captureGraceMinutes * 60_000,
      restoredForDays: restoreGraceDays,
    };
  }

  /** Writes down what came due of itself before the act, as the job would have (ledger.md, rule 27). */
  settleUntil(now: number): void {
    if (this.group.guestId === null || this.state.dueAt > now) return;
    const current = this.snapshot.programInForce(new Date(now));
    if (current === undefined) return;
    const inForceAt = (at: number) => this.snapshot.programInForce(new Date(at)) ?? current;
    const due = settleInForce(inForceAt, this.state, { now, calendar: this.calendar });
    for (const { settlement, by } of due) {
      const row = settlementRowOf(this.group.guestId, settlement, {
        recordedAt: this.now,
        businessDate: isoDateOf(this.calendar.businessDay(settlement.at)),
        programVersion: by.version,
      });
      this.append(settlement.decision, row, null);
    }
  }

  private append(decision: Decision, row: JournalRow, comment: string | null): void {
    this.transactions.push({ row, comment });
    this.transfers.push(...transferRowsOf(this.snapshot.profile.id, this.group.guestId, row.id, decision.transfers));
    for (const lot of decision.lots) this.lots.set(`${String(lot.expiresAt)} ${lot.lotId}`, lotWriteOf(lot));
    if (this.group.guestId !== null) this.state = decision.after;
  }

  private claimFor(prepared: PreparedAct, row: JournalRow): void {
    const { act } = prepared;
    this.claimKey(act, row.id);
    for (const claim of act.claims) this.claims.push({ ...claim, holder: row.id, expected: null });
    const claims = kindOf(act.body).claims?.(prepared, act.body, row, this.snapshot);
    if (claims !== undefined) this.claims.push(...claims);
  }

  /** Uses of budgets are written with their leases; a refund's part goes back to the budgets. */
  private spendBudgets(built: BuiltAct, { details }: Decision, transactionId: string): void {
    if (details === null) return;
    const { program } = built;
    const act = built.act ?? built.receipt;
    if (details.kind === 'REFUND') {
      this.budgetReturns.push(...(details.campaigns ?? []));
    } else if ('campaigns' in details && (act.kind === 'SALE' || act.kind === 'AWARD')) {
      const campaigns = this.snapshot.campaigns.of({ occurredAt: act.occurredAt, recordedAt: this.now });
      const pointValue = program?.document.pointValue ?? 0;
      const { campaigns: sold = [] } = details;
      this.budgetUses.push(...this.budgets.take(transactionId, sold, act.restaurantId, campaigns, pointValue));
    }
  }

  /** The redemption of a reward by its code is written with what else is the reward's. */
  private useCodes({ coupons }: ActRewards, row: JournalRow): void {
    for (const { digest, batchId, isSingle, redemption } of coupons) {
      if (isSingle) this.claims.push({ kind: 'COUPON', digest, holder: redemption.id, expected: null });
      else this.takes.push({ digest, batchId });
      if (row.type !== 'SALE') continue;
      this.uses.push({
        digest,
        batchId,
        redemptionId: redemption.id,
        rewardId: redemption.rewardId,
        rewardVersion: redemption.rewardVersion,
        terms: redemption.terms,
        saleId: row.id,
        restaurantId: row.restaurantId,
        claimed: isSingle,
      });
    }
  }

  private claimKey(act: TillAct, holder: string): void {
    if (act.key !== null) this.claims.push({ kind: 'KEY', digest: act.key.digest, holder, expected: null });
  }

  /** Data of a refusal for its caller; sums are in the network's currency. */
  private toldOf({ code, data }: Refusal): Readonly<Record<string, unknown>> {
    if (code !== 'order_minimum_not_met') return data;
    return { ...data, missing: Number(data['min']) - Number(data['amount']), currency: this.snapshot.profile.currency };
  }

  private refuse(act: TillAct, code: ProblemCode, data: Readonly<Record<string, unknown>>): Outcome {
    if (act.key !== null && !NOT_KEPT.has(code)) {
      const id = newId();
      const kept: KeptRefusal = { requestId: act.requestId ?? '', data, faults: [] };
      this.answers.push({
        id,
        requestHash: act.key.requestHash,
        status: PROBLEM_STATUS[code],
        code,
        data: JSON.stringify(kept),
      });
      this.claimKey(act, id);
    }
    return { kind: 'REFUSED', code, data, replayed: false, requestId: null };
  }

  private isOutOfRange(occurredAt: number): boolean {
    const oldest = this.now - this.snapshot.profile.settings.offlineWindowHours * HOUR_MS;
    return occurredAt > this.now + FUTURE_TOLERANCE_MS || occurredAt < oldest;
  }
}

function paidBy({ id }: AllowanceLeft, { transfers }: Decision): RowFrame['grounds']['allowance'] {
  const paid = transfers.find(({ debit }) => debit === 'RESTAURANT_OFFLINE_LOSS')?.amount;
  return paid === undefined ? null : { id, points: paid };
}

/** The act that `decide` takes, or why the till itself refuses it. Pure. */
export function buildAct(prepared: PreparedAct, context: BuildContext): BuiltAct | Refusing {
  const { act } = prepared;
  return act.refused ?? prepared.refused ?? kindOf(act.body).build(prepared, act.body, context);
}
