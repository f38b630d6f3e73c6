import { Injectable } from '@nestjs/common';
import { type ConfigurationSnapshot, Snapshots } from '../../../configuration';
import { Database, type Tx } from '../../../platform/database/database';
import { type Sql, sql } from '../../../platform/database/sql';
import { ProblemError, found } from '../../../platform/problems/problem';
import { type Actor, Audit, type Origin, UseCase } from '../../../security';
import { policyOfDocument, timeZoneOf } from '../liability/period-document.rules';
import { findPeriod, findPeriodBefore, type ClosedMonth, type Range, rowsOfPeriod } from '../liability/periods.sql';
import { parseSettlement, settlementDocument } from './settlement-document.rules';
import { type IssuedSum, type PairSum, type PartyId, type PartyName, settle } from './settlement.rules';
import { KeyedCalls } from '../../../platform/http/idempotency/keyed-calls';
import type { SettlementAnswer } from './settlement.dto';
import { Handles } from '../../../platform/http/handlers-of';

/** A month ready to be settled, settled already, or refused. */
type PreparedSettlement =
  | { readonly kind: 'open'; readonly month: string; readonly document: string }
  | { readonly kind: 'settled'; readonly document: string }
  | { readonly kind: 'refused'; readonly refusal: ProblemError };

/** A settled month. */
interface SettlementRow {
  readonly month: string;
  /** The JSON text, which is returned exactly as it was stored. */
  readonly document: string;
  readonly closedAt: Date;
}

const COLUMNS = sql`month, document, closed_at`;

/** An act in the settlement of two parties, with the number of the issuer's points that the act moved. */
interface ReceiptOfPair {
  readonly id: string;
  readonly type: string;
  readonly receiptNumber: string | null;
  readonly businessDate: string | null;
  readonly occurredAt: Date;
  readonly points: number;
  /** The ids of the acts that opened the lots from which the points came. */
  readonly earnedBy: readonly string[];
}

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
      // The settlement includes restaurants that have closed since, because they may have points in the month.
      const names =
        await tx.query<PartyName>`SELECT id, code, name FROM restaurants WHERE network_id = ${networkId} ORDER BY id`;
      const document = await makeDocument(tx, configuration, period, names);
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
    const appended = await tx.query<{ month: string }>`
      INSERT INTO settlements (network_id, month, document, closed_by) VALUES (${networkId}, ${month}, ${document}, ${closedBy})
      ON CONFLICT (network_id, month) DO NOTHING RETURNING month`;
    if (appended.length === 0) return (await findSettlement(tx, networkId, month))?.document ?? document;
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
    return this.database.inNetwork(
      networkId,
      (tx) => tx.query<SettlementRow>`
        SELECT ${COLUMNS} FROM settlements WHERE network_id = ${networkId} AND month < ${before ?? '9999-13'} ORDER BY month DESC LIMIT ${limit}`,
    );
  }

  /** The acts behind one figure of a settled month, after an id, sorted by id. @throws ProblemError `not_found` */
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
      return tx.query<ReceiptOfPair>`
        SELECT r.id, r.type::text AS type, r.receipt_number, r.business_date, r.occurred_at, sum(r.points)::bigint AS points,
          coalesce(array_agg(DISTINCT r.lot_id::text) FILTER (WHERE r.lot_id IS NOT NULL), '{}') AS earned_by
        FROM (${redemptions(networkId, range)}) r
        WHERE r.issuer_id IS NOT DISTINCT FROM ${pair.issuerId} AND r.taker_id IS NOT DISTINCT FROM ${pair.takerId} AND r.id > ${after}
        GROUP BY r.id, r.type, r.receipt_number, r.business_date, r.occurred_at ORDER BY r.id LIMIT ${limit}`;
    });
  }
}

function findSettlement(tx: Tx, networkId: string, month: string): Promise<SettlementRow | undefined> {
  return tx.maybe<SettlementRow>`SELECT ${COLUMNS} FROM settlements WHERE network_id = ${networkId} AND month = ${month}`;
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
  const pairs = await tx.query<PairSum>`
    SELECT r.issuer_id, r.taker_id, sum(r.points)::bigint AS points, count(DISTINCT r.id)::int AS receipts
      FROM (${redemptions(profile.id, range)}) r GROUP BY r.issuer_id, r.taker_id`;
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

const REDEEMED = sql`('RESTAURANT_REDEEMED', 'NETWORK_REDEEMED')`;
const ISSUED = sql`('RESTAURANT_ISSUED', 'NETWORK_ISSUED')`;

/**
 * The movements of a month between guests and the parties that take points, each with its taker and with the issuer of its lot. `points` is negative
 * if the taker returns points. The id of a lot is the id of the transaction that opened the lot. The issuer of points that a till lost while offline
 * is the till's own restaurant, which pays for the loss.
 */
const redemptions = (networkId: string, range: Range): Sql => sql`
  SELECT x.id, x.type, x.receipt_number, x.business_date, x.occurred_at, m.taker_id, m.points, m.lot_id,
    CASE WHEN m.is_loss THEN m.taker_id ELSE o.restaurant_id END AS issuer_id
  FROM (SELECT x.id, x.type, x.receipt_number, x.business_date, x.occurred_at ${rowsOfPeriod(networkId, range)}) x
  CROSS JOIN LATERAL (
    SELECT y.lot_id, 'RESTAURANT_OFFLINE_LOSS' IN (y.debit_kind, y.credit_kind) AS is_loss,
      CASE WHEN y.credit_kind IN ${REDEEMED} THEN y.amount ELSE -y.amount END AS points,
      CASE WHEN y.credit_kind = 'RESTAURANT_REDEEMED' THEN y.credit_owner
        WHEN y.debit_kind = 'RESTAURANT_REDEEMED' THEN y.debit_owner END AS taker_id
    FROM transfers y
    WHERE y.network_id = ${networkId} AND y.transaction_id = x.id AND y.unit IS NULL
      AND (y.credit_kind IN ${REDEEMED}) <> (y.debit_kind IN ${REDEEMED})) m
  LEFT JOIN LATERAL (
    SELECT o.restaurant_id FROM transactions o WHERE o.network_id = ${networkId} AND o.id = m.lot_id LIMIT 1) o ON true`;

/** Points that each party issued in a month, minus points taken back. */
function listIssued(tx: Tx, networkId: string, range: Range): Promise<IssuedSum[]> {
  return tx.query<IssuedSum>`
    SELECT m.party_id, sum(m.points)::bigint AS points
      FROM (SELECT x.id ${rowsOfPeriod(networkId, range)}) x
      JOIN LATERAL (
        SELECT CASE WHEN y.debit_kind IN ${ISSUED} THEN y.amount ELSE -y.amount END AS points,
          CASE WHEN y.debit_kind = 'RESTAURANT_ISSUED' THEN y.debit_owner
            WHEN y.credit_kind = 'RESTAURANT_ISSUED' THEN y.credit_owner END AS party_id
        FROM transfers y
        WHERE y.network_id = ${networkId} AND y.transaction_id = x.id AND y.unit IS NULL
          AND (y.debit_kind IN ${ISSUED}) <> (y.credit_kind IN ${ISSUED})) m ON true
     GROUP BY m.party_id HAVING sum(m.points) <> 0`;
}
