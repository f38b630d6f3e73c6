import type { Statements } from '../../platform/database/database';
import { sql, when } from '../../platform/database/sql';
import { type IdSlice, orderWord } from '../../platform/http/list-query';
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

const REWARD_COLUMNS = `r.id, r.code, r.version, r.document, r.created_at AS "createdAt", r.changed_at AS "changedAt",
  r.archived_at AS "archivedAt", s.supplied, s.remaining, ${PICTURE_COLUMN}`;
const REWARDS = `rewards r
  LEFT JOIN reward_stocks s ON s.network_id = r.network_id AND s.reward_id = r.id
  ${pictureOf('REWARD', 'r')}`;

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
  return tx.query<RewardRow>(
    `SELECT ${REWARD_COLUMNS} FROM ${REWARDS}
      WHERE r.network_id = $1 AND (r.archived_at IS NOT NULL) = $2 AND r.id > $3 AND r.id < $4
      ORDER BY r.id ${orderWord(slice)} LIMIT $5`,
    [networkId, archived, slice.after, slice.before, slice.limit],
  );
}

export function findRewardRow(tx: Statements, networkId: string, id: string): Promise<RewardRow | undefined> {
  return tx.maybe<RewardRow>(`SELECT ${REWARD_COLUMNS} FROM ${REWARDS} WHERE r.network_id = $1 AND r.id = $2`, [
    networkId,
    id,
  ]);
}

export async function lockReward(tx: Statements, networkId: string, id: string): Promise<boolean> {
  const row = await tx.maybe`SELECT FROM rewards WHERE network_id = ${networkId} AND id = ${id} FOR NO KEY UPDATE`;
  return row !== undefined;
}

/** Makes the item one that is counted. */
export async function insertStock(tx: Statements, networkId: string, id: string, stock: number): Promise<void> {
  await tx.query`
    INSERT INTO reward_stocks (network_id, reward_id, supplied, remaining) VALUES (${networkId}, ${id}, ${stock}, ${stock})`;
}

/** Adds to the stock or takes from it. The first addition to an uncounted reward starts its count. False: the stock has too few. */
export async function changeStock(tx: Statements, networkId: string, id: string, change: number): Promise<boolean> {
  const changed = await tx.query(
    change > 0
      ? `INSERT INTO reward_stocks AS s (network_id, reward_id, supplied, remaining) VALUES ($1, $2, $3, $3)
         ON CONFLICT (network_id, reward_id) DO UPDATE SET supplied = s.supplied + $3, remaining = s.remaining + $3
         RETURNING reward_id`
      : `UPDATE reward_stocks SET supplied = supplied + $3, remaining = remaining + $3
          WHERE network_id = $1 AND reward_id = $2 AND remaining + $3 >= 0 RETURNING reward_id`,
    [networkId, id, change],
  );
  return changed.length > 0;
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

const SLOT_COLUMNS = sql`id, restaurant_id, starts_at, ends_at, capacity, taken,
  closed_at IS NOT NULL AS closed`;

/** Those that have not ended, by their start. */
export function listSlotRows(
  tx: Statements,
  networkId: string,
  rewardId: string,
  after: { readonly startsAt: Date; readonly id: string } | null,
  limit: number,
) {
  return tx.query<SlotRow>`SELECT ${SLOT_COLUMNS} FROM reward_slots
      WHERE network_id = ${networkId} AND reward_id = ${rewardId} AND ends_at > ledger_now()
        ${when(after !== null, sql`AND (starts_at, id) > (${after?.startsAt ?? null}, ${after?.id ?? null}::uuid)`)}
      ORDER BY starts_at, id LIMIT ${limit}`;
}

export interface SlotColumns {
  readonly id: string;
  readonly restaurantId: string | null;
  readonly startsAt: string;
  readonly endsAt: string;
  readonly capacity: number;
}

export function insertSlot(tx: Statements, networkId: string, rewardId: string, slot: SlotColumns) {
  return tx.one<SlotRow>`
    INSERT INTO reward_slots (network_id, id, reward_id, restaurant_id, starts_at, ends_at, capacity)
     VALUES (${networkId}, ${slot.id}, ${rewardId}, ${slot.restaurantId}, ${slot.startsAt}, ${slot.endsAt}, ${slot.capacity})
     RETURNING ${SLOT_COLUMNS}`;
}

/** Closes an appointment to new bookings. Undefined: no such slot. */
export function closeSlot(tx: Statements, networkId: string, rewardId: string, id: string) {
  return tx.maybe<SlotRow>`UPDATE reward_slots SET closed_at = coalesce(closed_at, now())
      WHERE network_id = ${networkId} AND reward_id = ${rewardId} AND id = ${id} RETURNING ${SLOT_COLUMNS}`;
}
