import { Injectable } from '@nestjs/common';
import type { Tx } from '../../platform/database/database';
import { Handles } from '../../platform/http/handlers-of';
import { KeyedCalls } from '../../platform/http/idempotency/keyed-calls';
import {
  type AuditChange,
  Audit,
  type ChangeRequestAnswer,
  type RequestContext,
  statusOr,
  UseCase,
} from '../../security';
import * as dto from './gift.dto';
import type { ManagersGiftAct } from './gift-act.rules';
import { GiftBatches } from './gift-batches';
import { GiftCards } from './gift-cards';
import { GiftFaces } from './gift-faces';
import { getCard, type GiftRecord, NO_OCCASION } from './gift-journal';
import { GiftRefunds } from './gift-refunds';
import { GiftReplacements } from './gift-replacements';
import { GiftDeliveries } from './gift-deliveries';
import { GiftDesk } from './gift-desk.query';
import { GiftRequests } from './gift-requests';

/** The record of an act, or the change request (202) of one above the caller's limit. */
export type GiftAnswer = dto.GiftRecordAnswer | ChangeRequestAnswer;

/** Cards to print, of one batch. */
export class CreateGiftBatch extends UseCase<dto.GiftBatchAnswer, { body: dto.CreateGiftBatchBody }> {}

/** Pays money in: sells an unsold card, or tops a sold one up. Above the caller's limit it waits (202), as the other acts do. */
export class PayInGiftCard extends UseCase<GiftAnswer, { kind: 'SOLD' | 'TOPPED_UP'; body: dto.PaidGiftBody }> {}

/** A digital card is sold: its code goes to a phone or an address, and never to the till. */
export class SellDigitalGiftCard extends UseCase<dto.GiftRecordAnswer, { body: dto.SellDigitalGiftBody }> {}

/** A manager sends the code of a sold card, for the first time or again. */
export class SendGiftCard extends UseCase<dto.GiftCardAnswer, { cardId: string; body: dto.SendGiftBody }> {}

/** A card pays a part of a check. */
export class SpendGiftCard extends UseCase<dto.GiftRecordAnswer, { body: dto.SpendGiftBody }> {}

/** Money of a spending goes back to its card. */
export class RefundGiftCard extends UseCase<GiftAnswer, { body: dto.RefundGiftBody }> {}

/** A manager blocks a card, lifts the block, or takes money of a wrong sale off it. */
export class ChangeGiftCard extends UseCase<GiftAnswer, { cardId: string; act: ManagersGiftAct; reason: string }> {}

/** The money of a lost or broken card moves to an unsold one. */
export class ReplaceGiftCard extends UseCase<GiftAnswer, { cardId: string; body: dto.ReplaceGiftBody }> {}

/** A guest puts a card into the own cabinet. */
export class ClaimGiftCard extends UseCase<dto.OwnGiftCardsAnswer, { body: dto.GiftFaceBody }> {}

/** A guest gets a new code and PIN for an own card, so that the printed ones stop working. */
export class RecodeGiftCard extends UseCase<dto.OwnGiftCardsAnswer, { cardId: string }> {}

/** Cards before their money is spent: batches to print, digital cards that are sold, and codes that are sent. */
@Injectable()
export class GiftIssueHandlers {
  constructor(
    private readonly keyed: KeyedCalls,
    private readonly batches: GiftBatches,
    private readonly cards: GiftCards,
    private readonly deliveries: GiftDeliveries,
    private readonly requests: GiftRequests,
    private readonly audit: Audit,
  ) {}

  @Handles(CreateGiftBatch)
  createGiftBatch({ context, input: { body } }: CreateGiftBatch): Promise<dto.GiftBatchAnswer> {
    const { networkId, author, call, principal } = context;
    return this.keyed.run(networkId, call, 201, async (tx) => {
      const batch = await this.batches.create(tx, networkId, { ...body, createdBy: principal.id });
      const after = { name: body.name, cards: body.count };
      await this.audit.appendChange(tx, networkId, author, 'gift_batch.created', batch.id, { after });
      return dto.batchAnswer(batch);
    });
  }

  /** @throws ProblemError `phone_invalid`, `invalid_body`, `no_message_channel`, `gift_card_limit`, `gift_limit_exceeded`, and those of the till */
  @Handles(SellDigitalGiftCard)
  async sellDigitalGiftCard({ context, input: { body } }: SellDigitalGiftCard): Promise<dto.GiftRecordAnswer> {
    const { networkId, call, principal } = context;
    const sending = await this.deliveries.plan(networkId, body.send);
    return this.keyed.run(networkId, call, 201, async (tx) => {
      const act = { kind: 'SOLD', amount: body.amount } as const;
      const occasion = occasionOf(body);
      await this.requests.requireWithin(tx, principal, act, occasion);
      const cardId = await this.batches.createDigital(tx, principal, sending.today);
      const record = await this.cards.record(tx, principal, cardId, act, occasion);
      await this.deliveries.send(tx, networkId, cardId, sending);
      return dto.recordAnswer(record);
    });
  }

  /** @throws ProblemError `not_found`, `gift_card_state`, `phone_invalid`, `invalid_body`, `no_message_channel`, `gift_limit_exceeded` */
  @Handles(SendGiftCard)
  async sendGiftCard({ context, input: { cardId, body } }: SendGiftCard): Promise<dto.GiftCardAnswer> {
    const { networkId, author, call, principal } = context;
    const sending = await this.deliveries.plan(networkId, body.send);
    return this.keyed.run(networkId, call, 200, async (tx) => {
      const { balance } = await getCard(tx, networkId, cardId);
      await this.requests.requireWithin(tx, principal, { kind: 'SENT', amount: balance }, NO_OCCASION);
      await this.cards.record(tx, principal, cardId, { kind: 'SENT' }, { ...NO_OCCASION, reason: body.reason });
      await this.deliveries.send(tx, networkId, cardId, sending);
      const after = { channel: sending.channel, dueAt: sending.dueAt.toISOString(), reason: body.reason };
      await this.audit.appendChange(tx, networkId, author, 'gift_card.sent', cardId, { after });
      return dto.cardAnswer(await getCard(tx, networkId, cardId));
    });
  }
}

/** Money and states of sold cards. */
@Injectable()
export class GiftActHandlers {
  constructor(
    private readonly keyed: KeyedCalls,
    private readonly faces: GiftFaces,
    private readonly cards: GiftCards,
    private readonly refunds: GiftRefunds,
    private readonly replacements: GiftReplacements,
    private readonly requests: GiftRequests,
    private readonly audit: Audit,
  ) {}

  /** @throws ProblemError `gift_card_unknown`, `gift_card_state`, `gift_card_limit`, `gift_limit_exceeded`, and those of the till */
  @Handles(PayInGiftCard)
  async payInGiftCard({ context, input: { kind, body } }: PayInGiftCard): Promise<GiftAnswer> {
    const { networkId, call, principal } = context;
    const cardId = await this.faces.find(principal, body.code, null);
    return this.keyed.run<GiftAnswer>(networkId, call, statusOr(201), async (tx) => {
      const act = { kind, amount: body.amount };
      const occasion = occasionOf(body);
      const waiting = await this.requests.findForMoney(tx, context, cardId, act, occasion);
      return waiting ?? dto.recordAnswer(await this.cards.record(tx, principal, cardId, act, occasion));
    });
  }

  /** @throws ProblemError `gift_card_unknown`, `gift_card_state`, `gift_card_short`, and those of the till */
  @Handles(SpendGiftCard)
  async spendGiftCard({ context, input: { body } }: SpendGiftCard): Promise<dto.GiftRecordAnswer> {
    const { networkId, call, principal } = context;
    const cardId = await this.faces.find(principal, body.code, body.pin);
    return this.keyed.run(networkId, call, 201, async (tx) => {
      const act = { kind: 'SPENT', amount: body.amount } as const;
      return dto.recordAnswer(await this.cards.record(tx, principal, cardId, act, occasionOf(body)));
    });
  }

  /** @throws ProblemError `not_found`, `gift_limit_exceeded`, those of `GiftRefunds.refund` and of the till */
  @Handles(RefundGiftCard)
  refundGiftCard({ context, input: { body } }: RefundGiftCard): Promise<GiftAnswer> {
    const { networkId, call, principal } = context;
    const { transactionId: spendingId, amount } = body;
    return this.keyed.run<GiftAnswer>(networkId, call, statusOr(201), async (tx) => {
      const receiptRefundId =
        body.receiptRefundId ?? (await this.requests.findReceiptRefund(tx, networkId, spendingId, amount));
      const occasion = { ...occasionOf(body), receiptRefundId };
      const part = { spendingId, amount, toBlocked: false };
      const waiting = await this.requests.findForRefund(tx, context, part, occasion);
      return waiting ?? dto.recordAnswer(await this.refunds.refund(tx, principal, part, occasion));
    });
  }

  /** @throws ProblemError `not_found`, `gift_card_state`, `gift_card_short`, `gift_limit_exceeded` */
  @Handles(ChangeGiftCard)
  changeGiftCard({ context, input: { cardId, act, reason } }: ChangeGiftCard): Promise<GiftAnswer> {
    const { networkId, call, principal } = context;
    const occasion = { ...NO_OCCASION, reason };
    return this.keyed.run<GiftAnswer>(networkId, call, statusOr(200), async (tx) => {
      const waiting =
        act.kind === 'CORRECTED' ? await this.requests.findForMoney(tx, context, cardId, act, occasion) : null;
      if (waiting !== null) return waiting;
      const record = await this.cards.record(tx, principal, cardId, act, occasion);
      await note(
        this.audit,
        tx,
        context,
        `gift_card.${act.kind.toLowerCase() as Lowercase<typeof act.kind>}`,
        cardId,
        record,
      );
      return dto.recordAnswer(record);
    });
  }

  /** @throws ProblemError `not_found`, `gift_card_unknown`, `gift_card_state`, `gift_limit_exceeded` */
  @Handles(ReplaceGiftCard)
  async replaceGiftCard({ context, input: { cardId, body } }: ReplaceGiftCard): Promise<GiftAnswer> {
    const { networkId, call, principal } = context;
    const byId = await this.faces.find(principal, body.code, null);
    return this.keyed.run<GiftAnswer>(networkId, call, statusOr(200), async (tx) => {
      const replacement = { byId, reason: body.reason };
      const waiting = await this.requests.findForReplacement(tx, context, cardId, replacement);
      if (waiting !== null) return waiting;
      const record = await this.replacements.replace(tx, principal, { cardId, ...replacement });
      await note(this.audit, tx, context, 'gift_card.replaced', cardId, record);
      return dto.recordAnswer(record);
    });
  }
}

/** Cards in the cabinet of the guest who has them. */
@Injectable()
export class OwnGiftHandlers {
  constructor(
    private readonly keyed: KeyedCalls,
    private readonly faces: GiftFaces,
    private readonly cards: GiftCards,
    private readonly desk: GiftDesk,
  ) {}

  /** @throws ProblemError `gift_card_unknown`, `gift_card_state` */
  @Handles(ClaimGiftCard)
  async claimGiftCard({ context, input: { body } }: ClaimGiftCard): Promise<dto.OwnGiftCardsAnswer> {
    const { networkId, call, principal } = context;
    const cardId = await this.faces.find(principal, body.code, body.pin);
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
  action: AuditChange,
  cardId: string,
  { card, transaction }: GiftRecord,
): Promise<void> {
  const after = { state: card.state, amount: transaction.amount, balance: card.balance };
  return audit.appendChange(tx, networkId, author, action, cardId, { after });
}
