import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from '../../shared/i18n/use-translation';
import type { ColumnOf } from '../../shared/ui/columns';
import { DataTable } from '../../shared/ui/data-table';
import { Panel } from '../../shared/ui/page';
import classes from './billing.module.css';
import type { PartOfInvoice, Payment } from './part-of-invoice';
import { RefundDialog } from './refund-dialog';

/** Payments of an invoice, each with what can be given back of it. */
export function PaymentsPanel({ invoice, format }: PartOfInvoice) {
  const { t } = useTranslation('owner');
  const [shown, setShown] = useState<Payment | null>(null);
  const columns: ColumnOf<Payment>[] = [
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
    {
      key: 'acts',
      title: t('billing.refund'),
      isActs: true,
      cell: (payment) =>
        payment.refunded < payment.amount && (
          <Button
            variant="default"
            aria-label={t('billing.refundOne', { date: format.birthday(payment.paidOn) })}
            onClick={() => setShown(payment)}
          >
            {t('billing.refund')}
          </Button>
        ),
    },
  ];
  return (
    <Panel title={t('billing.payments')}>
      <DataTable
        format={format}
        caption={t('billing.paymentsTable')}
        rows={invoice.payments}
        rowKey={({ id }) => id}
        empty={<p className={classes.help}>{t('billing.noPayments')}</p>}
        columns={columns}
      />
      {shown !== null && (
        <RefundDialog invoice={invoice} payment={shown} format={format} onClose={() => setShown(null)} />
      )}
    </Panel>
  );
}
