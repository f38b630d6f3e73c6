import { Injectable } from '@nestjs/common';
import { asAnswer } from '../../platform/http/as-answer';
import { type NetworkProfile, Networks, networkStateOf } from '../../configuration';
import { Homes } from '../../platform/homes/homes';
import { calendarOf, isoDateOf } from '../../platform/clock/calendar';
import { Clock } from '../../platform/clock/clock';
import { Database, type Tx } from '../../platform/database/database';
import { Health } from '../../platform/health/health';
import { lowestIdAt } from '../../platform/ids/ids';
import { connectionHealth, sumNetworks } from './network-health.rules';
import * as dto from './platform.dto';

/**
 * How many of the latest transactions are searched for the last sale. If no sale is among these transactions, the answer has only the date of the
 * last sale.
 */
const LATEST_TRANSACTIONS = 100;

const MOST_CONNECTIONS = 200;

const DAY_MS = 86_400_000;
const DAYS_A_WEEK = 7;
const DAYS_SHOWN = 30;
/** Networks read at once, so that tills keep most of the connections. */
const AT_ONCE = 4;
/** More networks than an installation is made for. */
const MOST_NETWORKS = 10_000;
/** How long figures of the whole installation are reused. */
const COUNTED_FOR_MS = 30_000;

/** The networks of the installation with the figures that tell its owner whether they work. */
@Injectable()
export class NetworkHealth {
  private counted: { readonly atMs: number; readonly summary: Promise<dto.PlatformSummary> } | undefined;

  constructor(
    private readonly database: Database,
    private readonly networks: Networks,
    private readonly health: Health,
    private readonly clock: Clock,
    private readonly homes: Homes,
  ) {}

  /** Every network but sandboxes after this id, in the order in which they were opened. */
  async list(after: string | undefined, limit: number): Promise<dto.PlatformNetworkAnswer[]> {
    return this.readAll(await this.networks.listRealProfiles(after, limit));
  }

  /** @throws ProblemError `not_found` */
  async get(networkId: string): Promise<dto.PlatformNetworkDetails> {
    const profile = await this.networks.getProfile(networkId);
    const last = this.businessDayOf(profile);
    const dates = Array.from({ length: DAYS_SHOWN }, (_, n) => isoDateOf(last - DAYS_SHOWN + 1 + n));
    const rows = await this.database.inNetwork(
      networkId,
      (tx) =>
        tx.query<{ businessDate: string; sales: number; payable: number; newGuests: number }>`
          SELECT business_date, sum(sales)::bigint AS sales,
             sum(payable - refunded_payable)::bigint AS payable, sum(new_guests)::bigint AS new_guests
           FROM daily_figures WHERE network_id = ${networkId} AND business_date BETWEEN ${isoDateOf(last - DAYS_SHOWN + 1)} AND ${isoDateOf(last)}
           GROUP BY business_date ORDER BY business_date`,
    );
    const byDate = new Map(rows.map((row) => [row.businessDate, row]));
    const nothing = { sales: 0, payable: 0, newGuests: 0 };
    return {
      ...(await this.read(profile)),
      days: dates.map((businessDate) => byDate.get(businessDate) ?? { businessDate, ...nothing }),
    };
  }

  /** Figures of the installation, or of the one network for which an owner acts; at most half a minute old. */
  async summary(networkId: string | null): Promise<dto.PlatformSummary> {
    if (networkId !== null) return this.count([await this.networks.getProfile(networkId)]);
    const nowMs = this.clock.now().getTime();
    if (this.counted === undefined || nowMs - this.counted.atMs >= COUNTED_FOR_MS) {
      const summary = this.networks
        .listRealProfiles(undefined, MOST_NETWORKS)
        .then((profiles) => this.count(profiles.filter(({ id }) => this.homes.elsewhere(id) === undefined)));
      this.counted = { atMs: nowMs, summary };
      summary.catch(() => {
        this.counted = undefined;
      });
    }
    return this.counted.summary;
  }

  private async count(profiles: readonly NetworkProfile[]): Promise<dto.PlatformSummary> {
    const [networks, readiness] = await Promise.all([this.readAll(profiles), this.health.readiness()]);
    return {
      ...sumNetworks(networks),
      status: readiness.status,
      checks: Object.fromEntries(Object.entries(readiness.checks).map(([name, { status }]) => [name, status])),
      countedAt: this.clock.now().toISOString(),
    };
  }

  private async readAll(profiles: readonly NetworkProfile[]): Promise<dto.PlatformNetworkAnswer[]> {
    const answers: dto.PlatformNetworkAnswer[] = [];
    for (let at = 0; at < profiles.length; at += AT_ONCE)
      answers.push(...(await Promise.all(profiles.slice(at, at + AT_ONCE).map((profile) => this.read(profile)))));
    return answers;
  }

  private async read(profile: NetworkProfile): Promise<dto.PlatformNetworkAnswer> {
    const { id, signedUpAt } = profile;
    const { figures, rows } = await this.database.inNetwork(id, async (tx) => ({
      figures: await readFigures(tx, id, this.businessDayOf(profile), this.clock.now().getTime()),
      rows: await listConnected(tx, id),
    }));
    const connections = rows.map(connectionHealth);
    const moments = connections.flatMap(({ kind, lastSuccessAt }) => (kind === 'WEBHOOK' ? [] : (lastSuccessAt ?? [])));
    return asAnswer(dto.platformNetworkSchema, {
      ...profile,
      state: networkStateOf(profile),
      signedUp: signedUpAt !== null,
      health: {
        ...figures,
        lastEventAt: moments.sort().at(-1) ?? null,
        connectionsFailing: connections.filter(({ state }) => state === 'FAILING').length,
        connections,
      },
    });
  }

  private businessDayOf({ timeZone, settings }: NetworkProfile): number {
    return calendarOf(timeZone, settings.dayStart).businessDay(this.clock.now().getTime());
  }
}

/** Reads the figures of a network for its present business date, `day`, and for the weeks that end with or before this date. */
function readFigures(tx: Tx, networkId: string, day: number, nowMs: number) {
  const today = isoDateOf(day);
  const firstOfWeek = isoDateOf(day - DAYS_A_WEEK + 1);
  const firstOfWholeWeek = isoDateOf(day - DAYS_A_WEEK);
  const firstOfWeekBefore = isoDateOf(day - 2 * DAYS_A_WEEK);
  const refusedFrom = lowestIdAt(nowMs - DAYS_A_WEEK * DAY_MS);
  return tx.one<{
    guests: number;
    salesToday: number;
    payableToday: number;
    salesWeek: number;
    payableWeek: number;
    guestSalesWeek: number;
    salesWholeWeek: number;
    salesWeekBefore: number;
    lastSaleDate: string | null;
    restaurants: number;
    tills: number;
    lastSaleAt: Date | null;
    eventsWaiting: number;
    eventsRefused: number;
  }>`
    SELECT figures.*,
       (SELECT count(*) FROM restaurants r WHERE r.network_id = ${networkId} AND r.closed_at IS NULL)::integer AS restaurants,
       (SELECT count(*) FROM points_of_sale p JOIN restaurants r ON r.network_id = p.network_id AND r.id = p.restaurant_id
         WHERE p.network_id = ${networkId} AND p.closed_at IS NULL AND r.closed_at IS NULL)::integer AS tills,
       (SELECT max(latest.occurred_at) FROM (
          SELECT t.type, t.occurred_at FROM transactions t WHERE t.network_id = ${networkId} ORDER BY t.id DESC LIMIT ${LATEST_TRANSACTIONS}) latest
         WHERE latest.type = 'SALE') AS last_sale_at,
       (SELECT count(*) FROM inbox_events e WHERE e.network_id = ${networkId} AND e.status = 'WAITING')::integer AS events_waiting,
       (SELECT count(*) FROM inbox_events e WHERE e.network_id = ${networkId} AND e.status = 'REFUSED'
         AND e.id >= ${refusedFrom})::integer AS events_refused
     FROM (
       SELECT coalesce(sum(new_guests), 0)::bigint AS guests,
         coalesce(sum(sales) FILTER (WHERE business_date = ${today}), 0)::bigint AS sales_today,
         coalesce(sum(payable - refunded_payable) FILTER (WHERE business_date = ${today}), 0)::bigint AS payable_today,
         coalesce(sum(sales) FILTER (WHERE business_date BETWEEN ${firstOfWeek} AND ${today}), 0)::bigint AS sales_week,
         coalesce(sum(payable - refunded_payable) FILTER (WHERE business_date BETWEEN ${firstOfWeek}
           AND ${today}), 0)::bigint AS payable_week,
         coalesce(sum(guest_sales) FILTER (WHERE business_date BETWEEN ${firstOfWeek} AND ${today}), 0)::bigint AS guest_sales_week,
         coalesce(sum(sales) FILTER (WHERE business_date >= ${firstOfWholeWeek}
           AND business_date < ${today}), 0)::bigint AS sales_whole_week,
         coalesce(sum(sales) FILTER (WHERE business_date >= ${firstOfWeekBefore}
           AND business_date < ${firstOfWholeWeek}), 0)::bigint AS sales_week_before,
         max(business_date) FILTER (WHERE sales > 0) AS last_sale_date
       FROM daily_figures WHERE network_id = ${networkId}) figures`;
}

/** Lists the connected systems of a network: till systems first, then webhooks, then API keys. */
function listConnected(tx: Tx, networkId: string) {
  return tx.query<{
    id: string;
    kind: string;
    name: string;
    enabled: boolean;
    lastSuccessAt: Date | null;
    lastFailureAt: Date | null;
    lastFailure: string | null;
  }>`
    SELECT id, kind, name, enabled, last_success_at, last_failure_at, last_failure
     FROM (
       SELECT 1 AS place, id, kind, name, enabled, last_success_at, last_failure_at, last_failure
       FROM till_connections WHERE network_id = ${networkId} AND removed_at IS NULL
       UNION ALL
       SELECT 2, id, 'WEBHOOK', name, disabled_at IS NULL, last_success_at, last_failure_at, last_failure
       FROM webhooks WHERE network_id = ${networkId} AND removed_at IS NULL
       UNION ALL
       SELECT 3, id, 'API_KEY', name, true, last_used_at, NULL, NULL
       FROM api_keys WHERE network_id = ${networkId} AND revoked_at IS NULL) connected
     ORDER BY place, id LIMIT ${MOST_CONNECTIONS}`;
}
