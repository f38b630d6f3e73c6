import type { Statements } from '../../platform/database/database';
import { sql } from '../../platform/database/sql';
import { type IdSlice, orderOf } from '../../platform/http/list-query';
import { MOST_KEPT } from '../revisions/bounds.sql';
import { PICTURE_COLUMN, pictureOf, type ShownPicture } from '../pictures/picture.sql';
import type { RewardDocument } from './reward-document.schema';

// SQL by hand: locks, stock that never falls below 0, pages over two columns, and amounts as numbers.

export interface RewardRow {
  readonly id: string;
  readonly code: string;
  readonly version: number;
  readonly document: RewardDocument;
  readonly createdAt: Date;
  readonly changedAt: Date;
  readonly archivedAt: Date | null;
  readonly supplied: number | null;
  readonly remaining: number | null;
  readonly picture: ShownPicture | null;
}

export const REWARD_COLUMNS = sql`r.id, r.code, r.version, r.document, r.created_at, r.changed_at,
  r.archived_at, s.supplied, s.remaining, ${PICTURE_COLUMN}`;
export const REWARDS = sql`rewards r
  LEFT JOIN reward_stocks s ON s.network_id = r.network_id AND s.reward_id = r.id
  ${pictureOf('REWARD', sql`r`)}`;

export interface CatalogRow {
  readonly id: string;
  readonly code: string;
  readonly version: number;
  readonly document: unknown;
  readonly archived: boolean;
}

/** The whole catalogue, archived items too: their coupons and redemptions name them. */
export function listCatalogRows(tx: Statements, networkId: string) {
  return tx.query<CatalogRow>`SELECT id, code, version, document, archived_at IS NOT NULL AS archived FROM rewards
      WHERE network_id = ${networkId} ORDER BY id LIMIT ${MOST_KEPT.rewards}`;
}

/** In the order in which they were made. */
export function listRewardRows(
  tx: Statements,
  networkId: string,
  archived: boolean,
  slice: IdSlice,
): Promise<RewardRow[]> {
  return tx.query<RewardRow>`SELECT ${REWARD_COLUMNS} FROM ${REWARDS}
      WHERE r.network_id = ${networkId} AND (r.archived_at IS NOT NULL) = ${archived} AND r.id > ${slice.after}
        AND r.id < ${slice.before}
      ORDER BY r.id ${orderOf(slice)} LIMIT ${slice.limit}`;
}

export interface SlotRow {
  readonly id: string;
  readonly restaurantId: string | null;
  readonly startsAt: Date;
  readonly endsAt: Date;
  readonly capacity: number;
  readonly taken: number;
  readonly closed: boolean;
}
