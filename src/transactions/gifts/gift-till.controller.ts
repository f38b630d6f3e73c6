import { Body, Query } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { z } from 'zod';
import {
  changeRequestSchema,
  CurrentPrincipal,
  KeyRequiredContext,
  OnlyReads,
  type Principal,
  type RequestContext,
  Route,
  Routes,
} from '../../security';
import * as dto from './gift.dto';
import { GiftDesk } from './gift-desk.query';
import { type GiftAnswer, PayInGiftCard, RefundGiftCard, SellDigitalGiftCard, SpendGiftCard } from './gifts.commands';

const OF_TILL = ['not_found', 'restaurant_not_allowed', 'point_of_sale_closed'] as const;
const ABOVE =
  "Above the caller's limit it waits for a second person: 202 with the change request; an API key is refused (`gift_limit_exceeded`).";
const OF_CODE = ['gift_card_unknown', 'gift_card_state', 'locked_out'] as const;

/** Gift cards at the till. Codes are sent in bodies, because addresses end up in logs and histories. */
@Routes('gift-cards', 'Gift cards')
export class GiftTillController {
  constructor(
    private readonly commands: CommandBus,
    private readonly desk: GiftDesk,
  ) {}

  @Route('POST sell', {
    id: 'sellGiftCard',
    permission: 'till.sale',
    summary: 'Sell a gift card',
    description:
      'The card gets the money that was paid for it, at most 10,000,000 minor units. No points are earned by it. ' +
      ABOVE,
    created: dto.giftRecordSchema,
    accepted: changeRequestSchema,
    problems: [...OF_TILL, ...OF_CODE, 'gift_card_limit', 'gift_limit_exceeded'],
  })
  sell(
    @KeyRequiredContext() context: RequestContext,
    @Body({ schema: dto.sellGiftCardSchema }) body: dto.PaidGiftBody,
  ): Promise<GiftAnswer> {
    return this.commands.execute(new PayInGiftCard(context, { kind: 'SOLD', body }));
  }

  @Route('POST sell-digital', {
    id: 'sellDigitalGiftCard',
    permission: 'till.sale',
    summary: 'Sell a digital gift card',
    description:
      'A new card, whose code and PIN go to a phone or an e-mail address on the day asked for. The response has neither. A card that is blocked or emptied before that day is not sent. ' +
      "Above the caller's limit it is refused (`gift_limit_exceeded`), since the receiver is kept nowhere.",
    created: dto.giftRecordSchema,
    problems: [...OF_TILL, 'phone_invalid', 'no_message_channel', 'gift_limit_exceeded'],
  })
  sellDigital(
    @KeyRequiredContext() context: RequestContext,
    @Body({ schema: dto.sellDigitalGiftCardSchema }) body: dto.SellDigitalGiftBody,
  ): Promise<dto.GiftRecordAnswer> {
    return this.commands.execute(new SellDigitalGiftCard(context, { body }));
  }

  @Route('POST top-up', {
    id: 'topUpGiftCard',
    permission: 'till.sale',
    summary: 'Top up a sold gift card',
    description: 'At most 10,000,000 minor units are on a card. ' + ABOVE,
    created: dto.giftRecordSchema,
    accepted: changeRequestSchema,
    problems: [...OF_TILL, ...OF_CODE, 'gift_card_limit', 'gift_limit_exceeded'],
  })
  topUp(
    @KeyRequiredContext() context: RequestContext,
    @Body({ schema: dto.topUpGiftCardSchema }) body: dto.PaidGiftBody,
  ): Promise<GiftAnswer> {
    return this.commands.execute(new PayInGiftCard(context, { kind: 'TOPPED_UP', body }));
  }

  @Route('POST balance', {
    id: 'getGiftBalance',
    permission: 'till.sale',
    summary: 'Get the balance of a gift card',
    description: 'After ten wrong PINs within an hour the card is locked for an hour.',
    ok: dto.giftBalanceSchema,
    problems: ['gift_card_unknown', 'locked_out'],
  })
  @OnlyReads()
  balance(@CurrentPrincipal() principal: Principal, @Body({ schema: dto.giftFaceSchema }) body: dto.GiftFaceBody) {
    return this.desk.balanceOf(principal, body);
  }

  @Route('GET at-till', {
    id: 'listTillGiftTransactions',
    permission: 'till.sale',
    summary: 'List the acts of gift cards at a till',
    description:
      'Newest first; for a cashier those of the own shift alone. A spending says how much of it can still go back to its card.',
    ok: dto.tillGiftPageSchema,
    problems: ['not_found', 'restaurant_not_allowed'],
  })
  listAtTill(
    @CurrentPrincipal() principal: Principal,
    @Query({ schema: dto.tillGiftListQuery }) query: z.infer<typeof dto.tillGiftListQuery>,
  ) {
    return this.desk.listAtTill(principal, query);
  }

  @Route('POST spend', {
    id: 'spendGiftCard',
    permission: 'till.sale',
    summary: 'Pay a part of a check',
    description:
      'The card is a means of payment: ring up the sale as one that is paid with money. Two calls at once never spend the same money.',
    created: dto.giftRecordSchema,
    problems: [...OF_TILL, ...OF_CODE, 'gift_card_short'],
  })
  spend(
    @KeyRequiredContext() context: RequestContext,
    @Body({ schema: dto.spendGiftCardSchema }) body: dto.SpendGiftBody,
  ): Promise<dto.GiftRecordAnswer> {
    return this.commands.execute(new SpendGiftCard(context, { body }));
  }

  @Route('POST refund', {
    id: 'refundGiftCard',
    permission: 'till.refund',
    summary: 'Refund a spending to its card',
    description:
      'Parts reach no further than the spending, and no further than the refund of its receipt that they name. The money of a ' +
      'replaced card goes to the card that took its place, and a blocked card takes none. ' +
      'A sale or top-up is no spending: a manager takes its money off (`correctGiftCard`). ' +
      ABOVE,
    created: dto.giftRecordSchema,
    accepted: changeRequestSchema,
    problems: [
      ...OF_TILL,
      'gift_card_state',
      'gift_card_limit',
      'gift_refund_exceeds',
      'gift_not_refundable',
      'gift_refund_receipt',
      'gift_limit_exceeded',
    ],
  })
  refund(
    @KeyRequiredContext() context: RequestContext,
    @Body({ schema: dto.refundGiftCardSchema }) body: dto.RefundGiftBody,
  ): Promise<GiftAnswer> {
    return this.commands.execute(new RefundGiftCard(context, { body }));
  }
}
