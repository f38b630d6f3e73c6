/** A terminal's clock and ours may differ by this much for one closing of an order. */
const SAME_CLOSING_MS = 2_000;

/** The recorded sale of an order's last closing. Amounts in minor units, instants in milliseconds since 1970. */
export interface LastSale {
  readonly occurredAt: number;
  readonly recordedAt: number;
  /** Gross amount. */
  readonly amount: number;
  readonly payable: number;
  /** The part that no refund has given back. */
  readonly payableLeft: number;
  readonly isReturned: boolean;
  /** iiko's own cancellation or reopening gave it back, and no person. */
  readonly isReturnedByOrder: boolean;
  /** An event of iikoCloud recorded it, and no plugin. */
  readonly isOfEvent: boolean;
  readonly spentPoints: boolean;
}

/** A change of an order, according to its events. */
export interface OrderChange {
  readonly timestamp: number;
  readonly state: 'CLOSED' | 'CANCELLED' | 'OPEN';
}

/** When the last sale was closed, for comparison with a cancellation: a check that was kept is recorded later, and a terminal's clock may be fast. */
export function closedBy({ occurredAt, recordedAt }: Pick<LastSale, 'occurredAt' | 'recordedAt'>): number {
  return Math.min(occurredAt, recordedAt);
}

/** Whether a later closing or cancellation of the order came. Later events of an open order say nothing about an earlier closing. */
export function isOutdated(timestamp: number, changes: readonly OrderChange[]): boolean {
  return changes.some((other) => other.state !== 'OPEN' && other.timestamp > timestamp);
}

/** Whether the order was cancelled after this instant, and not closed after that. */
export function isCancelledAfter(at: number, changes: readonly OrderChange[]): boolean {
  const final = changes.filter(({ state, timestamp }) => state !== 'OPEN' && timestamp > at);
  return final.sort((a, b) => a.timestamp - b.timestamp).at(-1)?.state === 'CANCELLED';
}

/**
 * Compares a closing that iikoCloud reports with the last recorded sale. AGAIN: the order was opened and closed again, so the sale is refunded and
 * the closing is a new one. DIFFERS: it cannot be told which of both is right.
 */
export function judgeClosing(
  last: LastSale,
  closing: {
    readonly timestamp: number;
    readonly closedAt: number;
    readonly amount: number;
    readonly lines: LineComparison;
  },
  changes: readonly OrderChange[],
): 'SAME' | 'AGAIN' | 'DIFFERS' {
  const before = changes.filter(({ timestamp }) => timestamp < closing.timestamp);
  const latest = before.sort((a, b) => a.timestamp - b.timestamp).at(-1);
  // A terminal's clock may be slow, so a bill that was printed before the closing seems to come after it.
  const wasOpened =
    latest !== undefined &&
    latest.state !== 'CLOSED' &&
    (last.isOfEvent || latest.timestamp > Math.max(last.occurredAt, last.recordedAt));
  const isLater = wasOpened || closing.closedAt > last.occurredAt + SAME_CLOSING_MS;
  if (last.isReturned) return last.isReturnedByOrder || isLater ? 'AGAIN' : 'SAME';
  if (last.payableLeft !== last.payable && closing.amount === last.payableLeft) return 'SAME';
  // Without a sign that the order was open, other goods at the same sums are an edit of the closed order, and no other sale.
  const isSame = !last.isOfEvent || closing.lines.haveSameGoods || (closing.lines.haveSameSums && !wasOpened);
  if (closing.amount === last.payable && isSame) return 'SAME';
  // Only the plugin knows how many points the guest wants to spend.
  if (last.spentPoints) return 'DIFFERS';
  return last.isOfEvent || isLater ? 'AGAIN' : 'DIFFERS';
}

/** Compares a check that a plugin closes with the last recorded sale. OUTDATED: a later closing is recorded. */
export function judgeCheck(
  last: LastSale,
  check: {
    readonly closedAt: number;
    readonly amount: number;
    readonly lines: LineComparison;
    readonly spendsPoints: boolean;
  },
): 'SAME' | 'AGAIN' | 'OUTDATED' {
  if (check.closedAt < last.occurredAt - (last.isOfEvent ? SAME_CLOSING_MS : 0)) return 'OUTDATED';
  if (last.isReturned) return 'AGAIN';
  const isSame = check.amount === last.amount && (check.lines.haveSameGoods || last.isOfEvent) && !check.spendsPoints;
  return isSame ? 'SAME' : 'AGAIN';
}

/** A line as it is compared. */
interface ComparedLine {
  readonly sku?: string | null | undefined;
  readonly quantity: number;
  readonly total: number;
}

/** How the lines of two closings are alike, in any order. */
export interface LineComparison {
  readonly haveSameSums: boolean;
  readonly haveSameGoods: boolean;
}

export function compareLines(some: readonly ComparedLine[], others: readonly ComparedLine[]): LineComparison {
  const sums = ({ quantity, total }: ComparedLine) => `${String(quantity)} ${String(total)}`;
  const goods = (line: ComparedLine) => `${sums(line)} ${line.sku ?? ''}`;
  const areAlike = (textOf: (line: ComparedLine) => string) =>
    JSON.stringify(some.map(textOf).sort()) === JSON.stringify(others.map(textOf).sort());
  return { haveSameSums: areAlike(sums), haveSameGoods: areAlike(goods) };
}
