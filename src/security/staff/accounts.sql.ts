import type { Tx } from '../../platform/database/database';

/** The state of an employee's sign-in, which only the platform role may read. */
export interface StaffAccount {
  readonly hasPassword: boolean;
  readonly secondFactor: boolean;
  /** Whether the person can sign in at bound tills by a PIN, and by a card. */
  readonly hasPin: boolean;
  readonly hasCard: boolean;
  readonly openSessions: number;
  /** Null: not signed in, or so long ago that the session is deleted. */
  readonly lastSeenAt: Date | null;
}

/** The accounts of these users of the network. Runs as the platform. */
export function listStaffAccounts(
  tx: Tx,
  networkId: string,
  userIds: readonly string[],
): Promise<(StaffAccount & { readonly id: string })[]> {
  return tx.query(
    `SELECT u.id, u.password_hash IS NOT NULL AS "hasPassword",
            EXISTS (SELECT 1 FROM second_factors f WHERE f.user_id = u.id AND f.confirmed_at IS NOT NULL) AS "secondFactor",
            EXISTS (SELECT 1 FROM staff_pins p WHERE p.network_id = $1 AND p.user_id = u.id) AS "hasPin",
            EXISTS (SELECT 1 FROM staff_cards c WHERE c.network_id = $1 AND c.user_id = u.id) AS "hasCard",
            s.open AS "openSessions", s.seen AS "lastSeenAt"
       FROM users u
       CROSS JOIN LATERAL (
         SELECT (count(*) FILTER (WHERE revoked_at IS NULL AND expires_at > now()))::integer AS open, max(last_used_at) AS seen
         FROM sessions WHERE user_id = u.id) s
      WHERE u.network_id = $1 AND u.id = ANY ($2::uuid[])`,
    [networkId, userIds],
  );
}
