import { hash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { keyDigest } from '../../../platform/claims/claim-digest';
import { Database } from '../../../platform/database/database';
import { systemActOf } from '../../ledger/act/system-act';
import { Till } from '../../till/queue/till';
import type { Actor } from '../../ledger/act/till-act';

/**
 * Records that a guest received a message: the guest opened the inbox, or a provider reported it. The points that the
 * message names may then expire. Tills use `TellWarnings` instead.
 */
@Injectable()
export class WarningDeliveries {
  constructor(
    private readonly database: Database,
    private readonly till: Till,
  ) {}

  /** Records the delivery of a message once, however often it is reported. A message that is no warning is ignored. */
  async delivered(networkId: string, messageId: string, actor: Actor): Promise<void> {
    const warned = await this.database.inNetwork(
      networkId,
      (tx) => tx.query<{ guestId: string; endsAt: number; lotId: string; expiresAt: number }>`
        SELECT guest_id, date_part('epoch', ends_at) * 1000 AS ends_at, lot_id,
           date_part('epoch', expires_at) * 1000 AS expires_at
         FROM expiry_warnings WHERE network_id = ${networkId} AND message_id = ${messageId} ORDER BY lot_id`,
    );
    const [first] = warned;
    if (first === undefined) return;
    const name = `warning ${messageId}`;
    const { guestId, endsAt } = first;
    const lots = warned.map(({ lotId, expiresAt }) => ({ lotId, expiresAt }));
    const key = { digest: keyDigest(name, null), requestHash: hash('sha256', name, 'hex') };
    await this.till.submit(systemActOf(networkId, guestId, { kind: 'WARNING', endsAt, lots }, { actor, key }));
  }
}
