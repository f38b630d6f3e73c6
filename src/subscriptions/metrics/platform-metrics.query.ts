import { Injectable } from '@nestjs/common';
import { Homes } from '../../platform/homes/homes';
import { Clock } from '../../platform/clock/clock';
import { Database, type Tx } from '../../platform/database/database';
import { ProblemError } from '../../platform/problems/problem';
import { localDateOf } from '../invoices/invoice.dto';
import { findSeller } from '../invoices/seller.sql';
import { MAX_MONTHS, type MetricsAnswer, type MetricsQuery } from './metrics.dto';
import { cohortsOf, monthAfter, monthsOf, type MovementSum, type CustomerEvent } from './metrics.rules';

// SQL by hand: sums over all networks.

const MOST_EVENTS = 500_000;

const MOST_SUMS = 100_000;

const MOST_MOVES = 10_000;

const MONTHS_SHOWN = 12;
/** Without a seller the current month is that of this zone. */
const NO_ZONE = 'UTC';

/** Figures of all networks of this cell, from the changes of their plans and their unpaid invoices. */
@Injectable()
export class PlatformMetrics {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly homes: Homes,
  ) {}

  /** @throws ProblemError `invalid_query` for months in the wrong order or too many */
  get({ from, to, currency }: MetricsQuery): Promise<MetricsAnswer> {
    return this.database.asPlatform(async (tx) => {
      const seller = await findSeller(tx);
      const today = localDateOf(seller?.timeZone ?? NO_ZONE, this.clock.now().getTime());
      const current = today.slice(0, 7);
      const last = to ?? current;
      const first = from ?? monthAfter(last, 1 - MONTHS_SHOWN);
      if (first > last || monthAfter(first, MAX_MONTHS) <= last)
        throw new ProblemError('invalid_query', {}, [{ path: 'from', code: 'not_allowed', message: '' }]);
      const before = `${monthAfter(last, 1)}-01`;
      // The rows of a network are in two cells from the begin of its move until the cell that it left forgets it.
      const without = (await listMoving(tx)).filter((id) => this.homes.elsewhere(id) !== undefined);
      const asked = { currency, before, without };
      // Movements of the networks before a day, by month.
      const sums = await tx.query<MovementSum>`
        SELECT to_char(effective_on, 'YYYY-MM') AS month, movement, sum(abs(mrr_after - mrr_before))::bigint AS amount,
               count(*) AS count
          FROM subscription_changes WHERE movement IS NOT NULL AND currency = ${asked.currency} AND effective_on < ${asked.before}
           AND network_id <> ALL (${asked.without}::uuid[])
         GROUP BY 1, 2 ORDER BY 1, 2 LIMIT ${MOST_SUMS}`;
      // When networks began to pay, stopped and paid again, in the order of time.
      const events = await tx.query<CustomerEvent>`
        SELECT network_id, to_char(effective_on, 'YYYY-MM') AS month, movement FROM subscription_changes
         WHERE movement IN ('NEW', 'CHURN', 'REACTIVATION') AND currency = ${asked.currency} AND effective_on < ${asked.before}
           AND network_id <> ALL (${asked.without}::uuid[])
         ORDER BY effective_on, subscription_id, sequence LIMIT ${MOST_EVENTS}`;
      // Unpaid invoices by days after their due day; below 1 they are not overdue.
      const ages = await tx.query<{ fromDays: number; toDays: number | null; amount: number; invoices: number }>`
        SELECT a.from_days, a.to_days, coalesce(sum(i.total - i.paid - i.credited), 0)::bigint AS amount,
               count(i.id) AS invoices
          FROM (VALUES (0, 0), (1, 30), (31, 60), (61, 90), (91, NULL)) a (from_days, to_days)
          LEFT JOIN invoices i ON i.kind = 'INVOICE' AND i.currency = ${asked.currency} AND i.paid + i.credited < i.total
           AND i.network_id <> ALL (${asked.without}::uuid[])
           AND greatest(${today}::date - i.due_on, 0) BETWEEN a.from_days AND coalesce(a.to_days, 2147483647)
         GROUP BY 1, 2 ORDER BY 1`;
      const over = monthAfter(current, -1);
      const total = ages.reduce((all, { amount }) => all + amount, 0);
      const open = ages.find(({ fromDays }) => fromDays === 0)?.amount ?? 0;
      return {
        currency,
        months: monthsOf(sums, first, last),
        cohorts: cohortsOf(events, first, last < over ? last : over).map((cohort) => ({
          ...cohort,
          retained: [...cohort.retained],
        })),
        receivables: { total, overdue: total - open, ages },
      };
    });
  }
}

/** Networks that are closed here by a move to or from another cell. */
async function listMoving(tx: Tx): Promise<string[]> {
  const rows = await tx.query<{ id: string }>`
    SELECT id FROM networks WHERE moving_since IS NOT NULL LIMIT ${MOST_MOVES}`;
  return rows.map(({ id }) => id);
}
