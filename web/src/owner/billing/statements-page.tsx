import { Button, NativeSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useSearchParams } from 'react-router';
import { BANK_ENTRY_STATUSES, bankEntriesQuery, type BankEntry } from '../../entities/billing/billing.api';
import { ownTimeZone } from '../../entities/platform/places';
import { useFormats } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { asideColumn, type Column, column, DataTable, ListPager } from '../../shared/ui/data-table';
import { Notice } from '../../shared/ui/notice';
import { Filters, PageHead, Panel } from '../../shared/ui/page';
import { BillingTabs } from './billing-tabs';
import classes from './billing.module.css';
import { DecideEntry } from './decide-entry';
import { ImportStatement } from './import-statement';
import { STATUS_MEANINGS } from '../../entities/status/status-meanings';
import { StatusBadge } from '../../shared/ui/status-badge';

const EVERY = 'ALL';

/** Bank statements: a file is read here, and a person decides on the payments that fit no invoice by themselves. */
export function StatementsPage() {
  const { t } = useTranslation('owner');
  const [address, setAddress] = useSearchParams();
  const [shown, setShown] = useState<BankEntry | null>(null);
  const asked = address.get('status');
  const status = asked === EVERY ? undefined : (BANK_ENTRY_STATUSES.find((one) => one === asked) ?? 'DOUBTFUL');
  const chosen: Record<string, string> = asked === null ? {} : { status: asked };
  const cursor = address.get('cursor') ?? undefined;
  const entries = useQuery(bankEntriesQuery(status, cursor));
  const columns = useColumns(setShown);
  return (
    <>
      <PageHead title={t('statements.title')} sub={t('statements.sub')} />
      <BillingTabs />
      <ImportStatement />
      <Panel title={t('statements.entries')}>
        <Filters>
          <NativeSelect
            label={t('billing.state')}
            value={status ?? EVERY}
            data={[
              ...BANK_ENTRY_STATUSES.map((value) => ({ value, label: t(`statements.statuses.${value}`) })),
              { value: EVERY, label: t('networks.any') },
            ]}
            onChange={({ currentTarget: { value } }) => setAddress({ status: value })}
          />
        </Filters>
        <DataTable
          reading={entries}
          caption={t('statements.entriesTable')}
          columns={columns}
          rows={entries.data?.items}
          rowKey={({ id }) => id}
          empty={
            <Notice
              title={t(status === 'DOUBTFUL' ? 'statements.noDoubtsTitle' : 'statements.noneTitle')}
              help={t(status === 'DOUBTFUL' ? 'statements.noDoubtsHelp' : 'statements.noneHelp')}
            />
          }
        />
        <ListPager
          list={entries.data}
          cursor={cursor}
          onTurn={(at) => setAddress(at === undefined ? chosen : { ...chosen, cursor: at })}
        />
      </Panel>
      {shown !== null && <DecideEntry entry={shown} onClose={() => setShown(null)} />}
    </>
  );
}

function useColumns(onDecide: (entry: BankEntry) => void): Column<BankEntry>[] {
  const { t } = useTranslation('owner');
  const formatOf = useFormats();
  const format = ({ currency }: BankEntry) => formatOf({ currency, timeZone: ownTimeZone() });
  return [
    column('on', t('statements.on'), (row) => format(row).birthday(row.bookedOn)),
    column('payer', t('statements.payer'), ({ payerName, purpose }) => (
      <span className={classes.about}>
        <span>{payerName === '' ? t('statements.noPayer') : payerName}</span>
        <span className={classes.help}>{purpose}</span>
      </span>
    )),
    asideColumn('state', t('billing.state'), ({ status, reason, invoiceId }) => (
      <span className={classes.about}>
        {invoiceId === null ? (
          <StatusBadge meaning={STATUS_MEANINGS.bankEntry[status]}>{t(`statements.statuses.${status}`)}</StatusBadge>
        ) : (
          <Link className={classes.to ?? ''} to={`/billing/invoices/${invoiceId}`}>
            {t(`statements.statuses.${status}`)}
          </Link>
        )}
        {status === 'DOUBTFUL' && reason !== null && (
          <span className={classes.help}>{t(`statements.doubts.${reason}`)}</span>
        )}
      </span>
    )),
    { key: 'amount', title: t('billing.amount'), isFigure: true, cell: (row) => format(row).money(row.amount) },
    {
      key: 'acts',
      title: t('statements.decide'),
      isActs: true,
      cell: (entry) =>
        entry.status === 'DOUBTFUL' && (
          <Button
            variant="default"
            aria-label={t('statements.decideOne', {
              payer: entry.payerName,
              amount: format(entry).money(entry.amount),
            })}
            onClick={() => onDecide(entry)}
          >
            {t('statements.decide')}
          </Button>
        ),
    },
  ];
}
