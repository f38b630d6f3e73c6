import fc from 'fast-check';
import { compareActs } from './order-of-acts.rules';
import type { FileReceipt } from './receipt';
import { ReceiptRuns } from './receipt-runs';

describe('receipts brought into order', () => {
  it('are the same in memory and in runs on disk, as often as they are read', async () => {
    const clocks = fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(clocks, fc.integer({ min: 1, max: 20 }), async (given, limit) => {
        const receipts = given.map((clock, line): FileReceipt => ({
          kind: 'SALE',
          line,
          lastLine: line,
          text: `"ä\n${String(line)}"`,
          number: String(line),
          clock,
          instant: clock,
          amount: 1,
          guest: null,
          card: null,
          phone: null,
          pointOfSale: null,
          paymentMethod: null,
          pointsToRedeem: null,
          items: null,
          old: null,
          oldSpent: null,
        }));
        const runs = new ReceiptRuns(limit);
        for (const receipt of receipts) {
          runs.add(receipt);
          await runs.spillWhenFull();
        }
        const expected = receipts.toSorted(compareActs);
        for (let reading = 0; reading < 2; reading += 1) {
          const read: FileReceipt[] = [];
          for await (const piece of runs.inOrder()) read.push(...piece);
          expect(read).toEqual(expected);
        }
        await runs.close();
      }),
      { numRuns: 30 },
    );
  });
});
