import type { GuestBadge } from '../../decision';
import type { Statements } from '../../platform/database/database';
import type { NamedThing } from '../../platform/language/spoken';
import { listDrawnSources } from './wheel.sql';
import type { SourceKind } from './wheel-draw.rules';
import { findLeftToPay, listBadges, listUnusedSales } from './wheel-sources.sql';

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
      const sales = await listUnusedSales(tx, { networkId, guestIds, since, leastSale, limit: MOST_OF_A_KIND });
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
    isThere: async (tx, { networkId, leastSale }, saleId) => (await findLeftToPay(tx, networkId, saleId)) >= leastSale,
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
