import { Injectable } from '@nestjs/common';
import type { Tx } from '../../platform/database/database';
import { Handles } from '../../platform/http/handlers-of';
import { KeyedCalls } from '../../platform/http/idempotency/keyed-calls';
import { Audit, type RequestContext, UseCase } from '../../security';
import * as dto from './gift.dto';
import type { ManagersGiftAct } from './gift-act.rules';
import { getCard, GiftCards, type GiftRecord, NO_OCCASION } from './gift-cards';
import { GiftDeliveries } from './gift-deliveries';
import { GiftDesk } from './gift-desk.query';

/** Cards to print, of one batch. */
export class CreateGiftBatch extends UseCase<dto.GiftBatchAnswer, { body: dto.CreateGiftBatchBody }> {}

/** Pays money in: sells an unsold card, or tops a sold one up. */
export class PayInGiftCard extends UseCase<
  dto.GiftRecordAnswer,
  { kind: 'SOLD' | 'TOPPED_UP'; body: dto.PaidGiftBody }
> {}

/** A digital card is sold: its code goes to a phone or an address, and never to the till. */
export class SellDigitalGiftCard extends UseCase<dto.GiftRecordAnswer, { body: dto.SellDigitalGiftBody }> {}

/** A manager sends the code of a sold card, for the first time or again. */
export class SendGiftCard extends UseCase<dto.GiftCardAnswer, { cardId: string; body: dto.SendGiftBody }> {}

/** A card pays a part of a check. */
export class SpendGiftCard extends UseCase<dto.GiftRecordAnswer, { body: dto.SpendGiftBody }> {}

/** Money of a spending goes back to its card. */
export class RefundGiftCard extends UseCase<dto.GiftRecordAnswer, { body: dto.RefundGiftBody }> {}

/** A manager blocks a card, lifts the block, or takes money of a wrong sale off it. */
export class ChangeGiftCard extends UseCase<
  dto.GiftRecordAnswer,
  { cardId: string; act: ManagersGiftAct; reason: string }
> {}

/** The money of a lost or broken card moves to an unsold one. */
export class ReplaceGiftCard extends UseCase<dto.GiftRecordAnswer, { cardId: string; body: dto.ReplaceGiftBody }> {}

/** A guest puts a card into the own cabinet. */
export class ClaimGiftCard extends UseCase<dto.OwnGiftCardsAnswer, { body: dto.GiftFaceBody }> {}

/** A guest gets a new code and PIN for an own card, so that the printed ones stop working. */
export class RecodeGiftCard extends UseCase<dto.OwnGiftCardsAnswer, { cardId: string }> {}

@Injectable()
export class GiftHandlers {
  constructor(
    private readonly keyed: KeyedCalls,
    private readonly cards: GiftCards,
    private readonly deliveries: GiftDeliveries,
    private readonly desk: GiftDesk,
    private readonly audit: Audit,
  ) {}

  @Handles(CreateGiftBatch)
  createGiftBatch({ context, input: { body } }: CreateGiftBatch): Promise<dto.GiftBatchAnswer> {
    const { networkId, author, call, principal } = context;
    return this.keyed.run(networkId, call, 201, async (tx) => {
      const batch = await this.cards.createBatch(tx, networkId, { ...body, createdBy: principal.id });
      const after = { name: body.name, cards: body.count };
      await this.audit.appendChange(tx, networkId, author, 'gift_batch.created', batch.id, { after });
      return dto.batchAnswer(batch);
    });
  }

  /** @throws ProblemError `gift_card_unknown`, `gift_card_state`, `gift_card_limit`, and those of the till */
  @Handles(PayInGiftCard)
  async payInGiftCard({ context, input: { kind, body } }: PayInGiftCard): Promise<dto.GiftRecordAnswer> {
    const { networkId, call, principal } = context;
    const cardId = await this.cards.find(principal, body.code, null);
    return this.keyed.run(networkId, call, 201, async (tx) => {
      const act = { kind, amount: body.amount };
      return dto.recordAnswer(await this.cards.record(tx, principal, cardId, act, occasionOf(body)));
    });
  }

  /** @throws ProblemError `phone_invalid`, `invalid_body`, `no_message_channel`, `gift_card_limit`, and those of the till */
  @Handles(SellDigitalGiftCard)
  async sellDigitalGiftCard({ context, input: { body } }: SellDigitalGiftCard): Promise<dto.GiftRecordAnswer> {
    const { networkId, call, principal } = context;
    const sending = await this.deliveries.plan(networkId, body.send);
    return this.keyed.run(networkId, call, 201, async (tx) => {
      const cardId = await this.cards.createDigital(tx, principal, sending.today);
      const act = { kind: 'SOLD', amount: body.amount } as const;
      const record = await this.cards.record(tx, principal, cardId, act, occasionOf(body));
      await this.deliveries.send(tx, networkId, cardId, sending);
      return dto.recordAnswer(record);
    });
  }

  /** @throws ProblemError `not_found`, `gift_card_state`, `phone_invalid`, `invalid_body`, `no_message_channel` */
  @Handles(SendGiftCard)
  async sendGiftCard({ context, input: { cardId, body } }: SendGiftCard): Promise<dto.GiftCardAnswer> {
    const { networkId, author, call } = context;
    const sending = await this.deliveries.plan(networkId, body.send);
    return this.keyed.run(networkId, call, 200, async (tx) => {
      await this.deliveries.send(tx, networkId, cardId, sending);
      const after = { channel: sending.channel, dueAt: sending.dueAt.toISOString(), reason: body.reason };
      await this.audit.appendChange(tx, networkId, author, 'gift_card.sent', cardId, { after });
      return dto.cardAnswer(await getCard(tx, networkId, cardId));
    });
  }

  /** @throws ProblemError `gift_card_unknown`, `gift_card_state`, `gift_card_short`, and those of the till */
  @Handles(SpendGiftCard)
  async spendGiftCard({ context, input: { body } }: SpendGiftCard): Promise<dto.GiftRecordAnswer> {
    const { networkId, call, principal } = context;
    const cardId = await this.cards.find(principal, body.code, body.pin);
    return this.keyed.run(networkId, call, 201, async (tx) => {
      const act = { kind: 'SPENT', amount: body.amount } as const;
      return dto.recordAnswer(await this.cards.record(tx, principal, cardId, act, occasionOf(body)));
    });
  }

  /** @throws ProblemError `not_found`, `gift_refund_exceeds`, and those of the till */
  @Handles(RefundGiftCard)
  refundGiftCard({ context, input: { body } }: RefundGiftCard): Promise<dto.GiftRecordAnswer> {
    const { networkId, call, principal } = context;
    const { transactionId, amount } = body;
    return this.keyed.run(networkId, call, 201, async (tx) =>
      dto.recordAnswer(await this.cards.refund(tx, principal, transactionId, amount, occasionOf(body))),
    );
  }

  /** @throws ProblemError `not_found`, `gift_card_state`, `gift_card_short` */
  @Handles(ChangeGiftCard)
  changeGiftCard({ context, input: { cardId, act, reason } }: ChangeGiftCard): Promise<dto.GiftRecordAnswer> {
    const { networkId, call, principal } = context;
    return this.keyed.run(networkId, call, 200, async (tx) => {
      const record = await this.cards.record(tx, principal, cardId, act, { ...NO_OCCASION, reason });
      await note(this.audit, tx, context, `gift_card.${act.kind.toLowerCase()}`, cardId, record);
      return dto.recordAnswer(record);
    });
  }

  /** @throws ProblemError `not_found`, `gift_card_unknown`, `gift_card_state` */
  @Handles(ReplaceGiftCard)
  async replaceGiftCard({ context, input: { cardId, body } }: ReplaceGiftCard): Promise<dto.GiftRecordAnswer> {
    const { networkId, call, principal } = context;
    const byId = await this.cards.find(principal, body.code, null);
    return this.keyed.run(networkId, call, 200, async (tx) => {
      const record = await this.cards.replace(tx, principal, cardId, byId, body.reason);
      await note(this.audit, tx, context, 'gift_card.replaced', cardId, record);
      return dto.recordAnswer(record);
    });
  }

  /** @throws ProblemError `gift_card_unknown`, `gift_card_state` */
  @Handles(ClaimGiftCard)
  async claimGiftCard({ context, input: { body } }: ClaimGiftCard): Promise<dto.OwnGiftCardsAnswer> {
    const { networkId, call, principal } = context;
    const cardId = await this.cards.find(principal, body.code, body.pin);
    await this.keyed.run(networkId, call, 201, async (tx) => {
      const { card } = await this.cards.record(tx, principal, cardId, { kind: 'CLAIMED' }, NO_OCCASION);
      return { id: card.id };
    });
    return this.desk.listOwn(principal);
  }

  /** @throws ProblemError `not_found`, `gift_card_state` */
  @Handles(RecodeGiftCard)
  async recodeGiftCard({ context, input: { cardId } }: RecodeGiftCard): Promise<dto.OwnGiftCardsAnswer> {
    const { networkId, call, principal } = context;
    await this.keyed.run(networkId, call, 200, async (tx) => {
      await this.cards.recode(tx, principal, cardId);
      return { id: cardId };
    });
    return this.desk.listOwn(principal);
  }
}

function occasionOf({ pointOfSaleId, receiptNumber }: Pick<dto.PaidGiftBody, 'pointOfSaleId' | 'receiptNumber'>) {
  return { ...NO_OCCASION, pointOfSaleId, receiptNumber: receiptNumber ?? null };
}

function note(
  audit: Audit,
  tx: Tx,
  { networkId, author }: RequestContext,
  action: string,
  cardId: string,
  { card, transaction }: GiftRecord,
): Promise<void> {
  const after = { state: card.state, amount: transaction.amount, balance: card.balance };
  return audit.appendChange(tx, networkId, author, action, cardId, { after });
}
