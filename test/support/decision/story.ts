import {
  type Act,
  type Calendar,
  compileProgram,
  type Context,
  decide,
  type Decision,
  type GuestState,
  minorUnits,
  newGuest,
  points,
  type ProgramDocument,
  type RefundAct,
  type RefundDetails,
  type Refusal,
  type SaleDetails,
  settle,
  type Settlement,
  type ManualAct,
  type Transfer,
} from '../../../src/decision';
import { calendarAt, NOON } from './acts';

export type Row = { readonly id: string; readonly type: string; readonly at: number; readonly decision: Decision };

/** A guest's life: acts are settled and decided as a till does it, and every row is kept. */
export class Story {
  readonly rows: Row[] = [];
  now = NOON;

  constructor(
    readonly document: ProgramDocument,
    public guest: GuestState = newGuest(),
    readonly calendar: Calendar = calendarAt(),
    private readonly changes: Partial<Context> = {},
  ) {}

  get program() {
    return compileProgram(this.document);
  }

  at(instant: number): this {
    this.now = instant;
    return this;
  }

  settle(): Settlement[] {
    const settlements = settle(this.program, this.guest, { now: this.now, calendar: this.calendar });
    for (const settlement of settlements)
      this.append(this.nextId(), settlement.type, settlement.at, settlement.decision);
    return settlements;
  }

  context(transactionId: string): Context {
    return {
      now: this.now,
      recordedAt: this.now,
      calendar: this.calendar,
      inForce: null,
      transactionId,
      captureGraceMs: 900_000,
      restoredForDays: 30,
      ...this.changes,
    };
  }

  /** Settles and decides an act, and keeps its row. `id` names the row. */
  play(act: Act, named?: string): Decision | Refusal {
    this.settle();
    const id = named ?? this.nextId();
    const decision = decide(this.program, this.guest, act, this.context(id));
    if (decision.kind === 'DECIDED') {
      this.append(id, act.kind, this.now, decision);
      if (act.kind === 'MANUAL' && act.restores !== null) {
        const { expiryId, before } = act.restores;
        this.restored.set(expiryId, before + act.points);
      }
      if (act.kind === 'SALE')
        this.rewardsOfSale.set(
          id,
          act.rewards.map(({ code }) => code),
        );
    }
    return decision;
  }

  /** As `play`, of an act that is not refused. */
  done(act: Act, named?: string): Decision {
    const decision = this.play(act, named);
    if (decision.kind === 'REFUSED') throw new Error(`refused: ${JSON.stringify(decision)}`);
    return decision;
  }

  /** The refund of a row of the story, with all that the journal knows of it. */
  refundOf(saleId: string, what: RefundAct['what'] = { kind: 'ALL' }): RefundAct {
    const sale = this.rows.find((row) => row.id === saleId);
    if (sale === undefined) throw new Error(`no such sale: ${saleId}`);
    const refunds = this.rows.filter((row) => row.type === 'REFUND' && this.refundedSale.get(row.id) === saleId);
    const expired = this.transfers().filter((transfer) => transfer.code === 'EXPIRY' && transfer.lotId === saleId);
    return {
      kind: 'REFUND',
      saleId,
      lines: sale.decision.lines,
      details: sale.decision.details as SaleDetails,
      refunds: refunds.map((row) => row.decision.details as RefundDetails),
      rewards: this.rewardsOfSale.get(saleId) ?? [],
      expired: points(expired.reduce((sum, transfer) => sum + transfer.amount, 0)),
      what,
    };
  }

  refund(saleId: string, what: RefundAct['what'] = { kind: 'ALL' }): Decision | Refusal {
    this.settle();
    const id = this.nextId();
    const decision = this.play(this.refundOf(saleId, what), id);
    if (decision.kind === 'DECIDED') this.refundedSale.set(id, saleId);
    return decision;
  }

  /** The row that a refund in the story takes back. */
  saleOf(refundId: string): string | undefined {
    return this.refundedSale.get(refundId);
  }

  /** Points of an expiry in the story that come back by hand. */
  restoreOf(expiryId: string, amount: number): ManualAct {
    const expiry = this.rows.find((row) => row.id === expiryId);
    if (expiry === undefined) throw new Error(`no such expiry: ${expiryId}`);
    return {
      kind: 'MANUAL',
      direction: 'CREDIT',
      points: points(amount),
      reasonCode: 'RESTORED',
      occurredAt: this.now,
      restaurantId: null,
      restores: {
        expiryId,
        expired: expiry.decision.amounts.pointsEarned,
        before: points(this.restored.get(expiryId) ?? 0),
      },
    };
  }

  transfers(): Transfer[] {
    return this.rows.flatMap((row) => row.decision.transfers);
  }

  private readonly restored = new Map<string, number>();
  private readonly refundedSale = new Map<string, string>();
  private readonly rewardsOfSale = new Map<string, readonly string[]>();

  private nextId(): string {
    return `t${String(this.rows.length + 1).padStart(5, '0')}`;
  }

  private append(id: string, type: string, at: number, decision: Decision): void {
    this.rows.push({ id, type, at, decision });
    this.guest = decision.after;
  }
}

export function amountOf(amount: number): RefundAct['what'] {
  return { kind: 'AMOUNT', amount: minorUnits(amount) };
}

export function linesOf(...lines: readonly number[]): RefundAct['what'] {
  return { kind: 'LINES', lines: lines.map((line) => ({ line, quantityMilli: null, total: null })) };
}
