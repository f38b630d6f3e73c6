import type { Tx } from '../../platform/database/database';
import { MARKETING_CONSENT } from '../consents/consent-kinds.rules';

export interface ReachedGuestRow {
  readonly id: string;
  /** False: erased, or merged into another guest. */
  readonly isThere: boolean;
  readonly isBlocked: boolean;
  /** Whether the guest's last answer agrees to campaign messages. */
  readonly consents: boolean;
  readonly unwanted: readonly string[];
  readonly phoneEncrypted: Buffer | null;
  readonly emailEncrypted: Buffer | null;
}

/** The facts about guests that the message rules need. */
export function listReachedGuests(tx: Tx, networkId: string, guestIds: readonly string[]): Promise<ReachedGuestRow[]> {
  return tx.query<ReachedGuestRow>`
    SELECT g.id, g.erased_at IS NULL AND g.merged_into IS NULL AS is_there, coalesce(s.blocked, false) AS is_blocked,
            coalesce((SELECT c.given FROM consents c
              WHERE c.network_id = g.network_id AND c.guest_id = g.id AND c.kind = ${MARKETING_CONSENT}
              ORDER BY c.id DESC LIMIT 1), false) AS consents,
            g.unwanted_messages AS unwanted, g.phone_encrypted, g.email_encrypted
       FROM guests g LEFT JOIN guest_states s ON s.network_id = g.network_id AND s.guest_id = g.id
      WHERE g.network_id = ${networkId} AND g.id = ANY (${guestIds}::uuid[])`;
}
