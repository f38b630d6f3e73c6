import type { z } from 'zod';
import { byVatRate, type VatRate, vatWithin } from '../life/amounts.rules';
import { type Bill, totalOfLine } from '../life/life.rules';
import type { invoiceLineSchema } from './invoice.dto';

/** A line of an invoice in minor units; `total` includes VAT. */
export type InvoiceLine = Readonly<z.infer<typeof invoiceLineSchema>>;

/** A bill as lines of an invoice, one for each rate of VAT within the line's days. */
export function linesOf(bill: Bill, rates: readonly VatRate[]): InvoiceLine[] {
  return numbered(
    bill.lines.flatMap((line) =>
      byVatRate(rates, line).map(({ from, to, ratePpm }) => {
        const total = totalOfLine(bill, { ...line, from, to });
        return { kind: line.kind, planCode: line.planCode, from, to, ...splitOf(total, ratePpm) };
      }),
    ),
  );
}

/**
 * The lines of a credit note over a part of an invoice: each takes its share of what `credited`, the lines of earlier notes,
 * have left of it. Notes over the whole invoice add up to its lines and their VAT.
 */
export function creditLinesOf(
  lines: readonly InvoiceLine[],
  credited: readonly InvoiceLine[],
  amount: number,
): InvoiceLine[] {
  const left = byDays(lines).map((line) => {
    const before = sumOf(credited.filter((one) => daysOf(one) === daysOf(line)));
    return { line, before, total: line.total - before.total };
  });
  const whole = left.reduce((all, { total }) => all + total, 0);
  let [passed, given] = [0, 0];
  const shares = left.map(({ line, before, total: rest }) => {
    passed += rest;
    const until = Number((BigInt(amount) * BigInt(passed)) / BigInt(whole));
    const total = until - given;
    given = until;
    // Counted over all notes together, because a sum of roundings would differ from the VAT of the line.
    const vatSoFar = total === rest ? line.vat : vatWithin(before.total + total, line.vatRatePpm);
    const vat = Math.max(0, Math.min(line.vat, vatSoFar) - before.vat);
    return { ...line, kind: 'CREDIT' as const, total, vat, net: total - vat };
  });
  return numbered(shares);
}

/** Unused days and the same days of a larger plan are one line, so that none is negative. */
function byDays(lines: readonly InvoiceLine[]): InvoiceLine[] {
  const merged = new Map<string, InvoiceLine>();
  for (const line of lines) {
    const same = merged.get(daysOf(line));
    merged.set(daysOf(line), { ...line, ...sumOf(same === undefined ? [line] : [same, line]) });
  }
  return [...merged.values()];
}

function daysOf({ from, to, vatRatePpm }: InvoiceLine): string {
  return `${from} ${to} ${String(vatRatePpm)}`;
}

export function sumOf(lines: readonly InvoiceLine[]): {
  readonly net: number;
  readonly vat: number;
  readonly total: number;
} {
  const sum = (member: 'net' | 'vat' | 'total'): number => lines.reduce((all, line) => all + line[member], 0);
  return { net: sum('net'), vat: sum('vat'), total: sum('total') };
}

function splitOf(total: number, vatRatePpm: number) {
  const vat = vatWithin(total, vatRatePpm);
  return { vatRatePpm, net: total - vat, vat, total };
}

function numbered(lines: readonly Omit<InvoiceLine, 'position'>[]): InvoiceLine[] {
  return lines.filter(({ total }) => total !== 0).map((line, at) => ({ ...line, position: at + 1 }));
}
