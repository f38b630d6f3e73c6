import { Injectable } from '@nestjs/common';
import { Homes } from '../../platform/homes/homes';
import { Clock } from '../../platform/clock/clock';
import { Database } from '../../platform/database/database';
import { ProblemError } from '../../platform/problems/problem';
import { localDateOf } from '../invoices/invoice.dto';
import { findSeller } from '../invoices/seller.sql';
import { MAX_MONTHS, type MetricsAnswer, type MetricsQuery } from './metrics.dto';
import { cohortsOf, monthAfter, monthsOf } from './metrics.rules';
import * as sql from './metrics.sql';

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
      const without = (await sql.listMoving(tx)).filter((id) => this.homes.elsewhere(id) !== undefined);
      const asked = { currency, before, without };
      const sums = await sql.listMovementSums(tx, asked);
      const events = await sql.listCustomerEvents(tx, asked);
      const ages = await sql.listReceivables(tx, asked, today);
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
