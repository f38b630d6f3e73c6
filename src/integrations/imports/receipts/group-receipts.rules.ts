import type { ReceiptMapping } from '../mapping/receipt-mapping';
import { cutRow, type Reject, type RejectCode } from '../rows/reject';
import { dayOf } from '../rows/local-time.rules';
import { AMOUNT_LIMIT, type ReceiptRow, type RowRead } from '../rows/receipt-row.rules';
import { classifyRow } from './classify-row.rules';
import type { FileReceipt, ReceiptLine } from './receipt';

/** The most lines of one receipt at the till (docs/api.md, "Limits"). */
const LINES_LIMIT = 500;

export type ReceiptOrReject = { readonly receipt: FileReceipt } | { readonly reject: Reject };

interface OpenReceipt {
  readonly number: string;
  readonly reads: RowRead[];
  /** Whether the receipt has had more lines than allowed; these were rejected at once. */
  tooLong: boolean;
}

/**
 * Groups rows, in the file's order, into receipts. Where the mapping says so, neighbouring rows of one number and day form a receipt. A receipt
 * with a faulty line is rejected whole, because its amount would be wrong: that line for its own reason, the others because of it.
 */
export class ReceiptGrouper {
  private open: OpenReceipt | null = null;

  constructor(private readonly mapping: ReceiptMapping) {}

  /** Adds a row and returns the receipts and rejects that are now complete. */
  take(read: RowRead): ReceiptOrReject[] {
    if (this.mapping.lines === 'ROW') return [this.single(read)];
    const number = 'row' in read ? read.row.number : read.number;
    // The row's receipt is unknown.
    if (number === null) return 'reject' in read ? [{ reject: read.reject }] : [];
    const done = this.open !== null && !belongs(this.open, read, number) ? this.end() : [];
    this.open ??= { number, reads: [], tooLong: false };
    this.open.reads.push(read);
    if (this.open.reads.length > LINES_LIMIT) {
      this.open.tooLong = true;
      done.push(...this.open.reads.splice(0).map((one) => faulty(one, 'too_many_lines')));
    }
    return done;
  }

  /** Ends the file and returns the last receipts and rejects. */
  end(): ReceiptOrReject[] {
    const open = this.open;
    this.open = null;
    if (open === null) return [];
    return open.tooLong ? open.reads.map((read) => faulty(read, 'too_many_lines')) : this.join(open.reads);
  }

  private single(read: RowRead): ReceiptOrReject {
    if ('reject' in read) return { reject: read.reject };
    const kind = classifyRow(read.row, this.mapping.corrections);
    if (kind !== 'SALE' && kind !== 'CREDIT_NOTE') return faulty(read, kind);
    return { receipt: receiptOf(read.row, kind, Math.abs(read.row.total), null, read.row.line) };
  }

  private join(reads: readonly RowRead[]): ReceiptOrReject[] {
    const rows = reads.flatMap((read) => ('row' in read ? [read.row] : []));
    const faults = reads.map((read) => ('row' in read ? this.faultOf(read.row) : read.reject.code));
    const [head] = rows;
    if (head === undefined || faults.some((fault) => fault !== null)) {
      return reads.map((read, index) => faulty(read, faults[index] ?? 'receipt_incomplete'));
    }
    const amount = rows.reduce((sum, row) => sum + row.total, 0);
    if (amount > AMOUNT_LIMIT) return reads.map((read) => faulty(read, 'amount_out_of_range'));
    return [{ receipt: receiptOf(head, 'SALE', amount, rows.map(itemOf), rows.at(-1)?.line ?? head.line) }];
  }

  private faultOf(row: ReceiptRow): RejectCode | null {
    const kind = classifyRow(row, this.mapping.corrections);
    // A line with quantity zero can't be shown on a receipt.
    if (row.quantity === 0) return 'quantity_invalid';
    // A refund is a receipt of its own, so a receipt with several lines has no negative ones.
    if (kind === 'CREDIT_NOTE') return 'amount_negative';
    return kind === 'SALE' ? null : kind;
  }
}

function belongs(open: OpenReceipt, read: RowRead, number: string): boolean {
  if (open.number !== number) return false;
  const first = open.reads.find((one) => 'row' in one);
  if (first === undefined || !('row' in first) || !('row' in read)) return true;
  // Tills that restart at 1 each day, or in each restaurant, use a number again for another receipt.
  return dayOf(first.row.clock) === dayOf(read.row.clock) && first.row.pointOfSale === read.row.pointOfSale;
}

/** A row that could not be read keeps its own reason. */
function faulty(read: RowRead, code: RejectCode): ReceiptOrReject {
  if ('reject' in read) return { reject: read.reject };
  return { reject: { line: read.row.line, code, row: cutRow(read.row.text) } };
}

/** One literal: V8 turns an object that is spread and then extended into a dictionary, which is large and slow. */
function receiptOf(
  row: ReceiptRow,
  kind: FileReceipt['kind'],
  amount: number,
  items: FileReceipt['items'],
  lastLine: number,
): FileReceipt {
  const { line, text, number, clock, instant, guest, card, phone, pointOfSale, paymentMethod, old, oldSpent } = row;
  return {
    kind,
    line,
    lastLine,
    text: cutRow(text),
    number,
    clock,
    instant,
    amount,
    guest,
    card,
    phone,
    pointOfSale,
    paymentMethod,
    pointsToRedeem: null,
    items,
    old,
    oldSpent,
  };
}

function itemOf(row: ReceiptRow): ReceiptLine {
  const { sku, name, category, unitPrice, total } = row;
  return { sku, name, category, unitPrice, total, quantity: row.quantity ?? 1_000 };
}
