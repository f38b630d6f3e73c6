import type { GuestBadge } from '../../decision';
import type { Statements } from '../../platform/database/database';
import { type Sql, sql } from '../../platform/database/sql';
import type { NamedThing, TextByLanguage } from '../../platform/language/spoken';
import type { SourceKind } from './wheel-draw.rules';

/** Only sales among this many of a guest's last acts give spins. */
const MOST_ACTS = 200;

interface SaleRow {
  readonly id: string;
  readonly soldAt: Date;
  /** The amount to pay that is left after refunds, in minor units. */
  readonly amount: number;
  readonly restaurantId: string | null;
  readonly name: string | null;
  readonly names: TextByLanguage | null;
}

/** The amount to pay of sale `t` that is left after its refunds. */
const leftToPay = (networkId: string): Sql => sql`t.payable - coalesce((SELECT sum(r.payable) FROM transactions r
  WHERE r.network_id = ${networkId} AND r.related_id = t.id AND r.type = 'REFUND'), 0)`;

/** A person, and the terms by which their sales and badges give spins. */
export interface SourcesOf {
  readonly networkId: string;
  /** The guest, and those merged into it. */
  readonly guestIds: readonly string[];
  /** Only sources from this time on. */
  readonly since: Date;
  /** In minor units. */
  readonly leastSale: number;
  /** The moment at which a local day begins, in milliseconds since 1970. */
  readonly startOfDay: (day: number) => number;
}

/** A sale or badge whose spin was not used. */
export interface SpinSource {
  readonly sourceKind: SourceKind;
  readonly sourceId: string;
  /** The transaction whose refund may take the source away. */
  readonly transactionId: string;
  readonly earnedAt: Date;
  /** The days in which the spin can be used are counted from here: the sale, or the end of the badge's day. */
  readonly agesFrom: Date;
  readonly restaurantId: string | null;
  /** Null: it is no sale. */
  readonly sale: { readonly amount: number; readonly restaurant: NamedThing | null } | null;
  /** Null: it is no badge. */
  readonly badge: GuestBadge | null;
}

/** One kind of source that gives spins. */
interface KindOfSource {
  /** A person's unused sources of the kind, the newest first; at most 20. */
  readonly list: (tx: Statements, of: SourcesOf) => Promise<readonly SpinSource[]>;
  /** Whether a source that was drawn is still there, after a refund of its transaction. */
  readonly isThere: (tx: Statements, of: SourcesOf, sourceId: string) => Promise<boolean>;
}

const MOST_OF_A_KIND = 20;

/** The kinds of things that give a spin, each in the order in which a guest sees them. */
export const SOURCES: Readonly<Record<SourceKind, KindOfSource>> = {
  SALE: {
    async list(tx, { networkId, guestIds, since, leastSale }) {
      // The newest sales since `since` that still pay at least `leastSale` after refunds, and whose spins were not used.
      const sales =
        await tx.query<SaleRow>`SELECT s.id, s.occurred_at AS sold_at, s.amount, s.restaurant_id, r.name, r.names
             FROM (
               SELECT t.id, t.occurred_at, t.restaurant_id, (${leftToPay(networkId)})::bigint AS amount
                 FROM unnest(${guestIds}::uuid[]) g(id)
                CROSS JOIN LATERAL (
                  SELECT a.id, a.type, a.occurred_at, a.payable, a.restaurant_id FROM transactions a
                   WHERE a.network_id = ${networkId} AND a.guest_id = g.id ORDER BY a.guest_version DESC LIMIT ${MOST_ACTS}) t
                WHERE t.type = 'SALE' AND t.occurred_at >= ${since} AND t.payable >= ${leastSale}
                  AND NOT EXISTS (SELECT FROM wheel_draws d
                    WHERE d.network_id = ${networkId} AND d.source_kind = 'SALE' AND d.source_id = t.id::text)) s
             LEFT JOIN restaurants r ON r.network_id = ${networkId} AND r.id = s.restaurant_id
            WHERE s.amount >= ${leastSale} ORDER BY s.occurred_at DESC, s.id DESC LIMIT ${MOST_OF_A_KIND}`;
      return sales.map(({ id, soldAt, amount, restaurantId, name, names }) => ({
        sourceKind: 'SALE',
        sourceId: id,
        transactionId: id,
        earnedAt: soldAt,
        agesFrom: soldAt,
        restaurantId,
        sale: { amount, restaurant: name === null ? null : { name, names: names ?? {} } },
        badge: null,
      }));
    },
    isThere: async (tx, { networkId, leastSale }, saleId) =>
      ((
        await tx.maybe<{ amount: number }>`
          SELECT (${leftToPay(networkId)})::bigint AS amount FROM transactions t WHERE t.network_id = ${networkId}
           AND t.id = ${saleId}`
      )?.amount ?? 0) >= leastSale,
  },
  BADGE: {
    async list(tx, { networkId, guestIds, since, startOfDay }) {
      const badges = await listBadges(tx, networkId, guestIds);
      const recent = badges.filter(({ day }) => startOfDay(day + 1) > since.getTime());
      const drawn = await listDrawnSources(tx, networkId, 'BADGE', recent.map(idOfBadge));
      return recent
        .filter((badge) => !drawn.has(idOfBadge(badge)))
        .slice(-MOST_OF_A_KIND)
        .reverse()
        .map((badge) => ({
          sourceKind: 'BADGE',
          sourceId: idOfBadge(badge),
          transactionId: badge.transactionId,
          earnedAt: new Date(startOfDay(badge.day)),
          agesFrom: new Date(startOfDay(badge.day + 1)),
          restaurantId: null,
          sale: null,
          badge,
        }));
    },
    isThere: async (tx, { networkId, guestIds }, sourceId) =>
      (await listBadges(tx, networkId, guestIds)).some((badge) => idOfBadge(badge) === sourceId),
  },
};

export async function listSources(tx: Statements, of: SourcesOf): Promise<SpinSource[]> {
  const lists = [];
  for (const kind of Object.values(SOURCES)) lists.push(await kind.list(tx, of));
  return lists.flat();
}

function idOfBadge({ campaign, transactionId }: GuestBadge): string {
  return `${campaign}:${transactionId}`;
}

/** Badges of guests who are one person, in the order in which they were given. */
async function listBadges(tx: Statements, networkId: string, guestIds: readonly string[]): Promise<GuestBadge[]> {
  const rows = await tx.query<{ badges: GuestBadge[] | null }>`
    SELECT counters->'campaigns'->'badges' AS badges FROM guest_states WHERE network_id = ${networkId}
     AND guest_id = ANY (${guestIds}::uuid[])`;
  return rows.flatMap(({ badges }) => badges ?? []);
}

/** Which of these sources were drawn. */
async function listDrawnSources(
  tx: Statements,
  networkId: string,
  sourceKind: SourceKind,
  sourceIds: readonly string[],
): Promise<ReadonlySet<string>> {
  if (sourceIds.length === 0) return new Set();
  const rows = await tx.query<{ sourceId: string }>`
    SELECT source_id FROM wheel_draws WHERE network_id = ${networkId} AND source_kind = ${sourceKind}
     AND source_id = ANY (${sourceIds}::text[])`;
  return new Set(rows.map(({ sourceId }) => sourceId));
}
