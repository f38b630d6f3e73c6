import { Injectable } from '@nestjs/common';
import { Snapshots } from '../../configuration';
import { Clock } from '../../platform/clock/clock';
import { Database } from '../../platform/database/database';
import { sql, when } from '../../platform/database/sql';
import { csvLine } from '../../platform/http/csv';
import { orderOf, pageOfSlice, sliceOf, type SortedQuery } from '../../platform/http/list-query';
import { Audit, networkOf, type Principal, type RequestContext } from '../../security';
import { listMergedGuests } from '../ledger/read/lineage.sql';
import { isCashier } from '../till/approvals/refund-limits';
import { placeOf } from '../till/intake/act-intake';
import * as dto from './gift.dto';
import type { GiftKind, GiftState } from './gift-act.rules';
import { printedGiftCode } from './gift-code.rules';
import { getBatch, GiftBatches } from './gift-batches';
import {
  BATCH_COLUMNS,
  CARD_COLUMNS,
  type GiftBatchRow,
  type GiftCardRow,
  type GiftTransactionRow,
  LEFT,
  TRANSACTION_COLUMNS,
} from './gift-cards.sql';
import { GiftFaces } from './gift-faces';
import { getCard } from './gift-journal';
import { findBeginOfShift } from './gift-limits';

/** An act of a gift card at a till, with the last four digits of the card's code. */
interface TillGiftRow {
  readonly id: string;
  readonly kind: Extract<GiftKind, 'SOLD' | 'TOPPED_UP' | 'SPENT' | 'REFUNDED'>;
  readonly last4: string;
  readonly amount: number;
  readonly balance: number;
  /** How much of the payment was not refunded yet. Null: the act is no payment. */
  readonly left: number | null;
  readonly receiptNumber: string | null;
  readonly recordedAt: Date;
}

const [BATCHES, CARDS, ACTS] = ['gift-batches', 'gift-cards', 'gift-transactions'] as const;
const [AT_TILL, OWN] = ['gift-till', 'own-gift-transactions'] as const;

/** Reads of gift cards: for managers, for the till, and for the guest who has them. */
@Injectable()
export class GiftDesk {
  constructor(
    private readonly database: Database,
    private readonly snapshots: Snapshots,
    private readonly batches: GiftBatches,
    private readonly faces: GiftFaces,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  async listBatches(principal: Principal, query: SortedQuery) {
    const networkId = networkOf(principal);
    const slice = sliceOf(BATCHES, query);
    const rows = await this.database.inNetwork(
      networkId,
      (tx) =>
        tx.query<GiftBatchRow>`
        SELECT ${BATCH_COLUMNS} FROM gift_batches b WHERE b.network_id = ${networkId} AND b.id > ${slice.after}
               AND b.id < ${slice.before} AND NOT b.digital
             ORDER BY b.id ${orderOf(slice)} LIMIT ${slice.limit}`,
    );
    return pageOfSlice(BATCHES, query, rows, ({ id }) => id, dto.batchAnswer);
  }

  /** A CSV file of the codes and PINs of cards that were never sold. The audit records the reader. Throws `not_found`. */
  codesOf({ networkId, author, principal }: RequestContext, id: string): Promise<string> {
    return this.database.inNetwork(networkId, async (tx) => {
      const { name } = await getBatch(tx, networkId, id);
      const faces = await this.batches.download(tx, principal, id);
      const after = { name, cards: faces.length };
      await this.audit.appendChange(tx, networkId, author, 'gift_batch.downloaded', id, { after });
      const lines = faces.map(({ number, face }) => csvLine([number, printedGiftCode(face.code), face.pin]));
      return [csvLine(['number', 'code', 'pin']), ...lines].join('');
    });
  }

  async listCards(
    principal: Principal,
    query: SortedQuery & {
      readonly batchId?: string | undefined;
      readonly state?: GiftState | undefined;
      readonly last4?: string | undefined;
    },
  ) {
    const networkId = networkOf(principal);
    const { batchId = null, state = null, last4 = null } = query;
    const slice = sliceOf(CARDS, query);
    const rows = await this.database.inNetwork(
      networkId,
      (tx) =>
        tx.query<GiftCardRow>`SELECT ${CARD_COLUMNS} FROM gift_cards c
        WHERE c.network_id = ${networkId} AND c.id > ${slice.after} AND c.id < ${slice.before}
        ${when(batchId !== null, sql`AND c.batch_id = ${batchId}`)}
          ${when(state !== null, sql`AND c.state = ${state}`)} ${when(last4 !== null, sql`AND c.last4 = ${last4}`)}
        ORDER BY c.id ${orderOf(slice)} LIMIT ${slice.limit}`,
    );
    return pageOfSlice(CARDS, query, rows, ({ id }) => id, dto.cardAnswer);
  }

  /** Throws `not_found`. */
  async getCard(principal: Principal, id: string): Promise<dto.GiftCardAnswer> {
    const networkId = networkOf(principal);
    return dto.cardAnswer(await this.database.inNetwork(networkId, (tx) => getCard(tx, networkId, id)));
  }

  /** Throws `not_found`. */
  async listTransactions(principal: Principal, cardId: string, query: SortedQuery) {
    const networkId = networkOf(principal);
    const rows = await this.database.inNetwork(networkId, async (tx) => {
      await getCard(tx, networkId, cardId);
      const slice = sliceOf(ACTS, query);
      return tx.query<GiftTransactionRow>`SELECT ${TRANSACTION_COLUMNS} FROM gift_transactions t
        WHERE t.network_id = ${networkId} AND t.card_id = ${cardId} AND t.id > ${slice.after} AND t.id < ${slice.before}
          ORDER BY t.id ${orderOf(slice)} LIMIT ${slice.limit}`;
    });
    return pageOfSlice(ACTS, query, rows, ({ id }) => id, dto.transactionAnswer);
  }

  /**
   * Acts of gift cards at a till, even a closed one; for a cashier those of the own shift alone. Throws `not_found` and
   * `restaurant_not_allowed`.
   */
  async listAtTill(principal: Principal, query: SortedQuery & { readonly pointOfSaleId: string }) {
    const networkId = networkOf(principal);
    const snapshot = await this.snapshots.current(networkId);
    const { pointOfSaleId } = placeOf(snapshot, principal, query.pointOfSaleId);
    const actorId = principal.id;
    const rows = await this.database.inNetwork(networkId, async (tx) => {
      const now = this.clock.now();
      const by = isCashier(principal)
        ? { actorId, since: await findBeginOfShift(tx, snapshot.profile, actorId, pointOfSaleId, now) }
        : null;
      // `by`: only acts of this person from a time on.
      const slice = sliceOf(AT_TILL, query);
      const ofPerson = by === null ? sql`` : sql`AND t.actor_id = ${by.actorId} AND t.recorded_at >= ${by.since}`;
      return tx.query<TillGiftRow>`
        SELECT t.id, t.kind AS "kind!", c.last4, t.amount, t.balance, t.receipt_number, t.recorded_at,
               CASE WHEN t.kind = 'SPENT' THEN ${LEFT} END AS left
             FROM gift_transactions t JOIN gift_cards c ON c.network_id = t.network_id AND c.id = t.card_id
             WHERE t.network_id = ${networkId} AND t.point_of_sale_id = ${pointOfSaleId} AND t.id > ${slice.after} AND t.id < ${slice.before} ${ofPerson}
             ORDER BY t.id ${orderOf(slice)} LIMIT ${slice.limit}`;
    });
    return pageOfSlice(
      AT_TILL,
      query,
      rows,
      ({ id }) => id,
      (row) => ({ ...row, recordedAt: row.recordedAt.toISOString() }),
    );
  }

  /** Throws `gift_card_unknown` and `locked_out`. */
  async balanceOf(principal: Principal, { code, pin }: dto.GiftFaceBody): Promise<dto.GiftBalanceAnswer> {
    const networkId = networkOf(principal);
    const id = await this.faces.find(principal, code, pin);
    const { profile } = await this.snapshots.current(networkId);
    const card = await this.database.inNetwork(networkId, (tx) => getCard(tx, networkId, id));
    return { ...dto.heldCard(card), currency: profile.currency };
  }

  /** Code and PIN of a card that the guest has. Throws `not_found`. */
  async ownFace(principal: Principal, id: string): Promise<dto.OwnGiftFaceAnswer> {
    const networkId = networkOf(principal);
    const { code, pin } = await this.database.inNetwork(networkId, (tx) =>
      this.faces.getOfGuest(tx, networkId, id, principal.id),
    );
    return { code: printedGiftCode(code), pin };
  }

  /** Acts of a card that the guest has. Throws `not_found`. */
  async listOwnTransactions(principal: Principal, id: string, query: SortedQuery) {
    const networkId = networkOf(principal);
    const rows = await this.database.inNetwork(networkId, async (tx) => {
      await this.faces.getOfGuest(tx, networkId, id, principal.id);
      const slice = sliceOf(OWN, query);
      return tx.query<{
        id: string;
        kind: GiftKind;
        amount: number;
        balance: number;
        restaurantName: string | null;
        recordedAt: Date;
      }>`SELECT t.id, t.kind, t.amount, t.balance, t.recorded_at,
          (SELECT r.name FROM restaurants r WHERE r.network_id = ${networkId} AND r.id = t.restaurant_id) AS restaurant_name
        FROM gift_transactions t
        WHERE t.network_id = ${networkId} AND t.card_id = ${id} AND t.id > ${slice.after} AND t.id < ${slice.before} ORDER BY t.id ${orderOf(slice)}
        LIMIT ${slice.limit}`;
    });
    return pageOfSlice(
      OWN,
      query,
      rows,
      (row) => row.id,
      (row) => ({ ...row, recordedAt: row.recordedAt.toISOString() }),
    );
  }

  /** Cards claimed by the guest, or by a guest merged into this one. */
  async listOwn(principal: Principal): Promise<dto.OwnGiftCardsAnswer> {
    const networkId = networkOf(principal);
    const { profile } = await this.snapshots.current(networkId);
    // Cards of these guests that can be spent, are blocked or have ended; the newest first, at most 50.
    const rows = await this.database.inNetwork(
      networkId,
      async (tx) =>
        tx.query<GiftCardRow>`SELECT ${CARD_COLUMNS} FROM gift_cards c
        WHERE c.network_id = ${networkId} AND c.guest_id = ANY (${await listMergedGuests(tx, networkId, principal.id)}::uuid[])
          AND c.state IN ('ACTIVE', 'BLOCKED', 'ENDED') ORDER BY c.id DESC
        LIMIT 50`,
    );
    return { currency: profile.currency, items: rows.map(dto.heldCard) };
  }
}
