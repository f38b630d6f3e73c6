import { Injectable } from '@nestjs/common';
import { Networks, Snapshots } from '../../../configuration';
import { Clock } from '../../../platform/clock/clock';
import { Database, type Tx } from '../../../platform/database/database';
import { ProblemError } from '../../../platform/problems/problem';
import { qrKeys, RateLimiter, type RequestContext, requireRestaurant, UseCase } from '../../../security';
import { refusing, type Refusing } from '../../ledger/act/refusing';
import { NO_RECEIPT, type Outcome } from '../../ledger/act/till-act';
import { findJournalRows, type JournalRow } from '../../ledger/journal/journal-row';
import { ActIntake, actOfCall } from '../../till/intake/act-intake';
import { Till } from '../../till/queue/till';
import { parseReceiptQr } from './receipt-qr.rules';
import { parseFiscalQr } from './fiscal-qr.rules';
import { FiscalReceipts } from './fiscal-receipts';
import { isGuestOfUser } from './receipts.sql';
import { occurredAtOf, receiptOf, saleBodyOf } from '../../till/intake/act-body.rules';
import type { ReceiptDto } from '../../till/intake/act.dto';
import { Handles } from '../../../platform/http/handlers-of';

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
function refusalOf({ guestId }: JournalRow, claimantId: string): Refusing | undefined {
  if (guestId === null) return undefined;
  return refusing(guestId === claimantId ? 'receipt_already_yours' : 'receipt_already_claimed');
}

/** Turns an anonymous receipt into a guest's sale, decided as of the receipt's time. */
export class ClaimReceipt extends UseCase<
  Outcome,
  {
    receiptId: string;
    guestId: string;
    /** Channel by which the receipt was sold; left out: that of the caller. */
    channel?: 'TILL' | 'API';
  }
> {}

/** An anonymous receipt: a sale without a guest, for the figures and for fraud watch. */
export class RecordReceipt extends UseCase<Outcome, { body: ReceiptDto }> {}

@Injectable()
export class ReceiptsHandlers {
  constructor(
    private readonly database: Database,
    private readonly networks: Networks,
    private readonly clock: Clock,
    private readonly limiter: RateLimiter,
    private readonly intake: ActIntake,
    private readonly till: Till,
    private readonly snapshots: Snapshots,
    private readonly fiscalReceipts: FiscalReceipts,
  ) {}

  /**
   * Refused: `receipt_already_yours`, `receipt_already_claimed`, `receipt_refunded`, `claim_window_over`.
   * @throws ProblemError `rate_limited`, `receipt_qr_invalid`, `receipt_qr_of_another_network`, `own_account`, and those of `FiscalReceipts`
   */
  @Handles(ClaimOwnReceipt)
  async claimOwnReceipt({ context, input: { qr, receiptNumber } }: ClaimOwnReceipt): Promise<Outcome> {
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

  /** Refused: `claim_window_over`, `receipt_already_claimed`. @throws ProblemError `person_limited`, `not_found`, `restaurant_not_allowed` */
  @Handles(ClaimReceipt)
  async claimReceipt({ context, input: { receiptId, guestId, channel } }: ClaimReceipt): Promise<Outcome> {
    const { principal, call } = context;
    await this.refuseLimited(context);
    const receipt = await this.getReceipt(context, receiptId);
    const act = await this.intake.place({
      ...actOfCall({ principal, call }),
      guestId,
      body: { kind: 'CLAIM', receiptId },
      pointOfSaleId: receipt.pointOfSaleId,
      receipt: { ...NO_RECEIPT, number: receipt.receiptNumber, externalOrderId: receipt.externalOrderId },
      ...(channel === undefined ? {} : { channel }),
      // A sale that had a guest from the start is no anonymous receipt, so it cannot be claimed.
      refused:
        receipt.guestId === null ? undefined : refusing('receipt_already_claimed', { transactionId: receipt.id }),
    });
    return this.till.submit(act);
  }

  @Handles(RecordReceipt)
  async recordReceipt({ context: { principal, call }, input: { body } }: RecordReceipt): Promise<Outcome> {
    const act = await this.intake.place({
      ...actOfCall({ principal, call }),
      guestId: null,
      body: saleBodyOf(body),
      pointOfSaleId: body.pointOfSaleId,
      receipt: receiptOf(body),
      occurredAt: occurredAtOf(body),
    });
    return this.till.submit(act);
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

  /** Refuses a person whom fraud watch limited. @throws ProblemError `person_limited` */
  private async refuseLimited({ principal, networkId }: RequestContext): Promise<void> {
    const snapshot = await this.snapshots.current(networkId);
    const until = snapshot.limitOf(principal.id, this.clock.now());
    if (until !== undefined) throw new ProblemError('person_limited', { until: until.toISOString() });
  }

  private async getReceipt({ principal, networkId }: RequestContext, receiptId: string): Promise<JournalRow> {
    const [receipt] = await this.database.inNetwork(networkId, (tx) => findJournalRows(tx, networkId, [receiptId]));
    if (receipt === undefined) throw new ProblemError('not_found');
    if (receipt.restaurantId !== null) requireRestaurant(principal, receipt.restaurantId);
    if (receipt.type !== 'SALE') throw new ProblemError('not_found');
    return receipt;
  }
}
