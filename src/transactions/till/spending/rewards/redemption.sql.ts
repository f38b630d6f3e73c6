import type { Statements } from '../../../../platform/database/database';
import { type IdSlice, orderWord } from '../../../../platform/http/list-query';
import { newRow, redemptionColumns, type RedemptionFrame } from './redemption-columns';
import type { NewRedemption, RedemptionRow, RedemptionStatus } from './reward-plan';

const MAX_ROWS = 1_000;

const REDEMPTION_COLUMNS = redemptionColumns();

export function listRedemptionsById(
  tx: Statements,
  networkId: string,
  ids: readonly string[],
): Promise<RedemptionRow[]> {
  return tx.query<RedemptionRow>(
    `SELECT ${REDEMPTION_COLUMNS} FROM redemptions d WHERE d.network_id = $1 AND d.id = ANY ($2::uuid[]) ORDER BY d.id LIMIT $3`,
    [networkId, ids, MAX_ROWS],
  );
}

/** The redemption that a journal row made, and the redemptions that it used up. */
export function listRedemptionsOf(tx: Statements, networkId: string, transactionId: string): Promise<RedemptionRow[]> {
  return tx.query<RedemptionRow>(
    `SELECT ${REDEMPTION_COLUMNS} FROM redemptions d WHERE d.network_id = $1 AND d.id = $2
     UNION ALL
     SELECT ${REDEMPTION_COLUMNS} FROM redemptions d WHERE d.network_id = $1 AND d.sale_id = $2 AND d.status = 'FULFILLED'
     ORDER BY id LIMIT $3`,
    [networkId, transactionId, MAX_ROWS],
  );
}

/** A guest's redemptions with ids below `before`, newest first. */
export function listRedemptionsOfGuest(
  tx: Statements,
  networkId: string,
  guestId: string,
  open: boolean,
  slice: IdSlice,
): Promise<RedemptionRow[]> {
  return tx.query<RedemptionRow>(
    `SELECT ${REDEMPTION_COLUMNS} FROM redemptions d
      WHERE d.network_id = $1 AND d.guest_id = $2 AND d.id > $3 AND d.id < $4
        AND (NOT $5::boolean OR d.status IN ('PENDING', 'READY'))
      ORDER BY d.id ${orderWord(slice)} LIMIT $6`,
    [networkId, guestId, slice.after, slice.before, open, slice.limit],
  );
}

/** A slice of the redemptions that staff have to hand over. With restaurants: those made there, and those without a restaurant. */
export function listOpenRedemptions(
  tx: Statements,
  networkId: string,
  slice: IdSlice,
  restaurantIds: readonly string[] | null = null,
): Promise<RedemptionRow[]> {
  return tx.query<RedemptionRow>(
    `SELECT ${REDEMPTION_COLUMNS} FROM redemptions d
      WHERE d.network_id = $1 AND d.status IN ('PENDING', 'READY') AND d.id > $2 AND d.id < $3
        AND ($5::uuid[] IS NULL OR d.restaurant_id IS NULL OR d.restaurant_id = ANY ($5))
      ORDER BY d.id ${orderWord(slice)} LIMIT $4`,
    [networkId, slice.after, slice.before, slice.limit, restaurantIds],
  );
}

/** The uses of a coupon with ids below `before`, newest first, including uses that were given back. */
export function listRedemptionsOfCoupon(
  tx: Statements,
  networkId: string,
  digest: string,
  before: string | null,
  limit: number,
): Promise<RedemptionRow[]> {
  return tx.query<RedemptionRow>(
    `SELECT ${REDEMPTION_COLUMNS} FROM redemptions d
      WHERE d.network_id = $1 AND d.coupon = $2 AND NOT d.claimed AND ($3::uuid IS NULL OR d.id < $3)
     UNION ALL
     SELECT ${REDEMPTION_COLUMNS} FROM redemptions d
      WHERE d.network_id = $1 AND d.id = (SELECT holder_id FROM claims WHERE network_id = $1 AND digest = $2)
        AND d.claimed AND ($3::uuid IS NULL OR d.id < $3)
     ORDER BY id DESC LIMIT $4`,
    [networkId, digest, before, limit],
  );
}

/** How many pieces of an item a guest has taken and kept, in all and since an instant (milliseconds). */
export function countTaken(
  tx: Statements,
  networkId: string,
  guestId: string,
  rewardId: string,
  since: number,
): Promise<{ inAll: number; since: number }> {
  return tx.one<{ inAll: number; since: number }>`
    SELECT coalesce(sum(quantity), 0)::bigint AS in_all,
           coalesce(sum(quantity) FILTER (WHERE created_at >= to_timestamp(${since} / 1000.0)), 0)::bigint AS since
      FROM redemptions
     WHERE network_id = ${networkId} AND guest_id = ${guestId} AND reward_id = ${rewardId} AND status IN ('PENDING', 'READY', 'FULFILLED')`;
}

/** Takes pieces of an item out of stock. False: the stock has too few. */
export async function takeStock(
  tx: Statements,
  networkId: string,
  rewardId: string,
  quantity: number,
): Promise<boolean> {
  const taken = await tx.query<{ rewardId: string }>`
    UPDATE reward_stocks SET remaining = remaining - ${quantity}
     WHERE network_id = ${networkId} AND reward_id = ${rewardId} AND remaining >= ${quantity} RETURNING reward_id`;
  return taken.length === 1;
}

export async function returnStock(
  tx: Statements,
  networkId: string,
  rewardId: string,
  quantity: number,
): Promise<void> {
  await tx.query`UPDATE reward_stocks SET remaining = remaining + ${quantity} WHERE network_id = ${networkId} AND reward_id = ${rewardId}`;
}

/** Takes places of an appointment. False: it has too few. */
export async function takeSlot(tx: Statements, networkId: string, slotId: string, quantity: number): Promise<boolean> {
  const taken = await tx.query<{ id: string }>`
    UPDATE reward_slots SET taken = taken + ${quantity}
     WHERE network_id = ${networkId} AND id = ${slotId} AND taken + ${quantity} <= capacity AND closed_at IS NULL RETURNING id`;
  return taken.length === 1;
}

export async function returnSlot(tx: Statements, networkId: string, slotId: string, quantity: number): Promise<void> {
  await tx.query`UPDATE reward_slots SET taken = taken - ${quantity} WHERE network_id = ${networkId} AND id = ${slotId}`;
}

export async function insertRedemption(
  tx: Statements,
  networkId: string,
  redemption: NewRedemption,
  frame: RedemptionFrame,
): Promise<void> {
  const { columns, places, values } = newRow(redemption, frame);
  await tx.query(`INSERT INTO redemptions (network_id, ${columns}) VALUES ($1, ${places})`, [networkId, ...values]);
}

/** Stores the address to which a redemption is sent. */
export async function insertDelivery(
  tx: Statements,
  networkId: string,
  redemptionId: string,
  addressEncrypted: Buffer,
): Promise<void> {
  await tx.query`INSERT INTO reward_deliveries (network_id, redemption_id, address_encrypted) VALUES (${networkId}, ${redemptionId}, ${addressEncrypted})`;
}

/** Marks the redemptions that a sale uses up. */
export async function fulfilBySale(
  tx: Statements,
  networkId: string,
  ids: readonly string[],
  saleId: string,
): Promise<void> {
  await tx.query`
    UPDATE redemptions SET status = 'FULFILLED', sale_id = ${saleId}, ended_at = ledger_now()
     WHERE network_id = ${networkId} AND id = ANY (${ids}::uuid[])`;
}

/** Opens a used redemption again. It may be used at least until an instant (milliseconds). */
export async function reopenRedemption(tx: Statements, networkId: string, id: string, until: number): Promise<void> {
  await tx.query`
    UPDATE redemptions SET status = 'READY', sale_id = NULL, ended_at = NULL,
           expires_at = CASE WHEN expires_at <= ledger_now() THEN to_timestamp(${until} / 1000.0) ELSE expires_at END
     WHERE network_id = ${networkId} AND id = ${id}`;
}

/** Changes the status. `READY` lets a redemption go on; any other status ends it. A cancelled or ended redemption frees the claim of its code. */
export async function setStatus(
  tx: Statements,
  networkId: string,
  id: string,
  status: RedemptionStatus,
): Promise<void> {
  await tx.query`
    UPDATE redemptions SET status = ${status}, ready_at = coalesce(ready_at, CASE WHEN ${status} = 'READY' THEN ledger_now() END),
           ended_at = CASE WHEN ${status} IN ('FULFILLED', 'CANCELLED', 'EXPIRED') THEN ledger_now() END,
           claimed = claimed AND ${status} IN ('READY', 'FULFILLED')
     WHERE network_id = ${networkId} AND id = ${id}`;
}

export interface FoundSlot {
  readonly left: number;
  readonly offered: boolean;
}

export function findSlot(
  tx: Statements,
  networkId: string,
  rewardId: string,
  slotId: string,
): Promise<FoundSlot | undefined> {
  return tx.maybe<FoundSlot>`
    SELECT capacity - taken AS left, closed_at IS NULL AND starts_at > ledger_now() AS offered FROM reward_slots
     WHERE network_id = ${networkId} AND reward_id = ${rewardId} AND id = ${slotId}`;
}

/** Null: the item has no counted stock. */
export async function findStockLeft(tx: Statements, networkId: string, rewardId: string): Promise<number | null> {
  const row = await tx.maybe<{
    remaining: number;
  }>`SELECT remaining FROM reward_stocks WHERE network_id = ${networkId} AND reward_id = ${rewardId}`;
  return row?.remaining ?? null;
}

/** In milliseconds, by the clock that decides expiry. */
export async function databaseNow(tx: Statements): Promise<number> {
  const row = await tx.one<{ now: number }>`SELECT floor(extract(epoch FROM ledger_now()) * 1000)::bigint AS now`;
  return row.now;
}
