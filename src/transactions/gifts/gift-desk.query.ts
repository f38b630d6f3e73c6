import { Injectable } from '@nestjs/common';
import { Snapshots } from '../../configuration';
import { Clock } from '../../platform/clock/clock';
import { Database } from '../../platform/database/database';
import { csvLine } from '../../platform/http/csv';
import { pageOfSlice, sliceOf, type SortedQuery } from '../../platform/http/list-query';
import { Audit, networkOf, type Principal, type RequestContext } from '../../security';
import { listMergedGuests } from '../ledger/read/lineage.sql';
import { isCashier } from '../till/approvals/refund-limits';
import { placeOf } from '../till/intake/act-intake';
import * as dto from './gift.dto';
import type { GiftState } from './gift-act.rules';
import { printedGiftCode } from './gift-code.rules';
import { getBatch, getCard, GiftCards } from './gift-cards';
import * as sql from './gift-cards.sql';
import { findBeginOfShift } from './gift-limits';

const [BATCHES, CARDS, ACTS] = ['gift-batches', 'gift-cards', 'gift-transactions'] as const;
const [AT_TILL, OWN] = ['gift-till', 'own-gift-transactions'] as const;

/** Reads of gift cards: for managers, for the till, and for the guest who has them. */
@Injectable()
export class GiftDesk {
  constructor(
    private readonly database: Database,
    private readonly snapshots: Snapshots,
    private readonly cards: GiftCards,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  async listBatches(principal: Principal, query: SortedQuery) {
    const networkId = networkOf(principal);
    const rows = await this.database.inNetwork(networkId, (tx) =>
      sql.listBatches(tx, networkId, sliceOf(BATCHES, query)),
    );
    return pageOfSlice(BATCHES, query, rows, ({ id }) => id, dto.batchAnswer);
  }

  /** A CSV file of the codes and PINs of cards that were never sold. The audit records the reader. Throws `not_found`. */
  codesOf({ networkId, author, principal }: RequestContext, id: string): Promise<string> {
    return this.database.inNetwork(networkId, async (tx) => {
      const { name } = await getBatch(tx, networkId, id);
      const faces = await this.cards.download(tx, principal, id);
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
    const rows = await this.database.inNetwork(networkId, (tx) =>
      sql.listCards(tx, networkId, { batchId, state, last4 }, sliceOf(CARDS, query)),
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
      return sql.listTransactions(tx, networkId, cardId, sliceOf(ACTS, query));
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
      return sql.listActsOfTill(tx, networkId, pointOfSaleId, by, sliceOf(AT_TILL, query));
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
    const id = await this.cards.find(principal, code, pin);
    const { profile } = await this.snapshots.current(networkId);
    const card = await this.database.inNetwork(networkId, (tx) => getCard(tx, networkId, id));
    return { ...dto.heldCard(card), currency: profile.currency };
  }

  /** Code and PIN of a card that the guest has. Throws `not_found`. */
  async ownFace(principal: Principal, id: string): Promise<dto.OwnGiftFaceAnswer> {
    const networkId = networkOf(principal);
    const { code, pin } = await this.database.inNetwork(networkId, (tx) =>
      this.cards.faceOfGuest(tx, networkId, id, principal.id),
    );
    return { code: printedGiftCode(code), pin };
  }

  /** Acts of a card that the guest has. Throws `not_found`. */
  async listOwnTransactions(principal: Principal, id: string, query: SortedQuery) {
    const networkId = networkOf(principal);
    const rows = await this.database.inNetwork(networkId, async (tx) => {
      await this.cards.faceOfGuest(tx, networkId, id, principal.id);
      return sql.listHeldActs(tx, networkId, id, sliceOf(OWN, query));
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
    const rows = await this.database.inNetwork(networkId, async (tx) =>
      sql.listCardsOfGuests(tx, networkId, await listMergedGuests(tx, networkId, principal.id)),
    );
    return { currency: profile.currency, items: rows.map(dto.heldCard) };
  }
}
