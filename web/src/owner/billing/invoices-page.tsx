import { Button, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { Link } from 'react-router';
import { STATUS_MEANINGS } from '../../entities/status/status-meanings';
import { listInvoices } from '../../shared/api/operations';
import { ListTable } from '../../shared/described/list';
import { useAddress } from '../../shared/described/use-address';
import { type FiltersOf, useList } from '../../shared/described/use-list';
import { useFormats } from '../../shared/format/use-format';
import { ownTimeZone } from '../../shared/format/zone';
import { useTranslation } from '../../shared/i18n/use-translation';
import { bound } from '../../shared/ui/bound';
import { PageHead } from '../../shared/ui/page';
import { StatusBadge } from '../../shared/ui/status-badge';
import { BillingTabs } from './billing-tabs';
import classes from './billing.module.css';
import { numberIn } from './invoice-number.rules';

const PAUSE_MS = 250;
const AT_ONCE = 50;

/** Invoices and credit notes of all networks or of one, newest first. */
export function InvoicesPage() {
  const { t } = useTranslation('owner');
  const { address, change } = useAddress();
  const formatOf = useFormats();
  const networkId = address.get('network') ?? undefined;
  const typed = address.get('number') ?? '';
  const [settled] = useDebouncedValue(typed.trim(), PAUSE_MS);
  const number = numberIn(settled);
  const isWrong = settled !== '' && number === undefined;
  const filters: FiltersOf<typeof listInvoices> = {
    status: { label: t('billing.state'), all: t('networks.any'), words: (status) => t(`billing.statuses.${status}`) },
  };
  const params = { ...(networkId !== undefined && { networkId }), ...(number !== undefined && { number }) };
  const list = useList(listInvoices, { params, filters, limit: AT_ONCE, isEnabled: !isWrong });
  return (
    <>
      <PageHead title={t('billing.invoices')} sub={t('billing.invoicesSub')} />
      <BillingTabs />
      <ListTable
        of={listInvoices}
        list={isWrong ? { ...list, rows: [], page: undefined } : list}
        title={t('billing.invoices')}
        format={({ currency }) => formatOf({ currency, timeZone: ownTimeZone() })}
        filters={filters}
        tools={
          <>
            <TextInput
              label={t('billing.number')}
              placeholder={t('billing.numberHelp')}
              type="search"
              {...bound(typed, (text) => change({ number: text, cursor: null }, { replace: true }))}
              error={isWrong && t('billing.numberWrong')}
            />
            {networkId !== undefined && (
              <Button variant="subtle" onClick={() => change({ network: null, cursor: null })}>
                {t('audit.anyNetwork')}
              </Button>
            )}
          </>
        }
        empty={[t('billing.noInvoicesTitle'), t('billing.noInvoicesHelp')]}
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
      />
    </>
  );
}
