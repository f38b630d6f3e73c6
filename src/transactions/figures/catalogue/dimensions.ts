import { FALLBACK, type Language } from '../../../platform/language/language';
import { type Bind, NOWHERE, type TableName } from './day-tables';

/** A way to group sums: key columns of a table, and their names for people. */
export interface Dimension {
  readonly tables: readonly TableName[];
  /** SQL joins to the rows `f`, before they are summed. */
  readonly joins?: string;
  /** SQL over `f` of each grouping key, by the name of its column. */
  readonly keys: Readonly<Record<string, string>>;
  /** SQL aggregates over `f` besides the sums. */
  readonly labels?: Readonly<Record<string, string>>;
  /** SQL that joins tables of names to the sums `s`, and the columns that it adds. `$1` is the network. A column replaces the key or label with the same name. */
  readonly names?: (
    bind: Bind,
    language: Language,
  ) => { readonly joins: string; readonly columns: Record<string, string> };
}

/** A dimension of `GET /api/figures`. */
export interface AskedDimension extends Dimension {
  /** Key and name of a row of the answer. The key is null for sums without a restaurant, cashier or category. */
  readonly read: (row: Readonly<Record<string, unknown>>) => {
    readonly key: string | null;
    readonly name: string | null;
  };
  /** Whether rows are ordered by key, as hours are. Otherwise they are ordered by the first figure, highest first. */
  readonly isInOrder?: true;
}

const WITH_PLACES = [
  'daily_figures',
  'hourly_figures',
  'cashier_figures',
  'item_figures',
  'campaign_figures',
  'registered_guests',
  'redemptions',
  'reward_sales',
] as const;
const textOf = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);

/** SQL of the name in a language. If there is no name in this language, the SQL gives a name in any other language. */
const nameIn = (names: string, language: string): string =>
  `coalesce(${names} ->> ${language}, (SELECT o.value FROM json_each_text(${names}) o LIMIT 1))`;

/** Groups by business date. */
export const DATE = {
  tables: [...WITH_PLACES, 'tier_figures'],
  keys: { businessDate: 'f.business_date' },
} as const satisfies Dimension;

/** Groups by restaurant, and leaves rows without a restaurant out. */
export const PLACE = {
  tables: WITH_PLACES,
  joins: 'JOIN restaurants p ON p.network_id = f.network_id AND p.id = f.restaurant_id',
  keys: { restaurantId: 'f.restaurant_id' },
} as const satisfies Dimension;

/** Groups moves of guests by the tiers before and after, and by cause. */
export const MOVE = {
  tables: ['tier_figures'],
  keys: { from: 'f.from_tier', to: 'f.to_tier', cause: 'f.cause' },
} as const satisfies Dimension;

/** The dimensions of `GET /api/figures`, by the value of its parameter `by`. */
export const DIMENSIONS = {
  restaurant: {
    tables: WITH_PLACES,
    keys: { restaurantId: 'f.restaurant_id' },
    names: (bind, language) => ({
      joins: 'LEFT JOIN restaurants r ON r.network_id = $1 AND r.id = s."restaurantId"',
      columns: { name: `coalesce(r.names ->> ${bind(FALLBACK[language])}, r.name)` },
    }),
    read: ({ restaurantId, name }) => ({
      key: restaurantId === NOWHERE ? null : textOf(restaurantId),
      name: textOf(name),
    }),
  },
  hour: {
    tables: ['hourly_figures'],
    keys: { hour: 'f.hour::int' },
    isInOrder: true,
    read: ({ hour }) => ({ key: String(hour), name: null }),
  },
  weekday: {
    tables: WITH_PLACES,
    // The fifth of January 1970 was a Monday.
    keys: { weekday: `(f.business_date - date '1970-01-05') % 7 + 1` },
    isInOrder: true,
    read: ({ weekday }) => ({ key: String(weekday), name: null }),
  },
  cashier: {
    tables: ['cashier_figures', 'registered_guests'],
    keys: { cashierId: 'f.user_id' },
    names: () => ({
      joins: `LEFT JOIN users u ON u.network_id = $1 AND u.id = s."cashierId" AND s."cashierId" <> '${NOWHERE}'`,
      columns: { userId: 'u.id', name: 'u.name' },
    }),
    read: ({ userId, name }) => ({ key: textOf(userId), name: textOf(name) }),
  },
  tier: {
    tables: ['tier_figures'],
    keys: { tier: 'f.to_tier' },
    read: ({ tier }) => ({ key: textOf(tier), name: textOf(tier) }),
  },
  item: {
    tables: ['item_figures'],
    keys: { kind: 'f.kind', item: 'f.item' },
    // The newest name. Unlike an ordered aggregate, `max` does not sort all rows of the span.
    labels: {
      said: `substr(max(f.business_date::text || f.name COLLATE "C"), 11)`,
      category: 'max(f.category)',
    },
    // The menu has names and categories that receipts lack.
    names: () => ({
      joins: `LEFT JOIN menu_items m ON s.kind = 'ITEM' AND m.network_id = $1 AND m.code = s.item`,
      columns: {
        name: 'coalesce(s.said, m.name_ru, m.name_en)',
        category: `coalesce(nullif(s.category, ''), m.category)`,
      },
    }),
    read: itemOf,
  },
  category: {
    tables: ['item_figures'],
    joins: `LEFT JOIN menu_items m ON f.kind = 'ITEM' AND f.category = '' AND m.network_id = $1 AND m.code = f.item
       LEFT JOIN menu_category_costs k ON k.network_id = $1 AND k.category_key = f.category
       CROSS JOIN LATERAL (
         SELECT coalesce(nullif(f.category, ''), lower(m.category), '') AS key, coalesce(k.category, nullif(f.category, ''), m.category) AS name) c`,
    keys: { kind: 'f.kind', item: 'c.key' },
    labels: { name: 'max(c.name)', category: 'NULL::text' },
    read: itemOf,
  },
  campaign: {
    tables: ['campaign_figures'],
    keys: { campaign: 'f.campaign' },
    names: (bind, language) => ({
      joins: `LEFT JOIN LATERAL (
         SELECT v.document -> 'name' AS by_language FROM campaigns c JOIN campaign_versions v ON v.network_id = c.network_id AND v.campaign_id = c.id
         WHERE c.network_id = $1 AND c.code = s.campaign ORDER BY v.version DESC LIMIT 1) n ON true`,
      columns: {
        name: nameIn('n.by_language', bind(FALLBACK[language])),
      },
    }),
    read: ({ campaign, name }) => ({ key: textOf(campaign), name: textOf(name) }),
  },
  reward: {
    tables: ['redemptions', 'reward_sales'],
    keys: { rewardId: 'f.reward_id' },
    names: (bind, language) => ({
      joins: 'LEFT JOIN rewards w ON w.network_id = $1 AND w.id = s."rewardId"',
      columns: { name: nameIn(`(w.document -> 'name')`, bind(FALLBACK[language])) },
    }),
    read: ({ rewardId, name }) => ({ key: textOf(rewardId), name: textOf(name) }),
  },
  source: {
    tables: ['registered_guests'],
    keys: { source: 'f.source' },
    read: ({ source }) => ({ key: textOf(source), name: null }),
  },
} as const satisfies Readonly<Record<string, AskedDimension>>;

export type DimensionName = keyof typeof DIMENSIONS;
export const DIMENSION_NAMES = Object.keys(DIMENSIONS) as [DimensionName, ...DimensionName[]];

/** Key and name of a row of items. The key of receipts without lines, and of items beyond the daily limit, is their kind. */
function itemOf({ kind, item, name }: Readonly<Record<string, unknown>>) {
  return { key: kind === 'ITEM' ? textOf(item) : textOf(kind), name: textOf(name) };
}
