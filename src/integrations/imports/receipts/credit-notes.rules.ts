import type { Reject } from '../reject';
import type { PlannedAct, PlannedRepayment, PlannedSale } from './planned-act';
import type { FileReceipt } from './receipt';

interface Left {
  readonly sale: PlannedSale;
  amount: number;
}

/**
 * Makes acts of receipts that come in the order of `compareActs`. A credit note names no sale, so it is taken from the
 * guest's sales before it, newest first, from as many as needed, from each at most what it has left; what no sale can
 * bear is left over.
 */
export class ActPlanner {
  /** Sales of each guest with something left, oldest first. */
  private readonly left = new Map<string, Left[]>();
  private position = 0;

  /** @param hasCreditNotes whether the file can have any; else no sale is remembered. */
  constructor(private readonly hasCreditNotes: boolean) {}

  /** The acts that a receipt becomes, in order, and what of a credit note is left over. */
  plan(receipt: FileReceipt): { readonly acts: readonly PlannedAct[]; readonly leftover: Reject | null } {
    if (receipt.kind === 'SALE') return { acts: [this.sale(receipt)], leftover: null };
    if (receipt.guest === null)
      return { acts: [], leftover: leftoverOf(receipt, 'credit_note_of_nobody', receipt.amount) };
    const { acts, remainder } = this.takeBack(receipt, receipt.guest);
    return { acts, leftover: remainder === 0 ? null : leftoverOf(receipt, 'credit_note_remainder', remainder) };
  }

  private sale(receipt: FileReceipt): PlannedSale {
    const sale: PlannedSale = { kind: 'SALE', position: this.nextPosition(), receipt };
    if (this.hasCreditNotes && receipt.guest !== null && receipt.amount > 0) {
      const left = { sale, amount: receipt.amount };
      const sales = this.left.get(receipt.guest);
      if (sales === undefined) this.left.set(receipt.guest, [left]);
      else sales.push(left);
    }
    return sale;
  }

  private takeBack(creditNote: FileReceipt, guest: string): { acts: PlannedRepayment[]; remainder: number } {
    const sales = this.left.get(guest) ?? [];
    const acts: PlannedRepayment[] = [];
    let remainder = creditNote.amount;
    for (let newest = sales.at(-1); newest !== undefined && remainder > 0; newest = sales.at(-1)) {
      const amount = Math.min(remainder, newest.amount);
      acts.push({ kind: 'REPAYMENT', position: this.nextPosition(), creditNote, sale: newest.sale, amount });
      newest.amount -= amount;
      remainder -= amount;
      if (newest.amount === 0) sales.pop();
    }
    return { acts, remainder };
  }

  private nextPosition(): number {
    const position = this.position;
    this.position += 1;
    return position;
  }
}

function leftoverOf(
  creditNote: FileReceipt,
  code: 'credit_note_of_nobody' | 'credit_note_remainder',
  amount: number,
): Reject {
  return { line: creditNote.line, code, detail: String(amount), row: creditNote.text };
}
