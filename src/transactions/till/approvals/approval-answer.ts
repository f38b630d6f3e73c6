import type { ExpectedRefund } from '../responses/transaction-answer.dto';
import type { JournalRow } from '../../ledger/journal/journal-row';
import type { TillAct } from '../../ledger/act/till-act';
import type { ApprovalAnswer } from './approval.dto';
import type { ApprovalRow } from './approvals.sql';

/** A request that waits for approval, with the result that it would have now. */
export interface WaitingAct {
  readonly row: ApprovalRow;
  /** The refunded sale. Null for a manual credit or debit. */
  readonly sale: JournalRow | null;
  /** Null: the request moves points by hand, or its refund would be refused now. */
  readonly refund: ExpectedRefund | null;
}

type AskedManual = Pick<
  ApprovalAnswer,
  'direction' | 'reasonCode' | 'comment' | 'beginsOn' | 'endsOn' | 'restaurantIds' | 'categories'
>;

const NOTHING: AskedManual = {
  direction: null,
  reasonCode: null,
  comment: null,
  beginsOn: null,
  endsOn: null,
  restaurantIds: null,
  categories: null,
};

/** The answer for a waiting transaction, with everything that its approver needs to know. */
export function approvalAnswerOf({ row, sale, refund }: WaitingAct): ApprovalAnswer {
  return {
    id: row.id,
    type: row.type,
    status: row.status,
    guestId: row.guestId,
    points: row.points,
    ...askedBy(row.request.body),
    sale: sale === null ? null : saleAnswerOf(sale),
    refund,
    requestedBy: row.requestedBy,
    requestedAt: row.requestedAt.toISOString(),
  };
}

function saleAnswerOf({ id, type, receiptNumber, occurredAt, amount }: JournalRow): ApprovalAnswer['sale'] {
  const kind = type === 'REDEMPTION' ? type : 'SALE';
  return { id, type: kind, receiptNumber, occurredAt: new Date(occurredAt).toISOString(), amount };
}

function listOf(names: readonly string[] | undefined): string[] | null {
  return names === undefined ? null : [...names];
}

function askedBy(body: TillAct['body']): AskedManual {
  switch (body.kind) {
    case 'MANUAL':
      return {
        direction: body.direction,
        reasonCode: body.reasonCode,
        comment: body.comment,
        beginsOn: body.period?.beginsOn ?? null,
        endsOn: body.period?.endsOn ?? null,
        restaurantIds: listOf(body.limit?.restaurantIds),
        categories: listOf(body.limit?.categories),
      };
    case 'REFUND':
      return { ...NOTHING, comment: body.comment ?? body.reason };
    default:
      return NOTHING;
  }
}
