import {
  type ConfigurationSnapshot,
  programDocumentSchema,
  readSettingsOverTime,
  segmentsNamed,
  type SettingsOverTime,
  Snapshots,
} from '../../../configuration';
import { Database, type Tx } from '../../../platform/database/database';
import { type Sql, sql, when } from '../../../platform/database/sql';
import { newId } from '../../../platform/ids/ids';
import { settings as processSettings } from '../../../platform/settings/settings';
import type { ProgramDocument } from '../../../decision';
import { GivingWay } from '../../jobs/give-way';
import type { PieceOutcome } from '../../jobs/network-turns';
import { Job, NetworkJob, type PieceOptions } from '../../jobs/network-job';
import { programsOf, settingsOf } from '../../replay/replay-settings';
import { type CampaignEstimate, estimateOf } from '../reports/estimate-report.rules';
import type { EstimatedCampaign } from '../campaign-estimate/estimate-share.rules';
import { type EstimateWindow, movedInto } from '../reports/estimate-window.rules';
import { ImpactQuery } from '../program-impact/impact.query';
import { type BacktestReport, reportOf } from '../reports/backtest-report.rules';
import { playInThreads } from './backtest-threads';
import type { BacktestTask, Piece, WorkOutcome } from './backtest-work';
import {
  BACKTESTS_JOB,
  type BacktestMode,
  type ClaimedBacktest,
  type ClaimedRun,
  HEARTBEAT_TIMEOUT_S,
  RUN_COLUMNS,
  type RunReport,
} from '../runs/run-rows';
import { reproductionOf, type ReproductionReport } from './reproduction.rules';
import { BATCH, GoalSearch, type SearchDocument } from '../search/goal-search.rules';
import { type SearchReport, searchReport } from '../search/search-report.rules';
import { joinShares, type SearchOutcome } from '../search/search-share.rules';

const HEARTBEAT_MS = 1_000;
/** How many guests a piece has under one programme: some 25 ms. */
const GUESTS_A_PIECE = 50;
/** How often a run is started. The backtest itself may have crashed its process, so the number is limited. */
const MOST_RUNS = 3;

export interface RunOptions {
  /** Runs only this backtest. Absent: the next one. */
  readonly id?: string;
  /** Aborted when the process ends. The run is then requeued and begins anew. */
  readonly signal?: AbortSignal;
  readonly onProgress?: PieceOptions['onProgress'];
}

/**
 * Runs backtests, one at a time in a process, and for the command. A run holds no lock and no transaction. It writes a
 * heartbeat to its row each second, and ends silently when the row no longer belongs to it (cancelled, or taken over
 * after too long a silence). The row is the lease, and not the queue's job, because the command runs without a queue.
 */
@Job(BACKTESTS_JOB, { everyMs: 60_000, signs: ['due'], isLong: true, failure: 'a backtest failed' })
export class BacktestRuns extends NetworkJob {
  /** Makes each run of the job wait for the previous one. */
  private last: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly snapshots: Snapshots,
    private readonly impact: ImpactQuery,
  ) {
    super();
  }

  override doNext(networkId: string, { onProgress }: PieceOptions = {}): Promise<PieceOutcome> {
    const { signal } = this.jobs;
    const turn = this.last.then(async (): Promise<PieceOutcome> =>
      !signal.aborted && (await this.runNext(networkId, { signal, ...(onProgress && { onProgress }) }))
        ? 'more'
        : 'idle',
    );
    this.last = turn.catch(() => undefined);
    return turn;
  }

  /** Takes the next backtest of a network and runs it to its end. False: there is none to run. */
  async runNext(networkId: string, { id, signal, onProgress }: RunOptions = {}): Promise<boolean> {
    const runId = newId();
    const backtest = await this.database.inNetwork(networkId, (tx) => claimBacktest(tx, networkId, runId, id));
    if (backtest === undefined) return false;
    const run = new BacktestRun(this.database, networkId, backtest.id, runId, onProgress);
    try {
      if (backtest.runs > MOST_RUNS) await run.end({ failure: 'CUT_OFF' });
      else await run.end({ report: await this.play(networkId, backtest, run, signal) });
    } catch (error) {
      if (signal?.aborted === true) await run.requeue();
      // The run was cancelled or taken over by another process, so nobody needs its result.
      else if (!run.isOver) {
        await run.end({ failure: 'ERROR' });
        throw error;
      }
    }
    return true;
  }

  private async play(
    networkId: string,
    backtest: ClaimedBacktest,
    run: BacktestRun,
    signal: AbortSignal | undefined,
  ): Promise<RunReport> {
    const configuration = await this.snapshots.current(networkId);
    const asked = backtest.mode === 'SEARCH' ? backtest.document : null;
    const guestsAPiece = asked === null ? GUESTS_A_PIECE : Math.ceil(GUESTS_A_PIECE / BATCH);
    const { begins, settings } = await this.database.inNetwork(networkId, async (tx) => ({
      begins: await listBegins(tx, networkId, guestsAPiece),
      settings: await readSettingsOverTime(tx, networkId),
    }));
    const guests = begins[0]?.guests ?? 0;
    run.begin(guests * (asked === null ? 1 : Math.ceil(asked.variants / BATCH)));
    const ended = signal === undefined ? run.ended : AbortSignal.any([run.ended, signal]);
    try {
      if (backtest.mode === 'IMPACT')
        return await this.impact.figuresOf(networkId, backtest, { onGuests: (done) => run.tell(done), signal: ended });
      const task = taskOf(configuration, settings, backtest);
      const play: Play = (more, before) =>
        this.playPieces({ ...task, ...more }, piecesOf(begins.map(({ guestId }) => guestId)), run, before, ended);
      if (asked !== null) return await searched(asked, guests, play);
      const outcomes = await play({}, 0);
      if (task.campaign !== null) return joinEstimates(outcomes, task.campaign, daysOf(configuration, backtest));
      return joinOutcomes(outcomes, configuration, task);
    } finally {
      await run.stop();
    }
  }

  /** @param before how many guests earlier passes of the same run have played */
  private playPieces(
    task: Omit<BacktestTask, 'url'>,
    pieces: readonly Piece[],
    run: BacktestRun,
    before: number,
    signal: AbortSignal,
  ): Promise<WorkOutcome[]> {
    const addresses = { primary: processSettings.databaseUrl, replica: processSettings.databaseReplicaUrl };
    const onGuests = (done: number): void => run.tell(before + done);
    return this.database.readAside(addresses, (url) =>
      playInThreads({ ...task, url }, pieces, { onGuests, way: new GivingWay(this.database), signal }),
    );
  }
}

/** Plays all pieces of the past, after so many guests of earlier passes. */
type Play = (more: Partial<Pick<BacktestTask, 'search'>>, before: number) => Promise<WorkOutcome[]>;

/** Passes over the past, each with a batch of programmes that the passes before have led to. */
async function searched(asked: SearchDocument, guests: number, play: Play): Promise<SearchReport> {
  const search = new GoalSearch(asked, (document) => programDocumentSchema.safeParse(document).success);
  let last: SearchOutcome | null = null;
  for (let pass = 0; ; pass += 1) {
    const batch = search.next();
    if (batch.length === 0) break;
    const outcomes = await play({ search: batch.map(({ document }) => document) }, pass * guests);
    last = joinShares(outcomes.flatMap((one) => (one.kind === 'SEARCH' ? [one.share] : [])));
    search.take(batch, last.variants, last.actual, last.guests);
  }
  if (last === null) throw new Error('no programme within the bounds may be published');
  return searchReport(search, last, asked.program);
}

/** The row of one run: heartbeat and end. */
class BacktestRun {
  private readonly ending = new AbortController();
  private timer: NodeJS.Timeout | undefined;
  private lastHeartbeat: Promise<void> = Promise.resolve();
  private guests = 0;
  private guestsDone = 0;

  constructor(
    private readonly database: Database,
    private readonly networkId: string,
    private readonly id: string,
    private readonly runId: string,
    private readonly onProgress: RunOptions['onProgress'],
  ) {}

  /** Aborted when the row no longer belongs to this run. */
  get ended(): AbortSignal {
    return this.ending.signal;
  }

  get isOver(): boolean {
    return this.ended.aborted;
  }

  begin(guests: number): void {
    this.guests = guests;
    this.timer = setInterval(() => {
      this.lastHeartbeat = this.leaveHeartbeat();
    }, HEARTBEAT_MS);
    this.timer.unref();
  }

  tell(guestsDone: number): void {
    this.guestsDone = guestsDone;
    this.onProgress?.({ done: guestsDone, of: this.guests });
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.lastHeartbeat;
    if (!this.isOver) await this.leaveHeartbeat();
    this.ended.throwIfAborted();
  }

  /** Ends the run with its report or its error. Does nothing if the run no longer belongs to this process. */
  async end(how: { readonly report: RunReport } | { readonly failure: string }): Promise<void> {
    const end =
      'report' in how
        ? sql`status = 'DONE', report = ${JSON.stringify(how.report)}, failure = NULL, guests_done = guests`
        : sql`status = 'FAILED', report = NULL, failure = ${how.failure}`;
    await this.database.inNetwork(
      this.networkId,
      (tx) => tx.query`
        UPDATE backtests SET ${end}, ended_at = clock_timestamp() WHERE ${ownRow(this.networkId, this.id, this.runId)}`,
    );
  }

  /** Lets the run wait for another process, because this one ends. */
  async requeue(): Promise<void> {
    await this.database.inNetwork(
      this.networkId,
      (tx) => tx.query`
        UPDATE backtests SET status = 'WAITING', run_id = NULL, runs = runs - 1 WHERE ${ownRow(this.networkId, this.id, this.runId)}`,
    );
  }

  private async leaveHeartbeat(): Promise<void> {
    const { guests, guestsDone } = this;
    const own = await this.database
      .inNetwork(
        this.networkId,
        (tx) => tx.query<{ id: string }>`
          UPDATE backtests SET beat_at = clock_timestamp(), guests = ${guests}, guests_done = ${guestsDone}
           WHERE ${ownRow(this.networkId, this.id, this.runId)} RETURNING id`,
      )
      // One heartbeat may fail; after too many failures, another process takes over.
      .catch(() => null);
    if (own?.length === 0) this.ending.abort(new Error('the backtest was cancelled or taken over'));
  }
}

/** The row of a run, as long as it belongs to this process. */
const ownRow = (networkId: string, id: string, runId: string): Sql =>
  sql`network_id = ${networkId} AND id = ${id} AND run_id = ${runId} AND status = 'RUNNING'`;

/** Takes the next run that waits or was interrupted; with `id`, only the run with this id. Only one process gets a run. */
async function claimBacktest(
  tx: Tx,
  networkId: string,
  runId: string,
  id: string | undefined,
): Promise<ClaimedBacktest | undefined> {
  const run = await tx.maybe<ClaimedRun<BacktestMode>>`
    UPDATE backtests SET status = 'RUNNING', run_id = ${runId}, runs = runs + 1, guests_done = 0,
      beat_at = clock_timestamp(), started_at = clock_timestamp()
     WHERE network_id = ${networkId} AND id = (
       SELECT id FROM backtests WHERE network_id = ${networkId} ${when(id !== undefined, sql`AND id = ${id ?? null}`)}
          AND (status = 'WAITING' OR (status = 'RUNNING' AND beat_at < clock_timestamp() - make_interval(secs => ${HEARTBEAT_TIMEOUT_S})))
        ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED)
    RETURNING ${RUN_COLUMNS}, document, runs`;
  return run as ClaimedBacktest | undefined;
}

/** The first guest of each piece of the network's guests, in order, with the number of all guests. */
function listBegins(
  tx: Tx,
  networkId: string,
  guestsAPiece: number,
): Promise<{ readonly guestId: string; readonly guests: number }[]> {
  return tx.query<{ guestId: string; guests: number }>`
    SELECT guest_id, guests FROM (
      SELECT guest_id, row_number() OVER (ORDER BY guest_id) AS n, count(*) OVER () AS guests
      FROM guest_states WHERE network_id = ${networkId}) s
     WHERE n % ${guestsAPiece} = 1 OR ${guestsAPiece} = 1 ORDER BY guest_id`;
}

function piecesOf(begins: readonly string[]): Piece[] {
  const ranges = begins.map((from, index): Piece => ({ from, to: begins[index + 1] ?? null }));
  return [...ranges, 'NOBODY'];
}

function taskOf(
  configuration: ConfigurationSnapshot,
  settings: SettingsOverTime,
  backtest: ClaimedBacktest,
): Omit<BacktestTask, 'url'> {
  const { profile, published } = configuration;
  return {
    networkId: profile.id,
    settings,
    campaigns: configuration.campaigns.states,
    published: published.map(({ version, effectiveFrom, program }) => ({
      version,
      effectiveFrom: effectiveFrom.getTime(),
      document: program.document,
      form: program.form,
    })),
    draft: draftOf(configuration, backtest),
    search: null,
    campaign: backtest.mode === 'CAMPAIGN' ? estimatedOf(configuration, backtest) : null,
    holdoutPpm: profile.settings.campaignHoldoutPpm,
    from: backtest.from?.getTime() ?? null,
    until: backtest.until.getTime(),
  };
}

/** Null: the versions that decided the past. */
function draftOf(configuration: ConfigurationSnapshot, backtest: ClaimedBacktest): ProgramDocument | null {
  if (backtest.mode === 'SEARCH') return backtest.document.program;
  if (backtest.mode !== 'CAMPAIGN') return backtest.document;
  return configuration.programInForce(backtest.createdAt)?.program.document ?? null;
}

function estimatedOf(
  configuration: ConfigurationSnapshot,
  backtest: ClaimedBacktest & { readonly mode: 'CAMPAIGN' },
): EstimatedCampaign {
  const { code, document } = backtest.document;
  return { code, document: movedInto(document, windowOfRun(configuration, backtest)) };
}

/** The local days between the begin and the end of the run. */
function windowOfRun(configuration: ConfigurationSnapshot, { from, until }: ClaimedBacktest): EstimateWindow {
  const { calendar } = settingsOf(configuration).settings.inForce;
  // A run that ends at the beginning of a day does not include that day.
  return { start: calendar.localDay((from ?? until).getTime()), end: calendar.localDay(until.getTime() - 1) + 1 };
}

function daysOf(configuration: ConfigurationSnapshot, backtest: ClaimedBacktest): number {
  const { start, end } = windowOfRun(configuration, backtest);
  return end - start;
}

function joinEstimates(
  outcomes: readonly WorkOutcome[],
  { document }: EstimatedCampaign,
  days: number,
): CampaignEstimate {
  const shares = outcomes.flatMap((one) => (one.kind === 'CAMPAIGN' ? [one.share] : []));
  return estimateOf(shares, document, days);
}

function joinOutcomes(
  outcomes: readonly WorkOutcome[],
  configuration: ConfigurationSnapshot,
  { draft, until }: Pick<BacktestTask, 'draft' | 'until'>,
): BacktestReport | ReproductionReport {
  if (draft === null) return reproductionOf(outcomes.flatMap((one) => (one.kind === 'REPRODUCE' ? [one.share] : [])));
  const actual = programsOf(configuration).inForce(until)?.document.pointValue ?? 0;
  return reportOf(
    outcomes.flatMap((one) => (one.kind === 'DRAFT' ? [one.share] : [])),
    { actual, draft: draft.pointValue },
    segmentsNamed(draft).size > 0,
  );
}
