import {
  type CompiledProgram,
  type HoldReference,
  type LotPart,
  type ManualAct,
  minorUnits,
  points,
  type PriorRedemption,
  type RefundDetails,
} from '../../decision';
import type { JournalRow, TransferRow } from '../ledger/journal/journal-row';
import {
  decodeFacts,
  decodeLimitedExpiry,
  decodeRefundDetails,
  decodeSaleDetails,
} from '../ledger/journal/stored-json';
import type { ReceiptScope } from '../../configuration';
import { receiptDigest } from '../ledger/claims/claim-digests';

/** A journal row with its transfers. */
export interface JournalEntry {
  readonly row: JournalRow;
  readonly transfers: readonly TransferRow[];
}

/** A journal row of a guest. `inherited`: for a merge or its undo, the journals that came with it. */
export interface JournalOfGuest extends JournalEntry {
  readonly inherited?: readonly JournalEntry[] | undefined;
}

/** The published versions of a network's programme. */
export interface ProgramLookup {
  ofVersion(version: number): CompiledProgram | undefined;
  /** The version that decides at this instant (in milliseconds). */
  inForce(at: number): CompiledProgram | undefined;
}

/**
 * Facts from earlier rows of a guest's journal that a later act needs: the refunded sale, the captured hold,
 * redemptions that a sale joins, the tier at an earlier time. It is filled row by row, in the order of versions.
 */
export class GuestHistory {
  private readonly rows = new Map<string, JournalRow>();
  private readonly refundsOfSale = new Map<string, RefundDetails[]>();
  /** Redemptions that wait for their receipt's sale, grouped by receipt: by its first name and by their own ids. */
  private readonly openRedemptions = new Map<string, JournalRow[]>();
  private readonly expiredOfLot = new Map<string, number>();
  private readonly inherited = new Set<string>();
  private readonly restoredOfExpiry = new Map<string, number>();

  constructor(
    private readonly programs: ProgramLookup,
    /** The network's scope of receipt numbers at the time of a row. */
    private readonly scopeOf: (row: JournalRow) => ReceiptScope,
  ) {}

  /** Adds a replayed row, with its transfers from the ledger. */
  append(row: JournalRow, transfers: readonly TransferRow[]): void {
    switch (row.type) {
      case 'SALE':
        this.rows.set(row.id, row);
        this.forgetReceipt(row);
        return;
      case 'REDEMPTION':
        this.rows.set(row.id, row);
        this.rememberRedemption(row);
        return;
      case 'HOLD':
      case 'AWARD':
        this.rows.set(row.id, row);
        return;
      case 'REFUND':
        this.rememberRefund(row);
        return;
      case 'MANUAL':
        if (row.relatedId !== null) this.rememberRestored(row.relatedId, row.pointsEarned);
        return;
      case 'EXPIRY':
        this.rows.set(row.id, row);
        for (const { lotId, amount, code } of transfers) {
          if (lotId !== null && code === 'EXPIRY')
            this.expiredOfLot.set(lotId, (this.expiredOfLot.get(lotId) ?? 0) + amount);
        }
        return;
      default:
        return;
    }
  }

  /** Adds the journals of guests who were merged into this one, each row once. */
  inherit(entries: readonly JournalEntry[]): void {
    for (const { row, transfers } of entries) {
      if (this.inherited.has(row.id)) continue;
      this.inherited.add(row.id);
      this.append(row, transfers);
    }
  }

  /** The related row of an act, if it is an earlier row of this guest. */
  find(id: string | null): JournalRow | undefined {
    return id === null ? undefined : this.rows.get(id);
  }

  refundsOf(saleId: string): readonly RefundDetails[] {
    return this.refundsOfSale.get(saleId) ?? [];
  }

  /** How many points of a sale's lot have expired so far. */
  expiredOf(saleId: string): number {
    return this.expiredOfLot.get(saleId) ?? 0;
  }

  /** The expiry whose points an act restored, with points restored before. Null: the act restores no points. */
  restoredBy(row: JournalRow): ManualAct['restores'] {
    if (row.relatedId === null) return null;
    const expiry = this.rows.get(row.relatedId);
    if (expiry?.type !== 'EXPIRY') throw new Error(`the ${row.type} ${row.id} names no expiry of its guest`);
    const before = points(this.restoredOfExpiry.get(expiry.id) ?? 0);
    const limited = decodeLimitedExpiry(expiry);
    const plain = { expiryId: expiry.id, expired: points(expiry.pointsEarned), before };
    const restores = limited.length === 0 ? plain : { ...plain, limited };
    // People restore points by hand; the till itself restores them for acts that were rung up offline.
    return row.actorKind === 'system' ? { ...restores, spentAtOnce: true } : restores;
  }

  holdOf(row: JournalRow): HoldReference {
    const { holdExpiresAt } = JSON.parse(row.details ?? '{}') as { holdExpiresAt?: number };
    return { id: row.id, points: points(row.pointsRedeemed), expiresAt: holdExpiresAt ?? row.recordedAt };
  }

  /** The redemptions on an act's receipt that no sale has joined yet, summed up. */
  priorOf(row: JournalRow): PriorRedemption | null {
    const redemptions = this.openRedemptionsOf(row);
    if (redemptions.length === 0) return null;
    const lots: LotPart[] = [];
    let spent = 0;
    let value = 0;
    let paid = 0;
    for (const redemption of redemptions) {
      const { redeemed, byAllowance = 0 } = decodeSaleDetails(redemption, this.programOf(redemption));
      spent += redemption.pointsRedeemed;
      value += redemption.pointsValue;
      paid += byAllowance;
      lots.push(...redeemed);
    }
    return { points: points(spent), value: minorUnits(value), lots, byAllowance: points(paid) };
  }

  /** The redemptions on an act's receipt that no sale has joined yet, in order. */
  openRedemptionsOf(row: JournalRow): readonly JournalRow[] {
    return this.openReceiptsOf(row).flat();
  }

  /** Open redemptions of the act's receipt, and those that the act joined by another name. */
  private openReceiptsOf(row: JournalRow): JournalRow[][] {
    // Few guests have open redemptions, and a receipt's digest costs more than everything else for a row.
    if (this.openRedemptions.size === 0) return [];
    const names = [this.digestOf(row), ...(decodeFacts(row).joined ?? [])];
    const receipts = names.map((name) => (name === null ? undefined : this.openRedemptions.get(name)));
    return [...new Set(receipts)].filter((receipt) => receipt !== undefined);
  }

  private programOf(row: JournalRow): CompiledProgram {
    const program = row.programVersion === null ? undefined : this.programs.ofVersion(row.programVersion);
    if (program === undefined) throw new Error(`the ${row.type} ${row.id} names no programme that was published`);
    return program;
  }

  private rememberRedemption(row: JournalRow): void {
    const digest = this.digestOf(row);
    if (digest === null) return;
    const [receipt = []] = this.openReceiptsOf(row);
    receipt.push(row);
    this.openRedemptions.set(row.id, receipt);
    if (!this.openRedemptions.has(digest)) this.openRedemptions.set(digest, receipt);
  }

  private rememberRefund(row: JournalRow): void {
    if (row.relatedId === null) return;
    const known = this.refundsOfSale.get(row.relatedId);
    if (known === undefined) this.refundsOfSale.set(row.relatedId, [decodeRefundDetails(row)]);
    else known.push(decodeRefundDetails(row));
    // Only an undo frees the receipt of the act that it undoes.
    const undone = row.reasonCode === 'UNDO' ? this.rows.get(row.relatedId) : undefined;
    if (undone !== undefined) this.forgetReceipt(undone);
  }

  private rememberRestored(expiryId: string, amount: number): void {
    this.restoredOfExpiry.set(expiryId, (this.restoredOfExpiry.get(expiryId) ?? 0) + amount);
  }

  private forgetReceipt(row: JournalRow): void {
    const closed = new Set(this.openReceiptsOf(row));
    if (closed.size === 0) return;
    for (const [name, receipt] of this.openRedemptions) if (closed.has(receipt)) this.openRedemptions.delete(name);
  }

  private digestOf(row: JournalRow): string | null {
    if (row.businessDate === null) return null;
    return receiptDigest({ ...row, businessDate: row.businessDate }, this.scopeOf(row));
  }
}
