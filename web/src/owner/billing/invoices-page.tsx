import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { Link, useSearchParams } from 'react-router';
import { INVOICE_STATUSES, invoicesQuery } from '../../entities/billing/billing.api';
import { ownTimeZone } from '../../shared/format/zone';
import { useFormats } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { DataTable, Pager } from '../../shared/ui/data-table';
import { Notice } from '../../shared/ui/notice';
import { Filters, PageHead } from '../../shared/ui/page';
import { BillingTabs } from './billing-tabs';
import classes from './billing.module.css';
import { numberIn } from './invoice-number.rules';
import { bound } from '../../shared/ui/bound';
import { STATUS_MEANINGS } from '../../entities/status/status-meanings';
import { StatusBadge } from '../../shared/ui/status-badge';

const PAUSE_MS = 250;

/** Invoices and credit notes of all networks or of one, newest first. */
export function InvoicesPage() {
  const { t } = useTranslation('owner');
  const [address, setAddress] = useSearchParams();
  const status = INVOICE_STATUSES.find((one) => one === address.get('status'));
  const networkId = address.get('network');
  const typed = address.get('number') ?? '';
  const [settled] = useDebouncedValue(typed.trim(), PAUSE_MS);
  const number = numberIn(settled);
  const isWrong = settled !== '' && number === undefined;
  const cursor = address.get('cursor') ?? undefined;
  const chosen: Record<string, string> = {
    ...(status !== undefined && { status }),
    ...(networkId !== null && { network: networkId }),
    ...(typed !== '' && { number: typed }),
  };
  const which = {
    ...(status !== undefined && { status }),
    ...(networkId !== null && { networkId }),
    ...(number !== undefined && { number }),
  };
  const invoices = useQuery({ ...invoicesQuery(which, cursor), enabled: !isWrong });
  const formatOf = useFormats();
  const nextCursor = isWrong ? null : (invoices.data?.nextCursor ?? null);

  function choose(name: 'status' | 'network' | 'number', value: string): void {
    const { [name]: _before, ...rest } = chosen;
    setAddress({ ...rest, ...(value !== '' && { [name]: value }) }, { replace: true });
  }

  return (
    <>
      <PageHead title={t('billing.invoices')} sub={t('billing.invoicesSub')} />
      <BillingTabs />
      <Filters>
        <TextInput
          label={t('billing.number')}
          placeholder={t('billing.numberHelp')}
          type="search"
          {...bound(typed, (value) => choose('number', value))}
          error={isWrong && t('billing.numberWrong')}
        />
        <NativeSelect
          label={t('billing.state')}
          {...bound(status ?? '', (value) => choose('status', value))}
          data={[
            { value: '', label: t('networks.any') },
            ...INVOICE_STATUSES.map((value) => ({ value, label: t(`billing.statuses.${value}`) })),
          ]}
        />
        {networkId !== null && (
          <Button variant="subtle" onClick={() => choose('network', '')}>
            {t('audit.anyNetwork')}
          </Button>
        )}
      </Filters>
      <DataTable
        reading={invoices}
        caption={t('billing.invoices')}
        format={({ currency }) => formatOf({ currency, timeZone: ownTimeZone() })}
        columns={[
          {
            title: t('billing.number'),
            cell: ({ id, number, kind }) => (
              <Link
                className={(kind === 'INVOICE' ? classes.number : classes.name) ?? ''}
                to={`/billing/invoices/${id}`}
              >
                {kind === 'INVOICE' ? number : t('billing.creditNote', { number })}
              </Link>
            ),
          },
          { of: 'networkName', title: t('networks.name') },
          { of: 'issuedOn', title: t('billing.issued'), as: 'birthday', isAside: true },
          { of: 'dueOn', title: t('billing.due'), as: 'birthday', isAside: true },
          {
            title: t('billing.state'),
            cell: ({ status, overpaid }) => (
              <StatusBadge meaning={overpaid > 0 ? 'waits' : STATUS_MEANINGS.invoice[status]}>
                {[t(`billing.statuses.${status}`), ...(overpaid > 0 ? [t('billing.overpaid')] : [])].join(', ')}
              </StatusBadge>
            ),
          },
          { of: 'total', title: t('billing.total'), as: 'money', isAside: true },
          { of: 'balance', title: t('billing.balance'), as: 'money' },
        ]}
        rows={isWrong ? [] : invoices.data?.items}
        rowKey={({ id }) => id}
        empty={<Notice title={t('billing.noInvoicesTitle')} help={t('billing.noInvoicesHelp')} />}
      />
      <Pager
        onFirst={cursor === undefined ? undefined : () => setAddress(chosen)}
        onNext={nextCursor === null ? undefined : () => setAddress({ ...chosen, cursor: nextCursor })}
      />
    </>
  );
}
