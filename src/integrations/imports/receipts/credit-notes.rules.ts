import type { Reject } from '../rows/reject';
import { guestKeysOf, JoinedKeys } from './guest-keys';
import type { PlannedAct, PlannedRepayment, PlannedSale } from './planned-act';
import type { FileReceipt } from './receipt';

interface SaleRest {
  readonly sale: PlannedSale;
  amount: number;
}

/**
 * Turns receipts, in the order of `compareActs`, into acts. A credit note names no sale, so it reduces the guest's earlier sales, newest first,
 * each by at most its remaining amount; the rest is left over. The file alone decides which receipts belong to one guest, so each reading gives the
 * same acts.
 */
export class ActPlanner {
  /** Each guest's sales with a remaining amount, oldest first. */
  private readonly left = new Map<string, SaleRest[]>();
  private readonly guests = new JoinedKeys();
  private position = 0;

  /** @param hasCreditNotes whether the file may have credit notes; otherwise no sales are kept */
  constructor(private readonly hasCreditNotes: boolean) {}

  /** The acts that a receipt becomes, in order, and the rest of a credit note. */
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

  /** The guest by the surest key of the receipt; if its keys name two guests, the network decides later whether they are two. */
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
    const parts: number[] = [];
    let remainder = creditNote.amount;
    for (let newest = sales.at(-1); newest !== undefined && remainder > 0; newest = sales.at(-1)) {
      const amount = Math.min(remainder, newest.amount);
      const position = this.nextPosition();
      parts.push(position);
      acts.push({ kind: 'REPAYMENT', position, creditNote, sale: newest.sale, amount, parts });
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
