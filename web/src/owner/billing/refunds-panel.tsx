import { Link } from 'react-router';
import { useTranslation } from '../../shared/i18n/use-translation';
import { DataTable } from '../../shared/ui/data-table';
import { Panel } from '../../shared/ui/page';
import classes from './billing.module.css';
import type { PartOfInvoice } from './part-of-invoice';

/** Money of the invoice that is given back, with its credit notes; nothing where there is none. */
export function RefundsPanel({ invoice: { refunds }, format }: PartOfInvoice) {
  const { t } = useTranslation('owner');
  if (refunds.length === 0) return null;
  return (
    <Panel title={t('billing.refunds')}>
      <DataTable
        format={format}
        caption={t('billing.refundsTable')}
        rows={refunds}
        rowKey={({ id }) => id}
        empty={null}
        columns={[
          { of: 'refundedOn', title: t('billing.refundedOn'), as: 'birthday' },
          {
            title: t('billing.refundStatus'),
            cell: ({ status, failure }) => (
              <span className={status === 'FAILED' ? classes.late : undefined}>
                {[t(`billing.refundStatuses.${status}`), ...(failure === null ? [] : [failure])].join(': ')}
              </span>
            ),
          },
          {
            of: 'method',
            title: t('billing.method'),
            words: (method) => t(`billing.refundMethods.${method}`),
            isAside: true,
          },
          { of: 'reason', title: t('state.reason'), isAside: true },
          {
            title: t('billing.refundNote'),
            isAside: true,
            cell: ({ creditNoteId }) =>
              creditNoteId === null ? (
                '—'
              ) : (
                <Link className={classes.to ?? ''} to={`/billing/invoices/${creditNoteId}`}>
                  {t('billing.toNote')}
                </Link>
              ),
          },
          { of: 'amount', title: t('billing.amount'), as: 'money' },
        ]}
      />
    </Panel>
  );
}
