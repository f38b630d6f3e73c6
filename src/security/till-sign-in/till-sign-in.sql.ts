import type { Statements, Tx } from '../../platform/database/database';

// SQL by hand: a till without a network, counts under locks, and times of the database.

/** How long a till waits for which a manager entered the code. */
export const CODE_MINUTES = 10;
/** The number of wrong PINs after which a person is locked at a till. */
export const PIN_FAILURES_MAX = 10;
/** The most people that a till shows. */
const SELLERS_MAX = 200;

/** A bound till as the till itself comes with its key. */
export interface KnownTill {
  readonly id: string;
  readonly networkId: string;
  readonly restaurantId: string;
  readonly name: string;
  readonly restaurantName: string;
  readonly networkName: string;
  readonly isRevoked: boolean;
  /** Whether it was noted within a minute that the till was there. */
  readonly wasSeen: boolean;
}

const TILL = `SELECT b.id, b.network_id AS "networkId", b.restaurant_id AS "restaurantId", b.name, n.name AS "networkName",
    (b.revoked_at IS NOT NULL OR n.closed_at IS NOT NULL) AS "isRevoked",
    coalesce(b.last_seen_at > now() - interval '1 minute', false) AS "wasSeen"
  FROM bound_tills b JOIN networks n ON n.id = b.network_id`;

/** The till of a key, also one whose binding was ended. Runs as the platform. */
export function findTillByKey(tx: Tx, keyHash: Buffer): Promise<Omit<KnownTill, 'restaurantName'> | undefined> {
  return tx.maybe(`${TILL} WHERE b.key_hash = $1`, [keyHash]);
}

/** The till for which a manager lately entered this code, and which takes its key now. Runs as the platform. */
export async function takeBinding(
  tx: Tx,
  codeHash: Buffer,
  keyHash: Buffer,
): Promise<Omit<KnownTill, 'restaurantName'> | undefined> {
  const taken = await tx.maybe<{ id: string }>`
    UPDATE bound_tills SET key_hash = ${keyHash}, bound_at = now(), last_seen_at = now()
     WHERE (network_id, id) = (SELECT network_id, id FROM bound_tills
       WHERE code_hash = ${codeHash} AND key_hash IS NULL AND revoked_at IS NULL AND code_until > now()
       ORDER BY created_at, id LIMIT 1 FOR UPDATE)
     RETURNING id`;
  return taken === undefined ? undefined : findTillByKey(tx, keyHash);
}

/** The networks with a till that has this key or waits for it. Runs as the platform. */
export async function listNetworksOfTill(tx: Tx, keyHash: Buffer, codeHash: Buffer): Promise<string[]> {
  const rows = await tx.query<{ networkId: string }>`SELECT network_id FROM bound_tills
      WHERE key_hash = ${keyHash} OR (code_hash = ${codeHash} AND key_hash IS NULL AND code_until > now())
      ORDER BY key_hash IS NULL, created_at, id LIMIT 5`;
  return rows.map(({ networkId }) => networkId);
}

export async function touchTill(tx: Tx, id: string): Promise<void> {
  await tx.query`UPDATE bound_tills SET last_seen_at = now() WHERE id = ${id}`;
}

/** A person who may sell at the till and has a PIN or a card. */
export interface Seller {
  readonly id: string;
  readonly name: string;
  readonly hasPin: boolean;
  readonly hasCard: boolean;
  readonly isLocked: boolean;
}

const SELLERS = `
  SELECT u.id, u.name, p.user_id IS NOT NULL AS "hasPin", c.user_id IS NOT NULL AS "hasCard", f.locked_at IS NOT NULL AS "isLocked"
    FROM users u
    LEFT JOIN own_roles o ON o.network_id = u.network_id AND o.id = u.own_role_id
    LEFT JOIN identity_providers i ON i.network_id = u.network_id
    LEFT JOIN staff_pins p ON p.network_id = u.network_id AND p.user_id = u.id
    LEFT JOIN staff_cards c ON c.network_id = u.network_id AND c.user_id = u.id
    LEFT JOIN till_pin_failures f ON f.network_id = u.network_id AND f.till_id = $3 AND f.user_id = u.id
   WHERE u.network_id = $1 AND u.disabled_at IS NULL AND u.role IN ('cashier', 'manager')
     AND (p.user_id IS NOT NULL OR c.user_id IS NOT NULL)
     AND NOT coalesce(i.enabled AND i.only_provider AND i.way_back_user_id <> u.id, false)
     AND (o.id IS NULL OR 'till.quote' = ANY (o.permissions))
     AND ((u.role = 'manager' AND u.restaurant_group_id IS NULL) OR o.places = 'ALL'
       OR EXISTS (SELECT FROM restaurant_group_members m
         WHERE m.network_id = u.network_id AND m.group_id = u.restaurant_group_id AND m.restaurant_id = $2)
       OR EXISTS (SELECT FROM user_restaurants w WHERE w.network_id = u.network_id AND w.user_id = u.id AND w.restaurant_id = $2))`;

/** The people whom the till shows, by name: those who may sell in its restaurant and have a PIN or a card. */
export function listSellers(tx: Statements, { networkId, restaurantId, id }: TillPlace): Promise<Seller[]> {
  return tx.query<Seller>(`${SELLERS} ORDER BY lower(u.name), u.id LIMIT ${String(SELLERS_MAX)}`, [
    networkId,
    restaurantId,
    id,
  ]);
}

export interface TillPlace {
  readonly id: string;
  readonly networkId: string;
  readonly restaurantId: string;
}

export function findSeller(tx: Statements, at: TillPlace, userId: string): Promise<Seller | undefined> {
  return tx.maybe<Seller>(`${SELLERS} AND u.id = $4`, [at.networkId, at.restaurantId, at.id, userId]);
}

/**
 * Counts a try before it is checked, so that tries side by side are no more than the limit. Undefined: the person is locked at the till.
 */
export async function countTry(tx: Tx, at: TillPlace, userId: string): Promise<number | undefined> {
  const row = await tx.maybe<{ failures: number }>`
    INSERT INTO till_pin_failures AS f (network_id, till_id, user_id, failures)
     VALUES (${at.networkId}, ${at.id}, ${userId}, 1)
     ON CONFLICT (network_id, till_id, user_id) DO UPDATE SET failures = f.failures + 1
       WHERE f.failures < ${PIN_FAILURES_MAX} AND f.locked_at IS NULL
     RETURNING failures`;
  return row?.failures;
}

/** Locks the person after the last wrong try; false: a right one came meanwhile. */
export async function lockAtTill(tx: Tx, at: TillPlace, userId: string): Promise<boolean> {
  const row = await tx.maybe<{ userId: string }>`UPDATE till_pin_failures SET locked_at = now()
      WHERE network_id = ${at.networkId} AND till_id = ${at.id} AND user_id = ${userId} AND failures = ${PIN_FAILURES_MAX} AND locked_at IS NULL
      RETURNING user_id`;
  return row !== undefined;
}

/** Forgets the wrong tries of the person at the till; answers whether they were locked there. */
export async function forgetTries(tx: Tx, at: Pick<TillPlace, 'id' | 'networkId'>, userId: string): Promise<boolean> {
  const row = await tx.maybe<{ wasLocked: boolean }>`
    DELETE FROM till_pin_failures WHERE network_id = ${at.networkId} AND till_id = ${at.id} AND user_id = ${userId}
     RETURNING locked_at IS NOT NULL AS was_locked`;
  return row?.wasLocked ?? false;
}

/** The hash of a PIN, for signing in alone. Runs as the platform. */
export async function findPinHash(tx: Tx, networkId: string, userId: string): Promise<string | null> {
  const row = await tx.maybe<{ hash: string }>`
    SELECT pin_hash AS hash FROM staff_pins WHERE network_id = ${networkId} AND user_id = ${userId}`;
  return row?.hash ?? null;
}

/** The person who has this card. */
export async function findCardHolder(tx: Statements, networkId: string, cardIndex: Buffer): Promise<string | null> {
  const row = await tx.maybe<{ userId: string }>`
    SELECT user_id FROM staff_cards WHERE network_id = ${networkId} AND card_index = ${cardIndex}`;
  return row?.userId ?? null;
}

/** Holds off other changes of the person's PIN and card, and sign-ins by them. */
export async function lockPerson(tx: Tx, userId: string): Promise<void> {
  await tx.query`SELECT FROM users WHERE id = ${userId} FOR UPDATE`;
}

/** When a person set the PIN and the card; null: there is none. */
export interface OwnWays {
  readonly pinSetAt: Date | null;
  readonly cardSetAt: Date | null;
}

export function getOwnWays(tx: Statements, networkId: string, userId: string) {
  return tx.one<OwnWays>`
    SELECT (SELECT set_at FROM staff_pins WHERE network_id = ${networkId} AND user_id = ${userId}) AS pin_set_at,
     (SELECT set_at FROM staff_cards WHERE network_id = ${networkId} AND user_id = ${userId}) AS card_set_at`;
}

export async function replacePin(tx: Tx, networkId: string, userId: string, pinHash: string): Promise<void> {
  await removePin(tx, networkId, userId);
  await tx.query`INSERT INTO staff_pins (network_id, user_id, pin_hash) VALUES (${networkId}, ${userId}, ${pinHash})`;
}

export async function removePin(tx: Tx, networkId: string, userId: string): Promise<boolean> {
  const row = await tx.maybe<{ userId: string }>`
    DELETE FROM staff_pins WHERE network_id = ${networkId} AND user_id = ${userId} RETURNING user_id`;
  return row !== undefined;
}

/** False: another person of the network has the card. */
export async function replaceCard(tx: Tx, networkId: string, userId: string, cardIndex: Buffer): Promise<boolean> {
  await removeCard(tx, networkId, userId);
  const row = await tx.maybe<{ userId: string }>`
    INSERT INTO staff_cards (network_id, user_id, card_index) VALUES (${networkId}, ${userId}, ${cardIndex})
     ON CONFLICT (network_id, card_index) DO NOTHING RETURNING user_id`;
  return row !== undefined;
}

export async function removeCard(tx: Tx, networkId: string, userId: string): Promise<boolean> {
  const row = await tx.maybe<{ userId: string }>`
    DELETE FROM staff_cards WHERE network_id = ${networkId} AND user_id = ${userId} RETURNING user_id`;
  return row !== undefined;
}
