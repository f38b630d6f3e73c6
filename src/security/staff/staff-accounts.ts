import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database';
import { NEW_ACCOUNT, type StaffAccount } from './user-answer.rules';

/** The state of employees' sign-ins, for the network's managers. */
@Injectable()
export class StaffAccounts {
  constructor(private readonly database: Database) {}

  /** The account of each of these employees, read outside their network's transaction. */
  async of(networkId: string, userIds: readonly string[]): Promise<(userId: string) => StaffAccount> {
    const rows = await this.database.asPlatform(
      (tx) => tx.query<StaffAccount & { readonly id: string }>`
        SELECT u.id, u.password_hash IS NOT NULL AS has_password,
               EXISTS (SELECT 1 FROM second_factors f WHERE f.user_id = u.id AND f.confirmed_at IS NOT NULL) AS second_factor,
               EXISTS (SELECT 1 FROM staff_pins p WHERE p.network_id = ${networkId} AND p.user_id = u.id) AS has_pin,
               EXISTS (SELECT 1 FROM staff_cards c WHERE c.network_id = ${networkId} AND c.user_id = u.id) AS has_card,
               s.open AS open_sessions, s.seen AS last_seen_at
          FROM users u
          CROSS JOIN LATERAL (
            SELECT (count(*) FILTER (WHERE revoked_at IS NULL AND expires_at > now()))::integer AS open, max(last_used_at) AS seen
            FROM sessions WHERE user_id = u.id) s
         WHERE u.network_id = ${networkId} AND u.id = ANY (${userIds}::uuid[])`,
    );
    const accounts = new Map(rows.map(({ id, ...account }) => [id, account]));
    return (userId) => accounts.get(userId) ?? NEW_ACCOUNT;
  }
}
