import { Injectable } from '@nestjs/common';
import { Snapshots } from '../../configuration';
import { Database } from '../../platform/database/database';
import { csvLine } from '../../platform/http/csv';
import { type Principal, wholeNetworkOf } from '../../security';
import type { GiftReportAnswer, GiftReportQuery } from './gift.dto';
import * as sql from './gift-cards.sql';

const MAX_ROWS = 20_000;
const MONEY = ['sold', 'spent', 'refunded', 'corrected', 'ended'] as const;

/** Money of gift cards by restaurant and day, and the amount owed. */
@Injectable()
export class GiftReport {
  constructor(
    private readonly database: Database,
    private readonly snapshots: Snapshots,
  ) {}

  /** @throws ProblemError `forbidden` for staff who work in some of the restaurants */
  async read(principal: Principal, { from, to }: GiftReportQuery): Promise<GiftReportAnswer> {
    const networkId = wholeNetworkOf(principal);
    const { profile } = await this.snapshots.current(networkId);
    return this.database.inNetwork(networkId, async (tx) => {
      const days = await sql.listDays(tx, networkId, from, to, MAX_ROWS);
      const sumOf = (column: (typeof MONEY)[number]): number => days.reduce((sum, day) => sum + day[column], 0);
      return {
        currency: profile.currency,
        owed: await sql.readOwed(tx, networkId, to),
        cards: await sql.countCards(tx, networkId),
        total: {
          sold: sumOf('sold'),
          spent: sumOf('spent'),
          refunded: sumOf('refunded'),
          corrected: sumOf('corrected'),
          ended: sumOf('ended'),
        },
        days,
      };
    });
  }

  /** The report's days as a table, in minor units. */
  async csv(principal: Principal, query: GiftReportQuery): Promise<string> {
    const report = await this.read(principal, query);
    const lines = report.days.map(({ date, restaurant, ...row }) =>
      csvLine([date, restaurant, ...MONEY.map((column) => row[column])]),
    );
    return [csvLine(['date', 'restaurant', ...MONEY]), ...lines].join('');
  }
}
