import type { ProgramDocument } from '../../../decision';
import { sql } from '../../../platform/database/sql';
import type { CampaignEstimate } from '../reports/estimate-report.rules';
import type { EstimatedCampaign } from '../campaign-estimate/estimate-share.rules';
import type { ImpactFigures } from '../reports/impact.rules';
import type { BacktestReport } from '../reports/backtest-report.rules';
import type { ReproductionReport } from '../backtest/reproduction.rules';
import type { SearchDocument } from '../search/goal-search.rules';
import type { SearchReport } from '../search/search-report.rules';

/**
 * DRAFT replays the past under a draft, and REPRODUCE under the versions that were in force. IMPACT computes which guests a version would affect from
 * now on, CAMPAIGN how much a campaign would have cost, and SEARCH which programmes meet goals best.
 */
export type BacktestMode = 'DRAFT' | 'REPRODUCE' | 'IMPACT' | 'CAMPAIGN' | 'SEARCH';
type BacktestStatus = 'WAITING' | 'RUNNING' | 'DONE' | 'FAILED' | 'CANCELLED';

/** A run without the document that it plays and without its report. */
export interface RunRow<Mode extends BacktestMode = BacktestMode> {
  readonly id: string;
  readonly mode: Mode;
  readonly programVersion: number | null;
  readonly documentHash: string | null;
  readonly from: Date | null;
  readonly until: Date;
  readonly status: BacktestStatus;
  readonly guests: number;
  readonly guestsDone: number;
  readonly failure: string | null;
  readonly createdBy: string | null;
  readonly createdAt: Date;
  readonly startedAt: Date | null;
  readonly endedAt: Date | null;
}

export type BacktestRow = RunRow<'DRAFT' | 'REPRODUCE'>;

/** The result of a run, by its mode. */
export type RunReport = BacktestReport | ReproductionReport | ImpactFigures | CampaignEstimate | SearchReport;

export interface ReportedBacktest extends BacktestRow {
  readonly report: BacktestReport | ReproductionReport | null;
}

interface ReportedImpact extends RunRow<'IMPACT'> {
  readonly report: ImpactFigures | null;
}

export interface ReportedEstimate extends RunRow<'CAMPAIGN'> {
  readonly report: CampaignEstimate | null;
}

export interface ReportedSearch extends RunRow<'SEARCH'> {
  /** JSON of the type `SearchDocument`. */
  readonly document: unknown;
  readonly report: SearchReport | null;
}

/** The kinds of runs in the table, each with its run and report. */
export interface ReportedRuns {
  readonly BACKTEST: ReportedBacktest;
  readonly IMPACT: ReportedImpact;
  readonly ESTIMATE: ReportedEstimate;
  readonly SEARCH: ReportedSearch;
}
export type RunKind = keyof ReportedRuns;

/** The document that a run plays, by its mode. Null: the ledger is reproduced. */
export type PlayedDocument<Mode extends BacktestMode> = Mode extends 'CAMPAIGN'
  ? EstimatedCampaign
  : Mode extends 'SEARCH'
    ? SearchDocument
    : ProgramDocument | null;

export interface ClaimedRun<Mode extends BacktestMode> extends RunRow<Mode> {
  readonly document: PlayedDocument<Mode>;
  readonly runs: number;
}
export type ClaimedBacktest =
  | ClaimedRun<'CAMPAIGN'>
  | ClaimedRun<'IMPACT'>
  | ClaimedRun<'SEARCH'>
  | ClaimedRun<'DRAFT' | 'REPRODUCE'>;

/** After this time without a heartbeat a run counts as interrupted, and another process may take the run. */
export const HEARTBEAT_TIMEOUT_S = 20;

/** The job that runs requested backtests. */
export const BACKTESTS_JOB = 'backtests';

/** The columns of `RunRow`. */
export const RUN_COLUMNS = sql`id, mode, program_version, document_hash, from_at AS "from", until_at AS until, status, guests, guests_done, failure,
  created_by, created_at, started_at, ended_at`;
