import type { CompiledProgram, Decision } from '../../../decision';
import type { JournalRow } from '../../ledger/journal/journal-row';
import type { GuestHistory, JournalOfGuest, ProgramLookup } from '../../replay/guest-history.rules';
import type { ReplaySettings } from '../../replay/guest-replay.rules';
import { type DraftBeginning, HypotheticalGuest, type PastGuest, whenOf } from '../guests/hypothetical-guest.rules';
import {
  type GuestMovement,
  movementOf,
  movementOfHappened,
  offlineOfRow,
  openingOf,
  signedWorth,
  type DraftEvent,
} from '../guests/movement.rules';
import { type TallyCell, Tally } from '../guests/tally.rules';

/** The benefits of one guest on both sides. */
export interface GuestOutcome {
  readonly guestId: string;
  /**
   * In minor units: discounts, and the worth of points from sales and activities minus expired ones. On the draft's side also minus the points that the
   * guest used on receipts and the draft does not take there: those receipts cost the guest more money.
   */
  readonly actual: number;
  readonly draft: number;
  /** The part of `actual` that is discounts. */
  readonly actualDiscount: number;
  readonly draftDiscount: number;
  /** Points from sales and activities, minus expired ones. */
  readonly actualPoints: number;
  readonly draftPoints: number;
  readonly tier: string;
  readonly draftTier: string;
}

/** The result for a part of the guests. Plain data, which is sent between threads. */
export interface ShareOutcome {
  readonly acts: number;
  readonly guests: number;
  readonly actual: readonly TallyCell[];
  readonly draft: readonly TallyCell[];
  /** The guests with the greatest gains and losses, at most `MOST_NAMED` each. */
  readonly gainers: readonly GuestOutcome[];
  readonly losers: readonly GuestOutcome[];
  readonly gaining: number;
  readonly losing: number;
  /** Guests by the tier held at the end and the tier to which the draft would have led. */
  readonly moves: readonly { readonly tier: string; readonly draftTier: string; readonly guests: number }[];
  /** How many acts could not be read; the first one is named. */
  /** The cost of the draft’s no-regret change. Null: the draft has none. */
  readonly noRegret: RegretCost | null;
  readonly unread: number;
  readonly firstUnread: { readonly transactionId: string; readonly reason: string } | null;
}

/** The cost of a no-regret change: receipts for which the earlier version counts, and how much more it gives, in minor units. */
export interface RegretCost {
  readonly receipts: number;
  readonly cost: number;
}

/** How many guests with the greatest gains, and with the greatest losses, are named. */
export const MOST_NAMED = 50;

/** The benefits of a guest so far, on one side. */
interface BenefitSums {
  worth: number;
  discount: number;
  points: number;
}

/** The guest whose rows are being read. */
interface Current {
  readonly guestId: string;
  readonly hypothetical: HypotheticalGuest;
  readonly actual: BenefitSums;
  readonly draft: BenefitSums;
  owed: number;
  tier: string;
  /** Whether the guest's figures count: from the beginning of the draft. */
  counts: boolean;
}

/** The time that the backtest covers. */
export interface BacktestPeriod {
  /** The instant from which the draft decides. Null: it decides everything. */
  readonly from: number | null;
  /** The end. Settlements that the draft makes due by then still happen. */
  readonly until: number;
}

/**
 * Goes through the journals of a part of the guests, act by act, and adds up what really happened and what the draft
 * would have done. Writes nothing.
 */
export class BacktestShare {
  private readonly actual: Tally;
  private readonly draft: Tally;
  private readonly moves = new Map<string, { tier: string; draftTier: string; guests: number }>();
  private readonly gainers = new MostOf(MOST_NAMED, (outcome) => outcome.draft - outcome.actual);
  private readonly losers = new MostOf(MOST_NAMED, (outcome) => outcome.actual - outcome.draft);
  private current: Current | null = null;
  private readonly counts = { acts: 0, guests: 0, gaining: 0, losing: 0, unread: 0 };
  private firstUnread: ShareOutcome['firstUnread'] = null;

  private readonly beginning: DraftBeginning | null;
  private readonly replaced: CompiledProgram | null;
  private readonly regret = { receipts: 0, cost: 0 };

  constructor(
    private readonly program: CompiledProgram,
    private readonly past: ProgramLookup,
    private readonly settings: ReplaySettings,
    private readonly period: BacktestPeriod,
  ) {
    const { from, until } = period;
    this.beginning = from === null ? null : { at: from, isAnother: isAnother(program, past.inForce(from)) };
    this.replaced = program.document.noRegret === undefined ? null : (past.inForce(until) ?? null);
    const { calendar } = settings.settings.inForce;
    const rankOf = (tier: string): number => program.rankOf.get(tier) ?? 0;
    this.draft = new Tally(calendar, rankOf);
    this.actual = new Tally(calendar, (tier) => past.inForce(until)?.rankOf.get(tier) ?? rankOf(tier));
  }

  /** How many guests were begun, which is the progress. */
  get guests(): number {
    return this.counts.guests;
  }

  /** Adds the next row. Rows are sorted by guest and version. */
  add(guestId: string, guest: PastGuest, { row, transfers, inherited }: JournalOfGuest): void {
    if (this.current?.guestId !== guestId) {
      this.finishGuest();
      this.current = this.begin(guestId, guest);
    }
    const { current } = this;
    if (!current.counts && current.hypothetical.isDrafts(row)) this.open(current);
    if (current.counts) this.counts.acts += 1;
    this.addActual(current, row);
    try {
      current.hypothetical.next(row, transfers, inherited);
    } catch (error) {
      // A row that cannot be read must not hide the others' result. The report counts it and names the first.
      this.counts.unread += 1;
      this.firstUnread ??= { transactionId: row.id, reason: error instanceof Error ? error.message : String(error) };
    }
  }

  finish(): ShareOutcome {
    this.finishGuest();
    return {
      ...this.counts,
      actual: this.actual.list(),
      draft: this.draft.list(),
      gainers: this.gainers.list(),
      losers: this.losers.list(),
      moves: [...this.moves.values()],
      noRegret: this.replaced === null ? null : { ...this.regret },
      firstUnread: this.firstUnread,
    };
  }

  private begin(guestId: string, guest: PastGuest): Current {
    this.counts.guests += 1;
    const pointValue = this.program.document.pointValue;
    const tell = (happened: DraftEvent): void => {
      const movement = movementOfHappened(happened, pointValue);
      this.draft.add(movement);
      addTo(current.draft, movement, pointValue);
      this.addRegret(happened.decision);
    };
    const current: Current = {
      guestId,
      hypothetical: new HypotheticalGuest(guest, this.program, this.past, this.settings, tell, {
        beginning: this.beginning,
        replaced: this.replaced,
      }),
      actual: { worth: 0, discount: 0, points: 0 },
      draft: { worth: 0, discount: 0, points: 0 },
      owed: 0,
      tier: this.lowestTier(),
      counts: this.beginning === null,
    };
    return current;
  }

  /** Counts the points owed to the guest at the draft's beginning on both sides. */
  private open(current: Current): void {
    current.counts = true;
    const { owed, tier } = current;
    const opening = openingOf(this.period.from ?? 0, tier, owed);
    this.actual.add(opening);
    this.draft.add(opening);
  }

  private addActual(current: Current, row: JournalRow): void {
    const { movement, pointValue } = happenedIn(row, this.past, current, current.hypothetical.history);
    if (current.counts) {
      this.actual.add(movement);
      addTo(current.actual, movement, pointValue);
    }
    current.owed += movement.owed;
    current.tier = movement.tier;
  }

  private addRegret({ facts: { noRegret } }: Decision): void {
    if (noRegret?.counted !== 'BEFORE') return;
    this.regret.receipts += 1;
    this.regret.cost += noRegret.paid ?? 0;
  }

  private finishGuest(): void {
    const { current } = this;
    if (current === null) return;
    if (!current.counts) this.open(current);
    current.hypothetical.settleUntil(this.period.until);
    const { tier } = current;
    const draftTier = current.hypothetical.after.tier ?? this.lowestTier();
    current.draft.worth -= signedWorth(current.hypothetical.barredPoints, this.program.document.pointValue);
    const outcome = outcomeOf(current, draftTier);
    if (outcome.draft > outcome.actual) {
      this.counts.gaining += 1;
      this.gainers.add(outcome);
    }
    if (outcome.draft < outcome.actual) {
      this.counts.losing += 1;
      this.losers.add(outcome);
    }
    const key = `${tier}/${draftTier}`;
    const move = this.moves.get(key);
    if (move === undefined) this.moves.set(key, { tier, draftTier, guests: 1 });
    else move.guests += 1;
    this.current = null;
  }

  private lowestTier(): string {
    return this.program.document.tiers[0]?.code ?? '';
  }
}

/** Gives the movement that a row really made, and the worth of a point in the programme that decided it. `known`: the guest before the row. */
export function happenedIn(
  row: JournalRow,
  past: ProgramLookup,
  known: { readonly owed: number; readonly tier: string },
  history: GuestHistory,
): { readonly movement: GuestMovement; readonly pointValue: number } {
  const version = row.programVersion === null ? undefined : past.ofVersion(row.programVersion);
  const pointValue = version?.document.pointValue ?? 0;
  const owed = row.available + row.pending + row.held + row.inReview;
  const by = {
    at: whenOf(row),
    type: row.type,
    direction: row.direction,
    restaurantId: row.restaurantId,
    tierBefore: row.tierBefore ?? known.tier,
    tier: row.tier ?? known.tier,
    owed: owed - known.owed,
    prior: row.pointsRedeemed === 0 ? 0 : (history.priorOf(row)?.points ?? 0),
    offline: offlineOfRow(row),
    pointValue,
  };
  return { movement: movementOf(by, row), pointValue };
}

/** In minor units: discounts and the worth of points given less points expired. */
export function benefitOf({ discount, issuedValue, expired }: GuestMovement, pointValue: number): number {
  return discount + issuedValue - signedWorth(expired, pointValue);
}

function addTo(given: BenefitSums, movement: GuestMovement, pointValue: number): void {
  given.worth += benefitOf(movement, pointValue);
  given.discount += movement.discount;
  given.points += movement.issued - movement.expired;
}

function outcomeOf({ guestId, actual, draft, tier }: Current, draftTier: string): GuestOutcome {
  return {
    guestId,
    actual: actual.worth,
    draft: draft.worth,
    actualDiscount: actual.discount,
    draftDiscount: draft.discount,
    actualPoints: actual.points,
    draftPoints: draft.points,
    tier,
    draftTier,
  };
}

/** Whether the draft replaces another programme when it begins. */
export function isAnother(draft: CompiledProgram, inForce: CompiledProgram | undefined): boolean {
  return inForce !== undefined && JSON.stringify(inForce.document) !== JSON.stringify(draft.document);
}

/** The few greatest of many. Equal ones are sorted by id, so that the order of guests changes nothing. */
export class MostOf {
  private kept: GuestOutcome[] = [];

  constructor(
    private readonly most: number,
    private readonly sizeOf: (outcome: GuestOutcome) => number,
  ) {}

  add(outcome: GuestOutcome): void {
    this.kept.push(outcome);
    // Sorting now and then costs less than keeping the order with each guest.
    if (this.kept.length > this.most * 20) this.shorten();
  }

  list(): readonly GuestOutcome[] {
    this.shorten();
    return this.kept;
  }

  private shorten(): void {
    this.kept.sort((a, b) => this.sizeOf(b) - this.sizeOf(a) || (a.guestId < b.guestId ? -1 : 1));
    this.kept = this.kept.slice(0, this.most);
  }
}
