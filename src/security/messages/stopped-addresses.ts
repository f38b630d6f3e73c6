import { Injectable } from '@nestjs/common';
import type { Tx } from '../../platform/database/database';
import { Pii } from '../personal-data/pii';
import type { AddressChannel } from './channels';
import type { StopReason } from './message-providers';

interface StoppedAddressRow {
  readonly channel: AddressChannel;
  readonly recipientIndex: Buffer;
  readonly reason: StopReason;
  readonly failure: string;
  readonly stoppedAt: Date;
}

/** A phone number or an e-mail address of a guest. */
export interface AddressOfGuest {
  readonly channel: AddressChannel;
  /** A phone number in E.164 for SMS, else an e-mail address. */
  readonly recipient: string;
}

export interface StoppedAddress extends AddressOfGuest {
  readonly reason: StopReason;
  /** The provider's refusal, such as `twilio 21211`. */
  readonly failure: string;
  readonly stoppedAt: Date;
}

/** Addresses that get nothing but codes: the provider refuses them, or the owner complained or opted out. */
@Injectable()
export class StoppedAddresses {
  constructor(private readonly pii: Pii) {}

  /** The stopped ones of these addresses. */
  async among(tx: Tx, networkId: string, addresses: readonly AddressOfGuest[]): Promise<StoppedAddress[]> {
    if (addresses.length === 0) return [];
    const indexOf = ({ recipient }: AddressOfGuest) => this.pii.blindIndex(networkId, 'recipient', recipient);
    const keyed = addresses.map((address) => ({ ...address, index: indexOf(address) }));
    const rows = await tx.query<StoppedAddressRow>`
      SELECT channel, recipient_index, reason, failure, stopped_at FROM stopped_addresses
       WHERE network_id = ${networkId} AND recipient_index = ANY (${keyed.map(({ index }) => index)}::bytea[]) AND reopened_at IS NULL`;
    const stops = new Map(rows.map((row) => [`${row.channel} ${row.recipientIndex.toString('hex')}`, row]));
    return keyed.flatMap(({ channel, recipient, index }) => {
      const stop = stops.get(`${channel} ${index.toString('hex')}`);
      if (stop === undefined) return [];
      return [{ channel, recipient, reason: stop.reason, failure: stop.failure, stoppedAt: stop.stoppedAt }];
    });
  }

  /** Allows messages to an address again, after its owner has confirmed it. */
  async reopen(tx: Tx, networkId: string, { channel, recipient }: AddressOfGuest): Promise<void> {
    await tx.query`UPDATE stopped_addresses SET reopened_at = clock_timestamp()
        WHERE network_id = ${networkId} AND channel = ${channel} AND recipient_index = ${this.pii.blindIndex(networkId, 'recipient', recipient)} AND reopened_at IS NULL`;
  }
}
