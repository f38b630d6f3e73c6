import type { Accounting, AccountRole } from '../../../configuration';

/**
 * A month for accountants. A transfer of the ledger has a debit and a credit, and so has its entry. Each account of the
 * ledger belongs to an account of the books, and points become money at the worth of a point.
 */

/** Accounts of the ledger from the view of the books: lots are owed to guests, debts are owed by guests. */
const CLASSES = [
  'LOTS',
  'DEBT',
  'ISSUED',
  'REDEEMED',
  'EXPIRED',
  'ADJUSTED',
  'OPENED',
  'OFFLINE_LOST',
  'PARTNER',
] as const;
export type AccountClass = (typeof CLASSES)[number];

const ROLES: Record<AccountClass, AccountRole> = {
  LOTS: 'POINTS_LIABILITY',
  DEBT: 'GUEST_DEBT',
  ISSUED: 'DEFERRED_REVENUE',
  REDEEMED: 'REDEMPTION_REVENUE',
  EXPIRED: 'BREAKAGE_REVENUE',
  ADJUSTED: 'ADJUSTMENTS',
  OPENED: 'OPENING_BALANCES',
  OFFLINE_LOST: 'OFFLINE_LOSS',
  PARTNER: 'PARTNERS',
};

export const ENTRY_KINDS = [
  'ISSUE',
  'TAKE_BACK',
  'REDEMPTION',
  'GIVE_BACK',
  'EXPIRY',
  'RESTORE',
  'ADJUSTMENT',
  'OPENING',
  'OFFLINE_LOSS',
  'PARTNER',
  'SETTLEMENT',
  'REVALUATION',
  'ROUNDING',
  'BREAKAGE',
] as const;
type EntryKind = (typeof ENTRY_KINDS)[number];

/** Points that moved from one class to another in a period. */
export interface PeriodSum {
  readonly debit: AccountClass;
  readonly credit: AccountClass;
  readonly points: number;
  /** `YYYY-MM`: imported acts of a month that was already closed. Null: acts of this period. */
  readonly closedMonth: string | null;
}

/** How points become money in a period. It is stored with the period and never changes. */
export interface Policy {
  /** The worth of a point, in millionths of a minor unit, in the programme version in force at the month's last instant. */
  readonly pointValue: number;
  readonly programVersion: number | null;
  readonly accounting: Accounting;
}

/** Sums carried over from month to month. Exact sums are texts of whole millionths of a minor unit. */
export interface CarriedSums {
  readonly pointValue: number;
  /** Credits minus debits: lots at least 0, debts at most 0. */
  readonly points: Readonly<Record<OwedSide, number>>;
  readonly exact: Readonly<Record<string, string>>;
  readonly balances: Balances;
}

/** In minor units. `net` is the figure of the balance sheet: the liability minus expected breakage. */
interface Balances {
  readonly liability: number;
  readonly expectedBreakage: number;
  readonly net: number;
  /** The amount that guests owe. */
  readonly guestDebt: number;
}

interface JournalLine {
  readonly role: AccountRole;
  readonly code: string;
  readonly name: string;
  readonly debit: number;
  readonly credit: number;
}

interface JournalEntry {
  readonly number: number;
  readonly kind: EntryKind;
  /** Points that moved. 0: only money changed. */
  readonly points: number;
  /** The closed month to which the imported acts belong. Absent: the entry belongs to the period. */
  readonly closedMonth?: string;
  readonly lines: readonly JournalLine[];
}

/** How one kind of entry changed the amount owed: points of open lots, and money. */
interface OwedMovement {
  readonly kind: EntryKind;
  readonly points: number;
  readonly liability: number;
  readonly expectedBreakage: number;
  readonly guestDebt: number;
}

export interface MonthJournal {
  readonly opening: Balances & { readonly points: number };
  readonly movements: readonly OwedMovement[];
  readonly closing: Balances & { readonly points: number };
  readonly entries: readonly JournalEntry[];
  readonly totals: { readonly debit: number; readonly credit: number };
  readonly carried: CarriedSums;
}

export const NOTHING_CARRIED: CarriedSums = {
  pointValue: 0,
  points: { LOTS: 0, DEBT: 0 },
  exact: {},
  balances: { liability: 0, expectedBreakage: 0, net: 0, guestDebt: 0 },
};

type OwedSide = 'LOTS' | 'DEBT';
const SIDES: readonly OwedSide[] = ['LOTS', 'DEBT'];
const MILLION = 1_000_000n;

/**
 * Makes the journal of a period from its sums. For each pair of accounts, the exact sum since the first period is
 * rounded down, so that over the months no fraction is lost or counted twice. Liability and debt equal the worth of
 * their points, and an entry of its own holds the fractions between the two. Debits equal credits in each entry by
 * construction.
 */
export function journalOf(before: CarriedSums, sums: readonly PeriodSum[], policy: Policy): MonthJournal {
  const book = new Book(policy.accounting);
  const exact = new Map(Object.entries(before.exact).map(([key, sum]) => [key, BigInt(sum)]));
  const pointValue = BigInt(policy.pointValue);
  /** Adds to an exact sum, and returns by how many whole minor units it grew. */
  const gain = (key: string, amount: bigint): number => {
    const known = exact.get(key) ?? 0n;
    exact.set(key, known + amount);
    return Number(floorDivide(known + amount, MILLION) - floorDivide(known, MILLION));
  };

  const change = BigInt(policy.pointValue - before.pointValue);
  for (const side of SIDES) {
    if (before.points[side] === 0 || change === 0n) continue;
    const money = gain(`REVALUATION ${side}`, BigInt(before.points[side]) * change);
    book.post('REVALUATION', ROLES[side], 'REVALUATION', money);
  }
  const points = { ...before.points };
  for (const { debit, credit, points: moved, closedMonth } of inOrder(sums)) {
    if (debit === 'LOTS' || debit === 'DEBT') points[debit] -= moved;
    if (credit === 'LOTS' || credit === 'DEBT') points[credit] += moved;
    const money = gain(`${debit} ${credit}`, BigInt(moved) * pointValue);
    book.post(kindOf(debit, credit), ROLES[credit], ROLES[debit], money, {
      points: moved,
      lots: lotsGain(debit, credit, moved),
      closedMonth,
    });
  }
  const liability = worthOf(points.LOTS, pointValue);
  const guestDebt = worthOf(-points.DEBT, pointValue);
  book.post(
    'ROUNDING',
    'POINTS_LIABILITY',
    'ROUNDING',
    liability - before.balances.liability - book.creditOf('POINTS_LIABILITY'),
  );
  book.post('ROUNDING', 'GUEST_DEBT', 'ROUNDING', before.balances.guestDebt - guestDebt - book.creditOf('GUEST_DEBT'));
  const redeemable = pointValue * BigInt(policy.accounting.expectedRedemptionPpm);
  const net = Number(floorDivide(BigInt(points.LOTS) * redeemable, MILLION * MILLION));
  const expectedBreakage = liability - net;
  book.post('BREAKAGE', 'BREAKAGE_REVENUE', 'EXPECTED_BREAKAGE', expectedBreakage - before.balances.expectedBreakage);

  const balances = { liability, expectedBreakage, net, guestDebt };
  return {
    opening: { points: before.points.LOTS, ...before.balances },
    movements: book.movements(),
    closing: { points: points.LOTS, ...balances },
    entries: book.entries,
    totals: book.totals(),
    carried: {
      pointValue: policy.pointValue,
      points,
      exact: Object.fromEntries(
        [...exact].sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, sum]) => [key, String(sum)]),
      ),
      balances,
    },
  };
}

interface MovedLots {
  readonly points: number;
  readonly lots: number;
  readonly closedMonth: string | null;
}

const NOTHING_MOVED: MovedLots = { points: 0, lots: 0, closedMonth: null };

/** The entries in the order of posting. */
class Book {
  readonly entries: JournalEntry[] = [];
  private readonly changes = new Map<EntryKind, { points: number; credits: Map<AccountRole, number> }>();

  constructor(private readonly accounting: Accounting) {}

  /** Credits the first account and debits the second; a negative amount does the opposite. `lots`: the change of open points. */
  post(
    kind: EntryKind,
    credit: AccountRole,
    debit: AccountRole,
    money: number,
    { points, lots, closedMonth }: MovedLots = NOTHING_MOVED,
  ): void {
    if (money === 0 && points === 0) return;
    const [to, from] = money < 0 ? [debit, credit] : [credit, debit];
    const amount = Math.abs(money);
    const lines = [this.line(from, amount, 0), this.line(to, 0, amount)];
    const late = closedMonth === null ? {} : { closedMonth };
    this.entries.push({ number: this.entries.length + 1, kind, points, ...late, lines });
    const change = this.changes.get(kind) ?? { points: 0, credits: new Map<AccountRole, number>() };
    change.points += lots;
    for (const { role, debit: out, credit: into } of lines) {
      change.credits.set(role, (change.credits.get(role) ?? 0) + into - out);
    }
    this.changes.set(kind, change);
  }

  /** Credits minus debits of an account so far. */
  creditOf(role: AccountRole): number {
    return [...this.changes.values()].reduce((sum, { credits }) => sum + (credits.get(role) ?? 0), 0);
  }

  movements(): OwedMovement[] {
    return [...this.changes].map(([kind, { points, credits }]) => ({
      kind,
      points,
      liability: credits.get('POINTS_LIABILITY') ?? 0,
      // A debit account: expected breakage is subtracted from the liability.
      expectedBreakage: -(credits.get('EXPECTED_BREAKAGE') ?? 0) + 0,
      guestDebt: -(credits.get('GUEST_DEBT') ?? 0) + 0,
    }));
  }

  totals(): { debit: number; credit: number } {
    const lines = this.entries.flatMap((entry) => entry.lines);
    return {
      debit: lines.reduce((sum, line) => sum + line.debit, 0),
      credit: lines.reduce((sum, line) => sum + line.credit, 0),
    };
  }

  private line(role: AccountRole, debit: number, credit: number): JournalLine {
    return { role, ...this.accounting.accounts[role], debit, credit };
  }
}

function kindOf(debit: AccountClass, credit: AccountClass): EntryKind {
  const has = (side: AccountClass): boolean => debit === side || credit === side;
  if (has('OFFLINE_LOST')) return 'OFFLINE_LOSS';
  if (has('PARTNER')) return 'PARTNER';
  if (has('ADJUSTED')) return 'ADJUSTMENT';
  if (has('OPENED')) return 'OPENING';
  if (has('REDEEMED')) return credit === 'REDEEMED' ? 'REDEMPTION' : 'GIVE_BACK';
  if (has('EXPIRED')) return credit === 'EXPIRED' ? 'EXPIRY' : 'RESTORE';
  if (has('ISSUED')) return debit === 'ISSUED' ? 'ISSUE' : 'TAKE_BACK';
  return 'SETTLEMENT';
}

function lotsGain(debit: AccountClass, credit: AccountClass, points: number): number {
  return (credit === 'LOTS' ? points : 0) - (debit === 'LOTS' ? points : 0);
}

/** Sorts the sums independently of the order of reading, since the bytes of a journal depend on it. */
function inOrder(sums: readonly PeriodSum[]): PeriodSum[] {
  const place = ({ debit, credit }: PeriodSum): number =>
    CLASSES.indexOf(debit) * CLASSES.length + CLASSES.indexOf(credit);
  // Entries of the period come first, then those of closed months, by month.
  return [...sums].sort((a, b) => place(b) - place(a) || ((a.closedMonth ?? '') < (b.closedMonth ?? '') ? -1 : 1));
}

/** The worth of at least 0 points. */
function worthOf(points: number, pointValue: bigint): number {
  return Number(floorDivide(BigInt(points) * pointValue, MILLION));
}

function floorDivide(dividend: bigint, divisor: bigint): bigint {
  const quotient = dividend / divisor;
  return dividend % divisor < 0n ? quotient - 1n : quotient;
}
