import type { Database } from '../../../platform/database/database';
import type { GivingWay, Outcome, TillAct, TillHistory } from '../../../transactions';
import type { FileContents } from '../file-contents';
import type { Progress } from '../rows/progress';
import { ActPlanner } from '../receipts/credit-notes.rules';
import { saleOf, sourceOf, type PlannedAct, type PlannedSale } from '../receipts/planned-act';
import type { Reject, RejectCode } from '../rows/reject';
import type { RejectShare } from '../reject-share';
import { LineRanges } from '../rows/line-ranges';
import * as sql from './imports.sql';
import type { JoinedReceipts, ReceiptGuests } from './receipt-guests';
import { recordInOrder } from './record-in-order';
import { tillActOf, type ActTerms } from './till-act-of';

/** Acts that gather, so that those of one guest are recorded together; some 20 MB. */
const WINDOW = 20_000;
const BATCH = 1_000;
/** One batch is decided while others are written. */
const LANES = 3;

/** A sale that the till refused: its credit notes cannot be taken from it. */
const NOT_RECORDED = 'sale_not_recorded';
/** Refusals that are reasons of a reject themselves. */
const REASONS: readonly string[] = ['guest_ambiguous', 'guest_erased', 'counted_in_opening'] satisfies RejectCode[];

export interface RecordingTerms {
  readonly networkId: string;
  readonly row: sql.ImportRow;
  readonly contents: FileContents;
  readonly hasCreditNotes: boolean;
  readonly acts: Omit<ActTerms, 'guestIdOf' | 'recordedAs'>;
  readonly reject: (reject: Reject) => Promise<void>;
  /** Ends the recording when most acts are refused; null: it goes on whatever there is. */
  readonly share: RejectShare | null;
  readonly progress: Progress;
  readonly way: GivingWay;
}

/** Figures of what was recorded, over all runs of the import. */
export interface Recorded {
  sales: number;
  repayments: number;
  /** Acts that this run recorded itself. */
  ownActs: number;
  readonly joined: Readonly<JoinedReceipts>;
}

/**
 * Records the receipts of one file, from the bookmark on. Killed at any moment it goes on in the next run: acts above
 * the bookmark that were committed already are looked for by their ids, and what is missed by that is known by its
 * receipt or its key: nothing is made twice.
 */
export class Recording {
  /** Acts that were refused, by position. */
  private readonly refused = new Map<number, sql.RefusalRow>();
  /** Sales that stand in the ledger under another id than this import would have given them. */
  private readonly elsewhere = new Map<number, string>();
  /** Acts above the bookmark that an earlier run had committed, by position. */
  private readonly committed = new Set<number>();
  private readonly recorded: Recorded;
  /** Where recorded acts stand in the file. */
  readonly lines = new LineRanges();
  private readonly unkept: sql.RefusalRow[] = [];
  private readonly actTerms: ActTerms;

  constructor(
    private readonly database: Database,
    private readonly till: TillHistory,
    private readonly guests: ReceiptGuests,
    private readonly terms: RecordingTerms,
  ) {
    this.recorded = { sales: 0, repayments: 0, ownActs: 0, joined: guests.joined };
    this.actTerms = {
      ...terms.acts,
      guestIdOf: (receipt) => guests.guestOf(receipt)?.guestId ?? null,
      recordedAs: (sale) => this.elsewhere.get(sale.position),
    };
  }

  /** @param goesOn whether an earlier run was stopped: what it committed above the bookmark is looked for. */
  async run(goesOn: boolean): Promise<Recorded> {
    const { networkId, row } = this.terms;
    const before = await this.database.inNetwork(networkId, (tx) => sql.listRefusals(tx, networkId, row.id));
    for (const refusal of before) this.remember(refusal);
    await recordInOrder(this.acts(goesOn), {
      window: WINDOW,
      batch: BATCH,
      lanes: LANES,
      way: this.terms.way,
      guestOf: (act) => this.actTerms.guestIdOf(saleOf(act).receipt),
      record: (acts) => this.record(acts),
      reached: (position) => this.reached(position),
    });
    this.terms.share?.refuseMost('end');
    return this.recorded;
  }

  /** Acts above the bookmark with their guests made; those below it are only counted. */
  private async *acts(goesOn: boolean): AsyncGenerator<readonly PlannedAct[]> {
    const planner = new ActPlanner(this.terms.hasCreditNotes);
    for await (const piece of this.terms.contents.receipts.inOrder()) {
      const planned: PlannedAct[] = [];
      for (const receipt of piece) {
        const { acts, leftover } = planner.plan(receipt);
        planned.push(...acts);
        if (leftover !== null) await this.terms.reject(leftover);
      }
      await this.terms.way.before();
      const { position } = this.terms.row;
      await this.guests.prepare(planned, position);
      const above = planned.filter((act) => act.position >= position);
      for (const act of planned) if (act.position < position) await this.pass(act);
      if (goesOn) await this.lookForCommitted(above);
      yield above;
    }
  }

  /** An act that an earlier run has settled. */
  private async pass(act: PlannedAct): Promise<void> {
    const refusal = this.refused.get(act.position);
    if (refusal === undefined) this.count(act);
    else await this.terms.reject(rejectOf(act, refusal));
  }

  private async lookForCommitted(acts: readonly PlannedAct[]): Promise<void> {
    if (acts.length === 0) return;
    const { networkId } = this.terms;
    const ids = acts.map(({ position }) => this.terms.acts.idOf(position));
    const known = await this.database.inNetwork(networkId, (tx) => sql.listRecorded(tx, networkId, ids));
    acts.forEach(({ position }, index) => {
      if (known.has(ids[index] ?? '')) this.committed.add(position);
    });
  }

  private async record(acts: readonly PlannedAct[]): Promise<void> {
    const submitted: { act: PlannedAct; tillAct: TillAct }[] = [];
    for (const act of acts) {
      const { position } = act;
      const fault = this.guests.faultOf(act);
      if (this.committed.delete(position)) this.count(act);
      else if (act.kind === 'REPAYMENT' && this.isMissing(act.sale))
        await this.refuse(act, { position, code: 'refused', detail: NOT_RECORDED });
      else if (fault !== null) await this.refuse(act, { position, ...reasonOf(fault) });
      else submitted.push({ act, tillAct: tillActOf(act, this.actTerms) });
    }
    if (submitted.length === 0) return;
    const outcomes = await this.till.record(
      this.terms.networkId,
      submitted.map(({ tillAct }) => tillAct),
    );
    for (const { act, tillAct } of submitted) {
      const refusal = refusalOf(act.position, tillAct.id, outcomes.get(tillAct));
      if (refusal === null) {
        this.count(act);
        this.terms.share?.keep(1);
        this.recorded.ownActs += 1;
      } else await this.refuse(act, refusal);
    }
    this.terms.share?.refuseMost('amid');
  }

  private async refuse(act: PlannedAct, refusal: sql.RefusalRow): Promise<void> {
    this.remember(refusal);
    this.unkept.push(refusal);
    const reject = rejectOf(act, refusal);
    this.terms.share?.reject(reject);
    await this.terms.reject(reject);
  }

  private async reached(position: number): Promise<void> {
    const { networkId, row, contents, progress } = this.terms;
    progress.recording(position, Math.max(position, contents.sales + contents.creditNotes));
    // Refusals are kept before the bookmark passes them; written again by another run they are the same.
    const refusals = this.unkept.splice(0);
    await this.database.inNetwork(networkId, async (tx) => {
      if (refusals.length > 0) await sql.appendRefusals(tx, networkId, row.id, refusals);
      await sql.moveBookmark(tx, networkId, row.id, position);
    });
  }

  private remember(refusal: sql.RefusalRow): void {
    this.refused.set(refusal.position, refusal);
    if (refusal.code === 'already_recorded' && refusal.detail !== null)
      this.elsewhere.set(refusal.position, refusal.detail);
  }

  private isMissing(sale: PlannedSale): boolean {
    return this.refused.has(sale.position) && !this.elsewhere.has(sale.position);
  }

  private count(act: PlannedAct): void {
    const { line, lastLine } = sourceOf(act);
    this.lines.add(line, lastLine);
    if (act.kind === 'SALE') this.recorded.sales += 1;
    else this.recorded.repayments += 1;
  }
}

/** Null when the act is in the ledger by this import, now or in an earlier run. */
function refusalOf(position: number, transactionId: string, outcome: Outcome | undefined): sql.RefusalRow | null {
  switch (outcome?.kind) {
    case undefined:
      throw new Error('an act of an import was left without an outcome');
    case 'POSTED':
      return null;
    case 'STORED':
      return { position, code: 'refused', detail: String(outcome.status) };
    case 'REFUSED': {
      if (outcome.code !== 'receipt_already_recorded') return { position, ...reasonOf(outcome.code) };
      const holder = String(outcome.data['transactionId']);
      return holder === transactionId ? null : { position, code: 'already_recorded', detail: holder };
    }
  }
}

/** The reason of a refusal in the list of rejects. */
export function reasonOf(code: string): { readonly code: RejectCode; readonly detail: string | null } {
  return REASONS.includes(code) ? { code: code as RejectCode, detail: null } : { code: 'refused', detail: code };
}

export function rejectOf(act: PlannedAct, { code, detail }: Pick<sql.RefusalRow, 'code' | 'detail'>): Reject {
  const { line, text } = sourceOf(act);
  const base = { line, code: code as RejectCode, row: text };
  return detail === null ? base : { ...base, detail };
}
