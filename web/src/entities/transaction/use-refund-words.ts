import { useTranslation } from '../../shared/i18n/use-translation';
import type { ExpectedRefund } from './transaction.api';
import { useFormat } from '../../shared/format/use-format';

/** The full effect of a pending refund: price, money and points. */
export function useRefundWords(): (refund: ExpectedRefund) => string[] {
  const { t } = useTranslation();
  const format = useFormat();
  return ({ amount, payable, pointsReturned, pointsTakenBack, pointsNotTaken }) => {
    const points = [
      ...(pointsReturned > 0 ? [t('refund.pointsReturned', { count: pointsReturned })] : []),
      ...(pointsTakenBack > 0 ? [t('refund.pointsTakenBack', { count: pointsTakenBack })] : []),
      ...(pointsNotTaken > 0 ? [t('refund.pointsNotTaken', { count: pointsNotTaken })] : []),
    ];
    return [
      ...(amount > 0 ? [t('refund.money', { amount: format.money(amount), payable: format.money(payable) })] : []),
      ...(points.length > 0 ? points : [t('refund.noPoints')]),
    ];
  };
}
