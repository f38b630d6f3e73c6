import { decide, type Decision, newGuest, points, type RefundDetails } from '../../decision';
import type { JournalRow, TransferRow } from '../ledger/journal-row';
import {
  decodeDivision,
  decodeFacts,
  decodeItems,
  decodeRefundDetails,
  decodeSaleDetails,
} from '../ledger/stored-json';
import { decisionOfNobody } from '../till/receipt-of-nobody.rules';
import { nowOf, refundedParts } from './act-of-row.rules';
import { compareDecision, type Difference } from './compare-decision.rules';
import type { ProgramLookup } from './guest-history.rules';
import type { ReplaySettings } from './guest-replay.rules';

/** A row of nobody beside the same decision made anew. */
export interface ReplayedRowOfNobody {
  /** Null: there is none, and `differences` says why. */
  readonly decision: Decision | null;
  readonly differences: readonly Difference[];
}

/** Decides receipts of nobody and their refunds anew. Rows must come in the order of their ids. Pure. */
export class NobodyReplay {
  private readonly refundsOf = new Map<string, RefundDetails[]>();
  private last: JournalRow | undefined;

  constructor(
    private readonly programs: ProgramLookup,
    private readonly settings: ReplaySettings,
  ) {}

  /** `sale`: of a refund; left out, it is the last sale that was replayed. */
  next(row: JournalRow, transfers: readonly TransferRow[], sale = this.last): ReplayedRowOfNobody {
    try {
      if (row.type === 'SALE') this.last = row;
      const decision = row.type === 'SALE' ? this.decideSale(row) : this.decideRefund(row, sale);
      return { decision, differences: compareDecision(this.settings.networkId, row, transfers, decision) };
    } catch (error) {
      // A row that cannot be decided anew is a finding about the row, not a failure of the check.
      const said = error instanceof Error ? error.message : String(error);
      return { decision: null, differences: [{ where: 'decision', stored: row.type, decided: said }] };
    }
  }

  private decideSale(row: JournalRow): Decision {
    const decision = decisionOfNobody(row.amount, decodeItems(row), {
      restaurantId: row.restaurantId ?? '',
      day: this.settings.calendar.localDay(row.occurredAt),
    });
    if ('refused' in decision) throw new Error(`it would be refused: ${decision.refused}`);
    return decision;
  }

  private decideRefund(row: JournalRow, sale: JournalRow | undefined): Decision {
    if (row.type !== 'REFUND' || sale?.id !== row.relatedId) {
      throw new Error(`nobody has a ${row.type} of ${String(row.relatedId)}`);
    }
    const program = row.programVersion === null ? undefined : this.programs.ofVersion(row.programVersion);
    if (program === undefined) throw new Error(`no published programme has the version ${String(row.programVersion)}`);
    const before = this.refundsOf.get(sale.id) ?? [];
    const details = decodeRefundDetails(row);
    this.refundsOf.set(sale.id, [...before, details]);
    const now = nowOf(row);
    const facts = decodeFacts(row);
    const inForce = this.programs.inForce(now) ?? null;
    const act = {
      kind: 'REFUND' as const,
      saleId: sale.id,
      lines: decodeDivision(sale),
      details: decodeSaleDetails(sale, program),
      refunds: before,
      rewards: [],
      expired: points(0),
      what: refundedParts(details),
    };
    const decision = decide(program, newGuest(), act, {
      now,
      recordedAt: row.recordedAt,
      calendar: this.settings.calendar,
      inForce: inForce === program ? null : inForce,
      transactionId: row.id,
      captureGraceMs: facts.captureGraceMs ?? this.settings.captureGraceMs,
      restoredForDays: facts.restoredForDays ?? this.settings.restoredForDays,
    });
    if (decision.kind === 'REFUSED') throw new Error(`it would be refused: ${decision.code}`);
    return decision;
  }
}
