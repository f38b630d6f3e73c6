import type { Database } from '../../../platform/database/database';
import type { Outcome, Till } from '../../../transactions';
import type { FileContents } from '../file-contents';
import type { Progress } from '../progress';
import { ActPlanner } from '../receipts/credit-notes.rules';
import { sourceOf, type PlannedAct, type PlannedSale } from '../receipts/planned-act';
import type { Reject, RejectCode } from '../reject';
import type { GuestIds } from './guest-ids';
import * as sql from './imports.sql';
import { recordInLanes } from './record-in-lanes';
import { tillActOf, type ActTerms } from './till-act-of';

/** Acts are planned and their guests made so many at once. */
const WINDOW = 2_000;
const LANES = 2;
const BATCH = 400;

/** A sale that the till refused: its credit notes cannot be taken from it. */
const NOT_RECORDED = 'sale_not_recorded';

export interface RecordingTerms {
  readonly networkId: string;
  readonly row: sql.ImportRow;
  readonly contents: FileContents;
  readonly hasCreditNotes: boolean;
  readonly acts: Omit<ActTerms, 'guestIdOf' | 'recordedAs'>;
  readonly reject: (reject: Reject) => Promise<void>;
  readonly progress: Progress;
}

/** Figures of what was recorded, over all runs of the import. */
export interface Recorded {
  sales: number;
  repayments: number;
}

/**
 * Records the receipts of one file, from the bookmark on. Killed at any moment it goes on in the next run: acts above
 * the bookmark that were committed already are known by their receipt, or their key, and are not made twice.
 */
export class Recording {
  /** Acts that were refused, by position. */
  private readonly refused = new Map<number, sql.RefusalRow>();
  /** Sales that stand in the ledger under another id than this import would have given them. */
  private readonly elsewhere = new Map<number, string>();
  private readonly recorded: Recorded = { sales: 0, repayments: 0 };
  private bookmark: number;

  constructor(
    private readonly database: Database,
    private readonly till: Till,
    private readonly guests: GuestIds,
    private readonly terms: RecordingTerms,
  ) {
    this.bookmark = terms.row.position;
  }

  async run(): Promise<Recorded> {
    const { networkId, row } = this.terms;
    const before = await this.database.inNetwork(networkId, (tx) => sql.listRefusals(tx, networkId, row.id));
    for (const refusal of before) this.remember(refusal);
    await recordInLanes(this.acts(), {
      lanes: LANES,
      batch: BATCH,
      record: (acts) => this.record(acts),
      reached: (position) => this.reached(position),
    });
    return this.recorded;
  }

  /** Acts above the bookmark with their guests made; those below it are only counted. */
  private async *acts(): AsyncGenerator<PlannedAct> {
    let window: PlannedAct[] = [];
    for await (const act of this.planned()) {
      const refusal = this.refused.get(act.position);
      if (act.position < this.terms.row.position) {
        if (refusal === undefined) this.count(act);
        else await this.terms.reject(rejectOf(act, refusal));
        continue;
      }
      window.push(act);
      if (window.length < WINDOW) continue;
      await this.guests.prepare(window);
      yield* window;
      window = [];
    }
    await this.guests.prepare(window);
    yield* window;
  }

  private async *planned(): AsyncGenerator<PlannedAct> {
    const planner = new ActPlanner(this.terms.hasCreditNotes);
    for await (const receipt of this.terms.contents.receipts.inOrder()) {
      const { acts, leftover } = planner.plan(receipt);
      yield* acts;
      if (leftover !== null) await this.terms.reject(leftover);
    }
  }

  private async record(acts: readonly PlannedAct[]): Promise<void> {
    const possible = acts.filter((act) => act.kind === 'SALE' || !this.isMissing(act.sale));
    const terms: ActTerms = {
      ...this.terms.acts,
      guestIdOf: (externalId) => this.guests.idOf(externalId),
      recordedAs: (sale) => this.elsewhere.get(sale.position),
    };
    const outcomes = await this.till.recordHistory(possible.map((act) => tillActOf(act, terms)));
    const refusals: { act: PlannedAct; refusal: sql.RefusalRow }[] = acts
      .filter((act) => act.kind === 'REPAYMENT' && this.isMissing(act.sale))
      .map((act) => ({ act, refusal: { position: act.position, code: 'refused', detail: NOT_RECORDED } }));
    for (const [index, act] of possible.entries()) {
      const outcome = outcomes[index];
      if (outcome === undefined) throw new Error('the till left an act of an import without an outcome');
      const refusal = this.refusalOf(act, outcome, terms);
      if (refusal === null) this.count(act);
      else refusals.push({ act, refusal });
    }
    await this.keep(refusals);
  }

  /** Null when the act is in the ledger by this import, now or in an earlier run. */
  private refusalOf(act: PlannedAct, outcome: Outcome, terms: ActTerms): sql.RefusalRow | null {
    if (outcome.kind === 'POSTED') return null;
    const { position } = act;
    if (outcome.kind === 'STORED') return { position, code: 'refused', detail: String(outcome.status) };
    if (outcome.code !== 'receipt_already_recorded') return { position, code: 'refused', detail: outcome.code };
    const holder = String(outcome.data['transactionId']);
    return holder === tillActOf(act, terms).id ? null : { position, code: 'already_recorded', detail: holder };
  }

  private async keep(refusals: readonly { act: PlannedAct; refusal: sql.RefusalRow }[]): Promise<void> {
    if (refusals.length === 0) return;
    const { networkId, row, reject } = this.terms;
    // Before the bookmark passes them; written again by another run they are the same.
    await this.database.inNetwork(networkId, (tx) =>
      sql.appendRefusals(
        tx,
        networkId,
        row.id,
        refusals.map(({ refusal }) => refusal),
      ),
    );
    for (const { act, refusal } of refusals) {
      this.remember(refusal);
      await reject(rejectOf(act, refusal));
    }
  }

  private async reached(position: number): Promise<void> {
    const { networkId, row, contents, progress } = this.terms;
    progress.recording(position, Math.max(position, contents.sales + contents.creditNotes));
    if (position <= this.bookmark) return;
    this.bookmark = position;
    await this.database.inNetwork(networkId, (tx) => sql.moveBookmark(tx, networkId, row.id, position));
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
    if (act.kind === 'SALE') this.recorded.sales += 1;
    else this.recorded.repayments += 1;
  }
}

function rejectOf(act: PlannedAct, refusal: sql.RefusalRow): Reject {
  const { line, text } = sourceOf(act);
  const base = { line, code: refusal.code as RejectCode, row: text };
  return refusal.detail === null ? base : { ...base, detail: refusal.detail };
}
