import type { ProgramDocument } from '../../../decision';
import type { Tx } from '../../../platform/database/database';
import { type IdSlice, orderWord } from '../../../platform/http/list-query';
import { requestJob } from '../../../platform/queue/request-job.sql';
import type { CampaignEstimate } from '../reports/estimate-report.rules';
import type { EstimatedCampaign } from '../campaign-estimate/estimate-share.rules';
import type { ImpactFigures } from '../reports/impact.rules';
import type { BacktestReport } from '../reports/backtest-report.rules';
import type { ReproductionReport } from '../backtest/reproduction.rules';
import type { SearchDocument } from '../search/goal-search.rules';
import type { SearchReport } from '../search/search-report.rules';

/**
 * DRAFT and REPRODUCE play the past. IMPACT: whom a version would move from now on. CAMPAIGN: how much a campaign would have cost. SEARCH: which
 * programmes meet goals best.
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
  /** As `SearchDocument` in JSON. */
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

const MODES_OF: Readonly<Record<RunKind, readonly BacktestMode[]>> = {
  BACKTEST: ['DRAFT', 'REPRODUCE'],
  IMPACT: ['IMPACT'],
  ESTIMATE: ['CAMPAIGN'],
  SEARCH: ['SEARCH'],
};

/** The document that a run plays, by its mode. Null: the ledger is reproduced. */
export type PlayedDocument<Mode extends BacktestMode> = Mode extends 'CAMPAIGN'
  ? EstimatedCampaign
  : Mode extends 'SEARCH'
    ? SearchDocument
    : ProgramDocument | null;

interface ClaimedRun<Mode extends BacktestMode> extends RunRow<Mode> {
  readonly document: PlayedDocument<Mode>;
  readonly runs: number;
}
export type ClaimedBacktest =
  | ClaimedRun<'CAMPAIGN'>
  | ClaimedRun<'IMPACT'>
  | ClaimedRun<'SEARCH'>
  | ClaimedRun<'DRAFT' | 'REPRODUCE'>;

export interface NewBacktest<Mode extends BacktestMode> {
  readonly id: string;
  readonly mode: Mode;
  readonly programVersion: number | null;
  readonly document: PlayedDocument<Mode>;
  readonly documentHash: string | null;
  readonly from: Date | null;
  /** Absent: now, by the database's clock. */
  readonly until: Date | null;
  readonly createdBy: string | null;
}

/** Requests for an impact that agree in these members share one result. */
export interface SameImpact {
  readonly programVersion: number;
  readonly documentHash: string;
  readonly from: Date | null;
  readonly since: Date;
  readonly withinS: number;
}

/** A run without a heartbeat for this long is over, whatever happened to its process. */
export const HEARTBEAT_TIMEOUT_S = 20;

/** The job that runs requested backtests. */
export const BACKTESTS_JOB = 'backtests';

const COLUMNS = `id, mode, program_version AS "programVersion", document_hash AS "documentHash", from_at AS "from",
  until_at AS until, status, guests, guests_done AS "guestsDone", failure, created_by AS "createdBy",
  created_at AS "createdAt", started_at AS "startedAt", ended_at AS "endedAt"`;

/** Inserts a backtest and requests its run with the commit. */
export async function insertBacktest<Mode extends BacktestMode>(
  tx: Tx,
  networkId: string,
  backtest: NewBacktest<Mode>,
): Promise<RunRow<Mode>> {
  const { id, mode, programVersion, document, documentHash, from, until, createdBy } = backtest;
  await requestJob(tx, BACKTESTS_JOB, networkId);
  return tx.one<RunRow<Mode>>(
    `INSERT INTO backtests (network_id, id, mode, program_version, document, document_hash, from_at, until_at, created_by)
     VALUES ($1, $2, $3, $4, $5, $6, $7, least(coalesce($8, clock_timestamp()), clock_timestamp()), $9)
     RETURNING ${COLUMNS}`,
    [
      networkId,
      id,
      mode,
      programVersion,
      document === null ? null : JSON.stringify(document),
      documentHash,
      from,
      until,
      createdBy,
    ],
  );
}

/** Runs of a kind, newest first, with ids below a given one. */
export function listRuns<Kind extends RunKind>(
  tx: Tx,
  networkId: string,
  kind: Kind,
  status: BacktestStatus | null,
  slice: IdSlice,
): Promise<Omit<ReportedRuns[Kind], 'report' | 'document'>[]> {
  return tx.query(
    `SELECT ${COLUMNS} FROM backtests
      WHERE network_id = $1 AND mode = ANY ($6) AND id > $2 AND id < $3 AND ($4::text IS NULL OR status = $4)
      ORDER BY id ${orderWord(slice)} LIMIT $5`,
    [networkId, slice.after, slice.before, status, slice.limit, MODES_OF[kind]],
  );
}

/** A run of this kind. A run of another kind is not found. */
export function findRun<Kind extends RunKind>(
  tx: Tx,
  networkId: string,
  kind: Kind,
  id: string,
): Promise<ReportedRuns[Kind] | undefined> {
  return tx.maybe<ReportedRuns[Kind]>(
    `SELECT ${COLUMNS}, document, report FROM backtests WHERE network_id = $1 AND id = $2 AND mode = ANY ($3)`,
    [networkId, id, MODES_OF[kind]],
  );
}

/**
 * The newest equal impact that waits, runs or is done, requested since an instant and within a number of seconds.
 * Reports without what guests pay, as before 0.4.0, are not found.
 */
export function findSameImpact(
  tx: Tx,
  networkId: string,
  { programVersion, documentHash, from, since, withinS }: SameImpact,
): Promise<RunRow<'IMPACT'> | undefined> {
  return tx.maybe<RunRow<'IMPACT'>>(
    `SELECT ${COLUMNS} FROM backtests
      WHERE network_id = $1 AND mode = 'IMPACT' AND program_version = $2 AND document_hash = $3
        AND from_at IS NOT DISTINCT FROM $4::timestamptz AND status IN ('WAITING', 'RUNNING', 'DONE')
        AND (report IS NULL OR report -> 'losing' -> 'paid' IS NOT NULL)
        AND created_at >= greatest($5::timestamptz, clock_timestamp() - make_interval(secs => $6))
      ORDER BY id DESC LIMIT 1`,
    [networkId, programVersion, documentHash, from, since, withinS],
  );
}

/** How many wait or run. */
export async function countOpen(tx: Tx, networkId: string): Promise<number> {
  const { open } = await tx.one<{ open: number }>(
    `SELECT count(*) AS open FROM backtests WHERE network_id = $1 AND status IN ('WAITING', 'RUNNING')`,
    [networkId],
  );
  return open;
}

/** Takes the next run that waits or was interrupted; with `id`, only that one. Only one process gets it. */
export function claimBacktest(
  tx: Tx,
  networkId: string,
  runId: string,
  id: string | null = null,
): Promise<ClaimedBacktest | undefined> {
  return tx.maybe<ClaimedBacktest>(
    `UPDATE backtests SET status = 'RUNNING', run_id = $2, runs = runs + 1, guests_done = 0,
       beat_at = clock_timestamp(), started_at = clock_timestamp()
     WHERE network_id = $1 AND id = (
       SELECT id FROM backtests WHERE network_id = $1 AND ($4::uuid IS NULL OR id = $4)
         AND (status = 'WAITING' OR (status = 'RUNNING' AND beat_at < clock_timestamp() - make_interval(secs => $3)))
       ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED)
     RETURNING ${COLUMNS}, document, runs`,
    [networkId, runId, HEARTBEAT_TIMEOUT_S, id],
  );
}

/** Writes the heartbeat and progress of a run. False: the run was cancelled or taken over, so it belongs to this process no more. */
export async function heartbeat(
  tx: Tx,
  networkId: string,
  id: string,
  runId: string,
  progress: { readonly guests: number; readonly guestsDone: number },
): Promise<boolean> {
  const row = await tx.maybe(
    `UPDATE backtests SET beat_at = clock_timestamp(), guests = $4, guests_done = $5
     WHERE network_id = $1 AND id = $2 AND run_id = $3 AND status = 'RUNNING' RETURNING id`,
    [networkId, id, runId, progress.guests, progress.guestsDone],
  );
  return row !== undefined;
}

/** Ends a run with its report or its error. Does nothing when the run belongs to this process no more. */
export async function endRun(
  tx: Tx,
  networkId: string,
  id: string,
  runId: string,
  end: { readonly report: RunReport } | { readonly failure: string },
): Promise<void> {
  const report = 'report' in end ? JSON.stringify(end.report) : null;
  await tx.query(
    `UPDATE backtests SET status = $4, report = $5, failure = $6, guests_done = CASE WHEN $4 = 'DONE' THEN guests ELSE guests_done END,
       ended_at = clock_timestamp()
     WHERE network_id = $1 AND id = $2 AND run_id = $3 AND status = 'RUNNING'`,
    [networkId, id, runId, report === null ? 'FAILED' : 'DONE', report, 'failure' in end ? end.failure : null],
  );
}

/** Lets a run wait for another process, because this one ends. */
export async function requeue(tx: Tx, networkId: string, id: string, runId: string): Promise<void> {
  await tx.query(
    `UPDATE backtests SET status = 'WAITING', run_id = NULL, runs = runs - 1
     WHERE network_id = $1 AND id = $2 AND run_id = $3 AND status = 'RUNNING'`,
    [networkId, id, runId],
  );
}

/** Cancels a run that has not ended. */
export async function cancel(tx: Tx, networkId: string, id: string): Promise<void> {
  await tx.query(
    `UPDATE backtests SET status = 'CANCELLED', ended_at = clock_timestamp()
     WHERE network_id = $1 AND id = $2 AND status IN ('WAITING', 'RUNNING')`,
    [networkId, id],
  );
}

/** The first guest of each piece of the network's guests, in order, and the number of guests. */
export async function listPieces(
  tx: Tx,
  networkId: string,
  guestsAPiece: number,
): Promise<{ readonly begins: readonly string[]; readonly guests: number }> {
  const rows = await tx.query<{ guest_id: string; guests: number }>(
    `SELECT guest_id, guests FROM (
       SELECT guest_id, row_number() OVER (ORDER BY guest_id) AS n, count(*) OVER () AS guests
       FROM guest_states WHERE network_id = $1) s
     WHERE n % $2 = 1 OR $2 = 1 ORDER BY guest_id`,
    [networkId, guestsAPiece],
  );
  return { begins: rows.map((row) => row.guest_id), guests: rows[0]?.guests ?? 0 };
}
