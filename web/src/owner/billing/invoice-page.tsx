import { Button, Flex, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useParams } from 'react-router';
import { refreshBilling, type FullInvoice } from '../../entities/billing/billing.api';
import { hasAct } from '../../entities/plan/has-act';
import { actOf, ask, fileOf } from '../../shared/api/calls';
import { saveFile } from '../../shared/api/save-file';
import { useChange } from '../../shared/api/use-change';
import { type Format, useFormats } from '../../shared/format/use-format';
import { dayBefore, todayIn, ownTimeZone } from '../../shared/format/zone';
import { useTranslation } from '../../shared/i18n/use-translation';
import { DataTable } from '../../shared/ui/data-table';
import { Dialog } from '../../shared/ui/dialog';
import { Form } from '../../shared/ui/form';
import { Loading } from '../../shared/ui/loading';
import { ReadFailure } from '../../shared/ui/read-failure';
import { BackLink, Figures, Help, PageHead, Panel } from '../../shared/ui/page';
import { FailureNotice } from '../../shared/ui/problem-notice';
import { FormEnd } from '../frame/form-end';
import classes from './billing.module.css';
import { OnlinePanel } from './online-panel';
import { PaymentsPanel } from './payments-panel';
import { RefundsPanel } from './refunds-panel';
import { useFields } from '../../shared/ui/use-fields';
import { DateField } from '../../shared/ui/dates/date-field';

const DOWNLOADS = (['pdf', 'act'] as const).flatMap((document) =>
  (['ru', 'en'] as const).map((language) => ({ document, language })),
);
type Download = (typeof DOWNLOADS)[number];

/** An invoice with its lines and payments; it is downloaded, marked as paid or taken back here. */
export function InvoicePage() {
  const { t } = useTranslation('owner');
  const { invoiceId = '' } = useParams();
  const formatOf = useFormats();
  const read = useQuery(ask('/api/invoices/{id}', { id: invoiceId }));
  const back = <BackLink to="/billing/invoices">{t('billing.invoices')}</BackLink>;
  if (read.isError)
    return (
      <>
        {back}
        <ReadFailure isPage reading={read} />
      </>
    );
  if (read.data === undefined)
    return (
      <>
        {back}
        <Loading />
      </>
    );
  const invoice = read.data;
  const format = formatOf({ currency: invoice.currency, timeZone: ownTimeZone() });
  const { number, kind, networkName, issuedOn, dueOn, status, net, vat, total, balance, overpaid, payer } = invoice;
  return (
    <>
      {back}
      <PageHead
        title={t(kind === 'INVOICE' ? 'billing.invoice' : 'billing.creditNote', { number })}
        sub={t('billing.about', {
          network: networkName,
          payer: payer.name,
          issued: format.birthday(issuedOn),
          due: format.birthday(dueOn),
        })}
      >
        <Downloads invoice={invoice} />
      </PageHead>
      <Figures
        areLong
        figures={[
          { label: t('billing.total'), value: format.money(total), compared: t(`billing.statuses.${status}`) },
          { label: t('billing.net'), value: format.money(net) },
          { label: t('billing.vat'), value: format.money(vat) },
          { label: t('billing.balance'), value: format.money(balance) },
          ...(overpaid > 0 ? [{ label: t('billing.overpaid'), value: format.money(overpaid) }] : []),
        ]}
      />
      <Panel title={t('billing.lines')}>
        <DataTable
          format={format}
          caption={t('billing.linesTable')}
          rows={invoice.lines}
          rowKey={({ position }) => String(position)}
          empty={null}
          columns={[
            {
              title: t('billing.line'),
              cell: ({ kind: lineKind, planCode }) => t('billing.lineOf', { kind: lineKind, plan: planCode }),
            },
            {
              title: t('billing.period'),
              isAside: true,
              cell: ({ from, to }) =>
                t('billing.fromTo', { from: format.birthday(from), to: format.birthday(dayBefore(to)) }),
            },
            { of: 'vat', title: t('billing.vat'), as: 'money', isAside: true },
            { of: 'total', title: t('billing.total'), as: 'money' },
          ]}
        />
      </Panel>
      {kind === 'INVOICE' && (
        <>
          <PaymentsPanel invoice={invoice} format={format} />
          <RefundsPanel invoice={invoice} format={format} />
          <OnlinePanel invoice={invoice} format={format} />
        </>
      )}
      {kind === 'INVOICE' && balance > 0 && <Acts invoice={invoice} format={format} />}
    </>
  );
}

function Downloads({ invoice }: { readonly invoice: FullInvoice }) {
  const { t } = useTranslation('owner');
  const formatOf = useFormats();
  const { id, number, actFrom, currency, payee } = invoice;
  const offered = DOWNLOADS.filter(({ document }) => document === 'pdf' || hasAct(invoice));
  const fetching = useMutation({
    mutationFn: ({ document, language }: Download) => fileOf(`/api/invoices/{id}/${document}`, { id, language }),
    onSuccess: (file, { document, language }) =>
      saveFile(file, `${document === 'act' ? 'act-' : ''}${number}-${language}.pdf`),
  });
  return (
    <Flex gap={8} wrap="wrap">
      {offered.map((download) => (
        <Button
          key={`${download.document} ${download.language}`}
          variant="default"
          loading={fetching.isPending && fetching.variables === download}
          onClick={() => fetching.mutate(download)}
        >
          {t(`billing.${download.document}.${download.language}`)}
        </Button>
      ))}
      {actFrom !== null && !hasAct(invoice) && (
        <Help>{t('billing.actFrom', { day: formatOf({ currency, timeZone: payee.timeZone }).birthday(actFrom) })}</Help>
      )}
      <FailureNotice error={fetching.error} />
    </Flex>
  );
}

function Acts({ invoice, format }: { readonly invoice: FullInvoice; readonly format: Format }) {
  const { t } = useTranslation('owner');
  const [asked, setAsked] = useState<'pay' | 'credit' | null>(null);
  const close = () => setAsked(null);
  return (
    <Panel title={t('billing.acts')}>
      <Flex gap={8} wrap="wrap">
        <Button onClick={() => setAsked('pay')}>{t('billing.markPaid')}</Button>
        <Button variant="default" onClick={() => setAsked('credit')}>
          {t('billing.credit')}
        </Button>
      </Flex>
      {asked === 'pay' && <PayDialog invoice={invoice} format={format} onClose={close} />}
      {asked === 'credit' && <CreditDialog invoice={invoice} onClose={close} />}
    </Panel>
  );
}

interface DialogProps {
  readonly invoice: FullInvoice;
  readonly onClose: () => void;
}

/** The whole balance is recorded as paid on a day. */
function PayDialog({ invoice, format, onClose }: DialogProps & { readonly format: Format }) {
  const { t } = useTranslation('owner');
  const queries = useQueryClient();
  const paying = useChange(actOf('POST', '/api/invoices/{id}/payments', { id: invoice.id }), async () => {
    await refreshBilling(queries);
    onClose();
  });
  const { balance: amount, currency, number } = invoice;
  const { field, marked, onSubmit } = useFields({
    initial: { paidOn: todayIn(ownTimeZone()), reference: '' },
    error: paying.error,
  });
  const submit = onSubmit(({ paidOn, reference }) =>
    paying.mutate({ amount, currency, paidOn, ...(reference.trim() !== '' && { reference: reference.trim() }) }),
  );
  return (
    <Dialog title={t('billing.payQuestion', { number })} onClose={onClose}>
      <Form maw={420} onSubmit={submit}>
        <p className={classes.help}>{t('billing.payWhat', { amount: format.money(amount) })}</p>
        <DateField label={t('billing.paidOn')} {...field('paidOn')} />
        <TextInput
          label={t('billing.reference')}
          description={t('billing.referenceHelp')}
          maxLength={100}
          {...field('reference')}
        />
        <FailureNotice error={paying.error} marked={marked} />
        <FormEnd submit={t('billing.markPaid')} isPending={paying.isPending} onClose={onClose} />
      </Form>
    </Dialog>
  );
}

function CreditDialog({ invoice: { id, number }, onClose }: DialogProps) {
  const { t } = useTranslation('owner');
  const queries = useQueryClient();
  const crediting = useChange(actOf('POST', '/api/invoices/{id}/credit-note', { id }), async () => {
    await refreshBilling(queries);
    onClose();
  });

  const { field, marked, onSubmit } = useFields({
    initial: { reason: '' },
    error: crediting.error,
    check: ({ reason }) => ({ reason: reason.trim() === '' && t('state.reasonNeeded') }),
  });
  const submit = onSubmit(({ reason }) => crediting.mutate({ reason: reason.trim() }));

  return (
    <Dialog title={t('billing.creditQuestion', { number })} onClose={onClose}>
      <Form maw={420} onSubmit={submit}>
        <p className={classes.help}>{t('billing.creditWhat')}</p>
        <TextInput label={t('state.reason')} maxLength={300} {...field('reason')} />
        <FailureNotice error={crediting.error} marked={marked} />
        <FormEnd submit={t('billing.credit')} isPending={crediting.isPending} onClose={onClose} />
      </Form>
    </Dialog>
  );
}
