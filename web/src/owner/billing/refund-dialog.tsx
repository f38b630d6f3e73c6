import { BILLING } from '../../entities/billing/billing.api';
import { refundPayment } from '../../shared/api/operations';
import { ActDialog } from '../../shared/described/act-form';
import { parseAmount, typedAmount } from '../../shared/format/money';
import { ownTimeZone } from '../../shared/format/zone';
import { useTranslation } from '../../shared/i18n/use-translation';
import classes from './billing.module.css';
import type { PartOfInvoice, Payment } from './part-of-invoice';

interface RefundDialogProps extends PartOfInvoice {
  readonly payment: Payment;
  readonly onClose: () => void;
}

/** Money of one payment goes back, all that is left of it unless another amount is typed. */
export function RefundDialog({ invoice, payment, format, onClose }: RefundDialogProps) {
  const { t } = useTranslation('owner');
  const { currency } = payment;
  const left = payment.amount - payment.refunded;
  const methods = payment.method === 'ONLINE' ? (['PROVIDER', 'MANUAL'] as const) : (['MANUAL'] as const);
  const isWithin = (amount: number | null) => amount !== null && amount > 0 && amount <= left;
  return (
    <ActDialog
      of={refundPayment}
      params={{ id: invoice.id }}
      units={{ currency, timeZone: ownTimeZone() }}
      title={t('billing.refundQuestion', { number: invoice.number })}
      layout={{ maw: 420 }}
      above={<p className={classes.help}>{t('billing.refundWhat', { amount: format.money(left) })}</p>}
      fields={{
        amount: {
          label: t('billing.refundAmount'),
          initial: typedAmount(left, currency),
          check: (amount) =>
            !isWithin(parseAmount(String(amount), currency)) &&
            t('billing.refundAmountNeeded', { amount: format.money(left) }),
        },
        method: {
          label: t('billing.refundMethod'),
          // One way pays at once through the provider, so the page chooses none of two in advance.
          ...(methods.length > 1 && { as: 'radio' as const }),
          needed: t('billing.refundMethodNeeded'),
          choices: methods.map((value) => ({ value, label: t(`billing.refundMethods.${value}`) })),
        },
        reason: { label: t('state.reason'), needed: t('state.reasonNeeded') },
      }}
      body={() => ({ paymentId: payment.id })}
      submit={t('billing.refund')}
      cancel={t('state.cancel')}
      anew={BILLING}
      onClose={onClose}
    />
  );
}
