import { invariant, minorUnits, points, type RefundAct, type RefundDetails } from '../../../decision';
import { claimDigest } from '../../../platform/claims/claim-digest';
import { refusing, type RefusalReason } from '../../ledger/act/refusing';
import type { RefundBody } from '../../ledger/act/till-act';
import type { JournalRow } from '../../ledger/journal/journal-columns';
import {
  decodeDivision,
  decodeRefundDetails,
  decodeSaleDetails,
  rewardCodesOf,
} from '../../ledger/journal/stored-json';
import { type BuildContext, emptyFrame } from './built-act';
import { type KindOfAct, NO_GROUNDS } from './kind';

const UNDO_WINDOW_MS = 60_000;

/** A refund of a sale or redemption, in whole or in part. */
export const refund: KindOfAct<RefundBody, RefundAct> = {
  row: 'REFUND',
  build({ act, related }, body, context) {
    if (related === null || (related.row.type !== 'SALE' && related.row.type !== 'REDEMPTION'))
      return refusing('not_refundable');
    const sale = related.row;
    const program = sale.programVersion === null ? undefined : context.snapshot.programOfVersion(sale.programVersion);
    if (program === undefined) return refusing('no_program');
    const refunds = related.others.filter((other) => other.type === 'REFUND');
    // A claimed receipt is refunded through the guest's sale; a redemption that a sale joined, through that sale.
    const heir = related.others.find((other) => other.type === 'SALE');
    if (heir !== undefined) return refusing('not_refundable', { transactionId: heir.id });
    if (body.undo) {
      const refused = refuseUndo(sale, refunds, context);
      if (refused !== null) return refused;
    }
    const frame = {
      ...emptyFrame('REFUND', program),
      relatedId: sale.id,
      reasonCode: body.undo ? 'UNDO' : body.reason,
    };
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
      // A refund that waited for approval keeps the id of its request, so ids do not tell the order of refunds. The
      // turn does.
      frame: act.guestId === null ? { ...frame, turn: related.others.length + 1 } : frame,
    };
  },
  outlivesGuest: true,
  needsLots: () => true,
  fromRow(row, history, program) {
    const sale = history.find(row.relatedId);
    if (sale?.type === 'AWARD') return null;
    invariant(sale !== undefined, `the refund ${row.id} names a sale of its guest`);
    const details = decodeRefundDetails(row);
    return {
      kind: 'REFUND',
      saleId: sale.id,
      lines: decodeDivision(sale),
      details: decodeSaleDetails(sale, program),
      refunds: history.refundsOf(sale.id),
      rewards: rewardCodesOf(sale),
      expired: points(history.expiredOf(sale.id)),
      what: refundedParts(details),
      ...(row.discount > 0 && !saysDiscounts(details) ? { withoutDiscounts: true } : {}),
      ...(details.begunFirst === true ? {} : { olderFirst: true }),
    };
  },
  related: ({ saleId }) => saleId,
  isBatchedByImports: true,
  concernsSold: true,
  // An anonymous sale has no guest to lock, so its refunds claim turns: the nth refund claims the nth turn.
  claims: ({ act }, { saleId }, row) =>
    act.guestId === null
      ? [
          {
            kind: 'REFUND_TURN',
            digest: claimDigest('REFUND_TURN', saleId, String(row.guestVersion)),
            holder: row.id,
            expected: null,
          },
        ]
      : [],
  grounds: (_act, _body, { restoreGraceDays }) => ({ ...NO_GROUNDS, restoredForDays: restoreGraceDays }),
};

function saysDiscounts({ lines }: RefundDetails): boolean {
  return lines.some(({ discount }) => discount !== undefined);
}

/** The refund as the amount of each line that its row stores, whichever way it was requested. */
export function refundedParts({ lines }: RefundDetails): RefundAct['what'] {
  if (lines.length === 0) return { kind: 'ALL' };
  return {
    kind: 'LINES',
    lines: lines.map(({ line, gross, quantityMilli }) => ({
      line,
      quantityMilli: quantityMilli === 0 ? null : quantityMilli,
      total: gross,
    })),
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

function refuseUndo(sale: JournalRow, refunds: readonly JournalRow[], context: BuildContext): RefusalReason | null {
  if (context.now - sale.recordedAt > UNDO_WINDOW_MS) return refusing('undo_window_over');
  if (refunds.length > 0) return refusing('not_refundable', { transactionId: refunds[0]?.id });
  if (sale.pointsEarned === 0 || sale.guestId === null) return null;
  const lot = context.guest.lots?.find((candidate) => candidate.lotId === sale.id);
  // An older debt took points out of the lot at once; that was no spending of the guest.
  const untouched = lot !== undefined && lot.remaining === lot.amount && lot.held === 0;
  return untouched ? null : refusing('points_already_spent');
}
