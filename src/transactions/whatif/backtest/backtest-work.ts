import type { ReceiptScope } from '../../../configuration';
import { compileProgram, type ProgramDocument, type ProgramForm } from '../../../decision';
import { calendarOf } from '../../../platform/clock/calendar';
import { NetworkReader } from '../../../platform/database/copy-rows';
import type { ProgramLookup } from '../../replay/guest-history.rules';
import type { ReplaySettings } from '../../replay/guest-replay.rules';
import { BacktestShare, type ShareOutcome } from './backtest-share.rules';
import { copyPast, copyAnonymousPast, type GuestRange, listPastGuests, preferIndex } from './past.sql';
import { Reproduction, type ReproductionOutcome } from './reproduction.rules';

/** A version that was published, as it crosses threads. */
export interface SentProgram {
  readonly version: number;
  /** Milliseconds. */
  readonly effectiveFrom: number;
  readonly document: ProgramDocument;
  readonly form: ProgramForm;
}

/** All that a thread has to know of a backtest. */
export interface BacktestTask {
  readonly networkId: string;
  readonly timeZone: string;
  readonly dayStart: string;
  readonly receiptScope: ReceiptScope;
  readonly captureGraceMs: number;
  readonly restoredForDays: number;
  /** Newest effect first. */
  readonly published: readonly SentProgram[];
  /** Null: the ledger is reproduced by the versions that decided it. */
  readonly draft: ProgramDocument | null;
  readonly from: number | null;
  readonly until: number;
}

/** A piece of the past: guests of a range, or the anonymous receipts. */
export type Piece = GuestRange | 'NOBODY';

export type WorkOutcome =
  | { readonly kind: 'DRAFT'; readonly share: ShareOutcome }
  | { readonly kind: 'REPRODUCE'; readonly share: ReproductionOutcome };

/** One thread's part of a backtest: reads piece after piece, plays it as it comes, and keeps sums alone. */
export class BacktestWork {
  private readonly reader: NetworkReader;
  private readonly share: BacktestShare | Reproduction;

  constructor(private readonly task: BacktestTask) {
    this.reader = new NetworkReader(task.networkId);
    const programs = programsOf(task.published);
    const settings = settingsOf(task);
    this.share =
      task.draft === null
        ? new Reproduction(programs, settings)
        : new BacktestShare(compileProgram(task.draft), programs, settings, task);
  }

  /** Guests that were begun. */
  get guests(): number {
    return this.share.guests;
  }

  /** Reads a piece and plays it as it comes. */
  do(piece: Piece): Promise<void> {
    const { task, share } = this;
    const { networkId, until } = task;
    return this.reader.read(async (reading) => {
      if (piece === 'NOBODY') {
        // An anonymous receipt costs nothing under any programme; only a reproduction checks that it was written so.
        if (share instanceof Reproduction)
          await copyAnonymousPast(reading, networkId, until, (past) => share.addAnonymous(past));
        return;
      }
      await preferIndex(reading);
      const guests = await listPastGuests(reading, networkId, piece);
      await copyPast(reading, networkId, { range: piece, until, compares: task.draft === null }, (past) => {
        const guestId = past.row.guestId ?? '';
        const guest = guests.get(guestId);
        // A guest without a state row has a journal alone; a reproduction reports that.
        const known = guest ?? { isImported: false, birthday: null, joinedDay: 0, segments: [] };
        if (share instanceof Reproduction) share.add({ id: guestId, ...known }, past);
        else share.add(guestId, known, past.row, past.transfers);
      });
    });
  }

  async finish(): Promise<WorkOutcome> {
    await this.reader.close();
    const { share } = this;
    return share instanceof Reproduction
      ? { kind: 'REPRODUCE', share: share.finish() }
      : { kind: 'DRAFT', share: share.finish() };
  }
}

function programsOf(published: readonly SentProgram[]): ProgramLookup {
  const compiled = published.map(({ document, form, ...frame }) => ({
    ...frame,
    program: compileProgram(document, form),
  }));
  const byVersion = new Map(compiled.map(({ version, program }) => [version, program]));
  return {
    ofVersion: (version) => byVersion.get(version),
    inForce: (at) => compiled.find(({ effectiveFrom }) => effectiveFrom <= at)?.program,
  };
}

function settingsOf(task: BacktestTask): ReplaySettings {
  const { networkId, timeZone, dayStart, receiptScope, captureGraceMs, restoredForDays } = task;
  return { networkId, calendar: calendarOf(timeZone, dayStart), receiptScope, captureGraceMs, restoredForDays };
}
