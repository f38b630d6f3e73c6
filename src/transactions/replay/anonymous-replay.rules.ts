import { decide, type Decision, newGuest, points } from '../../decision';
import type { JournalRow, TransferRow } from '../ledger/journal/journal-row';
import { decodeDivision, decodeFacts, decodeRefundDetails, decodeSaleDetails } from '../ledger/journal/stored-json';
import { decideAnonymousReceipt } from '../ledger/act/anonymous-receipt.rules';
import type { RowHistory } from '../till/kinds/kind';
import { refundedParts } from '../till/kinds/refund';
import { saleOfRow } from '../till/kinds/sale';
import { replayedCampaigns } from './replayed-campaigns.rules';
import { nowOf } from './settled-rows.rules';
import { compareDecision, type ReplayDifference } from './compare-decision.rules';
import type { ProgramLookup } from './guest-history.rules';
import type { ReplaySettings } from './guest-replay.rules';
import type { DecisionSettings } from './settings-history.rules';

/** A row without a guest, compared with its replayed decision. */
export interface ReplayedAnonymousRow {
  /** Null: there is no decision, and `differences` says why. */
  readonly decision: Decision | null;
  readonly differences: readonly ReplayDifference[];
}

/** An anonymous receipt with its refunds, in any order. */
export interface AnonymousReceipt {
  readonly sale: JournalRow;
  readonly refunds: readonly JournalRow[];
}

/** Nothing comes before an anonymous receipt. */
const NO_HISTORY: RowHistory = {
  find: () => undefined,
  refundsOf: () => [],
  expiredOf: () => 0,
  restoredBy: () => null,
  holdOf: (row) => {
    throw new Error(`the receipt ${row.id} captures no hold`);
  },
  priorOf: () => null,
};

/** Replays anonymous receipts and their refunds. Pure. */
export class AnonymousReplay {
  constructor(
    private readonly programs: ProgramLookup,
    private readonly settings: ReplaySettings,
  ) {}

  /** `receipt`: the receipt of a refund, with at least its earlier refunds. Undefined: there is none. */
  replay(
    row: JournalRow,
    transfers: readonly TransferRow[],
    receipt: AnonymousReceipt | undefined,
  ): ReplayedAnonymousRow {
    const tries = this.settings.settings.near(row.recordedAt).map((by) => this.replayBy(by, row, transfers, receipt));
    return tries.find(({ differences }) => differences.length === 0) ?? (tries[0] as ReplayedAnonymousRow);
  }

  private replayBy(
    by: DecisionSettings,
    row: JournalRow,
    transfers: readonly TransferRow[],
    receipt: AnonymousReceipt | undefined,
  ): ReplayedAnonymousRow {
    try {
      const decision = row.type === 'SALE' ? this.decideSale(row, by) : this.decideRefund(row, receipt, by);
      return { decision, differences: compareDecision(this.settings.networkId, row, transfers, decision) };
    } catch (error) {
      // A row that cannot be replayed is a finding about this row and does not end the check.
      const said = error instanceof Error ? error.message : String(error);
      return { decision: null, differences: [{ where: 'decision', stored: row.type, decided: said }] };
    }
  }

  private decideSale(row: JournalRow, { calendar }: DecisionSettings): Decision {
    const program = row.programVersion === null ? null : (this.programs.ofVersion(row.programVersion) ?? null);
    const campaigns = replayedCampaigns(this.settings.campaigns, row);
    const decision = decideAnonymousReceipt(program, saleOfRow(row, NO_HISTORY), {
      now: nowOf(row),
      calendar,
      campaigns,
    });
    if (decision.kind === 'REFUSED') throw new Error(`it would be refused: ${decision.code}`);
    return decision;
  }

  private decideRefund(
    row: JournalRow,
    receipt: AnonymousReceipt | undefined,
    { calendar, captureGraceMs, restoredForDays }: DecisionSettings,
  ): Decision {
    if (row.type !== 'REFUND' || row.guestVersion === null || receipt?.sale.id !== row.relatedId) {
      throw new Error(`nobody has a ${row.type} of ${String(row.relatedId)}`);
    }
    const { sale } = receipt;
    const program = row.programVersion === null ? undefined : this.programs.ofVersion(row.programVersion);
    if (program === undefined) throw new Error(`no published programme has the version ${String(row.programVersion)}`);
    const before = refundsBefore(row.guestVersion, receipt);
    if (before.length !== row.guestVersion - 1)
      throw new Error(`it is refund ${String(row.guestVersion)} of its receipt, behind ${String(before.length)}`);
    const now = nowOf(row);
    const facts = decodeFacts(row);
    const inForce = this.programs.inForce(now) ?? null;
    const act = {
      kind: 'REFUND' as const,
      saleId: sale.id,
      lines: decodeDivision(sale),
      details: decodeSaleDetails(sale, program),
      refunds: before.map(decodeRefundDetails),
      rewards: [],
      expired: points(0),
      what: refundedParts(decodeRefundDetails(row)),
    };
    const decision = decide(program, newGuest(), act, {
      now,
      recordedAt: row.recordedAt,
      calendar,
      inForce: inForce === program ? null : inForce,
      transactionId: row.id,
      captureGraceMs: facts.captureGraceMs ?? captureGraceMs,
      restoredForDays: facts.restoredForDays ?? restoredForDays,
    });
    if (decision.kind === 'REFUSED') throw new Error(`it would be refused: ${decision.code}`);
    return decision;
  }
}

function refundsBefore(turn: number, { refunds }: AnonymousReceipt): readonly JournalRow[] {
  return refunds
    .filter(({ guestVersion }) => guestVersion !== null && guestVersion < turn)
    .sort((a, b) => Number(a.guestVersion) - Number(b.guestVersion));
}
