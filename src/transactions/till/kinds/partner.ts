import { type PartnerAct, points } from '../../../decision';
import { refusing, type RefusalReason } from '../../ledger/act/refusing';
import type { PartnerBody, RelatedRows } from '../../ledger/act/till-act';
import { decodeFacts } from '../../ledger/journal/stored-json';
import { emptyFrame } from './built-act';
import { type KindOfAct, NO_GROUNDS, programAt } from './kind';

/** The reason code of rows that record acts of partners. */
const PARTNER_REASON = 'PARTNER';

/** Points that a partner gives or takes, and refunds of such acts. */
export const partner: KindOfAct<PartnerBody, PartnerAct> = {
  row: 'MANUAL',
  build({ act, related }, body, context) {
    const program = programAt(context);
    if ('refused' in program) return program;
    const refused = body.refundOf === null ? refuseSpend(body, act.networkLimit) : refuseRefund(body, related);
    if (refused !== null) return refused;
    const { kind, direction, refundOf } = body;
    return {
      act: {
        kind,
        direction,
        points: points(body.points),
        partner: body.partner,
        isRefund: refundOf !== null,
        occurredAt: context.occurredAt,
      },
      program: program.program,
      frame: { ...emptyFrame('MANUAL', program), relatedId: refundOf, direction, reasonCode: PARTNER_REASON },
    };
  },
  needsLots: ({ direction }) => direction === 'DEBIT',
  fromRow(row) {
    const { partner } = decodeFacts(row);
    if (partner === null) return null;
    return {
      kind: 'PARTNER',
      direction: row.direction === 'DEBIT' ? 'DEBIT' : 'CREDIT',
      points: points(row.pointsEarned),
      partner,
      isRefund: row.relatedId !== null,
      occurredAt: row.occurredAt,
    };
  },
  alone: () => true,
  related: ({ refundOf }) => refundOf,
  spends: burns,
  isLimited: burns,
  wants: (body) => (burns(body) ? body.points : 0),
  grounds: ({ partner }) => ({ ...NO_GROUNDS, partner }),
};

/** Whether a partner takes points for something that it sells. */
function burns({ direction, refundOf }: PartnerBody): boolean {
  return direction === 'DEBIT' && refundOf === null;
}

/** Limits a child's spending with partners to its allowance. */
function refuseSpend(body: PartnerBody, networkLimit: number | null): RefusalReason | null {
  if (!burns(body) || networkLimit === null || body.points <= networkLimit) return null;
  return refusing('redemption_limit_exceeded', { max: networkLimit });
}

/** Refuses a refund if all refunds of the partner's act together would exceed it. */
function refuseRefund(
  { points: wanted, partner: { id } }: PartnerBody,
  related: RelatedRows | null,
): RefusalReason | null {
  if (related?.row.relatedId !== null || decodeFacts(related.row).partner?.id !== id) return refusing('not_refundable');
  const returned = related.others.reduce((sum, row) => sum + (row.type === 'MANUAL' ? row.pointsEarned : 0), 0);
  const max = related.row.pointsEarned - returned;
  return wanted <= max ? null : refusing('refund_exceeds_sale', { max });
}
