import type { Tx } from '../../platform/database/database';
import { sql, when } from '../../platform/database/sql';
import { ADDRESS_CHANNELS } from './channels';
import type { StopReason } from './message-providers';

/**
 * Stops a message's present address. Does nothing where the guest confirmed the address after the message was written, so late reports are
 * harmless; nor where the given `providerId` is not the provider's id of the message.
 */
export async function stopAddressOf(
  tx: Tx,
  networkId: string,
  stop: {
    readonly messageId: string;
    readonly providerId: string | null;
    readonly reason: StopReason;
    readonly failure: string;
  },
): Promise<void> {
  await tx.query`
    INSERT INTO stopped_addresses AS s (network_id, channel, recipient_index, reason, failure, message_id, guest_id)
     SELECT network_id, channel, recipient_index, ${stop.reason}, ${stop.failure}, id, guest_id FROM messages
      WHERE network_id = ${networkId} AND id = ${stop.messageId} ${when(stop.providerId !== null, sql`AND provider_id = ${stop.providerId}`)}
        AND channel = ANY (${ADDRESS_CHANNELS}::text[]) AND recipient_index <> '\\x'::bytea
     ON CONFLICT (network_id, channel, recipient_index) DO UPDATE
       SET reason = excluded.reason, failure = excluded.failure, message_id = excluded.message_id, guest_id = excluded.guest_id,
         stopped_at = excluded.stopped_at, reopened_at = NULL
       WHERE s.reopened_at < (SELECT created_at FROM messages WHERE network_id = ${networkId} AND id = ${stop.messageId})`;
}
