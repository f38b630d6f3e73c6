import { Injectable } from '@nestjs/common';
import type { NetworkProfile } from '../../../configuration';
import { calendarOf, dayOfIsoDate, isoDateOf } from '../../../platform/clock/calendar';
import { Clock } from '../../../platform/clock/clock';
import { Database, type Tx } from '../../../platform/database/database';
import { lowestIdAt } from '../../../platform/ids/ids';
import type { Language } from '../../../platform/language/language';
import { networkOf, type Principal, restaurantsOf } from '../../../security';
import { FiguresRelay } from '../../jobs/figures-relay';
import { listDaySums } from '../catalogue/day-sums.sql';
import { listDates } from '../catalogue/dates';
import { NOWHERE } from '../catalogue/day-tables';
import { DIMENSIONS } from '../catalogue/dimensions';
import { FIGURES, FIGURES_OF_DAY, SUMS_OF_DAY, type SumsOfDay, valuesOf } from '../catalogue/figures';
import { addUp, NO_SUMS, shareOf, type Sums } from '../catalogue/figure';
import { currencyOf, ReaderChoice } from '../catalogue/reader-choice';
import { spanBefore } from '../catalogue/spans.rules';
import { CohortsRelay } from '../cohorts/cohorts-relay';
import { countBuyersByTier, countKeptBuyersByTier } from './loyalty.sql';
import { sameTimeOn, spanOf } from './periods.rules';
import type {
  Daily,
  DailyQuery,
  DayFigures,
  Loyalty,
  Period,
  PeriodQuery,
  RestaurantAnalytics,
  RestaurantsReport,
  SpanQuery,
  Today,
} from './reports.dto';

type SumsOfPart = Omit<SumsOfDay, 'pointsValue'>;

/** The most rows of journal and guests that one statement reads: about 50 ms, and a day of most networks. */
const MOST_ROWS = 20_000;

const HOUR_MS = 3_600_000;

const HIGHEST_ID = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

interface PartOfDay {
  readonly businessDate: string;
  /** The instants at which the business date starts and ends. */
  readonly start: number;
  readonly end: number;
  /** Only acts before this instant count. */
  readonly until: number;
  /** The network's time zone, and the local time at which its business dates start. */
  readonly timeZone: string;
  readonly dayStart: string;
  /** Null: the whole network. */
  readonly restaurantIds: readonly string[] | null;
}

interface TopReward {
  readonly rewardId: string;
  readonly rewardsRedeemed: number;
  readonly rewardPoints: number;
}

const TOP_REWARDS = 10;

const DAYS_A_WEEK = 7;
const derive = (sums: Sums): DayFigures => valuesOf(FIGURES_OF_DAY, sums);

/** Figures for managers. Sums come from stored figures; only guests of a period and parts of a day are counted from the journal. */
@Injectable()
export class ReportsQuery {
  constructor(
    private readonly database: Database,
    private readonly choice: ReaderChoice,
    private readonly relay: FiguresRelay,
    private readonly cohorts: CohortsRelay,
    private readonly clock: Clock,
  ) {}

  /** The present business date, compared with the same weekday a week ago. */
  async today(principal: Principal): Promise<Today> {
    const { networkId, network, today } = await this.choice.todayOf(principal);
    const [businessDate, comparedDate] = [isoDateOf(today), isoDateOf(today - DAYS_A_WEEK)];
    const figures = await this.figuresByDate(networkId, comparedDate, businessDate, restaurantsOf(principal));
    return {
      ...currencyOf(network),
      businessDate,
      today: figures(businessDate),
      comparedDate,
      compared: figures(comparedDate),
    };
  }

  /** Figures of every business date of a span. Refuses (404) a restaurant that the network does not have. */
  async daily(principal: Principal, { from, to, restaurantId }: DailyQuery): Promise<Daily> {
    const { networkId, network } = await this.choice.todayOf(principal);
    const restaurants = await this.chosenOf(principal, restaurantId);
    const items = daysOf(from, to, await this.figuresByDate(networkId, from, to, restaurants));
    return { ...currencyOf(network), items, total: derive(addUp(items)) };
  }

  /** A period, compared with the same weekdays before it. Refuses (404) a restaurant that the network does not have. */
  async period(principal: Principal, query: PeriodQuery): Promise<Period> {
    const { days: _, ...period } = await this.periodByDay(principal, query);
    return period;
  }

  /** A period by restaurant, highest net sales first. */
  async restaurants(principal: Principal, query: SpanQuery, language: Language): Promise<RestaurantsReport> {
    const networkId = networkOf(principal);
    const { network, businessDate, span } = await this.spanOf(principal, query);
    await this.relay.catchUp(networkId);
    const rows = await this.database.reportOf(networkId, (tx) =>
      listDaySums<SumsOfDay & { restaurantId: string; name: string | null }>(tx, {
        table: 'daily_figures',
        sums: SUMS_OF_DAY,
        by: [DIMENSIONS.restaurant],
        networkId,
        dates: span,
        restaurants: restaurantsOf(principal),
        highest: { of: FIGURES.net.of, limit: null },
        language,
      }),
    );
    return {
      ...currencyOf(network),
      businessDate,
      ...span,
      items: rows.map(({ restaurantId, name, ...figures }) => ({
        restaurantId: restaurantId === NOWHERE ? null : restaurantId,
        name,
        figures: derive(figures),
      })),
      total: derive(addUp(rows)),
    };
  }

  /**
   * Guests who bought in a period, from their kept days or, in some restaurants and before those days are counted, from the journal; and rewards
   * that were redeemed.
   */
  async loyalty(principal: Principal, query: PeriodQuery): Promise<Loyalty> {
    const networkId = networkOf(principal);
    const { businessDate, span } = await this.spanOf(principal, query);
    const restaurants = await this.chosenOf(principal, query.restaurantId);
    if (restaurants === null) await this.cohorts.catchUp(networkId);
    return this.database.reportOf(networkId, async (tx) => {
      const areKept = restaurants === null && (await this.cohorts.areCounted(tx, networkId));
      const tiers = areKept
        ? await countKeptBuyersByTier(tx, networkId, span.from, span.to)
        : await countBuyersByTier(tx, networkId, span.from, span.to, restaurants);
      const rewards = await listDaySums<TopReward>(tx, {
        table: 'redemptions',
        sums: ['rewardsRedeemed', 'rewardPoints'],
        by: [DIMENSIONS.reward],
        networkId,
        dates: span,
        restaurants,
        highest: { of: FIGURES.rewardsRedeemed.of, limit: TOP_REWARDS },
      });
      const guests = tiers.reduce((sum, tier) => sum + tier.guests, 0);
      const repeatGuests = tiers.reduce((sum, tier) => sum + tier.repeatGuests, 0);
      return {
        businessDate,
        ...span,
        guests,
        repeatGuests,
        repeatSharePpm: shareOf(repeatGuests, guests),
        tiers: tiers.map((tier) => ({ code: tier.code, guests: tier.guests })),
        rewards: rewards.map(({ rewardId, rewardsRedeemed: redeemed, rewardPoints: points }) => ({
          rewardId,
          redeemed,
          points,
        })),
      };
    });
  }

  /** All figures of one restaurant. @throws ProblemError `not_found`, `restaurant_not_allowed` */
  async restaurant(principal: Principal, restaurantId: string, choice: SpanQuery): Promise<RestaurantAnalytics> {
    const period = await this.periodByDay(principal, { ...choice, restaurantId });
    const loyalty = await this.loyalty(principal, { from: period.from, to: period.to, restaurantId });
    return { restaurantId, ...period, ...loyalty };
  }

  private async periodByDay(
    principal: Principal,
    query: PeriodQuery,
  ): Promise<Period & Pick<RestaurantAnalytics, 'days'>> {
    const networkId = networkOf(principal);
    const { network, businessDate, span } = await this.spanOf(principal, query);
    const restaurants = await this.chosenOf(principal, query.restaurantId);
    const before = spanBefore(span);
    const figures = await this.figuresByDate(networkId, before.from, span.to, restaurants);
    const days = daysOf(span.from, span.to, figures);
    const earlier = daysOf(before.from, before.to, figures);
    const lastDay = span.to === businessDate ? await this.untilNow(network, before.to, restaurants, earlier) : null;
    return {
      ...currencyOf(network),
      businessDate,
      ...span,
      figures: derive(addUp(days)),
      comparedFrom: before.from,
      comparedTo: before.to,
      comparedUntil: lastDay === null ? null : new Date(lastDay.until).toISOString(),
      compared: derive(addUp(lastDay === null ? earlier : [...earlier.slice(0, -1), lastDay.figures])),
      days,
    };
  }

  /** The last day of an earlier period up to the present local time. Null: the day has too many rows to be read. */
  private async untilNow(
    network: NetworkProfile,
    businessDate: string,
    restaurantIds: readonly string[] | null,
    days: Daily['items'],
  ): Promise<{ until: number; figures: Sums } | null> {
    const { timeZone, settings } = network;
    const { dayStart } = settings;
    const calendar = calendarOf(timeZone, dayStart);
    const until = sameTimeOn(calendar, businessDate, this.clock.now().getTime());
    const startOf = (day: number) => calendar.instantOf(`${isoDateOf(day)}T${dayStart}`);
    const day = dayOfIsoDate(businessDate);
    const part = { businessDate, start: startOf(day), end: startOf(day + 1), until, timeZone, dayStart, restaurantIds };
    const figures = await this.database.reportOf(network.id, (tx) =>
      readPartOfDay(tx, network.id, part, days.at(-1)?.sales ?? 0),
    );
    return figures === null ? null : { until, figures };
  }

  private async spanOf(principal: Principal, choice: SpanQuery) {
    const { network, today } = await this.choice.todayOf(principal);
    return { network, businessDate: isoDateOf(today), span: spanOf(choice, today) };
  }

  private async figuresByDate(
    networkId: string,
    from: string,
    to: string,
    restaurants: readonly string[] | null,
  ): Promise<(businessDate: string) => DayFigures> {
    await this.relay.catchUp(networkId);
    const rows = await this.database.reportOf(networkId, (tx) => listDates(tx, networkId, { from, to }, restaurants));
    const byDate = new Map(rows.map((row) => [row.businessDate, row]));
    return (businessDate) => derive(byDate.get(businessDate) ?? NO_SUMS);
  }

  /** The chosen restaurant, or all restaurants where the caller works. Null: the whole network. */
  private chosenOf(principal: Principal, restaurantId: string | undefined): Promise<readonly string[] | null> {
    return this.choice.restaurantsOf(principal, restaurantId === undefined ? undefined : [restaurantId]);
  }
}

function daysOf(from: string, to: string, figures: (businessDate: string) => DayFigures): Daily['items'] {
  const first = dayOfIsoDate(from);
  return Array.from({ length: dayOfIsoDate(to) - first + 1 }, (_, index) => {
    const businessDate = isoDateOf(first + index);
    return { businessDate, ...figures(businessDate) };
  });
}

/**
 * Figures of a business date up to an instant, with the definitions of `daily_figures`. Null: one statement may not
 * read as many rows as needed. `sales`: how many sales `daily_figures` has for the whole date; once that many are
 * found, all have been read. The journal is ordered by recording, so the rows are searched among those recorded on the
 * date, and then (as after an import) among the newest of all.
 */
async function readPartOfDay(tx: Tx, networkId: string, part: PartOfDay, sales: number): Promise<SumsOfPart | null> {
  if (sales > MOST_ROWS) return null;
  for (const end of [lowestIdAt(part.end + HOUR_MS), HIGHEST_ID]) {
    const { salesOfDay, ...figures } = await readRecorded(tx, networkId, part, end);
    if (salesOfDay >= sales) return figures;
  }
  return null;
}

/** Figures from the newest rows recorded since the date began and below the id `end`. */
function readRecorded(
  tx: Tx,
  networkId: string,
  { businessDate, start, until, timeZone, dayStart, restaurantIds }: PartOfDay,
  end: string,
): Promise<SumsOfPart & { salesOfDay: number }> {
  return tx.one<SumsOfPart & { salesOfDay: number }>(
    `WITH scanned AS MATERIALIZED (
       SELECT id, type, guest_id, restaurant_id, business_date, occurred_at, recorded_at, amount, discount, payable,
              points_earned, points_redeemed, direction, related_id
       FROM transactions
       WHERE network_id = $1 AND id >= $2 AND id < $3
       ORDER BY id DESC LIMIT $4),
     registered AS MATERIALIZED (
       SELECT created_at, restaurant_id FROM guests
       WHERE network_id = $1 AND id >= $2 AND id < $3
       ORDER BY id DESC LIMIT $4),
     acts AS (
       SELECT t.*, claimed.id IS NOT NULL AS is_claim, coalesce(claimed.payable, 0) AS claimed_payable,
              coalesce(claimed.discount, 0) AS claimed_discount, coalesce(moved.redeemed, 0) AS redeemed
       FROM scanned t
       LEFT JOIN LATERAL (
         SELECT r.id, r.payable, r.discount FROM transactions r
         WHERE t.type = 'SALE' AND r.network_id = $1 AND r.id = t.related_id AND r.type = 'SALE') claimed ON true
       LEFT JOIN LATERAL (
         SELECT sum(x.amount)::bigint AS redeemed FROM transfers x
         WHERE t.points_redeemed > 0 AND x.network_id = $1 AND x.transaction_id = t.id
           AND x.code = 'REDEMPTION' AND x.unit IS NULL) moved ON true
       WHERE coalesce(t.business_date, ((t.recorded_at AT TIME ZONE $8) - ($9::time - time '00:00'))::date) = $5
         AND ($7::uuid[] IS NULL OR t.restaurant_id = ANY ($7))),
     soon AS (SELECT *, type = 'SALE' AND NOT is_claim AS is_sale FROM acts WHERE occurred_at < $6)
     SELECT (SELECT count(*) FROM acts WHERE type = 'SALE' AND NOT is_claim) AS "salesOfDay",
       count(*) FILTER (WHERE is_sale) AS sales,
       count(*) FILTER (WHERE type = 'SALE' AND guest_id IS NOT NULL) AS "guestSales",
       coalesce(sum(amount) FILTER (WHERE is_sale), 0)::bigint AS amount,
       coalesce(sum(amount) FILTER (WHERE type = 'SALE' AND guest_id IS NOT NULL), 0)::bigint AS "guestAmount",
       coalesce(sum(discount - claimed_discount) FILTER (WHERE type = 'SALE'), 0)::bigint AS discount,
       coalesce(sum(payable - claimed_payable) FILTER (WHERE type = 'SALE'), 0)::bigint AS payable,
       count(*) FILTER (WHERE type = 'REFUND') AS refunds,
       coalesce(sum(amount) FILTER (WHERE type = 'REFUND'), 0)::bigint AS refunded,
       coalesce(sum(payable) FILTER (WHERE type = 'REFUND'), 0)::bigint AS "refundedPayable",
       coalesce(sum(payable) FILTER (WHERE type = 'SALE' AND guest_id IS NOT NULL), 0)::bigint AS "guestPayable",
       coalesce(sum(payable) FILTER (WHERE type = 'REFUND' AND guest_id IS NOT NULL), 0)::bigint AS "guestRefundedPayable",
       coalesce(sum(points_earned) FILTER (WHERE type IN ('SALE', 'AWARD')
         OR (type = 'MANUAL' AND direction = 'CREDIT' AND related_id IS NULL)), 0)::bigint AS "pointsEarned",
       coalesce(sum(redeemed), 0)::bigint AS "pointsRedeemed",
       coalesce(sum(CASE WHEN type = 'EXPIRY' THEN points_earned
         WHEN type = 'MANUAL' AND related_id IS NOT NULL THEN -points_earned ELSE 0 END), 0)::bigint AS "pointsExpired",
       (SELECT count(*) FROM registered WHERE created_at >= $10 AND created_at < $6
          AND ($7::uuid[] IS NULL OR restaurant_id = ANY ($7))) AS "newGuests"
     FROM soon`,
    [
      networkId,
      lowestIdAt(start),
      end,
      MOST_ROWS,
      businessDate,
      new Date(until),
      restaurantIds,
      timeZone,
      dayStart,
      new Date(start),
    ],
  );
}
