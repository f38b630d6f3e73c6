import type { Tx } from '../../platform/database/database';
import { ADDRESS_CHANNELS, type AddressChannel } from './channels';
import type { StopReason } from './message-providers';

export interface StoppedAddressRow {
  readonly channel: AddressChannel;
  readonly recipient_index: Buffer;
  readonly reason: StopReason;
  readonly failure: string;
  readonly stopped_at: Date;
}

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
  await tx.query(
    `INSERT INTO stopped_addresses AS s (network_id, channel, recipient_index, reason, failure, message_id, guest_id)
     SELECT network_id, channel, recipient_index, $4, $5, id, guest_id FROM messages
      WHERE network_id = $1 AND id = $2 AND ($3::text IS NULL OR provider_id = $3)
        AND channel = ANY ($6::text[]) AND recipient_index <> '\\x'::bytea
     ON CONFLICT (network_id, channel, recipient_index) DO UPDATE
       SET reason = excluded.reason, failure = excluded.failure, message_id = excluded.message_id, guest_id = excluded.guest_id,
         stopped_at = excluded.stopped_at, reopened_at = NULL
       WHERE s.reopened_at < (SELECT created_at FROM messages WHERE network_id = $1 AND id = $2)`,
    [networkId, stop.messageId, stop.providerId, stop.reason, stop.failure, ADDRESS_CHANNELS],
  );
}

/** The network's stopped addresses with one of these blind indexes; each channel has its own rows. */
export function listStopped(
  tx: Tx,
  networkId: string,
  recipientIndexes: readonly Buffer[],
): Promise<StoppedAddressRow[]> {
  return tx.query<StoppedAddressRow>(
    `SELECT channel, recipient_index, reason, failure, stopped_at FROM stopped_addresses
      WHERE network_id = $1 AND recipient_index = ANY ($2::bytea[]) AND reopened_at IS NULL`,
    [networkId, recipientIndexes],
  );
}

export async function reopenAddress(
  tx: Tx,
  networkId: string,
  channel: AddressChannel,
  recipientIndex: Buffer,
): Promise<void> {
  await tx.query(
    `UPDATE stopped_addresses SET reopened_at = clock_timestamp()
      WHERE network_id = $1 AND channel = $2 AND recipient_index = $3 AND reopened_at IS NULL`,
    [networkId, channel, recipientIndex],
  );
}
