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
        caption={t('billing.refundsTable')}
        rows={refunds}
        rowKey={({ id }) => id}
        empty={null}
        columns={[
          {
            key: 'on',
            title: t('billing.refundedOn'),
            cell: ({ refundedOn }) => (refundedOn === null ? '—' : format.birthday(refundedOn)),
          },
          {
            key: 'status',
            title: t('billing.refundStatus'),
            cell: ({ status, failure }) => (
              <span className={status === 'FAILED' ? classes.late : undefined}>
                {[t(`billing.refundStatuses.${status}`), ...(failure === null ? [] : [failure])].join(': ')}
              </span>
            ),
          },
          {
            key: 'method',
            title: t('billing.method'),
            isAside: true,
            cell: ({ method }) => t(`billing.refundMethods.${method}`),
          },
          { key: 'reason', title: t('state.reason'), isAside: true, cell: ({ reason }) => reason },
          {
            key: 'note',
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
          { key: 'amount', title: t('billing.amount'), isFigure: true, cell: ({ amount }) => format.money(amount) },
        ]}
      />
    </Panel>
  );
}
