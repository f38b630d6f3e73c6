import type { ReceiptScope } from '../../../configuration';
import { dayOf, DAY_MS } from '../rows/local-time.rules';
import type { FileReceipt } from './receipt';

/**
 * Finds receipts that a file contains twice. As at the till, a number counts as the same receipt only within the network's scope of receipt
 * numbers, because tills may restart at 1 each day.
 */
export class RepeatedReceipts {
  private readonly seen = new Set<string>();

  constructor(
    private readonly scope: ReceiptScope,
    /** Minutes after midnight at which a business date starts. */
    private readonly dayStartMinutes: number,
  ) {}

  /** Whether this receipt came before; also remembers it. */
  isRepeated(receipt: FileReceipt): boolean {
    const identity = `${this.periodOf(receipt.clock)}|${receipt.pointOfSale ?? ''}|${receipt.number}`;
    if (this.seen.has(identity)) return true;
    this.seen.add(identity);
    return false;
  }

  private periodOf(clock: number): string {
    const day = dayOf(clock - this.dayStartMinutes * 60_000);
    switch (this.scope) {
      case 'BUSINESS_DAY':
        return String(day);
      case 'YEAR':
        return String(new Date(day * DAY_MS).getUTCFullYear());
      case 'FOREVER':
        return '';
    }
  }
}
