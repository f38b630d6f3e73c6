import { hash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { z } from 'zod';
import { Clock } from '../../platform/clock/clock';
import { canonicalJson } from '../../platform/http/canonical-json';
import { keyDigest } from '../../platform/claims/claim-digest';
import { Database } from '../../platform/database/database';
import { newId } from '../../platform/ids/ids';
import type { Language } from '../../platform/language/language';
import { NO_ORIGIN, RequestContext } from '../../security';
import {
  ActIntake,
  findClosing,
  findRowOfKey,
  listClosings,
  occurredAtOf,
  type Outcome,
  type QuoteAnswer,
  type QuoteDto,
  Quotes,
  receiptOf,
  type RecordedClosing,
  type ReceiptDto,
  type refundedItems,
  RefundSale,
  saleBodyOf,
  type SaleDto,
  Till,
  UndoSale,
} from '../../transactions';
import { type Connection, principalOfConnection } from '../connections/connection';

/** The part of a sale to refund. Without `amount` and `items`: everything that earlier refunds left of the sale. */
export interface RefundedPart {
  readonly amount?: number | null | undefined;
  readonly items?: z.infer<typeof refundedItems>;
}

/** Older acts count as history, which a connection's scope `import` allows; younger acts name their channel. */
const RECENT_MS = 3_600_000;

/**
 * Sales, receipts and refunds that a till system reports, recorded as ordinary acts of the till. The caller identifies guests as a till system
 * does. Each act happens once for its `key`, which the adapter makes from the till system's data.
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
   * Records a guest's sale or, with `guestId` null, an anonymous receipt.
   *
   * @param channel `TILL` for a check of the hall, `API` for an order from outside, which programmes distinguish; a sale that arrives more than an
   * hour late gets the channel of the API or of an import
   * @param at when the sale happened, in milliseconds, if the sale itself does not say so; left out: now. It is not part of the key's hash, so the
   * same sale tried again later is the same call.
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
      // The till system reports an anonymous receipt once it is paid, so discounts are no longer possible.
      body: guestId === null ? { ...saleBodyOf(dto), isPaid: true } : saleBodyOf(dto),
      pointOfSaleId: dto.pointOfSaleId,
      receipt: receiptOf(dto),
      occurredAt,
      key: { digest: keyDigest(key, connection.id), requestHash: hashOf({ guestId, ...dto }) },
      requestId: null,
      // Set explicitly, so that an earlier look-up of the guest at this till does not count as a stronger identification.
      ...(guestId === null ? {} : { identifiedBy: 'TILL_SYSTEM' as const }),
      ...(occurredAt === null || this.clock.now().getTime() - occurredAt < RECENT_MS ? { channel } : {}),
    });
    return this.till.submit(act);
  }

  /** Refunds all that remains of a sale, a part of its gross amount, or some of its lines. @throws ProblemError 404 for an unknown sale */
  refund(
    connection: Connection,
    saleId: string,
    body: RefundedPart & { readonly reason: string },
    key: string,
  ): Promise<Outcome> {
    const context = this.contextOf(connection, key, { saleId, ...body });
    return this.commands.execute(new RefundSale(context, { saleId, body }));
  }

  /**
   * Voids a sale that the till never learned of, which frees its receipt. If the time for that is over or its points were spent, refunds the sale,
   * and the receipt stays taken.
   */
  async takeBack(connection: Connection, saleId: string, reason: string, key: string): Promise<Outcome> {
    const context = this.contextOf(connection, `${key}/undo`, { saleId });
    const undone = await this.commands.execute(new UndoSale(context, { saleId }));
    return undone.kind === 'REFUSED' ? this.refund(connection, saleId, { reason }, `${key}/refund`) : undone;
  }

  /** The sales of an order, one for each time that it was closed, oldest first. */
  listClosings({ networkId }: Connection, orderId: string): Promise<RecordedClosing[]> {
    return listClosings(this.database.readsOf(networkId), networkId, orderId);
  }

  /** A sale with the amounts that earlier refunds left of it. Undefined: the network has no such row. */
  findClosing({ networkId }: Connection, saleId: string): Promise<RecordedClosing | undefined> {
    return findClosing(this.database.readsOf(networkId), networkId, saleId);
  }

  /** The transaction recorded under this key; undefined: none. */
  findByKey({ networkId, id }: Connection, key: string) {
    return findRowOfKey(this.database.readsOf(networkId), networkId, keyDigest(key, id));
  }

  /** The sale as it would be decided now, without recording it. @throws ProblemError the refusal of the business */
  quote(connection: Connection, guestId: string, dto: QuoteDto): Promise<QuoteAnswer> {
    const named = { ...dto, identifiedBy: 'TILL_SYSTEM' as const };
    return this.quotes.quote(this.contextOf(connection, null, dto), guestId, named);
  }

  /**
   * A call in the name of a connection, made once for its key; with a null key, each time. `body` is everything in the call; a missing
   * `requestHash` is made from it.
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
