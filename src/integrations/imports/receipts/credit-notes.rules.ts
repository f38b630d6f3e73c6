import type { Reject } from '../reject';
import type { FileReceipt } from './receipt';

/** A part of a credit note that is taken from one sale. */
export interface Repayment {
  readonly kind: 'REPAYMENT';
  readonly creditNote: FileReceipt;
  readonly sale: FileReceipt;
  /** Minor units, above 0. */
  readonly amount: number;
}

export interface Sale {
  readonly kind: 'SALE';
  readonly receipt: FileReceipt;
}

export type PlannedAct = Sale | Repayment;

interface Left {
  readonly sale: FileReceipt;
  amount: number;
}

/**
 * Decides from which sales a credit note that names none is taken: the customer's before it, newest first, from as
 * many as needed, from each at most what it has left. Takes receipts in the order of `compareActs`.
 */
export class CreditNotes {
  /** Sales of each customer with something left, oldest first. */
  private readonly left = new Map<string, Left[]>();

  /** The acts that a receipt becomes, in order, and what of a credit note no sale could bear. */
  plan(receipt: FileReceipt): { acts: PlannedAct[]; leftover: Reject | null } {
    if (receipt.kind === 'SALE') {
      this.remember(receipt);
      return { acts: [{ kind: 'SALE', receipt }], leftover: null };
    }
    if (receipt.guest === null)
      return { acts: [], leftover: leftoverOf(receipt, 'credit_note_of_nobody', receipt.amount) };
    const { acts, remainder } = this.takeBack(receipt, receipt.guest);
    return { acts, leftover: remainder === 0 ? null : leftoverOf(receipt, 'credit_note_remainder', remainder) };
  }

  /** A sale that the till refused bears nothing. */
  forget(sale: FileReceipt): void {
    const sales = this.left.get(sale.guest ?? '');
    const at = sales?.findIndex((left) => left.sale === sale) ?? -1;
    if (at >= 0) sales?.splice(at, 1);
  }

  private remember(sale: FileReceipt): void {
    if (sale.guest === null || sale.amount === 0) return;
    const sales = this.left.get(sale.guest);
    const left = { sale, amount: sale.amount };
    if (sales === undefined) this.left.set(sale.guest, [left]);
    else sales.push(left);
  }

  private takeBack(creditNote: FileReceipt, guest: string): { acts: Repayment[]; remainder: number } {
    const sales = this.left.get(guest) ?? [];
    const acts: Repayment[] = [];
    let remainder = creditNote.amount;
    while (remainder > 0) {
      const newest = sales.at(-1);
      if (newest === undefined) break;
      const amount = Math.min(remainder, newest.amount);
      acts.push({ kind: 'REPAYMENT', creditNote, sale: newest.sale, amount });
      newest.amount -= amount;
      remainder -= amount;
      if (newest.amount === 0) sales.pop();
    }
    return { acts, remainder };
  }
}

function leftoverOf(
  creditNote: FileReceipt,
  code: 'credit_note_of_nobody' | 'credit_note_remainder',
  amount: number,
): Reject {
  return { line: creditNote.line, code, detail: String(amount), row: creditNote.text };
}
