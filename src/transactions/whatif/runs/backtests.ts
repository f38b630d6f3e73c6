import { Injectable } from '@nestjs/common';
import { CampaignEditor, hashOfDocument, ProgramEditor, PUBLICATION_LEAD_MS, Snapshots } from '../../../configuration';
import { Clock } from '../../../platform/clock/clock';
import { Database, type Tx } from '../../../platform/database/database';
import { sql, when } from '../../../platform/database/sql';
import { Handles } from '../../../platform/http/handlers-of';
import { KeyedCalls } from '../../../platform/http/idempotency/keyed-calls';
import { type IdSlice, orderOf } from '../../../platform/http/list-query';
import { requestJob } from '../../../platform/queue/request-job.sql';
import { ProblemError, found } from '../../../platform/problems/problem';
import { newId } from '../../../platform/ids/ids';
import { type AuditAction, Audit, type Author, UseCase } from '../../../security';
import { settingsOf } from '../../replay/replay-settings';
import type { AskEstimateBody } from '../campaign-estimate/campaign-estimate.dto';
import type { ProgramDocument } from '../../../decision';
import { windowOf } from '../reports/estimate-window.rules';
import { figureOf, type FigureMove, valuesOf } from '../search/figures.rules';
import type { AskSearchBody } from '../program-search/search.dto';
import { momentsOf } from '../reports/impact.rules';
import { backtestAnswer, type BacktestAnswer, runAnswer, type RunAnswer } from './backtest.dto';
import {
  type BacktestMode,
  type BacktestRow,
  BACKTESTS_JOB,
  type PlayedDocument,
  type ReportedBacktest,
  type ReportedRuns,
  RUN_COLUMNS,
  type RunKind,
  type RunReport,
  type RunRow,
} from './run-rows';
import { type BacktestComparison, compareReports } from '../reports/compare-reports.rules';

/** The request for a backtest. */
export type AskedRun<Mode extends BacktestMode = 'DRAFT' | 'REPRODUCE'> = {
  readonly mode: Mode;
  /** Null for REPRODUCE. */
  readonly document: PlayedDocument<Mode>;
  readonly version: number | null;
};

export interface AskedPeriod {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/** A run over the network's own past: of a version, of a document of its own, or of the ledger reproduced. */
export class AskBacktest extends UseCase<BacktestAnswer, { asked: number | AskedRun; period: AskedPeriod }> {}

/** A run that says who would gain and lose by a version of the programme as it stands now. */
export class AskImpact extends UseCase<RunAnswer, { version: number; at: string | undefined }> {}

/** A run that says whom a campaign would have reached over the network's own past, and what it would have cost. */
export class AskEstimate extends UseCase<RunAnswer, { body: AskEstimateBody }> {}

/** A run that looks for programmes that meet goals. */
export class AskSearch extends UseCase<RunAnswer, { body: AskSearchBody }> {}

/** The answer about a run of each kind. */
interface RunAnswers {
  readonly BACKTEST: BacktestAnswer;
  readonly IMPACT: RunAnswer;
  readonly ESTIMATE: RunAnswer;
  readonly SEARCH: RunAnswer;
}

/** Ends a run that waits or is under way; one that has ended stays as it ended. */
export class CancelRun<Kind extends RunKind> extends UseCase<RunAnswers[Kind], { kind: Kind; id: string }> {}

const ACTION_OF: Readonly<Record<BacktestMode, AuditAction>> = {
  DRAFT: 'backtest.asked',
  REPRODUCE: 'backtest.asked',
  IMPACT: 'program.impact_asked',
  CAMPAIGN: 'campaign.estimate_asked',
  SEARCH: 'program.search_asked',
};
const MODES_OF: Readonly<Record<RunKind, readonly BacktestMode[]>> = {
  BACKTEST: ['DRAFT', 'REPRODUCE'],
  IMPACT: ['IMPACT'],
  ESTIMATE: ['CAMPAIGN'],
  SEARCH: ['SEARCH'],
};
/** The most runs that may be open; more would only delay each other. */
const MOST_OPEN = 10;
const RETRY_AFTER_S = 30;
/** For how long a page that is opened again shows the same figures. Later they are computed again, since guests buy in the meantime. */
const SAME_IMPACT_FOR_S = 600;

/** Backtests of a network: request, list, compare, cancel. `BacktestRuns` runs them. */
@Injectable()
export class Backtests {
  constructor(
    private readonly database: Database,
    private readonly snapshots: Snapshots,
    private readonly editor: ProgramEditor,
    private readonly audit: Audit,
    private readonly clock: Clock,
    private readonly keyed: KeyedCalls,
    private readonly campaigns: CampaignEditor,
  ) {}

  /**
   * @throws ProblemError `not_found` for a version that does not exist, `no_program` in a network without a past,
   * `rate_limited` while too many runs wait, `invalid_body` for a period that ends before it begins or begins in the
   * future
   */
  @Handles(AskBacktest)
  async askBacktest({ context, input: { asked, period } }: AskBacktest): Promise<BacktestAnswer> {
    const { networkId, author, call } = context;
    const run = typeof asked === 'number' ? await this.versionOf(networkId, asked) : asked;
    return this.keyed.run(networkId, call, 202, async (tx) =>
      backtestAnswer(await this.ask(tx, networkId, run, period, author)),
    );
  }

  /** @throws ProblemError as `AskBacktest`; `not_found` for the campaign, `invalid_body` for mistakes of the document */
  @Handles(AskEstimate)
  async askEstimate({ context: { networkId, author, call }, input: { body } }: AskEstimate): Promise<RunAnswer> {
    const document = await this.campaigns.complete(networkId, body.document, body.campaignId);
    const { calendar } = settingsOf(await this.snapshots.current(networkId)).settings.inForce;
    const { start, end } = windowOf(document.document.schedule, calendar.localDay(this.clock.now().getTime()));
    const [from, to] = [start, end].map((day) => new Date(calendar.startOfDay(day)).toISOString());
    const run = { mode: 'CAMPAIGN', document, version: null } as const;
    return this.keyed.run(networkId, call, 202, async (tx) =>
      runAnswer(await this.ask(tx, networkId, run, { from, to }, author)),
    );
  }

  /**
   * @throws ProblemError as `AskBacktest`; `not_found` for the version, `no_program` where no programme is in force, `invalid_body` for a figure that
   * the programme does not have
   */
  @Handles(AskSearch)
  async askSearch({ context: { networkId, author, call }, input: { body } }: AskSearch): Promise<RunAnswer> {
    const { version, moves, goals, variants, from, to } = body;
    const program = await this.programOf(networkId, version);
    refuseUnknownFigures(program, moves);
    const run = { mode: 'SEARCH', document: { program, moves, goals, variants }, version } as const;
    return this.keyed.run(networkId, call, 202, async (tx) =>
      runAnswer(await this.ask(tx, networkId, run, { from, to }, author)),
    );
  }

  /** @throws ProblemError `not_found` */
  @Handles(CancelRun)
  cancelRun<Kind extends RunKind>({ context, input }: CancelRun<Kind>): Promise<RunAnswers[RunKind]> {
    const { networkId, call } = context;
    return this.keyed.run(networkId, call, 200, async (tx) => {
      await tx.query`
        UPDATE backtests SET status = 'CANCELLED', ended_at = clock_timestamp()
         WHERE network_id = ${networkId} AND id = ${input.id} AND status IN ('WAITING', 'RUNNING')`;
      const run = await getWithin(tx, networkId, input.kind, input.id);
      return run.mode === 'DRAFT' || run.mode === 'REPRODUCE' ? backtestAnswer(run) : runAnswer(run);
    });
  }

  /** The document of a version; null: of the one in force. @throws ProblemError `not_found`, `no_program` */
  async programOf(networkId: string, version: number | null): Promise<ProgramDocument> {
    if (version !== null) return (await this.editor.getVersion(networkId, version)).document;
    const inForce = (await this.snapshots.current(networkId)).programInForce(this.clock.now());
    if (inForce === undefined) throw new ProblemError('no_program');
    return inForce.program.document;
  }

  /** The document of any version, for a draft the present one. Throws `not_found`. */
  async versionOf(networkId: string, version: number): Promise<AskedRun<'DRAFT'>> {
    const { document } = await this.editor.getVersion(networkId, version);
    return { mode: 'DRAFT', document, version };
  }

  /**
   * Refuses: `no_program` in a network without a past, `rate_limited` while too many runs wait, `invalid_body` for a
   * period that ends before it begins or begins in the future.
   */
  async ask<Mode extends BacktestMode>(
    tx: Tx,
    networkId: string,
    { mode, document, version }: AskedRun<Mode>,
    { from, to }: AskedPeriod,
    author: Author,
  ): Promise<RunRow<Mode>> {
    const { published } = await this.snapshots.currentWithin(tx, networkId);
    if (published.length === 0) throw new ProblemError('no_program');
    if (from !== undefined && to !== undefined && Date.parse(from) >= Date.parse(to)) {
      throw new ProblemError('invalid_body', {}, [{ path: 'to', code: 'not_allowed', message: '' }]);
    }
    // An impact is about the future.
    if (mode !== 'IMPACT' && from !== undefined && Date.parse(from) > this.clock.now().getTime()) {
      throw new ProblemError('invalid_body', {}, [{ path: 'from', code: 'not_allowed', message: '' }]);
    }
    const { open } = await tx.one<{ open: number }>`
      SELECT count(*) AS open FROM backtests WHERE network_id = ${networkId} AND status IN ('WAITING', 'RUNNING')`;
    if (open >= MOST_OPEN) throw new ProblemError('rate_limited', {}, [], RETRY_AFTER_S);
    const { actor, origin } = author;
    await requestJob(tx, BACKTESTS_JOB, networkId);
    const backtest = await tx.one<RunRow<Mode>>`
      INSERT INTO backtests (network_id, id, mode, program_version, document, document_hash, from_at, until_at, created_by)
      VALUES (${networkId}, ${newId()}, ${mode}, ${version}, ${document && JSON.stringify(document)}, ${document && hashOfDocument(document)},
        ${from === undefined ? null : new Date(from)},
        least(coalesce(${to === undefined ? null : new Date(to)}, clock_timestamp()), clock_timestamp()),
        ${actor !== 'system' && actor.kind === 'user' ? actor.id : null})
      RETURNING ${RUN_COLUMNS}`;
    await this.audit.append(tx, networkId, {
      actor,
      origin,
      action: ACTION_OF[mode],
      subjectKind: 'backtest',
      subjectId: backtest.id,
      after: { mode: backtest.mode, programVersion: backtest.programVersion, documentHash: backtest.documentHash },
    });
    return backtest;
  }

  /**
   * Returns an equal run that is under way or has just ended, instead of starting another.
   * @throws ProblemError as `AskBacktest`, and `no_program` where no programme decides before the version
   */
  @Handles(AskImpact)
  async askImpact({ context: { networkId, author, call }, input: { version, at } }: AskImpact): Promise<RunAnswer> {
    const { document, effectiveFrom: planned } = await this.editor.getVersion(networkId, version);
    const asked = at === undefined ? null : new Date(at);
    // The plan may change; the run keeps the time of its request.
    const from = asked ?? planned;
    const earliest = this.clock.now().getTime() + PUBLICATION_LEAD_MS;
    const { before } = momentsOf(earliest, { planned, asked });
    return this.keyed.run(networkId, call, 202, async (tx) => {
      const decidesBefore = (await this.snapshots.currentWithin(tx, networkId)).programInForce(before);
      if (decidesBefore === undefined) throw new ProblemError('no_program');
      // A run from before `since` compares with another programme, so it is left out. A report from before 0.4.0 lacks the amounts that guests pay,
      // so it is left out too.
      const since = new Date(decidesBefore.effectiveFrom.getTime() - PUBLICATION_LEAD_MS);
      const same = await tx.maybe<RunRow<'IMPACT'>>`
        SELECT ${RUN_COLUMNS} FROM backtests
         WHERE network_id = ${networkId} AND mode = 'IMPACT' AND program_version = ${version} AND document_hash = ${hashOfDocument(document)}
           AND from_at IS NOT DISTINCT FROM ${from}::timestamptz AND status IN ('WAITING', 'RUNNING', 'DONE')
           AND (report IS NULL OR report -> 'losing' -> 'paid' IS NOT NULL)
           AND created_at >= greatest(${since}::timestamptz, clock_timestamp() - make_interval(secs => ${SAME_IMPACT_FOR_S}))
         ORDER BY id DESC LIMIT 1`;
      const run = { mode: 'IMPACT', document, version } as const;
      return runAnswer(same ?? (await this.ask(tx, networkId, run, { from: from?.toISOString() }, author)));
    });
  }

  /** Lists runs of a kind, without the documents that the runs play and without their reports. */
  list<Kind extends RunKind>(
    networkId: string,
    kind: Kind,
    slice: IdSlice,
    status: BacktestRow['status'] | null = null,
  ): Promise<RunRow<ReportedRuns[Kind]['mode']>[]> {
    return this.database.inNetwork(
      networkId,
      (tx) => tx.query<RunRow<ReportedRuns[Kind]['mode']>>`
        SELECT ${RUN_COLUMNS} FROM backtests
         WHERE network_id = ${networkId} AND mode = ANY (${MODES_OF[kind]}) AND id > ${slice.after} AND id < ${slice.before}
           ${when(status !== null, sql`AND status = ${status}`)}
         ORDER BY id ${orderOf(slice)} LIMIT ${slice.limit}`,
    );
  }

  /** A run of this kind, with its report once it is done. Throws `not_found`, also for a run of another kind. */
  get<Kind extends RunKind>(networkId: string, kind: Kind, id: string): Promise<ReportedRuns[Kind]> {
    return this.database.inNetwork(networkId, (tx) => getWithin(tx, networkId, kind, id));
  }

  /** The other programme's report minus the first one's. Throws `not_found`; `backtest_not_done` (409). */
  async compare(networkId: string, oneId: string, otherId: string): Promise<BacktestComparison> {
    const [one, other] = [await this.get(networkId, 'BACKTEST', oneId), await this.get(networkId, 'BACKTEST', otherId)];
    return compareReports(reportOf(one), reportOf(other));
  }
}

/** @throws ProblemError `invalid_body` */
function refuseUnknownFigures(program: ProgramDocument, moves: readonly FigureMove[]): void {
  const faults = moves.flatMap((move, at) =>
    valuesOf(program, [move]) === null
      ? [
          {
            path: `moves[${String(at)}].${figureOf(move).isOfTier ? 'tier' : 'figure'}`,
            code: 'not_valid' as const,
            message: '',
          },
        ]
      : [],
  );
  if (faults.length > 0) throw new ProblemError('invalid_body', {}, faults);
}

/** Gets a run of this kind by its id. @throws ProblemError `not_found` also for a run of another kind */
async function getWithin<Kind extends RunKind>(
  tx: Tx,
  networkId: string,
  kind: Kind,
  id: string,
): Promise<ReportedRuns[Kind]> {
  const run = await tx.maybe<RunRow & { readonly document: unknown; readonly report: RunReport | null }>`
    SELECT ${RUN_COLUMNS}, document, report FROM backtests WHERE network_id = ${networkId} AND id = ${id} AND mode = ANY (${MODES_OF[kind]})`;
  return found(run) as ReportedRuns[Kind];
}

function reportOf({ id, report, from, until }: ReportedBacktest) {
  if (report === null || 'reproduces' in report) throw new ProblemError('backtest_not_done', { backtestId: id });
  return { id, report, from: from?.toISOString() ?? null, until: until.toISOString() };
}
