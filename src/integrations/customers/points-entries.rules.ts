import type { AnyTransaction, TransactionAnswer } from '../../transactions';
import type { PointsEntry } from './points-service.dto';

type MovedEntry = readonly [type: PointsEntry['type'], points: number, effects: readonly string[]];

/** Reason codes of points that the rewards system gives: for a purchase that it saw, or as a bonus. */
export const REASON_OF = { earned: 'OTHER', bonus: 'GOODWILL' } as const;

/**
 * A transaction's points movements in the rewards system's form: one entry for earned and one for redeemed points, none for zero.
 * @param comment the comment on the act; null: the entry has the rule's own words
 */
export function entriesOf(transaction: AnyTransaction, comment: string | null): PointsEntry[] {
  return movedBy(transaction).flatMap(([type, points, effects]) =>
    points === 0
      ? []
      : [
          {
            id: transaction.id,
            type,
            points,
            description:
              comment ??
              transaction.trace.find(({ effect, amount }) => effects.includes(effect) && amount > 0)?.reason ??
              null,
            reference: referenceOf(transaction),
            timestamp: transaction.occurredAt,
          },
        ],
  );
}

function movedBy(transaction: AnyTransaction): readonly MovedEntry[] {
  switch (transaction.type) {
    case 'SALE':
      return [
        ['redeemed', -redeemedBy(transaction), ['REDEEM']],
        ['earned', transaction.pointsEarned, ['EARN']],
      ];
    case 'REDEMPTION':
      return [['redeemed', byAllowance(transaction) - transaction.pointsRedeemed, ['REDEEM']]];
    case 'REFUND':
      return [
        ['returned', transaction.pointsReturned, ['GIVE_BACK']],
        ['refunded', -transaction.pointsTakenBack, ['TAKE_BACK']],
      ];
    case 'AWARD':
      return [['bonus', transaction.points, ['EARN']]];
    case 'MANUAL':
      return transaction.direction === 'DEBIT'
        ? [['adjusted', -transaction.points, ['ADJUST', 'REDEEM', 'TAKE_BACK']]]
        : [
            [
              transaction.reasonCode === REASON_OF.earned ? 'earned' : 'bonus',
              transaction.points,
              ['ADJUST', 'GIVE_BACK', 'EARN'],
            ],
          ];
    case 'EXPIRY':
      return [['expired', -transaction.points, ['EXPIRE']]];
    case 'OPENING':
      return transaction.direction === 'DEBIT'
        ? [['adjusted', -transaction.points, ['TAKE_BACK']]]
        : [['adjusted', transaction.points, ['ADJUST']]];
    case 'TRANSFER':
      return transaction.direction === 'DEBIT'
        ? [['transferred', -transaction.points, ['GIVE']]]
        : [['transferred', transaction.points, ['RECEIVE']]];
  }
}

/** The points redeemed by the sale itself: a sale lists all points of its receipt, but earlier redemptions have entries of their own. */
function redeemedBy({ trace }: TransactionAnswer): number {
  const spent = trace.filter(({ rule }) => rule === 'redemption' || rule === 'hold.captured');
  return spent.reduce((sum, { amount }) => sum + amount, 0);
}

/** The redeemed points that were covered by an offline till's allowance. */
function byAllowance({ trace }: TransactionAnswer): number {
  return trace.find(({ rule }) => rule === 'redemption.allowance')?.amount ?? 0;
}

function referenceOf(transaction: AnyTransaction): string | null {
  if (transaction.type === 'REFUND') return transaction.refundOf;
  return transaction.externalOrderId ?? transaction.receiptNumber ?? transaction.redemption?.code ?? null;
}
