import {
  type Act,
  type BudgetAsked,
  type BudgetLeft,
  type CompiledCampaign,
  type CompiledProgram,
  type Context,
  decide,
  type Decision,
  type GuestState,
  invariant,
  newGuest,
  type Refusal,
  type RunningCampaigns,
  type SoldCampaign,
  settleInForce,
  UNTIL_DECIDED,
} from '../../../decision';
import type { ConfigurationSnapshot } from '../../../configuration';
import { isoDateOf, type ZoneCalendar } from '../../../platform/clock/calendar';
import { newId } from '../../../platform/ids/ids';
import { PROBLEM_STATUS, type ProblemCode } from '../../../platform/problems/problem-codes';
import type { JournalRow } from '../../ledger/journal/journal-row';
import { decideAnonymousReceipt } from '../../ledger/act/anonymous-receipt.rules';
import { drawOf, isInHoldout, type SoleDecision } from '../../../configuration/pure';
import type { BudgetRound } from '../spending/campaigns/budget-round';
import type { ActRewards } from '../spending/rewards/reward-plan';
import type { AllowanceLeft, BuildContext, BuiltAct, PreparedAct, ExpiredPoints } from '../kinds/built-act';
import {
  expiredIn,
  frameOfRestoration,
  pointsSpentOffline,
  restorationFor,
  restorationsOf,
} from './late-spending.rules';
import { countedOf, returnedByRefund, termsOfNoRegret, versionsOf } from './no-regret.rules';
import { requireGuest, requireLotsOfBalance } from '../../ledger/journal/booked.rules';
import { ANONYMOUS_GROUP, groupWriteOf, guestStateOf, isStored, lotWriteOf } from '../../ledger/journal/guest-state';
import {
  elsewhereOf,
  journalRowOf,
  type RowFrame,
  settlementRowOf,
  transferRowsOf,
} from '../../ledger/journal/journal-writer';
import type { KeptRefusal } from '../../../platform/http/idempotency/keyed-calls';
import { type ClaimWrite, type GroupRows, isErased, type TillReadRow } from '../../ledger/write/till-rows';
import type { RefusalReason } from '../../ledger/act/refusing';
import { systemActOf } from '../../ledger/act/system-act';
import { identificationOf } from '../../ledger/act/identification';
import type { Outcome, RelatedRows, TillAct } from '../../ledger/act/till-act';
import { NO_GROUNDS } from '../kinds/kind';
import { asksCampaigns } from '../kinds/act-traits';
import { budgetsOfPeople, MOST_UNPRICED_A_DAY, termsOfPerson } from '../sole-gifts/person-budget.rules';
import { givenPointsOf } from '../sole-gifts/given-points.rules';
import { rewardSharesOf } from '../sole-gifts/reward-shares.rules';
import {
  isLargeByHand,
  mayHaveSoleShares,
  type SoleShare,
  soleSharesOf,
  tierDecisionOf,
} from '../sole-gifts/sole-shares.rules';
import { kindOf } from '../kinds/kinds';
import { joinedByOtherName, storedPartOf } from '../kinds/receipt-claim';

/** One guest with the acts in the order in which they came, or one anonymous act. */
export interface ActGroup {
  readonly guestId: string | null;
  readonly acts: readonly PreparedAct[];
}

/** Rows that a group writes if it wins its claims and its version, and the outcome of each act. */
export interface DecidedGroup {
  readonly rows: GroupRows;
  readonly outcomes: readonly Outcome[];
  /** The guest's row that the decisions are based on. */
  readonly stored: TillReadRow;
}

/** Everything that an act, and points lent for it, write for each guest; and the act's outcome. */
export interface DecidedTogether {
  readonly groups: readonly GroupRows[];
  readonly outcome: Outcome;
  /** The row of the act's guest. For an anonymous act it only holds the time. */
  readonly stored: TillReadRow;
}

/** Sorted by guest id. The outcome is that of the last act of the group `lead`. */
export function togetherOf(decided: readonly DecidedGroup[], lead: number): DecidedTogether {
  const of = decided[lead];
  const outcome = of?.outcomes.at(-1);
  invariant(of !== undefined && outcome !== undefined, 'each act is decided');
  const order = ({ group: { guestId } }: GroupRows) => guestId ?? '';
  const groups = decided.map(({ rows }) => rows).sort((a, b) => (order(a) < order(b) ? -1 : 1));
  return { groups, outcome, stored: of.stored };
}

/** A decision with the journal row that stores it. */
type DecidedRow = { readonly decision: Decision; readonly row: JournalRow };

/** Money off that campaigns of one person asked for in the act that is decided, by the campaign's code. */
type MoneyAsked = Map<string, SoleDecision & { readonly asked: number; readonly given: number }>;

/**
 * Refusals that are not stored as the answer to the act. `guest_merged`: the till sends the act on to the other guest.
 * Codes about allowances: the same act may come again with a valid one.
 */
const NOT_KEPT: ReadonlySet<ProblemCode> = new Set<ProblemCode>([
  'guest_merged',
  // The guest may confirm in the meantime, and the till sends the same act again.
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
 * Decides the acts of one guest one after another, each on the state after the previous one. Pure but for the ids of
 * due settlements. Acts of a guest whom the network does not have are refused without storing the answer (404,
 * docs/errors.md).
 */
export function decideGroup(
  group: ActGroup,
  stored: TillReadRow,
  snapshot: ConfigurationSnapshot,
  calendar: ZoneCalendar,
  budgets: BudgetRound,
): DecidedGroup {
  if (group.guestId !== null && stored.version === null) return decisionsOfMissingGuest(group, stored);
  const run = new GroupRun(group, stored, snapshot, calendar, budgets);
  // A group without acts only applies due settlements.
  if (group.acts.length === 0) run.settleUntil(Math.round(stored.now_ms));
  const outcomes = group.acts.map((prepared) => run.decideNext(prepared));
  return { rows: run.rows(), outcomes, stored };
}

/** The rows of a group that writes nothing. Other groups override some of them. */
export const NOTHING_WRITTEN: GroupRows = {
  group: ANONYMOUS_GROUP,
  read: null,
  claims: [],
  transactions: [],
  transfers: [],
  lots: [],
  takes: [],
  uses: [],
  answers: [],
  budgetUses: [],
  budgetReturns: [],
  soleGifts: [],
};

function decisionsOfMissingGuest(group: ActGroup, stored: TillReadRow): DecidedGroup {
  const refused: Outcome = { kind: 'REFUSED', code: 'guest_not_found', data: {}, replayed: false, requestId: null };
  return { rows: NOTHING_WRITTEN, outcomes: group.acts.map(() => refused), stored };
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
  private readonly soleGifts: GroupRows['soleGifts'] = [];
  private moneyAsked: MoneyAsked = new Map();
  /** The last state of each changed lot, by the key of its row. */
  private readonly lots = new Map<string, GroupRows['lots'][number]>();
  private readonly stored: TillReadRow;
  private readonly now: number;
  private readonly expected: number | null;
  private state: GuestState;
  private readonly read: GuestState['balance'];
  private draw: RunningCampaigns['draw'] | null = null;

  constructor(
    private readonly group: ActGroup,
    stored: TillReadRow,
    private readonly snapshot: ConfigurationSnapshot,
    private readonly calendar: ZoneCalendar,
    private readonly budgets: BudgetRound,
  ) {
    this.stored = stored;
    this.now = Math.round(stored.now_ms);
    this.expected = stored.version;
    if (group.guestId === null) this.state = newGuest();
    else {
      invariant(isStored(stored), 'a guest whose acts are decided has a state');
      this.state = guestStateOf(stored);
    }
    requireGuest(this.state);
    requireLotsOfBalance(this.state);
    this.read = this.state.balance;
  }

  rows(): GroupRows {
    const group =
      this.group.guestId === null || this.expected === null
        ? ANONYMOUS_GROUP
        : groupWriteOf(this.group.guestId, this.expected, this.state);
    return {
      group,
      read: this.group.guestId === null ? null : this.read,
      claims: this.claims,
      transactions: this.transactions,
      transfers: this.transfers,
      lots: [...this.lots.values()],
      takes: this.takes,
      uses: this.uses,
      answers: this.answers,
      budgetUses: this.budgetUses,
      budgetReturns: this.budgetReturns,
      soleGifts: this.soleGifts,
    };
  }

  decideNext(prepared: PreparedAct): Outcome {
    const { act } = prepared;
    if (isErased(this.stored) && act.channel !== 'SYSTEM' && kindOf(act.body).outlivesGuest !== true)
      return this.refuse(act, 'guest_not_found', {});
    const imported = act.channel === 'IMPORT';
    const occurredAt = act.occurredAt ?? this.now;
    // Acts of the platform itself may be late without a limit.
    if (!imported && act.channel !== 'SYSTEM' && this.isOutOfRange(occurredAt))
      return this.refuse(act, 'occurred_at_out_of_range', { serverTime: new Date(this.now).toISOString() });
    // An import is decided at its own time, which dates its lots, windows and expiry.
    const now = imported ? occurredAt : this.now;
    this.settleUntil(now);
    const before = this.state;
    const restored = prepared.expiredSince === undefined ? [] : this.restoreFor(act, prepared.expiredSince);
    const outcome = this.decidePrepared(prepared, restored, occurredAt, now);
    // Restored points of a refused act go away again.
    if (outcome.kind === 'REFUSED') this.state = before;
    return outcome;
  }

  private decidePrepared(
    prepared: PreparedAct,
    restored: readonly DecidedRow[],
    occurredAt: number,
    now: number,
  ): Outcome {
    const { act } = prepared;
    const businessDate = act.receipt.businessDate ?? isoDateOf(this.calendar.businessDay(occurredAt));
    const asked = buildAct(prepared, {
      guest: this.state,
      occurredAt,
      now,
      snapshot: this.snapshot,
      calendar: this.calendar,
    });
    if ('refused' in asked) return this.refuse(act, asked.refused, asked.data);

    const decision = this.decideBuilt(asked, act, now);
    if (decision.kind === 'REFUSED') return this.refuse(act, decision.code, this.toldOf(decision));
    const built = countedOf(asked, decision.facts.noRegret, this.snapshot);

    const waiting = this.takeRewards(prepared, built, decision);
    if (waiting !== undefined)
      return this.refuse(act, 'reward_not_available', { reward: waiting, reason: 'SECOND_PERSON' });
    if (!this.takeTier(act)) return this.refuse(act, 'tiers_by_hand_exceeded', { max: MOST_UNPRICED_A_DAY });

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
      // A claimed receipt counts as of the time when it was printed.
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
    this.spendOnRegret(decision, row, prepared.related);
    this.claimFor(prepared, row);
    if (prepared.rewards !== null && row.type !== 'HOLD') this.useCodes(prepared.rewards, row);
    if (mayHaveSoleShares(act, this.snapshot)) this.holdBack(act, built, decision, row);
    const { rewards, reward } = grounds;
    const elsewhere = elsewhereOf(decision.after, row.restaurantId);
    const told = { trace: decision.trace, progress: decision.progress, rewards, reward, elsewhere };
    return { kind: 'POSTED', row, told, redeemable: decision.redeemable, replayed: false };
  }

  /**
   * Puts the points of one person's decision that are above the person's bound of a day, or above the guest's of 30 days, in review until a second
   * person decides (decision 140). One more act of the guest, so that the till does not wait and the points do not get lost.
   */
  private holdBack(act: TillAct, built: BuiltAct, decision: Decision, row: JournalRow): void {
    const { guestId } = this.group;
    const shares = soleSharesOf(act, built, decision, this.snapshot);
    if (guestId === null || shares.length === 0) return;
    const ofPeople = shares.reduce((sum, share) => sum + share.points, 0);
    const above = isLargeByHand(act, built, this.snapshot) ? ofPeople : this.chargePeople(shares, 'POINTS', row.id);
    const points = Math.min(ofPeople, givenPointsOf(decision));
    const bound = this.snapshot.profile.settings.limits.managerManualPerDay;
    const free = this.budgets.takeOfGuest(guestId, Math.max(0, points - above), bound);
    const held = free === points ? null : this.putInReview(guestId, row.id, points - free);
    invariant((held?.pointsRedeemed ?? 0) <= points - free, 'no more points wait than are above the bounds');
    for (const [i, share] of shares.entries()) {
      // The act's case is about the first of its people.
      const waiting = i === 0 ? Math.min(share.points, held?.pointsRedeemed ?? 0) : 0;
      const { person, source, points: amount } = share;
      const holdId = waiting === 0 ? null : (held?.id ?? null);
      this.soleGifts.push({ transactionId: row.id, person, unit: 'POINTS', guestId, source, amount, waiting, holdId });
    }
  }

  /** Uses the bound of a day for a tier by hand. False: the person, or somebody who could sign in as the person, has used it up. */
  private takeTier(act: TillAct): boolean {
    const decision = tierDecisionOf(act, this.snapshot);
    if (decision === undefined) return true;
    const charged = this.snapshot.deciders.chargedWith(decision.person);
    const budgets = charged.map((id) => termsOfPerson(id, 'USES', this.snapshot, this.now));
    const least = Math.min(...budgets.map((terms) => this.budgets.mostOf(terms, 1)));
    if (least < 1) return false;
    for (const terms of budgets) this.budgetUses.push(this.budgets.use(terms, 1, act.id));
    return true;
  }

  /**
   * Counts rewards and coupons that one person alone decided in that person's bounds of the day. A sale cannot wait for a second person, so above
   * a bound the reward is not given, the guest keeps it, and a fraud case reports it. Returns the code of the refused reward.
   */
  private takeRewards({ act, rewards }: PreparedAct, built: BuiltAct, decision: Decision): string | undefined {
    const { now, snapshot } = this;
    const pointValue = built.program?.document.pointValue ?? 0;
    const shares = rewardSharesOf(act, rewards, decision, snapshot, { now, pointValue });
    if (shares.length === 0) return undefined;
    const uses = (['MONEY', 'USES'] as const).map((unit) => {
      const amounts = shares.flatMap(({ decisions, money, pieces }) => {
        const people = new Set(decisions.map(({ person }) => person));
        return [...people].map((person) => ({ person, points: unit === 'MONEY' ? money : pieces }));
      });
      return [...budgetsOfPeople(amounts, unit, snapshot, now).values()].filter(({ amount }) => amount > 0);
    });
    const short = uses.flat().filter(({ terms, amount }) => this.budgets.mostOf(terms, amount) < amount);
    if (short.length === 0) {
      for (const { terms, amount } of uses.flat()) this.budgetUses.push(this.budgets.use(terms, amount, act.id));
      return undefined;
    }
    const { guestId } = this.group;
    for (const { decisions, money, pieces } of shares) {
      const [unit, amount] = money > 0 ? (['MONEY', money] as const) : (['USES', pieces] as const);
      // The act is refused, so each note has an id of its own: a second person confirms each decision.
      for (const { person, source } of decisions)
        this.soleGifts.push({
          transactionId: newId(),
          person,
          unit,
          guestId,
          source,
          amount,
          waiting: amount,
          holdId: null,
        });
    }
    return shares[0]?.reward;
  }

  /** Uses the bounds of a day for these amounts, as far as they are left. Returns how much is above them. */
  private chargePeople(
    amounts: readonly { readonly person: string; readonly points: number }[],
    unit: 'POINTS' | 'MONEY',
    transactionId: string,
  ): number {
    const budgets = budgetsOfPeople(amounts, unit, this.snapshot, this.now);
    const short = new Map<string, number>();
    for (const [person, { terms, amount }] of budgets) {
      const free = this.budgets.mostOf(terms, amount);
      if (free > 0) this.budgetUses.push(this.budgets.use(terms, free, transactionId));
      short.set(person, amount - free);
    }
    return amounts.reduce((above, { person, points }) => {
      const charged = this.snapshot.deciders.chargedWith(person);
      return above + Math.min(points, Math.max(...charged.map((id) => short.get(id) ?? 0)));
    }, 0);
  }

  /** Null: the points have already paid a debt of the guest. */
  private putInReview(guestId: string, actId: string, most: number): JournalRow | null {
    const { now, snapshot, calendar } = this;
    const body = { kind: 'REVIEW', actIds: [actId], expiresAt: UNTIL_DECIDED, most } as const;
    const act = systemActOf(snapshot.profile.id, guestId, body);
    const prepared = {
      act,
      related: null,
      hold: null,
      receiptHolders: [],
      tierAsOf: null,
      rewards: null,
      refused: null,
    };
    const built = buildAct(prepared, { guest: this.state, occurredAt: now, now, snapshot, calendar });
    invariant(!('refused' in built) && built.act !== null, 'points are put in review by a programme');
    const decision = this.decideBuilt(built, act, now);
    if (decision.kind === 'REFUSED') return null;
    const businessDate = isoDateOf(calendar.businessDay(now));
    const row = journalRowOf(act, decision, {
      ...built.frame,
      turn: null,
      recordedAt: now,
      occurredAt: now,
      businessDate,
      grounds: this.groundsOf(prepared, built, decision, businessDate),
      identifiedBy: null,
      details: kindOf(body).details?.(built.act, decision) ?? null,
    });
    this.append(decision, row, null);
    return row;
  }

  /**
   * Restores points that expired after an act of an offline till and before the till reported it: exactly the points
   * that the act spends (ledger.md, rule 26). Each expiry gets its own credit, which a manager's restoration takes into
   * account.
   */
  private restoreFor(of: TillAct, known: readonly ExpiredPoints[]): DecidedRow[] {
    const inForce = this.snapshot.programInForce(new Date(this.now));
    // With a negative balance, restored points would only reduce the debt and pay for nothing.
    if (inForce === undefined || this.state.overdraft) return [];
    const settled = this.transactions.map(({ row }) => row);
    const expired = [...known, ...expiredIn(settled, of.occurredAt ?? this.now)];
    return restorationsOf(expired, pointsSpentOffline(of), this.now).map((credit) => {
      const act = restorationFor(of, credit);
      const decision = decide(inForce.program, this.state, credit, this.contextOf(act.id, this.now, null));
      invariant(decision.kind === 'DECIDED', 'points that expired come back');
      this.state = decision.after;
      const businessDate = isoDateOf(this.calendar.businessDay(this.now));
      const frame = frameOfRestoration(act, { at: this.now, businessDate, programVersion: inForce.version });
      return { decision, row: journalRowOf(act, decision, frame) };
    });
  }

  /** The facts that decided the act. They are stored with the row: settings change, and the time of recording does not prove what was known. */
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
    this.moneyAsked = new Map();
    if (built.act === null) {
      const campaigns = this.campaignsOf(built.receipt, act.channel, this.moneyAsked);
      return decideAnonymousReceipt(built.program, built.receipt, { now, calendar: this.calendar, campaigns });
    }
    const inForce = this.snapshot.programInForce(new Date(now))?.program ?? null;
    const other = inForce === built.program ? null : inForce;
    const context = this.contextOf(act.id, now, other);
    const campaigns = this.campaignsOf(built.act, act.channel, this.moneyAsked);
    const within = campaigns === undefined ? context : { ...context, campaigns };
    const beside = versionsOf(built, act, this.snapshot, this.calendar);
    if (beside === null) return decide(built.program, this.state, built.act, within);
    const askedBefore: MoneyAsked = new Map();
    const decision = decide(built.program, this.state, built.act, {
      ...within,
      noRegret: {
        program: beside.before.program,
        versions: { now: beside.now.version, before: beside.before.version },
        left: (difference) => this.budgets.mostOf(termsOfNoRegret(beside.now), difference),
        campaigns: this.campaignsOf(built.act, act.channel, askedBefore),
      },
    });
    if (decision.kind === 'DECIDED' && decision.facts.noRegret?.counted === 'BEFORE') this.moneyAsked = askedBefore;
    return decision;
  }

  /** Uses the budget of a no-regret change for what the earlier version gave more. A refund gives its part back. */
  private spendOnRegret(decision: Decision, { id }: JournalRow, related: RelatedRows | null): void {
    const { noRegret } = decision.facts;
    const now = noRegret?.paid === undefined ? undefined : this.snapshot.programOfVersion(noRegret.now);
    if (now !== undefined) this.budgetUses.push(this.budgets.use(termsOfNoRegret(now), noRegret?.paid ?? 0, id));
    const back = related === null ? null : returnedByRefund(related.row, decision);
    if (back !== null) this.budgetReturns.push(back);
  }

  /** The campaigns at the time of the act. Imported acts happened without campaigns. */
  private campaignsOf(of: Act, channel: TillAct['channel'], asked: MoneyAsked): RunningCampaigns | undefined {
    const { guestId } = this.group;
    if (channel === 'IMPORT' || !('occurredAt' in of) || !asksCampaigns(of.kind)) return undefined;
    const inOrder = this.snapshot.campaigns.of({ occurredAt: of.occurredAt, recordedAt: this.now });
    if (inOrder.length === 0) return undefined;
    const { profile, deciders } = this.snapshot;
    const { id, settings } = profile;
    // An anonymous receipt is in no control group.
    this.draw ??= drawOf(guestId ?? '');
    const draw = this.draw;
    return {
      inOrder,
      draw,
      isHeldOut: () => isInHoldout(draw, id, settings.campaignHoldoutPpm),
      left: (code, wanted) => this.leftOf(code, wanted, inOrder, asked),
      isBounded: ({ code, version }) => deciders.ofCampaign(code, version) !== undefined,
    };
  }

  /**
   * The rest of a campaign's budgets. Money off of a campaign that one person started also uses that person's bound of the day: a sale cannot wait for
   * a second person, so what is above the bound is not given. The person's bound is asked only for what the campaign's own budgets pay.
   */
  private leftOf(
    code: string,
    asked: BudgetAsked,
    campaigns: readonly CompiledCampaign[],
    moneyAsked: MoneyAsked,
  ): BudgetLeft {
    const left = this.budgets.left(code, asked, campaigns);
    const campaign = campaigns.find((one) => one.code === code);
    const decision = campaign && this.snapshot.deciders.ofCampaign(code, campaign.version);
    const { money } = asked;
    if (money === undefined || campaign === undefined || decision === undefined) return left;
    const payable = Math.min(money, left.USES < 1 ? 0 : left.MONEY);
    const within = payable === money || campaign.isCut ? payable : 0;
    if (within === 0) return left;
    let others = 0;
    for (const [other, { given }] of moneyAsked) if (other !== code) others += given;
    let most = within;
    for (const id of this.snapshot.deciders.chargedWith(decision.person)) {
      const terms = termsOfPerson(id, 'MONEY', this.snapshot, this.now);
      most = Math.min(most, Math.max(0, this.budgets.mostOf(terms, within + others) - others));
    }
    const given = most >= within || campaign.isCut ? most : 0;
    moneyAsked.set(code, { ...decision, asked: within, given });
    return { ...left, MONEY: most };
  }

  /** Uses the bounds of the people who started the campaigns that took money off, and notes what was not given. */
  private chargeMoney(sold: readonly SoldCampaign[], transactionId: string): void {
    if (this.moneyAsked.size === 0) return;
    const people = new Map<string, SoleShare & { readonly asked: number }>();
    for (const [code, { person, source, asked }] of this.moneyAsked) {
      const of = sold.find(({ campaign }) => campaign === code);
      // The anonymous receipt that became this sale has already used the bound.
      if (of !== undefined && (of.arm !== 'OFFERED' || of.receiptId !== undefined)) continue;
      const known = people.get(person);
      const points = (known?.points ?? 0) + (of?.money ?? 0);
      people.set(person, { person, source, points, asked: (known?.asked ?? 0) + asked });
    }
    this.chargePeople([...people.values()], 'MONEY', transactionId);
    const { guestId } = this.group;
    for (const { person, source, points, asked: amount } of people.values()) {
      const waiting = amount - points;
      if (waiting <= 0) continue;
      this.soleGifts.push({ transactionId, person, unit: 'MONEY', guestId, source, amount, waiting, holdId: null });
    }
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

  /** Writes the due settlements before the act, exactly as the job would have (ledger.md, rule 27). */
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

  /** Writes the budget uses with their leases. A refund gives its part back to the budgets. */
  private spendBudgets(built: BuiltAct, { details }: Decision, transactionId: string): void {
    if (details?.kind === 'REFUND') {
      this.budgetReturns.push(...(details.campaigns ?? []));
      return;
    }
    const { program } = built;
    const act = built.act ?? built.receipt;
    if (act.kind !== 'SALE' && act.kind !== 'AWARD') return;
    const sold = details !== null && 'campaigns' in details ? (details.campaigns ?? []) : [];
    if (sold.length > 0) {
      const campaigns = this.snapshot.campaigns.of({ occurredAt: act.occurredAt, recordedAt: this.now });
      const pointValue = program?.document.pointValue ?? 0;
      this.budgetUses.push(...this.budgets.take(transactionId, sold, act.restaurantId, campaigns, pointValue));
    }
    // Runs also if no campaign has a part in the sale: the limit of the person who started a campaign may have removed all money off, and the removed
    // amount has to be recorded.
    this.chargeMoney(sold, transactionId);
  }

  /** Notes the uses of coupon codes. (The redemption of a reward by its code is written with the reward's other rows.) */
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

  /** Data of a refusal for the caller; amounts are in the network's currency. */
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

/** Turns an act into the input of `decide`, or answers why the till refuses the act without deciding. Pure. */
export function buildAct(prepared: PreparedAct, context: BuildContext): BuiltAct | RefusalReason {
  const { act } = prepared;
  return act.refused ?? prepared.refused ?? kindOf(act.body).build(prepared, act.body, context);
}
