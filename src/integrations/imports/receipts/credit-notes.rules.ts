import type { Reject } from '../rows/reject';
import { guestKeysOf, JoinedKeys } from './guest-keys';
import type { PlannedAct, PlannedRepayment, PlannedSale } from './planned-act';
import type { FileReceipt } from './receipt';

interface Left {
  readonly sale: PlannedSale;
  amount: number;
}

/**
 * Makes acts of receipts that come in the order of `compareActs`. A credit note names no sale, so it is taken from the
 * guest's sales before it, newest first, from as many as needed, from each at most what it has left; what no sale can
 * bear is left over. The planner decides by the file alone which receipts belong to one guest, so each reading of a file
 * makes the same acts.
 */
export class ActPlanner {
  /** Sales of each guest with something left, oldest first. */
  private readonly left = new Map<string, Left[]>();
  private readonly guests = new JoinedKeys();
  private position = 0;

  /** @param hasCreditNotes whether the file can have any; else no sale is remembered. */
  constructor(private readonly hasCreditNotes: boolean) {}

  /** The acts that a receipt becomes, in order, and what of a credit note is left over. */
  plan(receipt: FileReceipt): { readonly acts: readonly PlannedAct[]; readonly leftover: Reject | null } {
    if (receipt.kind === 'SALE') return { acts: [this.sale(receipt)], leftover: null };
    const guest = this.guestOf(receipt);
    if (guest === null) return { acts: [], leftover: leftoverOf(receipt, 'credit_note_of_nobody', receipt.amount) };
    const { acts, remainder } = this.takeBack(receipt, guest);
    return { acts, leftover: remainder === 0 ? null : leftoverOf(receipt, 'credit_note_remainder', remainder) };
  }

  private sale(receipt: FileReceipt): PlannedSale {
    const sale: PlannedSale = { kind: 'SALE', position: this.nextPosition(), receipt };
    const guest = this.hasCreditNotes ? this.guestOf(receipt) : null;
    if (guest !== null && receipt.amount > 0) {
      const left = { sale, amount: receipt.amount };
      const sales = this.left.get(guest);
      if (sales === undefined) this.left.set(guest, [left]);
      else sales.push(left);
    }
    return sale;
  }

  /** Where a receipt names two guests of the file, the surer key counts: the network decides whether they are two. */
  private guestOf(receipt: FileReceipt): string | null {
    const keys = guestKeysOf(receipt);
    const named = this.guests.namesOf(keys);
    const guest = named[0] ?? keys[0]?.text ?? null;
    if (guest !== null && named.length <= 1) this.guests.join(keys, guest);
    return guest;
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
