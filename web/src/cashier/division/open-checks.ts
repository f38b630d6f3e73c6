import { useState } from 'react';
import { type CheckLine, sumOf } from '../lines/check-line';

/** A check that waits for its guests, such as that of a table. Figures and ids only, no personal data. */
export interface OpenCheck {
  readonly id: string;
  /** Number of the table, or whatever the cashier calls it. */
  readonly label: string;
  readonly amount: number;
  readonly lines: readonly CheckLine[];
  readonly guestId: string | null;
  readonly receiptNumber: string;
  /** Checks that were merged into it. */
  readonly merged: readonly MergedCheck[];
}

/** A check as it is known after a merge, to be split off again. */
export type MergedCheck = Pick<OpenCheck, 'id' | 'label' | 'amount'>;

/** The figures of the check in front. */
export type CheckInFront = Pick<OpenCheck, 'amount' | 'lines' | 'merged'>;

/** Puts another check into the one in front. An amount without lines becomes a line where the other has lines. */
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

/** Takes a merged check out again, with its lines as they are now. */
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

/** The open checks of a till. They outlive the tab: a table stays when the page is closed. */
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
    /** Another tab may have changed them, so they are read again. */
    replace: (id: string, ...by: readonly OpenCheck[]) =>
      keep([...read(storedAt).filter((check) => check.id !== id), ...by]),
  };
}

function read(storedAt: string): readonly OpenCheck[] {
  const stored = localStorage.getItem(storedAt);
  return stored === null ? [] : (JSON.parse(stored) as readonly OpenCheck[]);
}
