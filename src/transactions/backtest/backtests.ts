import { Injectable } from '@nestjs/common';
import { hashOfDocument, ProgramEditor, Snapshots } from '../../configuration';
import type { ProgramDocument } from '../../decision';
import { Database, type Tx } from '../../platform/database/database';
import { ProblemError } from '../../platform/http/problem';
import { newId } from '../../platform/ids/ids';
import { type Actor, Audit, type Origin } from '../../security';
import { type BacktestComparison, compareReports } from './compare-reports.rules';
import * as sql from './backtests.sql';

/** What a backtest is asked to play. */
export type Asked<Mode extends sql.BacktestMode = 'DRAFT' | 'REPRODUCE'> = {
  readonly mode: Mode;
  /** Null of REPRODUCE. */
  readonly document: ProgramDocument | null;
  readonly version: number | null;
};

export interface AskedPeriod {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

interface Author {
  readonly actor: Actor;
  readonly origin: Origin;
}

/** More would only make each other wait. */
const MOST_OPEN = 10;
const RETRY_AFTER_S = 30;

/** Backtests of a network: asked for, listed, compared, cancelled. They run by `BacktestRuns`. */
@Injectable()
export class Backtests {
  constructor(
    private readonly database: Database,
    private readonly snapshots: Snapshots,
    private readonly editor: ProgramEditor,
    private readonly audit: Audit,
  ) {}

  /** The document of any version, a draft's as it stands now. Throws `not_found`. */
  async versionOf<Mode extends 'DRAFT' | 'IMPACT'>(
    networkId: string,
    version: number,
    mode: Mode,
  ): Promise<Asked<Mode>> {
    const { document } = await this.editor.getVersion(networkId, version);
    return { mode, document, version };
  }

  /** Refuses: `no_program` while nothing was ever decided, `rate_limited` while too many wait, `invalid_body` for a period that ends before it begins. */
  async ask<Mode extends sql.BacktestMode>(
    tx: Tx,
    networkId: string,
    { mode, document, version }: Asked<Mode>,
    { from, to }: AskedPeriod,
    author: Author,
  ): Promise<sql.RunRow<Mode>> {
    const { published } = await this.snapshots.currentWithin(tx, networkId);
    if (published.length === 0) throw new ProblemError('no_program');
    if (from !== undefined && to !== undefined && Date.parse(from) >= Date.parse(to)) {
      throw new ProblemError('invalid_body', {}, [{ path: 'to', code: 'not_allowed', message: '' }]);
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
      action: mode === 'IMPACT' ? 'program.impact_asked' : 'backtest.asked',
      subjectKind: 'backtest',
      subjectId: backtest.id,
      after: { mode: backtest.mode, programVersion: backtest.programVersion, documentHash: backtest.documentHash },
    });
    return backtest;
  }

  /** Newest first, below an id. */
  list(networkId: string, before: string | undefined, limit: number): Promise<sql.BacktestRow[]> {
    return this.database.inNetwork(networkId, (tx) => sql.listBacktests(tx, networkId, before, limit));
  }

  /** With its report, once it is done. Throws `not_found`. */
  get(networkId: string, id: string): Promise<sql.ReportedBacktest> {
    return this.database.inNetwork(networkId, (tx) => getWithin(tx, networkId, id));
  }

  /** The impact of a version, with its figures once they are there. Throws `not_found`. */
  getImpact(networkId: string, id: string): Promise<sql.ReportedImpact> {
    return this.database.inNetwork(networkId, (tx) => getImpactWithin(tx, networkId, id));
  }

  /** Ends what waits or runs; what has ended stays as it ended. Throws `not_found`. */
  async cancel(tx: Tx, networkId: string, id: string): Promise<sql.BacktestRow> {
    await sql.cancel(tx, networkId, id);
    return getWithin(tx, networkId, id);
  }

  /** The same of an impact. */
  async cancelImpact(tx: Tx, networkId: string, id: string): Promise<sql.ReportedImpact> {
    await sql.cancel(tx, networkId, id);
    return getImpactWithin(tx, networkId, id);
  }

  /** What the other programme would have done more than the one. Throws `not_found`; `backtest_not_done` (409). */
  async compare(networkId: string, oneId: string, otherId: string): Promise<BacktestComparison> {
    const [one, other] = [await this.get(networkId, oneId), await this.get(networkId, otherId)];
    return compareReports(reportOf(one), reportOf(other));
  }
}

async function getWithin(tx: Tx, networkId: string, id: string): Promise<sql.ReportedBacktest> {
  const backtest = await sql.findBacktest(tx, networkId, id);
  if (backtest === undefined) throw new ProblemError('not_found');
  return backtest;
}

async function getImpactWithin(tx: Tx, networkId: string, id: string): Promise<sql.ReportedImpact> {
  const impact = await sql.findImpact(tx, networkId, id);
  if (impact === undefined) throw new ProblemError('not_found');
  return impact;
}

function reportOf({ id, report, from, until }: sql.ReportedBacktest) {
  if (report === null || 'reproduces' in report) throw new ProblemError('backtest_not_done', { backtestId: id });
  return { id, report, from: from?.toISOString() ?? null, until: until.toISOString() };
}
