import { Injectable } from '@nestjs/common';
import { type ConfigurationSnapshot, Snapshots } from '../../../configuration';
import { calendarOf } from '../../../platform/clock/calendar';
import { Database, type Tx } from '../../../platform/database/database';
import { ProblemError, found } from '../../../platform/problems/problem';
import { type Actor, Audit, type Origin, UseCase } from '../../../security';
import { JOURNAL_START } from '../seals/seal-head.rules';
import { isoMonthOf, monthOfIso } from './cohort-history.rules';
import { journalOf, NOTHING_CARRIED, type Policy } from './journal.rules';
import { readNow } from './liability.sql';
import { monthOfInstant, startOfMonth } from './months.rules';
import { periodDocument, policyOfDocument, timeZoneOf } from './period-document.rules';
import {
  findCut,
  findPeriod,
  findPeriodBefore,
  findRest,
  listPeriods,
  listPeriodSums,
  type ClosedMonth,
  type Range,
} from './periods.sql';
import { KeyedCalls } from '../../../platform/http/idempotency/keyed-calls';
import type { LedgerPeriod } from './period.dto';
import { Handles } from '../../../platform/http/handlers-of';

/** A month ready to be closed, closed already, or refused. */
export type PreparedPeriod =
  | { readonly kind: 'open'; readonly after: string | undefined; readonly period: Omit<ClosedMonth, 'closedAt'> }
  | { readonly kind: 'closed'; readonly document: string }
  | { readonly kind: 'refused'; readonly refusal: ProblemError };

/** Closes a month, `YYYY-MM`, into its journal, once and for good; a closed month is answered as it was closed. */
export class ClosePeriod extends UseCase<LedgerPeriod, { month: string }> {}

/** Months closed in the books, each once and for good. */
@Injectable()
export class Periods {
  constructor(
    private readonly database: Database,
    private readonly snapshots: Snapshots,
    private readonly audit: Audit,
    private readonly keyed: KeyedCalls,
  ) {}

  /** @throws ProblemError `period_not_over`, `period_out_of_order`, `version_conflict` */
  @Handles(ClosePeriod)
  async closePeriod({ context, input: { month } }: ClosePeriod): Promise<LedgerPeriod> {
    const { principal, origin, networkId, call } = context;
    const prepared = await this.prepare(networkId, month);
    return this.keyed.run(
      networkId,
      call,
      200,
      async (tx) => JSON.parse(await this.close(tx, networkId, prepared, principal, origin)) as LedgerPeriod,
    );
  }

  /**
   * Makes the journal of a month from the ledger; for a closed month it must come out the same. It only reads: the rows
   * up to the cut never change, so no transaction has to stay open during the long reading. A refusal is returned as a
   * value, so that it can be stored under the caller's key: `period_not_over`, `period_out_of_order` (both 409).
   */
  async prepare(networkId: string, month: string): Promise<PreparedPeriod> {
    const configuration = await this.snapshots.current(networkId);
    return this.database.snapshotOfNetwork(networkId, async (tx) => {
      const closed = await findPeriod(tx, networkId, month);
      if (closed !== undefined) return { kind: 'closed', document: await confirmed(tx, configuration, closed) };
      const last = await findPeriodBefore(tx, networkId);
      const turn = await turnOf(tx, configuration, month, last);
      if (turn instanceof ProblemError) return { kind: 'refused', refusal: turn };
      const cut = (await findCut(tx, networkId)) ?? JOURNAL_START;
      const { timeZone } = configuration.profile;
      const range: Range = { until: turn, cut, booking: 'BUSINESS', timeZone, before: last };
      const made = await makeJournal(tx, configuration, month, range, policyOf(configuration, turn), last);
      const rest = (await findRest(tx, networkId, range)) ?? cut;
      return {
        kind: 'open',
        after: last?.month,
        period: { month, until: turn, cut, rest, booking: range.booking, ...made },
      };
    });
  }

  /** Closes the prepared month and answers with its journal. A second call finds the month closed. */
  async close(tx: Tx, networkId: string, prepared: PreparedPeriod, actor: Actor, origin: Origin): Promise<string> {
    if (prepared.kind === 'refused') throw prepared.refusal;
    if (prepared.kind === 'closed') return prepared.document;
    const { period } = prepared;
    // No other transaction closes months of the network until this one ends.
    await tx.query`SELECT pg_advisory_xact_lock(hashtextextended('loyalty.periods.' || ${networkId}, 0))`;
    const closed = await findPeriod(tx, networkId, period.month);
    if (closed !== undefined) return closed.document;
    // The prepared month follows a month that is no longer the last one closed.
    if ((await findPeriodBefore(tx, networkId))?.month !== prepared.after) throw new ProblemError('version_conflict');
    await appendPeriod(tx, networkId, period, actor !== 'system' && actor.kind === 'user' ? actor.id : null);
    await this.audit.appendChange(tx, networkId, { actor, origin }, 'ledger_period.closed', period.month, {
      after: { month: period.month, ...period.carried.balances },
    });
    return period.document;
  }

  /** The journal of a closed month, byte for byte. Throws `not_found` for a month that is not closed. */
  async getDocument(networkId: string, month: string): Promise<string> {
    const period = found(await this.database.inNetwork(networkId, (tx) => findPeriod(tx, networkId, month)));
    return period.document;
  }

  /** Closed months, the newest first. */
  list(networkId: string, before: string | undefined, limit: number): Promise<ClosedMonth[]> {
    return this.database.inNetwork(networkId, (tx) => listPeriods(tx, networkId, before ?? '9999-13', limit));
  }
}

async function appendPeriod(
  tx: Tx,
  networkId: string,
  { month, until, cut, rest, carried, document, booking }: Omit<ClosedMonth, 'closedAt'>,
  closedBy: string | null,
): Promise<void> {
  await tx.query`
    INSERT INTO ledger_periods (network_id, month, until, cut_epoch, cut_xid, cut_id, rest_epoch, rest_xid, rest_id, carried, document, closed_by,
      booking)
    VALUES (${networkId}, ${month}, ${until}, ${cut.epoch}, ${cut.xid}, ${cut.id}, ${rest.epoch}, ${rest.xid}, ${rest.id},
      ${JSON.stringify(carried)}::json, ${document}, ${closedBy}, ${booking})`;
}

/** Makes a closed month again from its stored inputs and the ledger. Other bytes would mean a bug or a damaged ledger. */
async function confirmed(tx: Tx, configuration: ConfigurationSnapshot, closed: ClosedMonth): Promise<string> {
  const before = await findPeriodBefore(tx, configuration.profile.id, closed.month);
  const { until, cut, booking } = closed;
  const range: Range = { until, cut, booking, timeZone: timeZoneOf(closed.document), before };
  const policy = policyOfDocument(closed.document);
  const { document } = await makeJournal(tx, configuration, closed.month, range, policy, before);
  if (document !== closed.document) throw new Error(`the closed month ${closed.month} comes out otherwise now`);
  return closed.document;
}

async function makeJournal(
  tx: Tx,
  { profile }: ConfigurationSnapshot,
  month: string,
  range: Range,
  policy: Policy,
  before: ClosedMonth | undefined,
): Promise<Pick<ClosedMonth, 'document' | 'carried'>> {
  const sums = await listPeriodSums(tx, profile.id, range);
  const journal = journalOf(before?.carried ?? NOTHING_CARRIED, sums, policy);
  const { currency, currencyDigits, timeZone } = profile;
  const frame = { month, currency, currencyDigits, timeZone, until: range.until, cut: range.cut, policy };
  return { document: periodDocument(frame, journal), carried: journal.carried };
}

/**
 * How long before the network's history a first month may be. With a mistyped year, all months since would have to be
 * closed, and no closing can be undone.
 */
const MONTHS_BEFORE_BEGINNING = 12;

/**
 * The end of the month, if the month may be closed now: it has to follow the last closed one. If none is closed, any
 * month from a year before the network's history is allowed.
 */
async function turnOf(
  tx: Tx,
  { profile }: ConfigurationSnapshot,
  month: string,
  last: ClosedMonth | undefined,
): Promise<Date | ProblemError> {
  const calendar = calendarOf(profile.timeZone, profile.settings.dayStart);
  const number = monthOfIso(month);
  if (last !== undefined && number !== monthOfIso(last.month) + 1) {
    return new ProblemError('period_out_of_order', { nextMonth: isoMonthOf(monthOfIso(last.month) + 1) });
  }
  if (last === undefined) {
    const first = monthOfInstant(calendar, await readBeginning(tx, profile.id)) - MONTHS_BEFORE_BEGINNING;
    if (number < first) return new ProblemError('period_out_of_order', { nextMonth: isoMonthOf(first) });
  }
  const until = startOfMonth(calendar, number + 1);
  if ((await readNow(tx)) < until) return new ProblemError('period_not_over', { until: until.toISOString() });
  return until;
}

/** The beginning of the network's history: its opening, or the first imported act. */
async function readBeginning(tx: Tx, networkId: string): Promise<Date> {
  const { at } = await tx.one<{ at: Date }>`
    SELECT least(created_at, (SELECT min(x.occurred_at) FROM transactions x WHERE x.network_id = n.id)) AS at
      FROM networks n WHERE n.id = ${networkId}`;
  return at;
}

/** The policy at the end of the month. It never changes, since a published version takes effect after its commit. */
function policyOf(configuration: ConfigurationSnapshot, until: Date): Policy {
  const program = configuration.programInForce(new Date(until.getTime() - 1));
  return {
    pointValue: program?.program.document.pointValue ?? 0,
    programVersion: program?.version ?? null,
    accounting: configuration.profile.settings.accounting,
  };
}
