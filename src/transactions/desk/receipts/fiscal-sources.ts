import { Injectable } from '@nestjs/common';
import type { FiscalReceipt } from './fiscal-qr.rules';

/**
 * The answer of a fiscal operator about a receipt. CONFIRMED: it got the receipt, from one of these restaurants; none where the network has
 * not said which restaurant the operator's retail place is. UNKNOWN: it has no such receipt. UNAVAILABLE: it did not answer.
 */
export type FiscalFinding =
  | { readonly outcome: 'CONFIRMED'; readonly restaurantIds: readonly string[] }
  | { readonly outcome: 'UNKNOWN' | 'UNAVAILABLE' };

/** A source that confirms fiscal receipts of a network. Undefined: the network has none. Never rejects for a failure of the source. */
export type FiscalSource = (networkId: string, receipt: FiscalReceipt) => Promise<FiscalFinding | undefined>;

/** The sources that confirm fiscal receipts; integrations register them. */
@Injectable()
export class FiscalSources {
  private readonly sources: FiscalSource[] = [];

  register(source: FiscalSource): void {
    this.sources.push(source);
  }

  /** The answer of the first source that the network has connected. */
  async confirm(networkId: string, receipt: FiscalReceipt): Promise<FiscalFinding | undefined> {
    for (const source of this.sources) {
      const finding = await source(networkId, receipt);
      if (finding !== undefined) return finding;
    }
    return undefined;
  }
}
