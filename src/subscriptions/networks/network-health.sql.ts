import type { TillConnection } from '../../generated/prisma/client';
import type { Tx } from '../../platform/database/database';
import type { PlatformNetworkAnswer, PlatformNetworkDetails } from './platform.dto';

// SQL by hand: sums, and figures of several tables in one statement for each network.

type HealthFigures = Omit<PlatformNetworkAnswer['health'], 'lastEventAt' | 'connectionsFailing' | 'connections'>;
/** Figures of one network, from what is kept of its days. */
export type HealthRow = Omit<HealthFigures, 'lastSaleAt'> & { readonly lastSaleAt: Date | null };

export interface HealthSpan {
  /** Business dates. */
  readonly today: string;
  readonly firstOfWeek: string;
  /** First of the seven dates before today. */
  readonly firstOfWholeWeek: string;
  /** First of the seven dates before those. */
  readonly firstOfWeekBefore: string;
  /** Events of till systems that were refused from this id on are counted. */
  readonly refusedFrom: string;
}

/** The moment of the last sale is looked for among so many of the latest transactions; without one its date remains. */
const LATEST_TRANSACTIONS = 100;

/** The health of the transaction's network. The journal is not read but for its end. */
export function readHealth(tx: Tx, networkId: string, span: HealthSpan): Promise<HealthRow> {
  return tx.one<HealthRow>(
    `SELECT figures.*,
       (SELECT count(*) FROM restaurants r WHERE r.network_id = $1 AND r.closed_at IS NULL)::integer AS restaurants,
       (SELECT count(*) FROM points_of_sale p JOIN restaurants r ON r.network_id = p.network_id AND r.id = p.restaurant_id
         WHERE p.network_id = $1 AND p.closed_at IS NULL AND r.closed_at IS NULL)::integer AS tills,
       (SELECT max(latest.occurred_at) FROM (
          SELECT t.type, t.occurred_at FROM transactions t WHERE t.network_id = $1 ORDER BY t.id DESC LIMIT $5) latest
         WHERE latest.type = 'SALE') AS "lastSaleAt",
       (SELECT count(*) FROM inbox_events e WHERE e.network_id = $1 AND e.status = 'WAITING')::integer AS "eventsWaiting",
       (SELECT count(*) FROM inbox_events e WHERE e.network_id = $1 AND e.status = 'REFUSED' AND e.id >= $4)::integer AS "eventsRefused"
     FROM (
       SELECT coalesce(sum(new_guests), 0)::bigint AS guests,
         coalesce(sum(sales) FILTER (WHERE business_date = $2), 0)::bigint AS "salesToday",
         coalesce(sum(payable - refunded_payable) FILTER (WHERE business_date = $2), 0)::bigint AS "payableToday",
         coalesce(sum(sales) FILTER (WHERE business_date BETWEEN $3 AND $2), 0)::bigint AS "salesWeek",
         coalesce(sum(payable - refunded_payable) FILTER (WHERE business_date BETWEEN $3 AND $2), 0)::bigint AS "payableWeek",
         coalesce(sum(guest_sales) FILTER (WHERE business_date BETWEEN $3 AND $2), 0)::bigint AS "guestSalesWeek",
         coalesce(sum(sales) FILTER (WHERE business_date >= $6 AND business_date < $2), 0)::bigint AS "salesWholeWeek",
         coalesce(sum(sales) FILTER (WHERE business_date >= $7 AND business_date < $6), 0)::bigint AS "salesWeekBefore",
         max(business_date) FILTER (WHERE sales > 0) AS "lastSaleDate"
       FROM daily_figures WHERE network_id = $1) figures`,
    [
      networkId,
      span.today,
      span.firstOfWeek,
      span.refusedFrom,
      LATEST_TRANSACTIONS,
      span.firstOfWholeWeek,
      span.firstOfWeekBefore,
    ],
  );
}

export type ConnectionHealthRow = Pick<
  TillConnection,
  'id' | 'kind' | 'name' | 'enabled' | 'lastSuccessAt' | 'lastFailureAt' | 'lastFailure'
>;

const MOST_CONNECTIONS = 200;

/** Till systems, receivers of webhooks and API keys of the network, without those that were removed. */
export function listConnectionHealth(tx: Tx, networkId: string): Promise<ConnectionHealthRow[]> {
  return tx.query<ConnectionHealthRow>(
    `SELECT id, kind, name, enabled, last_success_at AS "lastSuccessAt", last_failure_at AS "lastFailureAt",
       last_failure AS "lastFailure"
     FROM (
       SELECT 1 AS place, id, kind, name, enabled, last_success_at, last_failure_at, last_failure
       FROM till_connections WHERE network_id = $1 AND removed_at IS NULL
       UNION ALL
       SELECT 2, id, 'WEBHOOK', name, disabled_at IS NULL, last_success_at, last_failure_at, last_failure
       FROM webhooks WHERE network_id = $1 AND removed_at IS NULL
       UNION ALL
       SELECT 3, id, 'API_KEY', name, true, last_used_at, NULL, NULL
       FROM api_keys WHERE network_id = $1 AND revoked_at IS NULL) connected
     ORDER BY place, id LIMIT $2`,
    [networkId, MOST_CONNECTIONS],
  );
}

export type DayRow = PlatformNetworkDetails['days'][number];

/** The days of a span on which something happened. */
export function listDays(tx: Tx, networkId: string, from: string, to: string): Promise<DayRow[]> {
  return tx.query<DayRow>(
    `SELECT business_date AS "businessDate", sum(sales)::bigint AS sales,
       sum(payable - refunded_payable)::bigint AS payable, sum(new_guests)::bigint AS "newGuests"
     FROM daily_figures WHERE network_id = $1 AND business_date BETWEEN $2 AND $3
     GROUP BY business_date ORDER BY business_date`,
    [networkId, from, to],
  );
}
