import { Button } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { hasAct } from '../../entities/plan/has-act';
import { type Invoice, invoicesQuery } from '../../entities/plan/plan.api';
import { call, fileOf } from '../../shared/api/calls';
import { saveFile } from '../../shared/api/save-file';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { asideColumn, type Column, column, DataTable, ListPager } from '../../shared/ui/data-table';
import { Notice } from '../../shared/ui/notice';
import { Panel } from '../../shared/ui/page';
import { FailureNotice } from '../../shared/ui/problem-notice';
import { usePlanMoney } from './use-plan-money';
import { STATUS_MEANINGS } from '../../entities/status/status-meanings';
import { StatusBadge } from '../../shared/ui/status-badge';

/** Invoices and credit notes of the network, each and its act as files to print; unpaid ones lead to the page of the provider. */
export function InvoicesPanel({ paysOnline }: { readonly paysOnline: boolean }) {
  const { t, language } = useTranslation('admin');
  const format = useFormat();
  const money = usePlanMoney();
  const [cursor, setCursor] = useState<string>();
  const invoices = useQuery(invoicesQuery(cursor));
  const save = useMutation({
    mutationFn: ({ id }: Invoice) =>
      fileOf('/api/invoices/{id}/pdf', { id, language: language === 'en' ? 'en' : 'ru' }),
    onSuccess: (file, { number }) => saveFile(file, `invoice-${number}.pdf`),
  });
  const saveAct = useMutation({
    mutationFn: ({ id }: Invoice) =>
      fileOf('/api/invoices/{id}/act', { id, language: language === 'en' ? 'en' : 'ru' }),
    onSuccess: (file, { number }) => saveFile(file, `act-${number}.pdf`),
  });
  const pay = useMutation({
    mutationFn: ({ id }: Invoice) => call('POST', '/api/invoices/{id}/online-payments', { id }),
    onSuccess: ({ url }) => {
      if (url === null) void invoices.refetch();
      else window.location.assign(url);
    },
  });
  const columns: Column<Invoice>[] = [
    column('number', t('plan.invoice'), ({ number, kind }) => t(`plan.documents.${kind}`, { number })),
    asideColumn('issued', t('plan.issued'), ({ issuedOn }) => format.birthday(issuedOn)),
    asideColumn('due', t('plan.due'), ({ dueOn }) => format.birthday(dueOn)),
    { key: 'sum', title: t('plan.sum'), isFigure: true, cell: ({ total, currency }) => money(total, currency) },
    asideColumn('status', t('plan.status'), ({ status }) => (
      <StatusBadge meaning={STATUS_MEANINGS.invoice[status]}>{t(`plan.statuses.${status}`)}</StatusBadge>
    )),
    {
      key: 'acts',
      title: t('plan.file'),
      isActs: true,
      cell: (invoice) => (
        <>
          {paysOnline && invoice.balance > 0 && (
            <Button
              aria-label={t('plan.payOne', { number: invoice.number })}
              loading={pay.isPending && pay.variables.id === invoice.id}
              onClick={() => pay.mutate(invoice)}
            >
              {t('plan.payOnline')}
            </Button>
          )}
          <Button
            variant="default"
            aria-label={t('plan.download', { number: invoice.number })}
            loading={save.isPending && save.variables.id === invoice.id}
            onClick={() => save.mutate(invoice)}
          >
            {t('plan.pdf')}
          </Button>
          {hasAct(invoice) && (
            <Button
              variant="default"
              aria-label={t('plan.downloadAct', { number: invoice.number })}
              loading={saveAct.isPending && saveAct.variables.id === invoice.id}
              onClick={() => saveAct.mutate(invoice)}
            >
              {t('plan.act')}
            </Button>
          )}
        </>
      ),
    },
  ];
  return (
    <Panel title={t('plan.invoices')}>
      <FailureNotice error={save.error} />
      <FailureNotice error={saveAct.error} />
      <FailureNotice error={pay.error} />
      <DataTable
        reading={invoices}
        caption={t('plan.invoicesTable')}
        columns={columns}
        rows={invoices.data?.items}
        rowKey={({ id }) => id}
        empty={<Notice title={t('plan.noInvoicesTitle')} help={t('plan.noInvoicesHelp')} />}
      />
      <ListPager list={invoices.data} cursor={cursor} onTurn={setCursor} />
    </Panel>
  );
}
