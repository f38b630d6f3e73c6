import { Body } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Networks } from '../../../configuration';
import { KeyRequiredContext, type RequestContext, Route, Routes } from '../../../security';
import { respond } from '../../till/responses/respond';
import { readerOf } from '../../till/responses/shown-names';
import {
  type AnyTransaction,
  transactionSchema,
  type WaitingAnswer,
} from '../../till/responses/transaction-answer.dto';
import { ClaimOwnReceipt } from './claim-own-receipt.command';
import { type OwnReceiptClaim, ownReceiptSchema } from './receipt.dto';

/** Guests claim receipts by the QR on the slip. */
@Routes('auth/me/receipts', 'Guests')
export class OwnReceiptsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly networks: Networks,
  ) {}

  @Route('POST', {
    id: 'claimOwnReceipt',
    permission: 'guest.self',
    summary: 'Claim an anonymous receipt by the QR on its slip',
    description:
      "The receipt becomes the caller's sale as by `claimReceipt`: decided as of its own time, marked with " +
      '`attachedAt`, with what was paid as it was. A fiscal QR (`t=…&s=…&fn=…&i=…&fp=…&n=1`) stands for the receipt of ' +
      'that sum that a till system brought within five minutes of its time, with the same fiscal document. Where the till ' +
      'system brought none, a fiscal operator that the network has connected confirms it, or `receiptNumber` names it: ' +
      '`fiscal_receipt_number_needed` asks for it. Ten tries an hour, right or wrong; for wrong fiscal receipts ten of a ' +
      'guest and 60 of an address. The member of staff who recorded a receipt cannot claim it.',
    created: transactionSchema,
    problems: [
      'rate_limited',
      'own_account',
      'receipt_qr_invalid',
      'receipt_qr_of_another_network',
      'fiscal_receipt_unknown',
      'fiscal_receipt_number_needed',
      'fiscal_receipt_number_wrong',
      'fiscal_receipt_ambiguous',
      'fiscal_receipt_of_refund',
      'receipt_already_yours',
      'receipt_already_claimed',
      'receipt_refunded',
      'claim_window_over',
      'no_program',
      'guest_blocked',
    ],
  })
  async claim(
    @KeyRequiredContext() context: RequestContext,
    @Body({ schema: ownReceiptSchema }) body: OwnReceiptClaim,
  ): Promise<AnyTransaction | WaitingAnswer> {
    const { networkId, call, language } = context;
    const outcome = await this.commands.execute(new ClaimOwnReceipt(context, body));
    return respond(outcome, call, readerOf(await this.networks.getSnapshot(networkId), language, true));
  }
}
