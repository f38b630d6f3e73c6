import { Link } from 'react-router';
import type { BankEntry } from '../../entities/billing/billing.api';
import { STATUS_MEANINGS } from '../../entities/status/status-meanings';
import { decideBankEntry, listBankEntries } from '../../shared/api/operations';
import { ListTable } from '../../shared/described/list';
import { type FiltersOf, useList } from '../../shared/described/use-list';
import { useFormats } from '../../shared/format/use-format';
import { ownTimeZone } from '../../shared/format/zone';
import { useTranslation } from '../../shared/i18n/use-translation';
import { PageHead, Panel } from '../../shared/ui/page';
import { StatusBadge } from '../../shared/ui/status-badge';
import { BillingTabs } from './billing-tabs';
import classes from './billing.module.css';
import { DecideEntry } from './decide-entry';
import { ImportStatement } from './import-statement';

/** Bank statements: a file is read here, and a person decides on the payments that fit no invoice by themselves. */
export function StatementsPage() {
  const { t } = useTranslation('owner');
  const formatOf = useFormats();
  const format = ({ currency }: BankEntry) => formatOf({ currency, timeZone: ownTimeZone() });
  const filters: FiltersOf<typeof listBankEntries> = {
    status: {
      usual: 'DOUBTFUL',
      label: t('billing.state'),
      all: t('networks.any'),
      words: (status) => t(`statements.statuses.${status}`),
    },
  };
  const list = useList(listBankEntries, { filters, limit: 20 });
  return (
    <>
      <PageHead title={t('statements.title')} sub={t('statements.sub')} />
      <BillingTabs />
      <ImportStatement />
      <Panel title={t('statements.entries')}>
        <ListTable
          of={listBankEntries}
          list={list}
          title={t('statements.entriesTable')}
          format={format}
          filters={filters}
          columns={[
            { of: 'bookedOn', title: t('statements.on'), as: 'birthday' },
            {
              title: t('statements.payer'),
              cell: ({ payerName, purpose }) => (
                <span className={classes.about}>
                  <span>{payerName === '' ? t('statements.noPayer') : payerName}</span>
                  <span className={classes.help}>{purpose}</span>
                </span>
              ),
            },
            {
              title: t('billing.state'),
              isAside: true,
              cell: ({ status, reason, invoiceId }) => (
                <span className={classes.about}>
                  {invoiceId === null ? (
                    <StatusBadge meaning={STATUS_MEANINGS.bankEntry[status]}>
                      {t(`statements.statuses.${status}`)}
                    </StatusBadge>
                  ) : (
                    <Link className={classes.to ?? ''} to={`/billing/invoices/${invoiceId}`}>
                      {t(`statements.statuses.${status}`)}
                    </Link>
                  )}
                  {status === 'DOUBTFUL' && reason !== null && (
                    <span className={classes.help}>{t(`statements.doubts.${reason}`)}</span>
                  )}
                </span>
              ),
            },
            { of: 'amount', title: t('billing.amount'), as: 'money' },
          ]}
          actsTitle={t('statements.decide')}
          acts={[
            {
              of: decideBankEntry,
              isShown: ({ status }) => status === 'DOUBTFUL',
              text: t('statements.decide'),
              name: (entry) =>
                t('statements.decideOne', { payer: entry.payerName, amount: format(entry).money(entry.amount) }),
              dialog: (entry, close) => <DecideEntry entry={entry} onClose={close} />,
            },
          ]}
          empty={
            list.valueOf('status') === 'DOUBTFUL'
              ? [t('statements.noDoubtsTitle'), t('statements.noDoubtsHelp')]
              : [t('statements.noneTitle'), t('statements.noneHelp')]
          }
        />
      </Panel>
    </>
  );
}
