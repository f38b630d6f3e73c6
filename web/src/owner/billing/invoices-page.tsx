import { Button, NativeSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useSearchParams } from 'react-router';
import { type Invoice, INVOICE_STATUSES, invoicesQuery } from '../../entities/billing/billing.api';
import { ownTimeZone } from '../../entities/platform/places';
import { useFormats } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { type Column, DataTable, Pager } from '../../shared/ui/data-table';
import { Notice } from '../../shared/ui/notice';
import { PageHead } from '../../shared/ui/page';
import { ProblemNotice, useProblemWords } from '../../shared/ui/problem-notice';
import { BillingTabs } from './billing-tabs';
import classes from './billing.module.css';

/** Invoices and credit notes of all networks or of one, newest first. */
export function InvoicesPage() {
  const { t } = useTranslation('owner');
  const words = useProblemWords();
  const [address, setAddress] = useSearchParams();
  const status = INVOICE_STATUSES.find((one) => one === address.get('status'));
  const networkId = address.get('network');
  const cursor = address.get('cursor') ?? undefined;
  const chosen = { ...(status !== undefined && { status }), ...(networkId !== null && { network: networkId }) };
  const which = { ...(status !== undefined && { status }), ...(networkId !== null && { networkId }) };
  const invoices = useQuery(invoicesQuery(which, cursor));
  const columns = useColumns();
  const nextCursor = invoices.data?.nextCursor ?? null;
  return (
    <>
      <PageHead title={t('billing.invoices')} sub={t('billing.invoicesSub')} />
      <BillingTabs />
      <div className={classes.filters}>
        <NativeSelect
          label={t('billing.state')}
          value={status ?? ''}
          data={[
            { value: '', label: t('networks.any') },
            ...INVOICE_STATUSES.map((value) => ({ value, label: t(`billing.statuses.${value}`) })),
          ]}
          onChange={({ currentTarget: { value } }) => {
            const { status: _status, ...rest } = chosen;
            setAddress({ ...rest, ...(value !== '' && { status: value }) });
          }}
        />
        {networkId !== null && (
          <Button variant="subtle" onClick={() => setAddress(status === undefined ? {} : { status })}>
            {t('audit.anyNetwork')}
          </Button>
        )}
      </div>
      {invoices.isError ? (
        <ProblemNotice words={words(invoices.error)} retry={invoices} />
      ) : (
        <DataTable
          caption={t('billing.invoices')}
          columns={columns}
          rows={invoices.data?.items}
          rowKey={({ id }) => id}
          empty={<Notice title={t('billing.noInvoicesTitle')} help={t('billing.noInvoicesHelp')} />}
        />
      )}
      <Pager
        onFirst={cursor === undefined ? undefined : () => setAddress(chosen)}
        onNext={nextCursor === null ? undefined : () => setAddress({ ...chosen, cursor: nextCursor })}
      />
    </>
  );
}

function useColumns(): Column<Invoice>[] {
  const { t } = useTranslation('owner');
  const formatOf = useFormats();
  const format = ({ currency }: Invoice) => formatOf({ currency, timeZone: ownTimeZone() });
  return [
    {
      key: 'number',
      title: t('billing.number'),
      cell: ({ id, number, kind }) => (
        <Link className={(kind === 'INVOICE' ? classes.number : classes.name) ?? ''} to={`/billing/invoices/${id}`}>
          {kind === 'INVOICE' ? number : t('billing.creditNote', { number })}
        </Link>
      ),
    },
    { key: 'network', title: t('networks.name'), cell: ({ networkName }) => networkName },
    { key: 'issued', title: t('billing.issued'), isAside: true, cell: (row) => format(row).birthday(row.issuedOn) },
    { key: 'due', title: t('billing.due'), isAside: true, cell: (row) => format(row).birthday(row.dueOn) },
    {
      key: 'status',
      title: t('billing.state'),
      cell: ({ status, overpaid }) => (
        <span className={status === 'OVERDUE' || overpaid > 0 ? classes.late : undefined}>
          {[t(`billing.statuses.${status}`), ...(overpaid > 0 ? [t('billing.overpaid')] : [])].join(', ')}
        </span>
      ),
    },
    {
      key: 'total',
      title: t('billing.total'),
      isFigure: true,
      isAside: true,
      cell: (row) => format(row).money(row.total),
    },
    { key: 'balance', title: t('billing.balance'), isFigure: true, cell: (row) => format(row).money(row.balance) },
  ];
}
