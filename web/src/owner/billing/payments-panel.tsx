import { BILLING } from '../../entities/billing/billing.api';
import { ActTable } from '../../shared/described/row-acts';
import { useRefresh } from '../../shared/described/use-refresh';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Panel } from '../../shared/ui/page';
import classes from './billing.module.css';
import type { PartOfInvoice, Payment } from './part-of-invoice';
import { RefundDialog } from './refund-dialog';

/** Payments of an invoice, each with what can be given back of it. */
export function PaymentsPanel({ invoice, format }: PartOfInvoice) {
  const { t } = useTranslation('owner');
  const refresh = useRefresh(BILLING);
  return (
    <Panel title={t('billing.payments')}>
      <ActTable<Payment>
        format={format}
        caption={t('billing.paymentsTable')}
        rows={invoice.payments}
        rowKey={({ id }) => id}
        empty={<p className={classes.help}>{t('billing.noPayments')}</p>}
        columns={[
          { of: 'paidOn', title: t('billing.paidOn'), as: 'birthday' },
          { of: 'method', title: t('billing.method'), words: (method) => t(`billing.methods.${method}`) },
          { of: 'reference', title: t('billing.reference'), isAside: true },
          {
            title: t('billing.refunded'),
            isFigure: true,
            isAside: true,
            cell: ({ refunded }) => (refunded === 0 ? '—' : format.money(refunded)),
          },
          { of: 'amount', title: t('billing.amount'), as: 'money' },
        ]}
        refresh={refresh}
        actsTitle={t('billing.refund')}
        acts={[
          {
            text: t('billing.refund'),
            name: ({ paidOn }) => t('billing.refundOne', { date: format.birthday(paidOn) }),
            isShown: ({ refunded, amount }) => refunded < amount,
            dialog: (payment, close) => (
              <RefundDialog invoice={invoice} payment={payment} format={format} onClose={close} />
            ),
          },
        ]}
      />
    </Panel>
  );
}
