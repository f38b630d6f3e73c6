import { monthsWithin, type DateSpan } from './spans.rules';

/** Tables of days have this id where an act has no restaurant or no cashier. */
export const NOWHERE = '00000000-0000-0000-0000-000000000000';

/** Binds a value to a statement and returns its placeholder, such as `$4`. `$1` is the network. */
export type Bind = (value: unknown) => string;

/** Selects the rows of a network that a question sums. */
export interface DaysAsked {
  readonly networkId: string;
  /** A span of business dates, or a list of single dates. */
  readonly dates: DateSpan | readonly string[];
  /** Null: the whole network. */
  readonly restaurants: readonly string[] | null;
}

/** Whether a question needs separate rows by restaurant (`places`) or by date (`dates`), so that stored sums over these cannot answer it. */
interface Apart {
  readonly places: boolean;
  readonly dates: boolean;
}

/** A table with sums of each business date. */
export interface DayTable {
  /** SQL for the FROM clause: the rows `f` that `asked` selects. */
  readonly rows: (asked: DaysAsked, bind: Bind, apart: Apart) => string;
  /** SQL of the value that one row `f` adds to each sum. */
  readonly sums: Readonly<Record<string, string>>;
  /** Whether the table has separate rows by restaurant. Only readers of the whole network may read a table without restaurants. */
  readonly hasPlaces: boolean;
  /** The longest span that a question may have, in days. */
  readonly mostDays: number;
  /** The follower of the event log that fills the table. Null: no follower fills it; the rows are read from the tables of guests and redemptions. */
  readonly keptBy: 'figures' | 'breakdowns' | 'campaigns' | 'cohorts' | null;
}

/** Five years with two leap days. */
export const MAX_DAYS = 1_827;
/** A leap year, for tables with many rows a day. */
export const MAX_DAYS_OF_DETAIL = 366;

const onDates = (dates: DaysAsked['dates'], bind: Bind): string =>
  'from' in dates
    ? `f.business_date BETWEEN ${bind(dates.from)} AND ${bind(dates.to)}`
    : `f.business_date = ANY (${bind(dates)}::date[])`;

const rowsOf = (table: string, { dates, restaurants }: DaysAsked, bind: Bind): string =>
  `(SELECT * FROM ${table} f WHERE f.network_id = $1 AND ${onDates(dates, bind)}${
    restaurants === null ? '' : ` AND f.restaurant_id = ANY (${bind(restaurants)}::uuid[])`
  }) f`;

/**
 * Gives each row of `from` the business date of its `x.created_at`. The statement first limits `x.created_at` to a few days around the asked dates,
 * so that PostgreSQL computes the business date only for rows in this range.
 */
const rowsOfMoments =
  (columns: string, from: string): DayTable['rows'] =>
  (asked, bind) => {
    const { dates } = asked;
    const [first, last] = 'from' in dates ? [dates.from, dates.to] : [dates.toSorted()[0], dates.toSorted().at(-1)];
    const rows = `(SELECT x.network_id, coalesce(x.restaurant_id, '${NOWHERE}') AS restaurant_id, ${columns},
        ((x.created_at AT TIME ZONE n.time_zone) - (coalesce(n.settings ->> 'dayStart', '04:00')::time - time '00:00'))::date AS business_date
      FROM ${from} JOIN networks n ON n.id = x.network_id
      WHERE x.network_id = $1 AND x.created_at >= (${bind(first)}::date - 2)::timestamptz AND x.created_at < (${bind(last)}::date + 3)::timestamptz)`;
    return rowsOf(rows, asked, bind);
  };

const redemptions = rowsOfMoments(
  'x.guest_id, x.reward_id, x.sale_id, x.coupon, x.quantity, x.points',
  `(SELECT * FROM redemptions WHERE network_id = $1 AND status <> 'CANCELLED') x`,
);

const byPlace =
  (table: string): DayTable['rows'] =>
  (asked, bind) =>
    rowsOf(table, asked, bind);

const SALES = { sales: 'f.sales', amount: 'f.amount' } as const;
const GUEST_SALES = { guestSales: 'f.guest_sales', guestAmount: 'f.guest_amount' } as const;

/** A question reads the first of these tables that has all its sums and dimensions. */
export const DAY_TABLES = {
  daily_figures: {
    rows: byPlace('daily_figures'),
    sums: {
      ...SALES,
      ...GUEST_SALES,
      discount: 'f.discount',
      payable: 'f.payable',
      refunds: 'f.refunds',
      refunded: 'f.refunded',
      refundedPayable: 'f.refunded_payable',
      guestPayable: 'f.guest_payable',
      guestRefundedPayable: 'f.guest_refunded_payable',
      pointsEarned: 'f.points_earned',
      pointsRedeemed: 'f.points_redeemed',
      pointsExpired: 'f.points_expired',
      newGuests: 'f.new_guests',
      pointsValue: 'f.points_value',
    },
    hasPlaces: true,
    mostDays: MAX_DAYS,
    keptBy: 'figures',
  },
  hourly_figures: {
    rows: byPlace('hourly_figures'),
    sums: { ...SALES, ...GUEST_SALES, refunds: 'f.refunds' },
    hasPlaces: true,
    mostDays: MAX_DAYS_OF_DETAIL,
    keptBy: 'figures',
  },
  cashier_figures: {
    rows: byPlace('cashier_figures'),
    sums: {
      ...SALES,
      guestSales: 'f.guest_sales + f.claimed_sales',
      namedSales: 'f.guest_sales',
      claimedSales: 'f.claimed_sales',
      namedAmount: 'f.guest_amount',
    },
    hasPlaces: true,
    mostDays: MAX_DAYS_OF_DETAIL,
    keptBy: 'figures',
  },
  item_figures: {
    rows: itemRows,
    sums: {
      quantityMilli: 'f.quantity_milli',
      itemAmount: 'f.amount',
      pointsQuantityMilli: 'f.points_quantity_milli',
      pointsAmount: 'f.points_amount',
    },
    hasPlaces: true,
    mostDays: MAX_DAYS_OF_DETAIL,
    keptBy: 'breakdowns',
  },
  tier_figures: {
    rows: byPlace('tier_figures'),
    // A guest who joined or left by a merge did not move between tiers.
    sums: { tierMoves: `CASE WHEN f.from_tier <> '' AND f.to_tier <> '' THEN f.guests ELSE 0 END`, guests: 'f.guests' },
    hasPlaces: false,
    mostDays: MAX_DAYS,
    keptBy: 'breakdowns',
  },
  campaign_figures: {
    rows: byPlace('campaign_figures'),
    sums: {
      campaignUses: 'f.uses',
      campaignSales: 'f.sales',
      campaignAmount: 'f.amount',
      campaignPoints: 'f.points',
      campaignMoneyOff: 'f.money_off',
    },
    hasPlaces: true,
    mostDays: MAX_DAYS,
    keptBy: 'campaigns',
  },
  registered_guests: {
    rows: rowsOfMoments(
      `CASE WHEN x.source = 'STAFF' THEN coalesce(x.created_by, '${NOWHERE}') ELSE '${NOWHERE}' END AS user_id, c.first_day, c.second_day,
        CASE WHEN EXISTS (SELECT FROM referrals r WHERE r.network_id = $1 AND r.friend_id = x.id AND r.refusal IS NULL)
          THEN 'REFERRAL' ELSE x.source END AS source`,
      `(SELECT * FROM guests WHERE network_id = $1 AND merged_into IS NULL) x LEFT JOIN guest_cohorts c ON c.network_id = $1 AND c.guest_id = x.id`,
    ),
    sums: {
      registeredGuests: '1',
      boughtGuests: 'CASE WHEN f.first_day IS NULL THEN 0 ELSE 1 END',
      cameAgain30: 'CASE WHEN f.second_day <= f.business_date + 30 THEN 1 ELSE 0 END',
      cameAgain60: 'CASE WHEN f.second_day <= f.business_date + 60 THEN 1 ELSE 0 END',
      cameAgain90: 'CASE WHEN f.second_day <= f.business_date + 90 THEN 1 ELSE 0 END',
    },
    hasPlaces: true,
    mostDays: MAX_DAYS_OF_DETAIL,
    keptBy: 'cohorts',
  },
  redemptions: {
    rows: redemptions,
    sums: {
      rewardsRedeemed: 'f.quantity',
      rewardsByCoupon: 'CASE WHEN f.coupon IS NULL THEN 0 ELSE f.quantity END',
      rewardPoints: 'f.points',
    },
    hasPlaces: true,
    mostDays: MAX_DAYS_OF_DETAIL,
    keptBy: null,
  },
  reward_sales: {
    rows: rewardSaleRows,
    sums: { rewardSales: '1', rewardSalesAmount: 'f.amount', rewardMoneyOff: 'coalesce(f.off, 0)' },
    hasPlaces: true,
    mostDays: MAX_DAYS_OF_DETAIL,
    keptBy: null,
  },
} as const satisfies Readonly<Record<string, DayTable>>;

type DayTables = typeof DAY_TABLES;
export type TableName = keyof DayTables;
/** The name of a sum in one of the tables. */
export type SumName = { [Table in TableName]: keyof DayTables[Table]['sums'] }[TableName];

/** Names of the tables in the order in which a question tries them. */
export const TABLE_NAMES = Object.keys(DAY_TABLES) as TableName[];
export const SUM_NAMES = [
  ...new Set(Object.values<DayTable>(DAY_TABLES).flatMap(({ sums }) => Object.keys(sums))),
] as SumName[];

/**
 * Rows of items. For a span of dates of the whole network they come from stored sums: by month for months that lie whole in the span, by date at its
 * ends. Rows of some restaurants, of single dates and of each restaurant apart come from `item_figures`.
 */
function itemRows(asked: DaysAsked, bind: Bind, apart: Apart): string {
  const { dates, restaurants } = asked;
  if (restaurants !== null || apart.places || !('from' in dates)) return rowsOf('item_figures', asked, bind);
  const sums = (span: 'DAY' | 'MONTH', first: string, last: string) =>
    `SELECT * FROM item_sums WHERE network_id = $1 AND span = '${span}' AND business_date BETWEEN ${first} AND ${last}`;
  const [from, to] = [`${bind(dates.from)}::date`, `${bind(dates.to)}::date`];
  const whole = apart.dates ? null : monthsWithin(dates);
  if (whole === null) return `(${sums('DAY', from, to)}) f`;
  const [first, last] = [`${bind(whole.from)}::date`, `${bind(whole.to)}::date`];
  const parts = [sums('DAY', from, `${first} - 1`), sums('MONTH', first, last), sums('DAY', `${last} + 1`, to)];
  return `(${parts.join(' UNION ALL ')}) f`;
}

/** Sales in which rewards were used, once for each reward, by the date of its redemption. The trace of a sale says how much a reward took off. */
function rewardSaleRows(asked: DaysAsked, bind: Bind, apart: Apart): string {
  const { restaurants } = asked;
  const place = restaurants === null ? '' : ` AND t.restaurant_id = ANY (${bind(restaurants)}::uuid[])`;
  return `(SELECT u.network_id, u.business_date, u.restaurant_id, u.reward_id, t.amount, d.off
    FROM (SELECT DISTINCT ON (f.reward_id, f.sale_id) f.* FROM ${redemptions(asked, bind, apart)} WHERE f.sale_id IS NOT NULL
      ORDER BY f.reward_id, f.sale_id, f.business_date) u
    JOIN transactions t ON t.network_id = $1 AND t.id = u.sale_id${place}
    JOIN rewards w ON w.network_id = $1 AND w.id = u.reward_id
    CROSS JOIN LATERAL (
      SELECT sum((e ->> 2)::bigint) AS off FROM json_array_elements(t.trace) e
      WHERE e ->> 0 = 'DISCOUNT' AND e -> 3 ->> 'reward' = w.code) d) f`;
}
