import { hash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Clock } from '../../platform/clock/clock';
import { canonicalJson } from '../../platform/http/canonical-json';
import { keyDigest } from '../../platform/claims/claim-digest';
import { Database } from '../../platform/database/database';
import { newId } from '../../platform/ids/ids';
import type { Language } from '../../platform/language/language';
import { NO_ORIGIN, RequestContext } from '../../security';
import {
  ActIntake,
  findRowOfKey,
  occurredAtOf,
  type Outcome,
  type QuoteAnswer,
  type QuoteDto,
  Quotes,
  receiptOf,
  type ReceiptDto,
  RefundSale,
  saleBodyOf,
  type SaleDto,
  Till,
  UndoSale,
} from '../../transactions';
import { type Connection, principalOfConnection } from '../connections/connection';

/** Acts older than this are history, which the scope `import` of a connection allows; younger ones name their channel. */
const RECENT_MS = 3_600_000;

/**
 * Sales, receipts and refunds that a till system records: ordinary acts of the till, by a caller that identifies guests as a
 * till system does. Each happens once for its `key`, which the adapter makes from what the till system sends.
 */
@Injectable()
export class TillActs {
  constructor(
    private readonly database: Database,
    private readonly intake: ActIntake,
    private readonly till: Till,
    private readonly quotes: Quotes,
    private readonly commands: CommandBus,
    private readonly clock: Clock,
  ) {}

  /**
   * A sale of a guest, or with `guestId` null an anonymous receipt.
   *
   * @param channel `TILL` for a check of a restaurant's hall, `API` for an order from outside; conditions of a programme
   *   tell them apart. Sales that arrive more than an hour late have the channel of the API or of an import.
   * @param at when the sale happened, in milliseconds, where the sale itself does not say it; left out: now. No part of
   *   what the key stands for, so a sale that was tried at once is the same one later.
   * @throws ProblemError 404 for a till that the network does not have
   */
  async recordSale(
    connection: Connection,
    guestId: string | null,
    dto: SaleDto | ReceiptDto,
    {
      key,
      channel,
      at = null,
    }: { readonly key: string; readonly channel: 'TILL' | 'API'; readonly at?: number | null },
  ): Promise<Outcome> {
    const occurredAt = occurredAtOf(dto) ?? at;
    const act = await this.intake.place({
      principal: principalOfConnection(connection),
      guestId,
      // A receipt is told of when it is paid; what took money off before that was not asked for here.
      body: guestId === null ? { ...saleBodyOf(dto), isPaid: true } : saleBodyOf(dto),
      pointOfSaleId: dto.pointOfSaleId,
      receipt: receiptOf(dto),
      occurredAt,
      key: { digest: keyDigest(key, connection.id), requestHash: hashOf({ guestId, ...dto }) },
      requestId: null,
      // Named, so that no earlier look-up of the guest by the same till counts as a stronger way.
      ...(guestId === null ? {} : { identifiedBy: 'TILL_SYSTEM' as const }),
      ...(occurredAt === null || this.clock.now().getTime() - occurredAt < RECENT_MS ? { channel } : {}),
    });
    return this.till.submit(act);
  }

  /** All that is left of a sale, or so much of its gross amount. @throws ProblemError 404 for an unknown sale */
  refund(
    connection: Connection,
    saleId: string,
    body: { readonly reason: string; readonly amount?: number | undefined },
    key: string,
  ): Promise<Outcome> {
    const context = this.contextOf(connection, key, { saleId, ...body });
    return this.commands.execute(new RefundSale(context, { saleId, body }));
  }

  /**
   * A sale that the till was not told of never happened: its receipt is free again. Past the time for that, or once its
   * points were spent, it is refunded, and the receipt stays taken.
   */
  async takeBack(connection: Connection, saleId: string, reason: string, key: string): Promise<Outcome> {
    const context = this.contextOf(connection, `${key}/undo`, { saleId });
    const undone = await this.commands.execute(new UndoSale(context, { saleId }));
    return undone.kind === 'REFUSED' ? this.refund(connection, saleId, { reason }, `${key}/refund`) : undone;
  }

  /** The transaction that an act with this key became; undefined: none. */
  findByKey({ networkId, id }: Connection, key: string) {
    return findRowOfKey(this.database.readsOf(networkId), networkId, keyDigest(key, id));
  }

  /** The sale as it would be decided now; nothing is written. @throws ProblemError the refusal of the business */
  quote(connection: Connection, guestId: string, dto: QuoteDto): Promise<QuoteAnswer> {
    const named = { ...dto, identifiedBy: 'TILL_SYSTEM' as const };
    return this.quotes.quote(this.contextOf(connection, null, dto), guestId, named);
  }

  /**
   * A call in the name of a connection, once for its key; with null, each time. `body` is all that the call says, of which
   * `requestHash` is made where it is left out.
   */
  contextOf(
    connection: Connection,
    key: string | null,
    body: object,
    {
      language = 'ru',
      requestHash = hashOf(body),
    }: { readonly language?: Language; readonly requestHash?: string } = {},
  ): RequestContext {
    const ignore = (): void => undefined;
    const { id } = connection;
    const caller = { space: id, makerId: id, requestId: newId(), replayed: ignore, answered: ignore };
    return new RequestContext(principalOfConnection(connection), NO_ORIGIN, { key, requestHash, ...caller }, language);
  }
}

function hashOf(body: object): string {
  return hash('sha256', canonicalJson(body), 'hex');
}
