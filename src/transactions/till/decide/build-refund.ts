import { minorUnits, points, type RefundAct } from '../../../decision';
import type { JournalRow } from '../../ledger/journal/journal-row';
import {
  decodeDivision,
  decodeRefundDetails,
  decodeSaleDetails,
  rewardCodesOf,
} from '../../ledger/journal/stored-json';
import { type BuildContext, type BuiltAct, emptyFrame, type PreparedAct } from './built-act';
import { refusing, type Refusing } from '../../ledger/act/refusing';
import type { RefundBody } from '../../ledger/act/till-act';

const UNDO_WINDOW_MS = 60_000;

export function buildRefund(prepared: PreparedAct, body: RefundBody, context: BuildContext): BuiltAct | Refusing {
  const related = prepared.related;
  if (related === null || (related.row.type !== 'SALE' && related.row.type !== 'REDEMPTION'))
    return refusing('not_refundable');
  const sale = related.row;
  const program = sale.programVersion === null ? undefined : context.snapshot.programOfVersion(sale.programVersion);
  if (program === undefined) return refusing('no_program');
  const refunds = related.others.filter((other) => other.type === 'REFUND');
  // A receipt that a guest has claimed is refunded by the guest's sale, a redemption that its sale took in by the sale.
  const heir = related.others.find((other) => other.type === 'SALE');
  if (heir !== undefined) return refusing('not_refundable', { transactionId: heir.id });
  if (body.undo) {
    const refused = refuseUndo(sale, refunds, context);
    if (refused !== null) return refused;
  }
  return {
    act: {
      kind: 'REFUND',
      saleId: sale.id,
      lines: decodeDivision(sale),
      details: decodeSaleDetails(sale, program.program),
      refunds: refunds.map(decodeRefundDetails),
      rewards: rewardCodesOf(sale),
      expired: points(related.expired),
      what: refundedOf(body),
    },
    program: program.program,
    frame: { ...emptyFrame('REFUND', program), relatedId: sale.id, reasonCode: body.undo ? 'UNDO' : body.reason },
  };
}

function refundedOf({ what }: RefundBody): RefundAct['what'] {
  switch (what.kind) {
    case 'ALL':
      return what;
    case 'AMOUNT':
      return { kind: 'AMOUNT', amount: minorUnits(what.amount) };
    case 'LINES':
      return {
        kind: 'LINES',
        lines: what.lines.map((line) => ({ ...line, total: line.total === null ? null : minorUnits(line.total) })),
      };
  }
}

function refuseUndo(sale: JournalRow, refunds: readonly JournalRow[], context: BuildContext): Refusing | null {
  if (context.now - sale.recordedAt > UNDO_WINDOW_MS) return refusing('undo_window_over');
  if (refunds.length > 0) return refusing('not_refundable', { transactionId: refunds[0]?.id });
  if (sale.pointsEarned === 0 || sale.guestId === null) return null;
  const lot = context.guest.lots?.find((candidate) => candidate.lotId === sale.id);
  // What an older debt took out of the lot at once was not spent by the guest.
  const untouched = lot !== undefined && lot.remaining === lot.amount && lot.held === 0;
  return untouched ? null : refusing('points_already_spent');
}
