import type { ProviderSession } from '../../generated/prisma/client';
import type { Tx } from '../../platform/database/database';
import { sql } from '../../platform/database/sql';
import { type DeletedRows, goneOf } from '../../platform/outbox/pieces.sql';
import type { OwnRoleRights, UserRole } from '../principal/principal';

// SQL by hand: each sign-in and renewal asks, with locks and times of the database.

/** The data of a user that a sign-in and its token need. */
export interface UserRow {
  readonly id: string;
  readonly networkId: string | null;
  readonly networkCode: string | null;
  readonly role: UserRole;
  /** Own role of the network; null: none. */
  readonly ownRole: OwnRoleOfUser | null;
  readonly name: string;
  readonly locale: 'ru' | 'en' | null;
  readonly guestId: string | null;
  readonly passwordHash: string | null;
  readonly emailEncrypted: Buffer;
  /** Whether the holder of the mailbox set the password. A manager can make an account with the address of anybody. */
  readonly emailProven: boolean;
  /** Whether the user is disabled or the network is closed; in a sandbox also whether the manager has lost the network itself. */
  readonly closed: boolean;
  readonly restaurantIds: readonly string[];
  /** The group of restaurants of a district manager. */
  readonly restaurantGroupId: string | null;
  /** Whether the network demands a second factor and the user has none. */
  readonly mustEnrol: boolean;
  /** Whether passwords open nothing for this user, because the network signs in through its provider alone. */
  readonly byProviderAlone: boolean;
}

interface OwnRoleOfUser extends OwnRoleRights {
  readonly places: 'CHOSEN' | 'ALL';
}

export interface SessionRow {
  readonly id: string;
  readonly networkId: string | null;
  readonly userId: string | null;
  readonly guestId: string | null;
  readonly ended: boolean;
  /** Whether it began at the network's provider. */
  readonly byProvider: boolean;
  /** Whether the provider said that a second factor was used. */
  readonly provenTwice: boolean;
  /** Whether the network demanded a second factor of the user at the sign-in. */
  readonly factorDemanded: boolean;
  /** The bound till at which it was opened by PIN or card, with its restaurant; null: none. */
  readonly till: SessionTill | null;
}

/** A bound till, where sessions by PIN or card work. */
export interface SessionTill {
  readonly id: string;
  readonly restaurantId: string;
}

/** The most accounts of one address; the password is compared with each. */
const ACCOUNTS_MAX = 20;

/** Whether the network demands a second factor of the user. */
const DEMANDED = sql`CASE coalesce(n.settings->>'secondFactor', 'OPTIONAL')
           WHEN 'STAFF' THEN true WHEN 'MANAGERS' THEN u.role = 'manager' ELSE false END`;

const USER = sql`
  SELECT u.id, u.network_id, n.code AS network_code, u.role, u.name, u.locale, u.guest_id,
         u.restaurant_group_id, u.password_hash, u.email_encrypted,
         u.email_proven_at IS NOT NULL AS email_proven,
         (u.disabled_at IS NOT NULL OR n.closed_at IS NOT NULL OR (u.home_user_id IS NOT NULL AND NOT EXISTS (
           SELECT FROM users h JOIN networks hn ON hn.id = h.network_id
            WHERE h.id = u.home_user_id AND h.disabled_at IS NULL AND hn.closed_at IS NULL
              AND h.role = 'manager' AND h.restaurant_group_id IS NULL))) AS closed,
         ${DEMANDED}
           AND NOT EXISTS (SELECT 1 FROM second_factors f WHERE f.user_id = u.id AND f.confirmed_at IS NOT NULL) AS must_enrol,
         coalesce(p.enabled AND p.only_provider AND p.way_back_user_id <> u.id, false) AS by_provider_alone,
         CASE WHEN o.id IS NOT NULL THEN jsonb_build_object('id', o.id, 'permissions', o.permissions, 'places', o.places,
           'manualAtOnce', o.manual_at_once, 'manualPerDay', o.manual_per_day) END AS own_role,
         ARRAY(SELECT r.restaurant_id FROM user_restaurants r
               WHERE r.network_id = u.network_id AND r.user_id = u.id ORDER BY r.restaurant_id)::text[] AS restaurant_ids
  FROM users u LEFT JOIN networks n ON n.id = u.network_id
    LEFT JOIN own_roles o ON o.network_id = u.network_id AND o.id = u.own_role_id
    LEFT JOIN identity_providers p ON p.network_id = u.network_id`;

/**
 * The accounts of an address, one in each network where the person works: the proven ones first, then the oldest, so that
 * accounts which others made with the address take no place of theirs. The account of a manager in a
 * sandbox opens by the one in the network itself alone, and is none of them.
 */
export function listUsersByEmail(tx: Tx, emailIndex: Buffer): Promise<UserRow[]> {
  return tx.query<UserRow>`${USER} WHERE u.email_index = ${emailIndex} AND u.home_user_id IS NULL
      ORDER BY u.email_proven_at IS NULL, u.id LIMIT ${ACCOUNTS_MAX}`;
}

/** The account in a sandbox of a manager of the network itself. */
export function findSandboxUser(tx: Tx, sandboxId: string, homeUserId: string): Promise<UserRow | undefined> {
  return tx.maybe<UserRow>`${USER} WHERE u.network_id = ${sandboxId} AND u.home_user_id = ${homeUserId}`;
}

export function findUser(tx: Tx, userId: string): Promise<UserRow | undefined> {
  return tx.maybe<UserRow>`${USER} WHERE u.id = ${userId}`;
}

/** Holds off changes of the user, the password or the rights until the new session is stored. */
export async function lockUser(tx: Tx, userId: string): Promise<void> {
  await tx.query`SELECT FROM users WHERE id = ${userId} FOR SHARE`;
}

export interface NewSession {
  readonly id: string;
  readonly networkId: string | null;
  readonly userId: string | null;
  readonly guestId: string | null;
  /** In a sandbox: the session in the network itself from which it was opened, and with which it ends. */
  readonly homeSessionId: string | null;
  /** The bound till at which it was opened by PIN or card, and with which it ends. */
  readonly boundTillId: string | null;
  readonly refreshHash: Buffer;
  readonly device: string | null;
  readonly address: string | null;
}

/** How long a session lives after its last use, and after its sign-in whatever its use. */
export interface SessionLife {
  readonly idleSeconds: number;
  readonly totalSeconds: number;
}

export async function appendSession(tx: Tx, session: NewSession, life: SessionLife): Promise<void> {
  const lifeSeconds = Math.min(life.idleSeconds, life.totalSeconds);
  await tx.query`INSERT INTO sessions (id, network_id, user_id, guest_id, refresh_hash, expires_at,
    device, address, home_session_id, bound_till_id, factor_demanded)
     VALUES (${session.id}, ${session.networkId}, ${session.userId}, ${session.guestId},
       ${session.refreshHash}, now() + make_interval(secs => ${lifeSeconds}),
       ${session.device}, ${session.address}, ${session.homeSessionId}, ${session.boundTillId},
       coalesce((SELECT ${DEMANDED} FROM users u JOIN networks n ON n.id = u.network_id WHERE u.id = ${session.userId}), false))`;
}

/** The words of a provider about a person who signed in, and how it is asked again. */
export type ProviderProof = Pick<ProviderSession, 'issuer' | 'subject' | 'secondFactor' | 'refreshEncrypted'>;

const SESSION = sql`id, network_id, user_id, guest_id,
  (revoked_at IS NOT NULL OR expires_at <= now() OR EXISTS (SELECT FROM sessions home
    WHERE home.id = sessions.home_session_id AND (home.revoked_at IS NOT NULL OR home.expires_at <= now()))) AS ended,
  EXISTS (SELECT FROM provider_sessions p WHERE p.session_id = sessions.id) AS by_provider,
  EXISTS (SELECT FROM provider_sessions p WHERE p.session_id = sessions.id AND p.second_factor) AS proven_twice,
  factor_demanded,
  (SELECT jsonb_build_object('id', b.id, 'restaurantId', b.restaurant_id) FROM bound_tills b
    WHERE b.network_id = sessions.network_id AND b.id = sessions.bound_till_id) AS till`;

/** Holds off the end of a binding until the new session is stored; undefined: the till is not bound any more. */
export function lockBoundTill(tx: Tx, id: string) {
  return tx.maybe<SessionTill>`
    SELECT id, restaurant_id FROM bound_tills WHERE id = ${id} AND revoked_at IS NULL FOR SHARE`;
}

/** Locks the session whose valid refresh token has this hash. The second of two concurrent calls finds none. */
export function lockSessionByRefreshHash(tx: Tx, refreshHash: Buffer) {
  return tx.maybe<SessionRow>`SELECT ${SESSION} FROM sessions WHERE refresh_hash = ${refreshHash} FOR UPDATE`;
}

/** Locks the session that the first refresh token has renewed, if the second is its unused successor. */
export function lockSessionByRenewal(tx: Tx, used: Buffer, next: Buffer) {
  return tx.maybe<SessionRow>`SELECT ${SESSION} FROM sessions
      WHERE refresh_hash = ${next} AND id = (SELECT session_id FROM used_refresh_tokens WHERE refresh_hash = ${used}) FOR UPDATE`;
}

/** The session in which this refresh token was used; `lately`: within the given seconds. */
export function findSessionByUsedHash(tx: Tx, refreshHash: Buffer, seconds: number) {
  return tx.maybe<SessionRow & { readonly lately: boolean }>`
    SELECT ${SESSION}, used_at > clock_timestamp() - make_interval(secs => ${seconds}) AS "lately!"
     FROM used_refresh_tokens used JOIN sessions ON sessions.id = used.session_id WHERE used.refresh_hash = ${refreshHash}`;
}

/** The network of a session, also of an ended one: by its id, or by a refresh token that it has or had. */
export function findNetworkOfSession(
  tx: Tx,
  { id, refreshHash }: { readonly id?: string; readonly refreshHash?: Buffer },
) {
  return tx.maybe<{ networkId: string | null }>`SELECT network_id FROM sessions
      WHERE id = ${id ?? null}::uuid OR refresh_hash = ${refreshHash ?? null} OR id = (SELECT session_id FROM used_refresh_tokens
      WHERE refresh_hash = ${refreshHash ?? null})
      LIMIT 1`;
}

export async function rotateRefreshToken(
  tx: Tx,
  sessionId: string,
  used: Buffer,
  next: Buffer,
  life: SessionLife,
): Promise<void> {
  await tx.query`INSERT INTO used_refresh_tokens (refresh_hash, session_id) VALUES (${used}, ${sessionId})`;
  await tx.query`UPDATE sessions SET refresh_hash = ${next}, last_used_at = now(),
        expires_at = least(now() + make_interval(secs => ${life.idleSeconds}), created_at + make_interval(secs => ${life.totalSeconds}))
      WHERE id = ${sessionId}`;
}

/** The sessions to end: one, or all of a user or guest except one. */
export interface SessionChoice {
  readonly id?: string;
  readonly userId?: string;
  readonly networkId?: string;
  readonly guestId?: string;
  /** The network of which all staff is meant. */
  readonly staffOf?: string;
  readonly userIds?: readonly string[];
  /** A bound till. Only the sessions that were opened there by PIN or card are ended. */
  readonly boundTillId?: string;
  /** A user. Only the sessions that this user opened by PIN or card are ended. */
  readonly atTillsOf?: string;
  readonly except?: string;
}

/** Ends the chosen sessions that are open, in the order of their ids, and answers with their ids. */
export async function revokeSessions(tx: Tx, choice: SessionChoice, reason: string): Promise<string[]> {
  const {
    id = null,
    userId = null,
    networkId = null,
    guestId = null,
    staffOf = null,
    userIds = null,
    boundTillId = null,
  } = choice;
  const rows = await tx.query<{ id: string }>`
    UPDATE sessions SET revoked_at = clock_timestamp(), revoked_reason = ${reason}
     WHERE id IN (
       SELECT id FROM sessions
       WHERE revoked_at IS NULL AND id IS DISTINCT FROM ${choice.except ?? null}
         AND (id = ${id} OR user_id = ${userId} OR (network_id = ${networkId} AND guest_id = ${guestId})
              OR (network_id = ${staffOf} AND user_id IS NOT NULL) OR user_id = ANY(${userIds}::uuid[])
              OR bound_till_id = ${boundTillId} OR (user_id = ${choice.atTillsOf ?? null} AND bound_till_id IS NOT NULL))
       ORDER BY id FOR UPDATE)
     RETURNING id`;
  return rows.map((row) => row.id);
}

/** Whether a network is open; nobody signs in to a closed one. */
export async function isNetworkOpen(tx: Tx, networkId: string): Promise<boolean> {
  const row = await tx.maybe<{ open: boolean }>`SELECT closed_at IS NULL AS open FROM networks WHERE id = ${networkId}`;
  return row?.open ?? false;
}

/** Deletes sessions that ended so long ago, with their used tokens. */
export async function deleteOldSessions(tx: Tx, keptDays: number, limit: number): Promise<DeletedRows> {
  const ids = await tx.query<{ id: string }>`DELETE FROM sessions WHERE id IN (
        SELECT id FROM sessions WHERE expires_at < now() - make_interval(days => ${keptDays}) LIMIT ${limit} FOR UPDATE SKIP LOCKED)
      RETURNING id`;
  return goneOf(ids);
}
