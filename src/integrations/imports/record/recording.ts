import type { Database } from '../../../platform/database/database';
import type { GivingWay, Outcome, TillAct, TillHistory } from '../../../transactions';
import type { FileContents } from '../receipt-files/file-contents';
import type { Progress } from '../rows/progress';
import { ActPlanner } from '../receipts/credit-notes.rules';
import { saleOf, sourceOf, type PlannedAct, type PlannedSale } from '../receipts/planned-act';
import type { FileReceipt } from '../receipts/receipt';
import type { Reject, RejectCode } from '../rows/reject';
import type { RejectShare } from '../receipt-files/reject-share';
import { LineRanges } from '../rows/line-ranges';
import { type ImportRow, listRecorded } from './imports.sql';
import type { JoinedReceipts, ReceiptGuests } from './receipt-guests';
import { recordInOrder } from './record-in-order';
import type { ShadowSales, SubmittedAct } from './shadow-sales';
import { type ActTerms, instantOf, placeOf, tillActOf } from './till-act-of';

/** An act that the till refused, stored so that a restarted import still lists it. */
interface RefusalRow {
  readonly position: number;
  readonly code: string;
  readonly detail: string | null;
}

/** How many acts are collected, so that acts of one guest are recorded together; some 20 MB. */
const WINDOW = 20_000;
const BATCH = 1_000;
/** One batch is decided while others are being written. */
const LANES = 3;

/** The till refused the sale, so its credit notes can't reduce it. */
const NOT_RECORDED = 'sale_not_recorded';
/** Refusals of the till that are also reasons of a reject. */
const REASONS: readonly string[] = ['guest_ambiguous', 'guest_erased', 'counted_in_opening'] satisfies RejectCode[];

export interface RecordingTerms {
  readonly networkId: string;
  readonly row: ImportRow;
  readonly contents: FileContents;
  readonly hasCreditNotes: boolean;
  readonly acts: Omit<ActTerms, 'guestIdOf' | 'recordedAs'>;
  readonly reject: (reject: Reject) => Promise<void>;
  /** Ends the recording when most acts are refused; null: goes on in any case. */
  readonly share: RejectShare | null;
  readonly progress: Progress;
  /** When aborted, the recording stops after the batches under way and throws. */
  readonly signal?: AbortSignal | undefined;
  readonly way: Pick<GivingWay, 'before' | 'isBesideTills'>;
  /** Records and compares sales in a shadow; null: the network is none. */
  readonly shadow: ShadowSales | null;
}

/** Figures of the recorded acts, over all runs of the import. */
export interface RecordedFigures {
  sales: number;
  repayments: number;
  /** Acts that this run recorded itself. */
  ownActs: number;
  readonly joined: Readonly<JoinedReceipts>;
}

/**
 * Records a file's receipts, from the bookmark on. After a kill the next run continues: it looks up acts above the bookmark by their ids, and
 * receipts and keys prevent any that it misses from being recorded twice.
 */
export class ReceiptRecorder {
  /** Refused acts, by position. */
  private readonly refused = new Map<number, RefusalRow>();
  /** Sales in the ledger under an id that is not this import's. */
  private readonly elsewhere = new Map<number, string>();
  /** Acts above the bookmark that an earlier run committed, by position. */
  private readonly committed = new Set<number>();
  private readonly recorded: RecordedFigures;
  /** The file's lines of recorded acts. */
  readonly lines = new LineRanges();
  private readonly unkept: RefusalRow[] = [];
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

  /** @param goesOn whether an earlier run was stopped, so that its acts above the bookmark have to be looked up */
  async run(goesOn: boolean): Promise<RecordedFigures> {
    const { networkId, row } = this.terms;
    // All refusals of an import, by position; at most one for each act of the file.
    const before = await this.database.inNetwork(
      networkId,
      (tx) => tx.query<RefusalRow>`
      SELECT position, code, detail FROM import_refusals WHERE network_id = ${networkId} AND import_id = ${row.id}
       ORDER BY position`,
    );
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

  /** The acts above the bookmark, once their guests exist; acts below the bookmark are only counted. */
  private async *acts(goesOn: boolean): AsyncGenerator<readonly PlannedAct[]> {
    const planner = new ActPlanner(this.terms.hasCreditNotes);
    for await (const piece of this.terms.contents.receipts.inOrder()) {
      const planned: PlannedAct[] = [];
      for (const receipt of piece) {
        const { acts, leftover } = planner.plan(receipt);
        planned.push(...acts);
        if (leftover === null) continue;
        await this.terms.reject(leftover);
        if (acts.length === 0) await this.compareLeft(receipt, leftover.code);
      }
      this.terms.signal?.throwIfAborted();
      await this.terms.way.before();
      const { position } = this.terms.row;
      await this.guests.prepare(planned, position);
      const above = planned.filter((act) => act.position >= position);
      for (const act of planned) if (act.position < position) await this.pass(act);
      if (goesOn) await this.lookForCommitted(above);
      yield above;
    }
  }

  /** Counts an act that an earlier run settled. */
  private async pass(act: PlannedAct): Promise<void> {
    const refusal = this.refused.get(act.position);
    if (refusal === undefined) this.count(act);
    else await this.terms.reject(rejectOf(act, refusal));
  }

  private async lookForCommitted(acts: readonly PlannedAct[]): Promise<void> {
    if (acts.length === 0) return;
    const { networkId } = this.terms;
    const ids = acts.map(({ position }) => this.terms.acts.idOf(position));
    const known = await this.database.inNetwork(networkId, (tx) => listRecorded(tx, networkId, ids));
    acts.forEach(({ position }, index) => {
      if (known.has(ids[index] ?? '')) this.committed.add(position);
    });
  }

  private async record(acts: readonly PlannedAct[]): Promise<void> {
    const submitted: SubmittedAct[] = [];
    for (const act of acts) {
      const { position } = act;
      const fault = this.guests.faultOf(act);
      if (this.committed.delete(position)) {
        this.count(act);
        await this.compareOnly(act, null);
      } else if (act.kind === 'REPAYMENT' && this.isMissing(act.sale))
        await this.refuse(act, { position, code: 'refused', detail: NOT_RECORDED });
      else if (fault !== null) {
        await this.refuse(act, { position, ...reasonOf(fault) });
        await this.compareOnly(act, fault);
      } else submitted.push({ act, tillAct: tillActOf(act, this.actTerms) });
    }
    if (submitted.length === 0) return;
    const outcomes = await this.recordIn(submitted);
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

  private async recordIn(submitted: readonly SubmittedAct[]): Promise<ReadonlyMap<TillAct, Outcome>> {
    const { shadow, networkId } = this.terms;
    if (shadow !== null) return (await shadow.record(submitted)).outcomes;
    return this.till.record(
      networkId,
      submitted.map(({ tillAct }) => tillAct),
    );
  }

  private async compareOnly(act: PlannedAct, refusal: string | null): Promise<void> {
    await this.terms.shadow?.compareOnly(act, tillActOf(act, this.actTerms), refusal);
  }

  /** A credit note that reduces no sale. */
  private async compareLeft(receipt: FileReceipt, code: string): Promise<void> {
    const { acts, shadow } = this.terms;
    const place = placeOf({ receipt }, acts.plan.pointsOfSale);
    await shadow?.compareLeft(receipt, place, instantOf(receipt, acts), code);
  }

  private async refuse(act: PlannedAct, refusal: RefusalRow): Promise<void> {
    this.remember(refusal);
    this.unkept.push(refusal);
    const reject = rejectOf(act, refusal);
    this.terms.share?.reject(reject);
    await this.terms.reject(reject);
  }

  private async reached(position: number): Promise<void> {
    const { networkId, row, contents, progress } = this.terms;
    progress.recording(position, Math.max(position, contents.sales + contents.creditNotes));
    // Refusals are stored before the bookmark passes them; another run would store the same.
    const refusals = this.unkept.splice(0);
    await this.database.inNetwork(networkId, async (tx) => {
      if (refusals.length > 0)
        await tx.query`
          INSERT INTO import_refusals (network_id, import_id, position, code, detail)
           SELECT ${networkId}, ${row.id}, r.position, r.code, r.detail
           FROM unnest(${refusals.map((r) => r.position)}::bigint[], ${refusals.map((r) => r.code)}::text[],
           ${refusals.map((r) => r.detail)}::text[]) r(position, code, detail)
           ON CONFLICT DO NOTHING`;
      // Moves the bookmark forward, never back. Refusals below it are already stored.
      await tx.query`
        UPDATE imports i SET position = ${position},
           accepted = ${position} - (SELECT count(*) FROM import_refusals r WHERE r.network_id = ${networkId}
             AND r.import_id = ${row.id}
             AND r.position < ${position})
         WHERE i.network_id = ${networkId} AND i.id = ${row.id} AND i.position < ${position}`;
    });
  }

  private remember(refusal: RefusalRow): void {
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

/** The refusal of an act; null: the act is in the ledger by this import, from this or an earlier run. */
function refusalOf(position: number, transactionId: string, outcome: Outcome | undefined): RefusalRow | null {
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

/** The reason in the list of rejects for a refusal of the till. */
export function reasonOf(code: string): { readonly code: RejectCode; readonly detail: string | null } {
  return REASONS.includes(code) ? { code: code as RejectCode, detail: null } : { code: 'refused', detail: code };
}

export function rejectOf(act: PlannedAct, { code, detail }: Pick<RefusalRow, 'code' | 'detail'>): Reject {
  const { line, text } = sourceOf(act);
  const base = { line, code: code as RejectCode, row: text };
  return detail === null ? base : { ...base, detail };
}
