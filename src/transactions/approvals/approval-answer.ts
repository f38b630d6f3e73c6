import type { TillAct } from '../till/till-act';
import type { ApprovalAnswer } from './approval.dto';
import type { ApprovalRow } from './approvals.sql';

type Asked = Pick<ApprovalAnswer, 'direction' | 'reasonCode' | 'comment' | 'saleId' | 'amount'>;

const NOTHING: Asked = { direction: null, reasonCode: null, comment: null, saleId: null, amount: null };

/** What waits, with all that whoever decides has to know of it. */
export function approvalAnswerOf(row: ApprovalRow): ApprovalAnswer {
  return {
    id: row.id,
    type: row.type,
    status: row.status,
    guestId: row.guestId,
    points: row.points,
    ...askedBy(row.request.body),
    requestedBy: row.requestedBy,
    requestedAt: row.requestedAt.toISOString(),
  };
}

function askedBy(body: TillAct['body']): Asked {
  switch (body.kind) {
    case 'MANUAL':
      return { ...NOTHING, direction: body.direction, reasonCode: body.reasonCode, comment: body.comment };
    case 'REFUND':
      return {
        ...NOTHING,
        comment: body.reason,
        saleId: body.saleId,
        amount: body.what.kind === 'AMOUNT' ? body.what.amount : null,
      };
    default:
      return NOTHING;
  }
}
