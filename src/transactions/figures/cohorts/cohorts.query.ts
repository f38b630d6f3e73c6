import { Injectable } from '@nestjs/common';
import { Networks } from '../../../configuration';
import { calendarOf, isoDateOf } from '../../../platform/clock/calendar';
import { Clock } from '../../../platform/clock/clock';
import { Database } from '../../../platform/database/database';
import { isBehind } from '../../jobs/log-behind.sql';
import { isoMonthOf, monthOfIso } from '../../books/liability/cohort-history.rules';
import type { Cohorts, CohortsQueryDto } from './cohorts.dto';
import { CohortsRelay, SUBSCRIBER } from './cohorts-relay';
import { cohortsOf, type CellRow } from './cohorts.rules';

const USUAL_MONTHS = 12;

/** The cohorts of a network, read from stored figures. */
@Injectable()
export class CohortsQuery {
  constructor(
    private readonly database: Database,
    private readonly networks: Networks,
    private readonly relay: CohortsRelay,
    private readonly clock: Clock,
  ) {}

  async cohortsOf(networkId: string, query: CohortsQueryDto): Promise<Cohorts> {
    const { currency, currencyDigits, timeZone, settings } = await this.networks.getProfile(networkId);
    const businessDate = isoDateOf(calendarOf(timeZone, settings.dayStart).businessDay(this.clock.now().getTime()));
    const to = query.to === undefined ? monthOfIso(businessDate) : monthOfIso(query.to);
    const from = query.from === undefined ? to - USUAL_MONTHS + 1 : monthOfIso(query.from);
    await this.relay.catchUp(networkId);
    return this.database.reportOf(networkId, async (tx) => {
      const rows = await tx.query<CellRow>`
        SELECT to_char(joined, 'YYYY-MM') AS month, since, guests, visits, money, again_30, again_60,
           again_90
         FROM cohort_cells WHERE network_id = ${networkId} AND joined BETWEEN ${`${isoMonthOf(from)}-01`} AND ${`${isoMonthOf(to)}-01`} ORDER BY joined, since`;
      return {
        currency,
        currencyDigits,
        businessDate,
        from: isoMonthOf(from),
        to: isoMonthOf(to),
        isBehind: await isBehind(tx, networkId, SUBSCRIBER),
        cohorts: cohortsOf(rows, from, to, businessDate),
      };
    });
  }
}
