import { calendarOf } from '../../platform/clock/calendar';
import { readShippedMapping } from './mapping/find-mapping';
import { readReceipts } from './read-receipts';
import { Zone } from './rows/zone';

/** The numbers of the receipts of a shipped file, in its order. */
export async function listReceiptNumbers(file: string, mappingName: string): Promise<string[]> {
  const terms = {
    mapping: await readShippedMapping(mappingName),
    currencyDigits: 2,
    zone: new Zone(calendarOf('UTC', '00:00')),
    country: 'GB',
  };
  const numbers: string[] = [];
  for await (const results of readReceipts(file, terms)) {
    for (const result of results) if ('receipt' in result) numbers.push(result.receipt.number);
  }
  return numbers;
}
