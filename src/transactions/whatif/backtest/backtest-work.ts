import type { CampaignStateRow, SettingsOverTime } from '../../../configuration';
import { CampaignHistory } from '../../../configuration/pure';
import { compileProgram, type ProgramDocument, type ProgramForm } from '../../../decision';
import { NetworkReader } from '../../../platform/database/copy-rows';
import type { ProgramLookup } from '../../replay/guest-history.rules';
import type { ReplaySettings } from '../../replay/guest-replay.rules';
import { SettingsHistory } from '../../replay/settings-history.rules';
import { BacktestShare, type ShareOutcome } from '../reports/backtest-share.rules';
import { type SearchOutcome, SearchShare } from '../search/search-share.rules';
import { type EstimatedCampaign, type EstimateOutcome, EstimateShare } from '../campaign-estimate/estimate-share.rules';
import {
  copyPast,
  copyAnonymousPast,
  type GuestRange,
  listInheritedPast,
  listPastGuests,
  preferIndex,
} from './past.sql';
import { Reproduction, type ReproductionOutcome } from './reproduction.rules';

/** A published version, in the form for messages between threads. */
interface SentProgram {
  readonly version: number;
  /** In milliseconds. */
  readonly effectiveFrom: number;
  readonly document: ProgramDocument;
  readonly form: ProgramForm;
}

/** Everything that a thread has to know about a backtest. */
export interface BacktestTask {
  readonly networkId: string;
  /** The database to read: the replica, if it has all rows that are needed. */
  readonly url: string;
  readonly settings: SettingsOverTime;
  readonly campaigns: readonly CampaignStateRow[];
  /** The latest to take effect comes first. */
  readonly published: readonly SentProgram[];
  /** Null: the versions that decided the ledger reproduce it. */
  readonly draft: ProgramDocument | null;
  /** Null: the draft is played as it is. Else the draft decides twice, without this campaign and with it. */
  readonly campaign: EstimatedCampaign | null;
  /** Null: no search. Else all these programmes decide, each on a state of its own, and `draft` is not read. */
  readonly search: readonly ProgramDocument[] | null;
  readonly holdoutPpm: number;
  readonly from: number | null;
  readonly until: number;
}

/** A piece of the past: guests in a range of ids, or the anonymous receipts. */
export type Piece = GuestRange | 'NOBODY';

export type WorkOutcome =
  | { readonly kind: 'DRAFT'; readonly share: ShareOutcome }
  | { readonly kind: 'CAMPAIGN'; readonly share: EstimateOutcome }
  | { readonly kind: 'SEARCH'; readonly share: SearchOutcome }
  | { readonly kind: 'REPRODUCE'; readonly share: ReproductionOutcome };

/** One thread's part of a backtest. It reads piece after piece, plays rows as they come, and keeps only sums. */
export class BacktestWork {
  private readonly reader: NetworkReader;
  private readonly share: BacktestShare | EstimateShare | SearchShare | Reproduction;

  constructor(private readonly task: BacktestTask) {
    this.reader = new NetworkReader(task.networkId, task.url);
    const programs = programsOf(task.published);
    this.share = shareOf(task, programs, settingsOf(task));
  }

  /** How many guests were begun. */
  get guests(): number {
    return this.share.guests;
  }

  /** Reads a piece and plays its rows as they come. */
  do(piece: Piece): Promise<void> {
    const { task, share } = this;
    const { networkId, until } = task;
    return this.reader.read(async (reading) => {
      if (piece === 'NOBODY') {
        // An anonymous receipt costs nothing under any programme, so only a reproduction checks it.
        if (share instanceof Reproduction)
          await copyAnonymousPast(reading, networkId, until, (past) => share.addAnonymous(past));
        return;
      }
      await preferIndex(reading);
      const guests = await listPastGuests(reading, networkId, piece);
      const inherited = await listInheritedPast(reading, networkId, piece);
      await copyPast(reading, networkId, { range: piece, until, compares: share instanceof Reproduction }, (read) => {
        const past = inherited.has(read.row.id) ? { ...read, inherited: inherited.get(read.row.id) } : read;
        const guestId = past.row.guestId ?? '';
        const guest = guests.get(guestId);
        // A guest without a stored state only has a journal; a reproduction reports that.
        const known = guest ?? { isImported: false, birthday: null, joinedDay: 0, segments: [] };
        if (share instanceof Reproduction) share.add({ id: guestId, ...known }, past);
        else share.add(guestId, known, past);
      });
    });
  }

  async finish(): Promise<WorkOutcome> {
    await this.reader.close();
    const { share } = this;
    if (share instanceof Reproduction) return { kind: 'REPRODUCE', share: share.finish() };
    if (share instanceof EstimateShare) return { kind: 'CAMPAIGN', share: share.finish() };
    if (share instanceof SearchShare) return { kind: 'SEARCH', share: share.finish() };
    return { kind: 'DRAFT', share: share.finish() };
  }
}

function shareOf(task: BacktestTask, programs: ProgramLookup, settings: ReplaySettings) {
  const { draft, campaign, search, holdoutPpm, from } = task;
  if (search !== null)
    return new SearchShare(
      search.map((document) => compileProgram(document)),
      programs,
      settings,
      task,
    );
  if (draft === null) return new Reproduction(programs, settings);
  const program = compileProgram(draft);
  if (campaign === null) return new BacktestShare(program, programs, settings, task);
  return new EstimateShare(program, campaign, programs, { ...settings, holdoutPpm }, from ?? 0);
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
  const { networkId, settings, campaigns } = task;
  return { networkId, settings: new SettingsHistory(settings), campaigns: new CampaignHistory(campaigns) };
}
