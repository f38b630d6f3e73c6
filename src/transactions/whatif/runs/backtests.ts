import { Injectable } from '@nestjs/common';
import { hashOfDocument, ProgramEditor, PUBLICATION_LEAD_MS, Snapshots } from '../../../configuration';
import type { ProgramDocument } from '../../../decision';
import { Clock } from '../../../platform/clock/clock';
import { Database, type Tx } from '../../../platform/database/database';
import type { IdSlice } from '../../../platform/http/list-query';
import { ProblemError } from '../../../platform/problems/problem';
import { newId } from '../../../platform/ids/ids';
import { Audit, type Author } from '../../../security';
import { momentsOf } from '../reports/impact.rules';
import * as sql from './backtests.sql';
import { type BacktestComparison, compareReports } from '../reports/compare-reports.rules';

/** The request for a backtest. */
export type AskedRun<Mode extends sql.BacktestMode = 'DRAFT' | 'REPRODUCE'> = {
  readonly mode: Mode;
  /** Null of REPRODUCE. */
  readonly document: sql.PlayedDocument<Mode>;
  readonly version: number | null;
};

export interface AskedPeriod {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/** The request for an impact: the version, and when it would take effect. */
export interface AskedImpact {
  readonly document: ProgramDocument;
  readonly version: number;
  readonly planned: Date | null;
  /** Null: as planned. */
  readonly at: Date | null;
}

const ACTION_OF: Readonly<Record<sql.BacktestMode, string>> = {
  DRAFT: 'backtest.asked',
  REPRODUCE: 'backtest.asked',
  IMPACT: 'program.impact_asked',
  CAMPAIGN: 'campaign.estimate_asked',
};
/** More would only make each other wait. */
const MOST_OPEN = 10;
const RETRY_AFTER_S = 30;
/** A page opened again shows the same figures for this time; later they are computed again, because guests buy meanwhile. */
const SAME_IMPACT_FOR_S = 600;

/** Backtests of a network: asked for, listed, compared, cancelled. They run by `BacktestRuns`. */
@Injectable()
export class Backtests {
  constructor(
    private readonly database: Database,
    private readonly snapshots: Snapshots,
    private readonly editor: ProgramEditor,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  /** The document of any version, a draft's as it stands now. Throws `not_found`. */
  async versionOf(networkId: string, version: number): Promise<AskedRun<'DRAFT'>> {
    const { document } = await this.editor.getVersion(networkId, version);
    return { mode: 'DRAFT', document, version };
  }

  /** The same for an impact. */
  async impactOf(networkId: string, version: number, at: string | undefined): Promise<AskedImpact> {
    const { document, effective_from: planned } = await this.editor.getVersion(networkId, version);
    return { document, version, planned, at: at === undefined ? null : new Date(at) };
  }

  /** Refuses: `no_program` while nothing was ever decided, `rate_limited` while too many wait, `invalid_body` for a period that ends before it begins or begins in the future. */
  async ask<Mode extends sql.BacktestMode>(
    tx: Tx,
    networkId: string,
    { mode, document, version }: AskedRun<Mode>,
    { from, to }: AskedPeriod,
    author: Author,
  ): Promise<sql.RunRow<Mode>> {
    const { published } = await this.snapshots.currentWithin(tx, networkId);
    if (published.length === 0) throw new ProblemError('no_program');
    if (from !== undefined && to !== undefined && Date.parse(from) >= Date.parse(to)) {
      throw new ProblemError('invalid_body', {}, [{ path: 'to', code: 'not_allowed', message: '' }]);
    }
    // An impact is asked of what is to come.
    if (mode !== 'IMPACT' && from !== undefined && Date.parse(from) > this.clock.now().getTime()) {
      throw new ProblemError('invalid_body', {}, [{ path: 'from', code: 'not_allowed', message: '' }]);
    }
    if ((await sql.countOpen(tx, networkId)) >= MOST_OPEN)
      throw new ProblemError('rate_limited', {}, [], RETRY_AFTER_S);
    const { actor, origin } = author;
    const backtest = await sql.insertBacktest(tx, networkId, {
      id: newId(),
      mode,
      programVersion: version,
      document,
      documentHash: document === null ? null : hashOfDocument(document),
      from: from === undefined ? null : new Date(from),
      until: to === undefined ? null : new Date(to),
      createdBy: actor !== 'system' && actor.kind === 'user' ? actor.id : null,
    });
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
   * Asks for an impact. A request that is running or has just been answered is not started again. Refuses as
   * `ask` does, and `no_program` where nothing decides before the version.
   */
  async askImpact(
    tx: Tx,
    networkId: string,
    { document, version, planned, at }: AskedImpact,
    author: Author,
  ): Promise<sql.RunRow<'IMPACT'>> {
    const configuration = await this.snapshots.currentWithin(tx, networkId);
    const earliest = this.clock.now().getTime() + PUBLICATION_LEAD_MS;
    const decidesBefore = configuration.programInForce(momentsOf(earliest, { planned, asked: at }).before);
    if (decidesBefore === undefined) throw new ProblemError('no_program');
    // A plan may change: the run keeps the one that it was asked with.
    const from = at ?? planned;
    const same = await sql.findSameImpact(tx, networkId, {
      programVersion: version,
      documentHash: hashOfDocument(document),
      from,
      // One that was asked before compares with another program.
      since: new Date(decidesBefore.effectiveFrom.getTime() - PUBLICATION_LEAD_MS),
      withinS: SAME_IMPACT_FOR_S,
    });
    return (
      same ?? this.ask(tx, networkId, { mode: 'IMPACT', document, version }, { from: from?.toISOString() }, author)
    );
  }

  list(networkId: string, status: sql.BacktestRow['status'] | null, slice: IdSlice): Promise<sql.BacktestRow[]> {
    return this.database.inNetwork(networkId, (tx) => sql.listBacktests(tx, networkId, status, slice));
  }

  /** A run of this kind with what it found, once it is done. Throws `not_found`, for one of the other kind too. */
  get<Kind extends sql.RunKind>(networkId: string, kind: Kind, id: string): Promise<sql.ReportedRuns[Kind]> {
    return this.database.inNetwork(networkId, (tx) => getWithin(tx, networkId, kind, id));
  }

  /** Ends what waits or runs; what has ended stays as it ended. Throws as `get`. */
  async cancel<Kind extends sql.RunKind>(
    tx: Tx,
    networkId: string,
    kind: Kind,
    id: string,
  ): Promise<sql.ReportedRuns[Kind]> {
    await sql.cancel(tx, networkId, id);
    return getWithin(tx, networkId, kind, id);
  }

  /** The difference of the other programme's report to the first one's. Throws `not_found`; `backtest_not_done` (409). */
  async compare(networkId: string, oneId: string, otherId: string): Promise<BacktestComparison> {
    const [one, other] = [await this.get(networkId, 'BACKTEST', oneId), await this.get(networkId, 'BACKTEST', otherId)];
    return compareReports(reportOf(one), reportOf(other));
  }
}

async function getWithin<Kind extends sql.RunKind>(
  tx: Tx,
  networkId: string,
  kind: Kind,
  id: string,
): Promise<sql.ReportedRuns[Kind]> {
  const run = await sql.findRun(tx, networkId, kind, id);
  if (run === undefined) throw new ProblemError('not_found');
  return run;
}

function reportOf({ id, report, from, until }: sql.ReportedBacktest) {
  if (report === null || 'reproduces' in report) throw new ProblemError('backtest_not_done', { backtestId: id });
  return { id, report, from: from?.toISOString() ?? null, until: until.toISOString() };
}
