import { Injectable } from '@nestjs/common';
import { type ConfigurationSnapshot, Snapshots } from '../../../configuration';
import { Database, type Tx } from '../../../platform/database/database';
import { ProblemError, found } from '../../../platform/problems/problem';
import { type Actor, Audit, type Origin, UseCase } from '../../../security';
import { policyOfDocument, timeZoneOf } from '../liability/period-document.rules';
import { findPeriod, findPeriodBefore, type ClosedMonth, type Range } from '../liability/periods.sql';
import { parseSettlement, settlementDocument } from './settlement-document.rules';
import { type PartyId, type PartyName, settle } from './settlement.rules';
import {
  appendSettlement,
  findSettlement,
  listIssued,
  listNames,
  listPairs,
  listReceipts,
  listSettlements,
  type ReceiptOfPair,
  type SettlementRow,
} from './settlements.sql';
import { KeyedCalls } from '../../../platform/http/idempotency/keyed-calls';
import type { SettlementAnswer } from './settlement.dto';
import { Handles } from '../../../platform/http/handlers-of';

/** A month ready to be settled, settled already, or refused. */
type PreparedSettlement =
  | { readonly kind: 'open'; readonly month: string; readonly document: string }
  | { readonly kind: 'settled'; readonly document: string }
  | { readonly kind: 'refused'; readonly refusal: ProblemError };

/** Settles a closed month, `YYYY-MM`, between the restaurants, once and for good; a settled month is answered as it was settled. */
export class CloseSettlement extends UseCase<SettlementAnswer, { month: string }> {}

/** Months settled between the restaurants, each once and for good. */
@Injectable()
export class Settlements {
  constructor(
    private readonly database: Database,
    private readonly snapshots: Snapshots,
    private readonly audit: Audit,
    private readonly keyed: KeyedCalls,
  ) {}

  /** @throws ProblemError `period_not_closed` */
  @Handles(CloseSettlement)
  async closeSettlement({ context, input: { month } }: CloseSettlement): Promise<SettlementAnswer> {
    const { principal, origin, networkId, call } = context;
    const prepared = await this.prepare(networkId, month);
    return this.keyed.run(
      networkId,
      call,
      200,
      async (tx) => JSON.parse(await this.close(tx, networkId, prepared, principal, origin)) as SettlementAnswer,
    );
  }

  /**
   * Makes the settlement of a closed month; for a settled month it must come out the same. Both use the rows of the
   * closed month. A refusal is returned as a value, so that it can be stored under the caller's key:
   * `period_not_closed`.
   */
  async prepare(networkId: string, month: string): Promise<PreparedSettlement> {
    const configuration = await this.snapshots.current(networkId);
    return this.database.snapshotOfNetwork(networkId, async (tx) => {
      const settled = await findSettlement(tx, networkId, month);
      if (settled !== undefined) {
        const { document } = settled;
        const names = parseSettlement(document).parties.flatMap(({ id, code, name }) =>
          id === null || code === null || name === null ? [] : [{ id, code, name }],
        );
        const again = await makeDocument(tx, configuration, await getPeriod(tx, networkId, month), names);
        if (again !== document) throw new Error(`the settlement of ${month} comes out otherwise now`);
        return { kind: 'settled', document };
      }
      const period = await findPeriod(tx, networkId, month);
      if (period === undefined) return { kind: 'refused', refusal: new ProblemError('period_not_closed', { month }) };
      const document = await makeDocument(tx, configuration, period, await listNames(tx, networkId));
      return { kind: 'open', month, document };
    });
  }

  /** Stores the prepared settlement and answers with its document. A second call finds the month settled. */
  private async close(
    tx: Tx,
    networkId: string,
    prepared: PreparedSettlement,
    actor: Actor,
    origin: Origin,
  ): Promise<string> {
    if (prepared.kind === 'refused') throw prepared.refusal;
    if (prepared.kind === 'settled') return prepared.document;
    const { month, document } = prepared;
    const closedBy = actor !== 'system' && actor.kind === 'user' ? actor.id : null;
    if (!(await appendSettlement(tx, networkId, month, document, closedBy))) {
      return (await findSettlement(tx, networkId, month))?.document ?? document;
    }
    await this.audit.appendChange(tx, networkId, { actor, origin }, 'settlement.closed', month, {
      after: { month, ...parseSettlement(document).totals },
    });
    return document;
  }

  /** @throws ProblemError `not_found` for a month that is not settled */
  async getDocument(networkId: string, month: string): Promise<string> {
    const row = found(await this.database.inNetwork(networkId, (tx) => findSettlement(tx, networkId, month)));
    return row.document;
  }

  /** Settled months, the newest first. */
  list(networkId: string, before: string | undefined, limit: number): Promise<SettlementRow[]> {
    return this.database.inNetwork(networkId, (tx) => listSettlements(tx, networkId, before, limit));
  }

  /** The acts behind one figure of a settled month. @throws ProblemError `not_found` */
  async listReceipts(
    networkId: string,
    month: string,
    pair: { readonly issuerId: PartyId; readonly takerId: PartyId },
    after: string,
    limit: number,
  ): Promise<ReceiptOfPair[]> {
    return this.database.snapshotOfNetwork(networkId, async (tx) => {
      if ((await findSettlement(tx, networkId, month)) === undefined) throw new ProblemError('not_found');
      const range = await rangeOf(tx, networkId, await getPeriod(tx, networkId, month));
      return listReceipts(tx, networkId, range, pair, after, limit);
    });
  }
}

async function getPeriod(tx: Tx, networkId: string, month: string): Promise<ClosedMonth> {
  const period = await findPeriod(tx, networkId, month);
  if (period === undefined) throw new Error(`the settled month ${month} is not closed`);
  return period;
}

async function rangeOf(
  tx: Tx,
  networkId: string,
  { month, until, cut, booking, document }: ClosedMonth,
): Promise<Range> {
  const before = await findPeriodBefore(tx, networkId, month);
  return { until, cut, booking, timeZone: timeZoneOf(document), before };
}

async function makeDocument(
  tx: Tx,
  { profile }: ConfigurationSnapshot,
  period: ClosedMonth,
  names: readonly PartyName[],
): Promise<string> {
  const range = await rangeOf(tx, profile.id, period);
  const { pointValue, programVersion } = policyOfDocument(period.document);
  const pairs = await listPairs(tx, profile.id, range);
  const issued = await listIssued(tx, profile.id, range);
  const { currency, currencyDigits } = profile;
  const frame = {
    month: period.month,
    currency,
    currencyDigits,
    timeZone: range.timeZone,
    until: period.until.toISOString(),
    pointValue,
    programVersion,
  };
  return settlementDocument(frame, settle(pairs, issued, names, pointValue));
}
