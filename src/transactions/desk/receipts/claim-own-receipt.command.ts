import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Networks } from '../../../configuration';
import { Database, type Tx } from '../../../platform/database/database';
import { ProblemError } from '../../../platform/problems/problem';
import { qrKeys, RateLimiter, type RequestContext, UseCase } from '../../../security';
import { refusing, type RefusalReason } from '../../ledger/act/refusing';
import { NO_RECEIPT, type Outcome } from '../../ledger/act/till-act';
import { findJournalRows, type JournalRow } from '../../ledger/journal/journal-row';
import { ActIntake, actOfCall } from '../../till/intake/act-intake';
import { Till } from '../../till/queue/till';
import { parseReceiptQr } from './receipt-qr.rules';
import { parseFiscalQr } from './fiscal-qr.rules';
import { FiscalReceipts } from './fiscal-receipts';

/** How many receipts a guest may try to claim in an hour. Guests have few; more are slips that others left on their tables. */
const TRIES_AN_HOUR = 10;

const HOUR_S = 3_600;

/** A guest claims the anonymous receipt of a slip by the QR that is printed on it: the till's own, or the fiscal one. */
export class ClaimOwnReceipt extends UseCase<
  Outcome,
  {
    qr: string;
    /** Number that the guest read from the print of a fiscal receipt. */
    receiptNumber?: string | undefined;
  }
> {}

/** Refuses a receipt that a till system sent with a guest; slips of such receipts have no QR of the platform. */
function refusalOf({ guestId }: JournalRow, claimantId: string): RefusalReason | undefined {
  if (guestId === null) return undefined;
  return refusing(guestId === claimantId ? 'receipt_already_yours' : 'receipt_already_claimed');
}

@CommandHandler(ClaimOwnReceipt)
export class ClaimOwnReceiptHandler implements ICommandHandler<ClaimOwnReceipt> {
  constructor(
    private readonly database: Database,
    private readonly networks: Networks,
    private readonly limiter: RateLimiter,
    private readonly intake: ActIntake,
    private readonly till: Till,
    private readonly fiscalReceipts: FiscalReceipts,
  ) {}

  /**
   * Refused: `receipt_already_yours`, `receipt_already_claimed`, `receipt_refunded`, `claim_window_over`.
   * @throws ProblemError `rate_limited`, `receipt_qr_invalid`, `receipt_qr_of_another_network`, `own_account`, and those of `FiscalReceipts`
   */
  async execute({ context, input: { qr, receiptNumber } }: ClaimOwnReceipt): Promise<Outcome> {
    const { principal, networkId, call } = context;
    await this.limiter.hit(`receipt-qr:${principal.id}`, TRIES_AN_HOUR, HOUR_S);
    const fiscal = parseFiscalQr(qr.trim());
    const receipt =
      fiscal === undefined
        ? await this.database.inNetwork(networkId, (tx) => this.getScanned(tx, context, qr))
        : await this.fiscalReceipts.get(context, await this.networks.getProfile(networkId), fiscal, receiptNumber);
    const act = await this.intake.place({
      ...actOfCall({ principal, call }),
      guestId: principal.id,
      body: { kind: 'CLAIM', receiptId: receipt.id },
      // A guest who claims works at no till; the sale's till is that of the receipt.
      receipt: { ...NO_RECEIPT, number: receipt.receiptNumber, externalOrderId: receipt.externalOrderId },
      channel: 'API',
      refused: refusalOf(receipt, principal.id),
    });
    return this.till.submit({
      ...act,
      restaurantId: receipt.restaurantId,
      pointOfSaleId: receipt.pointOfSaleId,
    });
  }

  private async getScanned(tx: Tx, { principal, networkId }: RequestContext, qr: string): Promise<JournalRow> {
    const keys = [...qrKeys().keys.values()].map(({ key }) => key);
    const scanned = parseReceiptQr(keys, qr.trim());
    if (scanned === undefined) throw new ProblemError('receipt_qr_invalid');
    if (scanned.networkId !== networkId) throw new ProblemError('receipt_qr_of_another_network');
    const [receipt] = await findJournalRows(tx, networkId, [scanned.receiptId]);
    if (receipt?.type !== 'SALE') throw new ProblemError('receipt_qr_invalid');
    const isSeller =
      receipt.actorKind === 'user' &&
      receipt.actorId !== null &&
      (await isGuestOfUser(tx, networkId, receipt.actorId, principal.id));
    if (isSeller) throw new ProblemError('own_account');
    return receipt;
  }
}

/** Whether a member of staff is this guest as well. */
async function isGuestOfUser(tx: Tx, networkId: string, userId: string, guestId: string): Promise<boolean> {
  const user = await tx.maybe<{ id: string }>`
    SELECT id FROM users WHERE network_id = ${networkId} AND id = ${userId} AND guest_id = ${guestId}`;
  return user !== undefined;
}
