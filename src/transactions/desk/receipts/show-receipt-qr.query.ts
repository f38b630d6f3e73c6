import { Injectable } from '@nestjs/common';
import { Networks } from '../../../configuration';
import { Clock } from '../../../platform/clock/clock';
import { Database } from '../../../platform/database/database';
import { ProblemError } from '../../../platform/problems/problem';
import { qrKeys, type RequestContext, requireRestaurant } from '../../../security';
import { findJournalRows } from '../../ledger/journal/journal-row';
import { makeReceiptQr } from './receipt-qr.rules';
import type { ReceiptQrAnswer } from './receipt.dto';

const HOUR_MS = 3_600_000;

/** The QR to print on the slip of an anonymous receipt, by which a guest claims it. */
@Injectable()
export class ShowReceiptQr {
  constructor(
    private readonly database: Database,
    private readonly networks: Networks,
    private readonly clock: Clock,
  ) {}

  /**
   * @throws ProblemError `not_found`, `restaurant_not_allowed`; `receipt_already_claimed`, `receipt_refunded`,
   * `claim_window_over` where nobody can claim it any more
   */
  async show({ principal, networkId }: RequestContext, receiptId: string): Promise<ReceiptQrAnswer> {
    const { settings } = await this.networks.getProfile(networkId);
    const [receipt, later] = await this.database.inNetwork(networkId, async (tx) => [
      (await findJournalRows(tx, networkId, [receiptId]))[0],
      await tx.query<{
        id: string;
        type:
          | 'SALE'
          | 'REDEMPTION'
          | 'MANUAL'
          | 'REFUND'
          | 'AWARD'
          | 'EXPIRY'
          | 'TRANSFER'
          | 'HOLD'
          | 'RELEASE'
          | 'ACTIVATION'
          | 'TIER'
          | 'COUNT'
          | 'WARNING'
          | 'EXTENSION'
          | 'BLOCK'
          | 'JOIN'
          | 'OPENING'
          | 'FREEZE';
      }>`
        SELECT id, type FROM transactions WHERE network_id = ${networkId} AND related_id = ${receiptId}
         AND type IN ('SALE', 'REFUND') LIMIT 100`,
    ]);
    if (receipt?.type !== 'SALE') throw new ProblemError('not_found');
    if (receipt.restaurantId !== null) requireRestaurant(principal, receipt.restaurantId);
    if (receipt.guestId !== null) throw new ProblemError('receipt_already_claimed', { transactionId: receipt.id });
    const claimed = later.find(({ type }) => type === 'SALE');
    if (claimed !== undefined) throw new ProblemError('receipt_already_claimed', { transactionId: claimed.id });
    if (later.length > 0) throw new ProblemError('receipt_refunded');
    const claimableUntil = receipt.recordedAt + settings.claimWindowHours * HOUR_MS;
    if (this.clock.now().getTime() > claimableUntil) throw new ProblemError('claim_window_over');
    return {
      qr: makeReceiptQr(qrKeys().newest.key, { networkId, receiptId }),
      claimableUntil: new Date(claimableUntil).toISOString(),
    };
  }
}
