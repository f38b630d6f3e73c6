import type { CompiledProgram } from '../../../decision';
import type { JournalRow } from '../../ledger/journal/journal-row';
import type { JournalOfGuest, ProgramLookup } from '../../replay/guest-history.rules';
import type { ReplaySettings } from '../../replay/guest-replay.rules';
import { HypotheticalGuest, type PastGuest } from '../guests/hypothetical-guest.rules';
import { type GuestMovement, movementOfHappened, signedWorth } from '../guests/movement.rules';
import { type BacktestPeriod, benefitOf, happenedIn, isAnother } from '../reports/backtest-share.rules';
import type { VariantFigures } from './goal-search.rules';

/** The result for a part of the guests. Plain data, which is sent between threads. */
export interface SearchOutcome {
  readonly acts: number;
  readonly guests: number;
  /** How many acts could not be read under one programme or more. */
  readonly unread: number;
  readonly actual: VariantFigures;
  /** One for each programme, in their order. */
  readonly variants: readonly VariantFigures[];
}

type GrowingFigures = { -readonly [Name in keyof VariantFigures]: number };

const NOTHING: VariantFigures = {
  sales: 0,
  amount: 0,
  payable: 0,
  given: 0,
  spent: 0,
  gaining: 0,
  losing: 0,
  lost: 0,
};

interface VariantSide {
  readonly program: CompiledProgram;
  readonly isAnother: boolean;
  readonly figures: GrowingFigures;
  /** The guest who is being read. */
  guest: HypotheticalGuest | null;
  worth: number;
}

interface Current {
  readonly guestId: string;
  /** Lives through the time before the programmes, and keeps the history of all. */
  readonly lead: HypotheticalGuest;
  owed: number;
  tier: string;
  worth: number;
  hasBegun: boolean;
}

/** Plays guests under many programmes at once. Each row is read and prepared once, and what happened before the programmes begin is replayed once. */
export class SearchShare {
  private readonly actual: GrowingFigures = { ...NOTHING };
  private readonly sides: readonly VariantSide[];
  private readonly counts = { acts: 0, guests: 0, unread: 0 };
  private current: Current | null = null;

  constructor(
    programs: readonly CompiledProgram[],
    private readonly past: ProgramLookup,
    private readonly settings: ReplaySettings,
    private readonly period: BacktestPeriod,
  ) {
    const before = period.from === null ? undefined : past.inForce(period.from);
    this.sides = programs.map((program) => ({
      program,
      isAnother: isAnother(program, before),
      figures: { ...NOTHING },
      guest: null,
      worth: 0,
    }));
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
    if (!current.hasBegun && current.lead.isDrafts(row)) this.fork(current);
    this.addActual(current, row);
    if (!current.hasBegun) {
      try {
        current.lead.next(row, transfers, inherited);
      } catch {
        this.counts.unread += 1;
      }
      return;
    }
    this.counts.acts += 1;
    let isRead = true;
    for (const side of this.sides) isRead = isPlayed(side, row) && isRead;
    if (!isRead) this.counts.unread += 1;
    current.lead.history.append(row, transfers);
    current.lead.history.inherit(inherited ?? []);
  }

  finish(): SearchOutcome {
    this.finishGuest();
    return { ...this.counts, actual: this.actual, variants: this.sides.map(({ figures }) => figures) };
  }

  private begin(guestId: string, guest: PastGuest): Current {
    this.counts.guests += 1;
    const { past, settings } = this;
    const [first] = this.sides;
    if (first === undefined) throw new Error('a search has at least one programme');
    const { from } = this.period;
    const beginning = from === null ? null : { at: from, isAnother: first.isAnother };
    const lead = new HypotheticalGuest(guest, first.program, past, settings, () => undefined, { beginning });
    const tier = first.program.document.tiers[0]?.code ?? '';
    return { guestId, lead, owed: 0, tier, worth: 0, hasBegun: false };
  }

  private fork(current: Current): void {
    current.hasBegun = true;
    for (const side of this.sides) {
      const { pointValue } = side.program.document;
      side.worth = 0;
      side.guest = current.lead.fork(side.program, side.isAnother, (happened) => {
        const movement = movementOfHappened(happened, pointValue);
        addTo(side.figures, movement);
        side.worth += benefitOf(movement, pointValue);
      });
    }
  }

  private addActual(current: Current, row: JournalRow): void {
    const { movement, pointValue } = happenedIn(row, this.past, current, current.lead.history);
    if (current.hasBegun) {
      addTo(this.actual, movement);
      current.worth += benefitOf(movement, pointValue);
    }
    current.owed += movement.owed;
    current.tier = movement.tier;
  }

  private finishGuest(): void {
    const { current } = this;
    if (current === null) return;
    if (!current.hasBegun) this.fork(current);
    this.actual.given += current.worth;
    for (const side of this.sides) finishSide(side, current.worth, this.period.until);
    this.current = null;
  }
}

/** A row that cannot be read must not hide the others' result. */
function isPlayed({ guest }: VariantSide, row: JournalRow): boolean {
  try {
    guest?.play(row);
    return true;
  } catch {
    return false;
  }
}

function finishSide(side: VariantSide, really: number, until: number): void {
  const { guest, figures, program } = side;
  if (guest === null) return;
  guest.settleUntil(until);
  figures.given += side.worth;
  const worth = side.worth - signedWorth(guest.barredPoints, program.document.pointValue);
  if (worth > really) figures.gaining += 1;
  if (worth < really) {
    figures.losing += 1;
    figures.lost += really - worth;
  }
}

function addTo(figures: GrowingFigures, { sales, amount, payable, discount, redeemedValue }: GuestMovement): void {
  figures.sales += sales;
  figures.amount += amount;
  figures.payable += payable;
  figures.spent += discount + redeemedValue;
}

/** Joins the results of all parts of the guests. */
export function joinShares(shares: readonly SearchOutcome[]): SearchOutcome {
  const sum = (of: (share: SearchOutcome) => number) => shares.reduce((all, share) => all + of(share), 0);
  const programs = shares[0]?.variants.length ?? 0;
  return {
    acts: sum(({ acts }) => acts),
    guests: sum(({ guests }) => guests),
    unread: sum(({ unread }) => unread),
    actual: joined(shares.map(({ actual }) => actual)),
    variants: Array.from({ length: programs }, (_, at) =>
      joined(shares.map(({ variants }) => variants[at] ?? NOTHING)),
    ),
  };
}

function joined(parts: readonly VariantFigures[]): VariantFigures {
  const all: GrowingFigures = { ...NOTHING };
  for (const part of parts)
    for (const name of Object.keys(NOTHING) as (keyof VariantFigures)[]) all[name] += part[name];
  return all;
}
