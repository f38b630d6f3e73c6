import { useMutation } from '@tanstack/react-query';
import { hasAct } from '../../entities/plan/has-act';
import type { Invoice } from '../../entities/plan/plan.api';
import { call, fileOf } from '../../shared/api/calls';
import { listInvoices } from '../../shared/api/operations';
import { ListTable } from '../../shared/described/list';
import { useList } from '../../shared/described/use-list';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Panel } from '../../shared/ui/page';
import { FailureNotice } from '../../shared/ui/problem-notice';
import { usePlanMoney } from './use-plan-money';
import { STATUS_MEANINGS } from '../../entities/status/status-meanings';

/** Invoices and credit notes of the network, each and its act as files to print; unpaid ones lead to the page of the provider. */
export function InvoicesPanel({ paysOnline }: { readonly paysOnline: boolean }) {
  const { t, language } = useTranslation('admin');
  const money = usePlanMoney();
  const invoices = useList(listInvoices, { isInAddress: false, limit: 20 });
  const inLanguage = ({ id }: Invoice) => ({ id, language: language === 'en' ? ('en' as const) : ('ru' as const) });
  const pay = useMutation({
    mutationFn: ({ id }: Invoice) => call('POST', '/api/invoices/{id}/online-payments', { id }),
    onSuccess: ({ url }) => {
      if (url === null) void invoices.refresh();
      else window.location.assign(url);
    },
  });
  return (
    <Panel title={t('plan.invoices')}>
      <FailureNotice error={pay.error} />
      <ListTable
        of={listInvoices}
        list={invoices}
        title={t('plan.invoicesTable')}
        empty={[t('plan.noInvoicesTitle'), t('plan.noInvoicesHelp')]}
        columns={[
          { title: t('plan.invoice'), cell: ({ number, kind }) => t(`plan.documents.${kind}`, { number }) },
          { of: 'issuedOn', title: t('plan.issued'), as: 'birthday', isAside: true },
          { of: 'dueOn', title: t('plan.due'), as: 'birthday', isAside: true },
          { title: t('plan.sum'), isFigure: true, cell: ({ total, currency }) => money(total, currency) },
          {
            of: 'status',
            title: t('plan.status'),
            meanings: STATUS_MEANINGS.invoice,
            words: (status) => t(`plan.statuses.${status}`),
            isAside: true,
          },
        ]}
        actsTitle={t('plan.file')}
        acts={[
          {
            look: 'main',
            isShown: ({ balance }) => paysOnline && balance > 0,
            text: t('plan.payOnline'),
            name: ({ number }) => t('plan.payOne', { number }),
            run: (invoice) => pay.mutate(invoice),
          },
          {
            text: t('plan.pdf'),
            name: ({ number }) => t('plan.download', { number }),
            file: (invoice) => [`invoice-${invoice.number}.pdf`, fileOf('/api/invoices/{id}/pdf', inLanguage(invoice))],
          },
          {
            isShown: hasAct,
            text: t('plan.act'),
            name: ({ number }) => t('plan.downloadAct', { number }),
            file: (invoice) => [`act-${invoice.number}.pdf`, fileOf('/api/invoices/{id}/act', inLanguage(invoice))],
          },
        ]}
      />
    </Panel>
  );
}
