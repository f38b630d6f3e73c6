import type { JournalRow } from '../../ledger/journal/journal-row';
import type { ReplayDifference } from '../../replay/compare-decision.rules';
import type { JournalOfGuest, ProgramLookup } from '../../replay/guest-history.rules';
import { GuestReplay, type ReplayedGuest, type ReplaySettings } from '../../replay/guest-replay.rules';
import { AnonymousReplay } from '../../replay/anonymous-replay.rules';

/** The first figure of an act that differs. */
export interface FirstDifference extends ReplayDifference {
  readonly transactionId: string;
  readonly type: string;
}

/** The result of reproducing a part of the journal. Plain data, which is sent between threads. */
export interface ReproductionOutcome {
  readonly acts: number;
  readonly guests: number;
  /** Rows by their type. */
  readonly types: Readonly<Record<string, number>>;
  /** How many guests and anonymous receipts have a replay that differs from the journal. */
  readonly differing: number;
  readonly first: FirstDifference | null;
}

/** Whether the versions that decided the ledger reproduce it to the byte. */
export interface ReproductionReport extends ReproductionOutcome {
  readonly reproduces: boolean;
}

/** Replays a part of the journal, each act by its own version, and reports differences. */
export class Reproduction {
  private readonly types: Record<string, number> = {};
  private readonly nobody: AnonymousReplay;
  private readonly counts = { acts: 0, guests: 0, differing: 0 };
  private first: FirstDifference | null = null;
  private guestId: string | null = null;
  private receipt: { readonly sale: JournalRow; readonly refunds: JournalRow[] } | undefined;
  /** Null: the guest had a difference, after which every later row would differ too. */
  private replay: GuestReplay | null = null;

  constructor(
    private readonly programs: ProgramLookup,
    private readonly settings: ReplaySettings,
  ) {
    this.nobody = new AnonymousReplay(programs, settings);
  }

  get guests(): number {
    return this.counts.guests;
  }

  /** Adds the next row of a guest. Rows are sorted by guest and version. */
  add(guest: ReplayedGuest, { row, transfers, inherited }: JournalOfGuest): void {
    if (this.guestId !== guest.id) {
      this.guestId = guest.id;
      this.counts.guests += 1;
      this.replay = new GuestReplay(guest, this.programs, this.settings);
    }
    this.count(row.type);
    if (this.replay === null) return;
    const { differences } = this.replay.next(row, transfers, inherited);
    if (differences.length > 0) this.replay = null;
    this.note(row, differences);
  }

  /** Adds the next row without a guest. A receipt comes before its refunds, and these come in their turns. */
  addAnonymous({ row, transfers }: JournalOfGuest): void {
    this.count(row.type);
    if (row.type === 'SALE') this.receipt = { sale: row, refunds: [] };
    this.note(row, this.nobody.replay(row, transfers, this.receipt).differences);
    if (row.type === 'REFUND') this.receipt?.refunds.push(row);
  }

  finish(): ReproductionOutcome {
    return { ...this.counts, types: this.types, first: this.first };
  }

  private count(type: string): void {
    this.counts.acts += 1;
    this.types[type] = (this.types[type] ?? 0) + 1;
  }

  private note({ id, type }: JournalOfGuest['row'], [difference]: readonly ReplayDifference[]): void {
    if (difference === undefined) return;
    this.counts.differing += 1;
    this.first = firstOf(this.first, { transactionId: id, type, ...difference });
  }
}

export function reproductionOf(shares: readonly ReproductionOutcome[]): ReproductionReport {
  const types: Record<string, number> = {};
  let [acts, guests, differing] = [0, 0, 0];
  let first: FirstDifference | null = null;
  for (const share of shares) {
    acts += share.acts;
    guests += share.guests;
    differing += share.differing;
    first = firstOf(first, share.first);
    for (const [type, count] of Object.entries(share.types)) types[type] = (types[type] ?? 0) + count;
  }
  return { acts, guests, types, differing, first, reproduces: differing === 0 };
}

/** The earlier of two differences, by id, since ids contain their time. */
function firstOf(one: FirstDifference | null, other: FirstDifference | null): FirstDifference | null {
  if (one === null || other === null) return one ?? other;
  return other.transactionId < one.transactionId ? other : one;
}
