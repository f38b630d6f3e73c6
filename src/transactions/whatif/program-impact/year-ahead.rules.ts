import { type CompiledProgram, compileProgram, decide, type GuestState, type Instant, settle } from '../../../decision';
import type { JournalRow } from '../../ledger/journal/journal-row';
import type { ProgramLookup } from '../../replay/guest-history.rules';
import type { ReplaySettings } from '../../replay/guest-replay.rules';
import { isSettlement } from '../../replay/settled-rows.rules';
import { HypotheticalGuest } from '../guests/hypothetical-guest.rules';
import { movementOfHappened, owedTo, signedWorth, type DraftEvent } from '../guests/movement.rules';

const DAY_MS = 86_400_000;
const WEEK_MS = 7 * DAY_MS;
/** 52 whole weeks, so that a repeated purchase falls on the same weekday. */
export const YEAR_MS = 52 * WEEK_MS;

/** A guest's benefits of a year under the change, minus those without it. A loss is negative. Money in minor units. */
export interface YearChange {
  readonly discount: number;
  /** Points that purchases and activities give. */
  readonly earned: number;
  /** Points that expire. Above zero: more points expire. */
  readonly expired: number;
  /** The money that the same receipts cost the guest, after discounts and points. Above zero: more, which is a loss. */
  readonly paid: number;
  /**
   * Everything as money: discounts, payments by points, and the worth of the remaining points. Points that the guest used and the change does
   * not take on that receipt are worth nothing here, or the guest who pays more money would seem to gain.
   */
  readonly value: number;
}

export interface YearSettings {
  /** When the change comes into force. */
  readonly at: Instant;
  /** The present instant, at which the last year ends. */
  readonly now: Instant;
  readonly past: ProgramLookup;
  readonly replay: ReplaySettings;
}

/** Types of journal rows that a guest is assumed to repeat. Single events (a registration, a manual correction) are not repeated. */
export const REPEATED_TYPES: readonly JournalRow['type'][] = ['SALE', 'REDEMPTION', 'REFUND', 'AWARD', 'ACTIVATION'];

/** Compares the coming year of guests under two programmes, assuming that they buy again what they bought in the last 52 weeks. */
export class YearAhead {
  /** Lines of the last year that could not be read, and so are missing in the year's figures. */
  unread = 0;
  private readonly before: CompiledProgram;
  private readonly after: CompiledProgram;
  private readonly shiftMs: number;
  private readonly isSame: boolean;

  constructor(
    before: CompiledProgram,
    after: CompiledProgram,
    private readonly settings: YearSettings,
  ) {
    this.before = withoutWarnings(before);
    this.after = withoutWarnings(after);
    const { at, now } = settings;
    this.shiftMs = Math.ceil((at - (now - YEAR_MS)) / WEEK_MS) * WEEK_MS;
    this.isSame = JSON.stringify(this.before.document) === JSON.stringify(this.after.document);
  }

  /**
   * @param guest with its lots, if it has any
   * @param lastYear its rows of `REPEATED_TYPES` since `now - YEAR_MS`, in order
   */
  changeOf(guest: GuestState, lastYear: readonly JournalRow[]): YearChange {
    if (this.isSame) return NO_CHANGE;
    const { at, replay } = this.settings;
    const due = settle(this.before, guest, { now: at, calendar: replay.settings.inForce.calendar });
    const held = due.at(-1)?.decision.after ?? guest;
    const rows = lastYear.filter(isRepeated).map((row) => this.again(row));
    const without = this.play(this.before, held, rows);
    const withIt = this.play(this.after, this.revised(held), rows);
    return {
      discount: withIt.discount - without.discount,
      earned: withIt.earned - without.earned,
      expired: withIt.expired - without.expired,
      paid: withIt.paid - without.paid,
      value: withIt.value - without.value,
    };
  }

  private play(program: CompiledProgram, start: GuestState, rows: readonly JournalRow[]): YearChange {
    const { past, replay, now } = this.settings;
    const { pointValue } = program.document;
    const year = { discount: 0, earned: 0, expired: 0, paid: 0, value: 0 };
    const tell = (happened: DraftEvent): void => {
      const movement = movementOfHappened(happened, pointValue);
      year.discount += movement.discount;
      year.earned += movement.issued;
      year.expired += movement.expired;
      year.paid += movement.payable;
      year.value += movement.discount + movement.redeemedValue;
    };
    const { birthday, joinedDay, segments } = start;
    const guest = { isImported: false, birthday, joinedDay, segments };
    const hypothetical = new HypotheticalGuest(guest, program, past, replay, tell, { start });
    for (const row of rows) {
      try {
        hypothetical.next(row, NO_TRANSFERS);
      } catch {
        // A row that cannot be read must not hide the others' result; it is counted.
        this.unread += 1;
      }
    }
    hypothetical.settleUntil(now + this.shiftMs);
    const { balance } = hypothetical.after;
    year.value += signedWorth(owedTo(balance) - balance.receivable - hypothetical.barredPoints, pointValue);
    return year;
  }

  /** The guest's tier after the review at another programme's publication. */
  private revised(guest: GuestState): GuestState {
    const { at, replay } = this.settings;
    const { calendar, captureGraceMs, restoredForDays } = replay.settings.inForce;
    const context = {
      now: at,
      recordedAt: at,
      calendar,
      inForce: null,
      transactionId: '',
      captureGraceMs,
      restoredForDays,
    };
    const decision = decide(this.after, guest, { kind: 'TIER', change: { kind: 'REVISE' } }, context);
    return decision.kind === 'DECIDED' ? decision.after : guest;
  }

  /** The row a year later, with an id of its own, so that its points are a lot of their own. */
  private again(row: JournalRow): JournalRow {
    return {
      ...row,
      id: anotherId(row.id),
      relatedId: row.relatedId === null ? null : anotherId(row.relatedId),
      occurredAt: row.occurredAt + this.shiftMs,
      recordedAt: row.recordedAt + this.shiftMs,
    };
  }
}

const NO_CHANGE: YearChange = { discount: 0, earned: 0, expired: 0, paid: 0, value: 0 };
const NO_TRANSFERS: readonly never[] = [];

/** The programme without warnings: a guest who buys that often reads each warning in time. */
function withoutWarnings({ document }: CompiledProgram): CompiledProgram {
  return compileProgram({ ...document, warning: null });
}

function isRepeated(row: JournalRow): boolean {
  if (isSettlement(row)) return false;
  return row.type !== 'AWARD' || row.reasonCode !== 'registration';
}

/** Ids are UUIDs of version 7. Version 8 is free for invented ids. */
function anotherId(id: string): string {
  return `${id.slice(0, 14)}8${id.slice(15)}`;
}
