import fc from 'fast-check';
import { vatWithin } from '../life/amounts.rules';
import { creditLinesOf, type InvoiceLine, sumOf } from './invoice-lines.rules';
import { requireCredit, requireLines } from './invoice-sums.rules';

const days = fc.constantFrom(['2030-01-01', '2030-01-20'], ['2030-01-20', '2030-02-01']);
const rate = fc.constantFrom(0, 100_000, 200_000, 220_000);

/** The lines of an upgrade: unused days of a plan and the same days of a dearer one, by parts with one rate. */
const invoices = fc
  .uniqueArray(fc.tuple(days, rate, fc.integer({ min: 0, max: 5_000 }), fc.integer({ min: 1, max: 9_999 })), {
    minLength: 1,
    maxLength: 4,
    selector: ([[from = ''], ratePpm]) => `${from} ${String(ratePpm)}`,
  })
  .map((parts) =>
    parts.flatMap(([[from = '', to = ''], vatRatePpm, unused, more]) =>
      [
        { kind: 'UNUSED' as const, total: -unused },
        { kind: 'UPGRADE' as const, total: unused + more },
      ].map(({ kind, total }): InvoiceLine => {
        const vat = vatWithin(total, vatRatePpm);
        return { position: 1, kind, planCode: 'PRO', from, to, vatRatePpm, total, vat, net: total - vat };
      }),
    ),
  );

describe('credit notes of an invoice', () => {
  it('add up to the invoice and its VAT, in however many parts it is given back', () => {
    fc.assert(
      fc.property(invoices, fc.array(fc.integer({ min: 1, max: 4_000 }), { maxLength: 30 }), (lines, amounts) => {
        const whole = sumOf(lines);
        const notes: InvoiceLine[] = [];
        const give = (amount: number) => {
          const note = creditLinesOf(lines, notes, amount);
          const sum = sumOf(note);
          expect(sum.total).toBe(amount);
          expect(note.every(({ total, vat }) => total > 0 && vat >= 0)).toBe(true);
          requireLines({ kind: 'CREDIT_NOTE', ...sum }, note);
          requireCredit(note, { amount, invoice: lines, before: notes });
          notes.push(...note);
        };
        for (const amount of amounts) if (amount < whole.total - sumOf(notes).total) give(amount);
        give(whole.total - sumOf(notes).total);
        expect(sumOf(notes)).toEqual(whole);
      }),
    );
  });
});
