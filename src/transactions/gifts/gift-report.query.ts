import { Injectable } from '@nestjs/common';
import { Snapshots } from '../../configuration';
import { Database } from '../../platform/database/database';
import { csvLine } from '../../platform/http/csv';
import { type Principal, wholeNetworkOf } from '../../security';
import type { GiftReportAnswer, GiftReportQuery } from './gift.dto';

interface GiftDayRow {
  readonly date: string;
  readonly restaurantId: string | null;
  readonly restaurant: string | null;
  readonly sold: number;
  readonly spent: number;
  readonly refunded: number;
  readonly corrected: number;
  readonly ended: number;
}

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
      // Money by restaurant and business day, sorted by day; at most `MAX_ROWS` rows. Moves between cards are not counted.
      const days = await tx.query<GiftDayRow>`SELECT t.business_date AS date, t.restaurant_id,
          (SELECT r.name FROM restaurants r WHERE r.network_id = ${networkId} AND r.id = t.restaurant_id) AS restaurant,
          coalesce(sum(m.amount) FILTER (WHERE m.debit_kind = 'SOLD'), 0)::bigint AS sold,
          coalesce(sum(m.amount) FILTER (WHERE m.credit_kind = 'REDEEMED'), 0)::bigint AS spent,
          coalesce(sum(m.amount) FILTER (WHERE m.debit_kind = 'REDEEMED'), 0)::bigint AS refunded,
          coalesce(sum(m.amount) FILTER (WHERE m.credit_kind = 'ADJUSTED'), 0)::bigint AS corrected,
          coalesce(sum(m.amount) FILTER (WHERE m.credit_kind = 'ENDED'), 0)::bigint AS ended
        FROM gift_transactions t
        JOIN gift_transfers m ON m.network_id = t.network_id AND m.transaction_id = t.id
        WHERE t.network_id = ${networkId} AND t.business_date BETWEEN ${from} AND ${to} AND t.kind <> 'MOVED_OUT'
        GROUP BY 1, 2 ORDER BY 1, 2 NULLS LAST LIMIT ${MAX_ROWS}`;
      const sumOf = (column: (typeof MONEY)[number]): number => days.reduce((sum, day) => sum + day[column], 0);
      const { owed } = await tx.one<{ owed: number }>`
        SELECT coalesce(sum(CASE WHEN m.credit_kind = 'CARD' THEN m.amount ELSE 0 END
             - CASE WHEN m.debit_kind = 'CARD' THEN m.amount ELSE 0 END), 0)::bigint AS owed
         FROM gift_transfers m JOIN gift_transactions t ON t.network_id = m.network_id AND t.id = m.transaction_id
         WHERE m.network_id = ${networkId} AND t.business_date <= ${to}`;
      const { cards } = await tx.one<{ cards: number }>`
        SELECT count(*)::integer AS cards FROM gift_cards WHERE network_id = ${networkId} AND balance > 0`;
      return {
        currency: profile.currency,
        owed,
        cards,
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
