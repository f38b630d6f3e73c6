import type { ConfigurationSnapshot, PublishedProgram } from '../../../configuration';
import {
  type Act,
  type Calendar,
  type Counters,
  decide,
  type Decision,
  EMPTY_COUNTERS,
  type GuestState,
  minorUnits,
  newGuest,
  points,
  type RefundDetails,
  type SaleDetails,
  settleInForce,
} from '../../../decision';
import type { KnownGuest } from '../../../identity';
import type { FileContents } from '../receipt-files/file-contents';
import { ActPlanner } from '../receipts/credit-notes.rules';
import type { PlannedAct, PlannedRepayment, PlannedSale } from '../receipts/planned-act';
import type { Reject } from '../rows/reject';
import type { Zone } from '../rows/zone';
import type { ImportPlan } from './import-plan';
import type { ReceiptGuests } from './receipt-guests';
import { reasonOf, type RecordedFigures, rejectOf } from './recording';
import { instantOf, placeOf, saleLineOf } from './till-act-of';

export interface DryRunTerms {
  readonly snapshot: ConfigurationSnapshot;
  readonly calendar: Calendar;
  readonly zone: Zone;
  readonly plan: ImportPlan;
  readonly contents: FileContents;
  readonly guests: ReceiptGuests;
  readonly hasCreditNotes: boolean;
  /** The time of the decision, in milliseconds. */
  readonly recordedAt: number;
  readonly reject: (reject: Reject) => Promise<void>;
  /** Finds sales whose receipts are already recorded: the transactions by position. */
  readonly findRecorded: (sales: readonly PlannedSale[]) => Promise<ReadonlyMap<number, string>>;
}

/** A dry run's counts, besides those of the acts. */
export interface DryRunFigures extends RecordedFigures {
  guests: number;
  pointsEarned: number;
  discount: number;
}

interface DecidedSale {
  readonly program: PublishedProgram;
  readonly decision: Decision;
  readonly refunds: RefundDetails[];
}

/**
 * Decides a file's acts without writing. A guest whom the network already has counts as new, because earlier acts are not in the file; only a
 * block, and a balance that includes older receipts, are respected. Receipts that are already recorded are found. Counts what an import would
 * record.
 */
export class DryRun {
  private readonly states = new Map<string, GuestState>();
  private readonly sales = new Map<number, DecidedSale>();
  private readonly expired = new Map<string, number>();
  /** Sales that the network already has, by position. */
  private readonly recorded = new Set<number>();
  private readonly figures: DryRunFigures;

  constructor(private readonly terms: DryRunTerms) {
    const { joined } = terms.guests;
    this.figures = { sales: 0, repayments: 0, ownActs: 0, joined, guests: 0, pointsEarned: 0, discount: 0 };
  }

  async run(): Promise<DryRunFigures> {
    const planner = new ActPlanner(this.terms.hasCreditNotes);
    for await (const piece of this.terms.contents.receipts.inOrder()) {
      const planned: PlannedAct[] = [];
      for (const receipt of piece) {
        const { acts, leftover } = planner.plan(receipt);
        planned.push(...acts);
        if (leftover !== null) await this.terms.reject(leftover);
      }
      await this.terms.guests.prepare(planned, 0);
      const recorded = await this.terms.findRecorded(planned.filter((act) => act.kind === 'SALE'));
      for (const act of planned) {
        const holder = recorded.get(act.position);
        if (holder === undefined) {
          await this.decideAct(act);
          continue;
        }
        this.recorded.add(act.position);
        await this.terms.reject(rejectOf(act, { code: 'already_recorded', detail: holder }));
      }
    }
    return { ...this.figures, guests: this.states.size };
  }

  private async decideAct(act: PlannedAct): Promise<void> {
    const refused = act.kind === 'SALE' ? this.decideSale(act) : this.decideRepayment(act);
    if (refused === null) {
      if (act.kind === 'SALE') this.figures.sales += 1;
      else this.figures.repayments += 1;
      return;
    }
    await this.terms.reject(rejectOf(act, reasonOf(refused)));
  }

  private decideSale(sale: PlannedSale): string | null {
    const { receipt } = sale;
    const guest = this.terms.guests.guestOf(receipt);
    if (guest === null) return this.terms.guests.faultOf(sale);
    const occurredAt = instantOf(receipt, this.terms);
    const program = this.terms.snapshot.programInForce(new Date(occurredAt));
    if (program === undefined) return 'no_program';
    const place = placeOf(sale, this.terms.plan.pointsOfSale);
    const decision = this.decide(guest, program, sale.position, occurredAt, {
      kind: 'SALE',
      occurredAt,
      restaurantId: place.restaurantId,
      pointOfSaleId: place.id,
      channel: 'IMPORT',
      paymentMethod: receipt.paymentMethod,
      amount: minorUnits(receipt.amount),
      lines: receipt.items?.map(saleLineOf) ?? null,
      pointsToRedeem: receipt.pointsToRedeem === null ? null : points(receipt.pointsToRedeem),
      hold: null,
      prior: null,
      rewards: [],
      networkLimit: null,
      tierAsOf: null,
      birthdayToday: null,
      birthdayMonth: null,
      segments: null,
    });
    if (typeof decision === 'string') return decision;
    this.figures.pointsEarned += decision.amounts.pointsEarned;
    this.figures.discount += decision.amounts.discount;
    this.sales.set(sale.position, { program, decision, refunds: [] });
    return null;
  }

  private decideRepayment(repayment: PlannedRepayment): string | null {
    const { position, sale, creditNote, amount } = repayment;
    // The credit note reduces the sale that is in the ledger.
    if (this.recorded.has(sale.position)) return this.terms.guests.faultOf(repayment);
    const decided = this.sales.get(sale.position);
    const guest = this.terms.guests.guestOf(sale.receipt);
    if (decided === undefined || guest === null) return 'sale_not_recorded';
    const fault = this.terms.guests.faultOf(repayment);
    if (fault !== null) return fault;
    const { program, refunds } = decided;
    const { lines, details } = decided.decision;
    const saleId = String(sale.position);
    const decision = this.decide(guest, program, position, instantOf(creditNote, this.terms), {
      kind: 'REFUND',
      saleId,
      lines,
      // A SALE always has details of a sale.
      details: details as SaleDetails,
      refunds,
      rewards: [],
      expired: points(this.expired.get(saleId) ?? 0),
      what: { kind: 'AMOUNT', amount: minorUnits(amount) },
    });
    if (typeof decision === 'string') return decision;
    if (decision.details?.kind === 'REFUND') refunds.push(decision.details);
    return null;
  }

  /** Decides an act and updates the guest's state; returns the code of a refusal. */
  private decide(
    { guestId, openedAt, isBlocked }: KnownGuest,
    deciding: PublishedProgram,
    position: number,
    now: number,
    act: Act,
  ): Decision | string {
    const { calendar, snapshot } = this.terms;
    const { program } = deciding;
    const counters = openedAt === null ? IMPORTED_COUNTERS : { ...IMPORTED_COUNTERS, openedAt };
    let state = this.states.get(guestId) ?? { ...newGuest(), counters, blocked: isBlocked };
    const inForceAt = (at: number) => snapshot.programInForce(new Date(at)) ?? deciding;
    const current = inForceAt(now).program;
    if (state.dueAt <= now) {
      for (const { settlement } of settleInForce(inForceAt, state, { now, calendar })) {
        const { decision } = settlement;
        state = decision.after;
        for (const { code, lotId, amount } of decision.transfers) {
          if (code === 'EXPIRY' && lotId !== null) this.expired.set(lotId, (this.expired.get(lotId) ?? 0) + amount);
        }
      }
    }
    const { captureGraceMinutes, restoreGraceDays } = snapshot.profile.settings;
    const decision = decide(program, state, act, {
      now,
      calendar,
      inForce: current === program ? null : current,
      transactionId: String(position),
      captureGraceMs: captureGraceMinutes * 60_000,
      restoredForDays: restoreGraceDays,
      recordedAt: this.terms.recordedAt,
    });
    this.states.set(guestId, decision.kind === 'DECIDED' ? decision.after : state);
    return decision.kind === 'DECIDED' ? decision : decision.code;
  }
}

const IMPORTED_COUNTERS: Counters = { ...EMPTY_COUNTERS, firstSale: 'IMPORT' };
