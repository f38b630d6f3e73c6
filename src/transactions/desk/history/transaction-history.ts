import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { Snapshots } from '../../../configuration';
import { WITH_INACTIVITY } from '../../../decision';
import { Database, type Statements } from '../../../platform/database/database';
import { decodeCursor, pageFrom } from '../../../platform/http/cursor';
import { WrittenAnswer } from '../../../platform/http/json-answer';
import type { Language } from '../../../platform/language/language';
import { ProblemError } from '../../../platform/problems/problem';
import { districtOf, networkOf, type Principal, requireRestaurant } from '../../../security';
import { refundReasonsOf } from '../../till/responses/refund-reasons.sql';
import { readerOf } from '../../till/responses/shown-names';
import type { Outcome } from '../../ledger/act/till-act';
import { isGuestKnown } from '../../ledger/read/known-guest.sql';
import { findApproval } from '../../till/approvals/approvals.sql';
import {
  INTERNAL_TYPES,
  JOURNAL_COLUMNS,
  type JournalRow,
  listTransfers,
  type TransferRow,
} from '../../ledger/journal/journal-row';
import { actorsFor, type NamedRow, restaurantOf } from './actors';
import { findToldRows, type HistoryRow, listHistory } from './history.sql';
import type { History, TransactionDetail } from './history.dto';
import { pastAnswerOf } from './past-answer';
import { leavingHoles, NO_TEXTS, type PastText, PastTexts, type TextsOfGuest, textOf, writePage } from './past-texts';

const HISTORY = 'history';
const MAX_REFUNDS = 1_000;

/** Reads recorded transactions for people. */
@Injectable()
export class TransactionHistory {
  private readonly texts = new PastTexts();

  constructor(
    private readonly database: Database,
    private readonly snapshots: Snapshots,
  ) {}

  /** One transaction with its lines, transfers and refunds. Guests only see their own. A transaction that waits for approval has no effects yet. */
  async read(principal: Principal, id: string, language: Language): Promise<TransactionDetail> {
    const networkId = networkOf(principal);
    const reader = await this.readerOf(principal, language);
    const tx = this.database.readsOf(networkId);
    const [[row], transfers, refunds, comment] = await Promise.all([
      findToldRows(tx, networkId, [id]),
      listTransfers(tx, networkId, [id]),
      tx.query<JournalRow>(
        `SELECT ${JOURNAL_COLUMNS} FROM transactions t
          WHERE t.network_id = $1 AND t.related_id = $2 AND t.type = 'REFUND' ORDER BY t.id LIMIT $3`,
        [networkId, id, MAX_REFUNDS],
      ),
      tx.maybe<{ comment: string }>`
        SELECT comment FROM transaction_comments WHERE network_id = ${networkId} AND transaction_id = ${id}`,
    ]);
    if (row === undefined || INTERNAL_TYPES.includes(row.type)) return this.readWaiting(tx, principal, id);
    if (principal.kind === 'guest' && row.guestId !== principal.id) throw new ProblemError('not_found');
    if (principal.kind === 'user' && row.restaurantId !== null) requireRestaurant(principal, row.restaurantId);
    const told = { ...reader, refundReason: () => comment?.comment ?? null };
    const actor = actorsFor(principal)(row);
    return Object.assign(pastAnswerOf(row, told, { actor, restaurantName: restaurantOf(row, language) }), {
      transfers: transfers.map(transferAnswerOf),
      comment: principal.kind === 'guest' ? null : (comment?.comment ?? null),
      refunds: refunds.map((refund) => ({ id: refund.id, amount: refund.amount, payable: refund.payable })),
    });
  }

  /** A guest's transactions, newest first; a district manager only sees those of the district. @throws ProblemError `guest_not_found` */
  async list(
    principal: Principal,
    guestId: string,
    page: { readonly limit: number; readonly cursor?: string | undefined },
    language: Language,
  ): Promise<WrittenAnswer<History>> {
    const networkId = networkOf(principal);
    const reader = await this.readerOf(principal, language);
    const before = page.cursor === undefined ? null : decodeCursor(HISTORY, page.cursor, z.int());
    const tx = this.database.readsOf(networkId);
    const known = before === null ? this.texts.of(guestId, reader.names) : NO_TEXTS;
    const rows = await listHistory(tx, networkId, guestId, {
      before,
      limit: page.limit + 1,
      restaurantIds: districtOf(principal),
      known: [...known.keys()],
    });
    if (rows.length === 0 && !(await isGuestKnown(tx, networkId, guestId, { erasedToo: true })))
      throw new ProblemError('guest_not_found');
    const { items, nextCursor } = pageFrom(HISTORY, rows, page.limit, ({ guestVersion }) => guestVersion);
    const told = leavingHoles(reader);
    const past = items.map((row) => ({ row, text: row.known ? keptText(known, row) : textOf(row, told) }));
    if (before === null && items.some((row) => !row.known))
      this.texts.keep(guestId, reader.names, new Map(past.map(({ row, text }) => [row.id, text])));
    const actorOf = actorsFor(principal);
    const valuesOf = (row: NamedRow) => ({
      reason: row.refundReason,
      actor: actorOf(row),
      restaurantName: restaurantOf(row, language),
    });
    return new WrittenAnswer(
      writePage(
        past.map(({ row, text }) => ({ text, values: valuesOf(row) })),
        nextCursor,
      ),
    );
  }

  /** People's reasons, where the act is a refund. */
  refundReason(networkId: string, outcome: Outcome): Promise<(id: string) => string | null> {
    const rows = outcome.kind === 'POSTED' ? [outcome.row] : [];
    return refundReasonsOf(this.database.readsOf(networkId), networkId, rows);
  }

  private async readerOf(principal: Principal, language: Language) {
    return readerOf(await this.snapshots.current(networkOf(principal)), language, principal.kind === 'guest');
  }

  private async readWaiting(tx: Statements, principal: Principal, id: string): Promise<TransactionDetail> {
    const approval = principal.kind === 'guest' ? undefined : await findApproval(tx, networkOf(principal), id);
    if (approval?.status !== 'AWAITING_APPROVAL') throw new ProblemError('not_found');
    if (approval.request.restaurantId !== null) requireRestaurant(principal, approval.request.restaurantId);
    return { id: approval.id, type: approval.type, status: 'AWAITING_APPROVAL' };
  }
}

function keptText(texts: TextsOfGuest, { id }: HistoryRow): PastText {
  const text = texts.get(id);
  if (text === undefined) throw new Error(`the text of ${id} is known and not kept`);
  return text;
}

function transferAnswerOf(transfer: TransferRow) {
  const expires = transfer.expiresAt;
  return {
    n: transfer.n,
    code: transfer.code,
    debit: { account: transfer.debitKind, ownerId: transfer.debitOwner },
    credit: { account: transfer.creditKind, ownerId: transfer.creditOwner },
    amount: transfer.amount,
    unit: transfer.unit,
    lotId: transfer.lotId,
    expiresAt:
      expires === null || !Number.isFinite(expires) || expires === WITH_INACTIVITY
        ? null
        : new Date(expires).toISOString(),
  };
}
