import { calendarOf } from '../../../platform/clock/calendar';
import { readShippedMapping } from '../mapping/find-mapping';
import { readReceipts } from './read-receipts';
import type { FileReceipt } from '../receipts/receipt';
import { Zone } from '../rows/zone';

/** A receipt without its lines. */
export type GlancedReceipt = Pick<FileReceipt, 'number' | 'kind' | 'guest' | 'clock' | 'amount'>;

/** The receipts of a shipped file without their lines, in the file's order. */
export async function listReceipts(file: string, mappingName: string): Promise<GlancedReceipt[]> {
  const terms = {
    mapping: await readShippedMapping(mappingName),
    currencyDigits: 2,
    zone: new Zone(calendarOf('UTC', '00:00')),
    country: 'GB',
  };
  const receipts: GlancedReceipt[] = [];
  for await (const results of readReceipts(file, terms)) {
    for (const result of results) {
      if (!('receipt' in result)) continue;
      const { number, kind, guest, clock, amount } = result.receipt;
      receipts.push({ number, kind, guest, clock, amount });
    }
  }
  return receipts;
}
