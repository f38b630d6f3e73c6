import { useState } from 'react';
import { type CheckLine, sumOf } from '../lines/check-line';

/** A check that was set aside, such as a table's. It has figures and ids, but no personal data. */
export interface OpenCheck {
  readonly id: string;
  /** The table's number, or any name that the cashier chose. */
  readonly label: string;
  readonly amount: number;
  readonly lines: readonly CheckLine[];
  readonly guestId: string | null;
  readonly receiptNumber: string;
  /** Checks that were merged into this one. */
  readonly merged: readonly MergedCheck[];
}

/** A merged check's data, by which it can be split off again. */
export type MergedCheck = Pick<OpenCheck, 'id' | 'label' | 'amount'>;

/** The current check's figures. */
export type CheckInFront = Pick<OpenCheck, 'amount' | 'lines' | 'merged'>;

/** Merges another check into the current one. If one has lines, the other's amount without lines becomes a line. */
export function mergeCheck(front: CheckInFront, other: OpenCheck, frontName: string): CheckInFront {
  const hasLines = front.lines.length > 0 || other.lines.length > 0;
  const own = hasLines ? linesOf(front, frontName) : front.lines;
  const brought = hasLines ? linesOf(other, other.label) : other.lines;
  return {
    amount: front.amount + other.amount,
    lines: [...own, ...brought.map((line) => ({ ...line, from: other.id }))],
    merged: [...front.merged, { id: other.id, label: other.label, amount: other.amount }],
  };
}

/** Splits a merged check off again, with its present lines. */
export function splitCheck(front: CheckInFront, { id, label, amount }: MergedCheck): [CheckInFront, OpenCheck] {
  const lines = front.lines.filter(({ from }) => from !== id);
  const own = front.lines
    .filter(({ from }) => from === id)
    .map(({ sku, name, category, type, unitPrice, quantityMilli, total }) => {
      return { sku, name, category, type, unitPrice, quantityMilli, total };
    });
  const taken = front.lines.length > 0 ? sumOf(own) : Math.min(amount, front.amount);
  const merged = front.merged.filter((other) => other.id !== id);
  const split = { id, label, amount: taken, lines: own, guestId: null, receiptNumber: '', merged: [] };
  return [{ amount: front.amount - taken, lines, merged }, split];
}

function linesOf({ amount, lines }: Pick<CheckInFront, 'amount' | 'lines'>, name: string): readonly CheckLine[] {
  if (lines.length > 0 || amount === 0) return lines;
  return [{ sku: null, name, category: null, type: null, unitPrice: amount, quantityMilli: 1_000, total: amount }];
}

/** A till's open checks. They survive closing the page. */
export function useOpenChecks(pointOfSaleId: string) {
  const storedAt = `loyalty.cashier.checks.${pointOfSaleId}`;
  const [checks, setChecks] = useState<readonly OpenCheck[]>(() => read(storedAt));

  function keep(next: readonly OpenCheck[]): void {
    setChecks(next);
    localStorage.setItem(storedAt, JSON.stringify(next));
  }

  return {
    checks,
    add: (...added: readonly OpenCheck[]) => keep([...read(storedAt), ...added]),
    /** Read again first, because another tab may have changed them. */
    replace: (id: string, ...by: readonly OpenCheck[]) =>
      keep([...read(storedAt).filter((check) => check.id !== id), ...by]),
  };
}

function read(storedAt: string): readonly OpenCheck[] {
  const stored = localStorage.getItem(storedAt);
  return stored === null ? [] : (JSON.parse(stored) as readonly OpenCheck[]);
}
