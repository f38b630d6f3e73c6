import type { ReceiptScope } from '../../../configuration';
import { dayOf, DAY_MS } from '../rows/local-time.rules';
import type { FileReceipt } from './receipt';

/**
 * Finds the receipts that a file brings twice. A number counts as the same receipt within the network's own scope,
 * as it does at the till, since tills may start from 1 every day.
 */
export class RepeatedReceipts {
  private readonly seen = new Set<string>();

  constructor(
    private readonly scope: ReceiptScope,
    /** Minutes after midnight at which a business date starts. */
    private readonly dayStartMinutes: number,
  ) {}

  /** Whether a receipt of this identity came before; remembers this one. */
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
