import { Flex } from '@mantine/core';
import { useParams } from 'react-router';
import { BILLING, type FullInvoice } from '../../entities/billing/billing.api';
import { hasAct } from '../../entities/plan/has-act';
import { fileOf } from '../../shared/api/calls';
import { creditInvoice, getInvoice, recordPayment } from '../../shared/api/operations';
import { useFormats } from '../../shared/format/use-format';
import { dayBefore, todayIn, ownTimeZone } from '../../shared/format/zone';
import { ActDialog } from '../../shared/described/act-form';
import { DetailPage } from '../../shared/described/detail-page';
import { type RowAct, ThingActs } from '../../shared/described/row-acts';
import { useRefresh } from '../../shared/described/use-refresh';
import { useTranslation } from '../../shared/i18n/use-translation';
import { DataTable } from '../../shared/ui/data-table';
import { Figures, Help, Panel } from '../../shared/ui/page';
import classes from './billing.module.css';
import { OnlinePanel } from './online-panel';
import type { PartOfInvoice } from './part-of-invoice';
import { PaymentsPanel } from './payments-panel';
import { RefundsPanel } from './refunds-panel';

/** An invoice with its lines and payments; it is downloaded, marked as paid or taken back here. */
export function InvoicePage() {
  const { t } = useTranslation('owner');
  const { invoiceId = '' } = useParams();
  const formatOf = useFormats();
  const formatFor = ({ currency }: FullInvoice) => formatOf({ currency, timeZone: ownTimeZone() });
  return (
    <DetailPage
      of={getInvoice}
      params={{ id: invoiceId }}
      back={{ to: '/billing/invoices', text: t('billing.invoices') }}
      title={({ kind, number }) => t(kind === 'INVOICE' ? 'billing.invoice' : 'billing.creditNote', { number })}
      sub={(invoice) =>
        t('billing.about', {
          network: invoice.networkName,
          payer: invoice.payer.name,
          issued: formatFor(invoice).birthday(invoice.issuedOn),
          due: formatFor(invoice).birthday(invoice.dueOn),
        })
      }
      head={(invoice) => <Downloads invoice={invoice} />}
    >
      {(invoice) => <Parts invoice={invoice} format={formatFor(invoice)} />}
    </DetailPage>
  );
}

function Parts({ invoice, format }: PartOfInvoice) {
  const { t } = useTranslation('owner');
  const { kind, status, net, vat, total, balance, overpaid } = invoice;
  return (
    <>
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
  const fileAct = (document: 'pdf' | 'act', language: 'ru' | 'en'): RowAct<FullInvoice> => ({
    text: t(`billing.${document}.${language}`),
    isShown: (one) => document === 'pdf' || hasAct(one),
    file: () => [
      `${document === 'act' ? 'act-' : ''}${number}-${language}.pdf`,
      fileOf(`/api/invoices/{id}/${document}`, { id, language }),
    ],
  });
  return (
    <Flex gap={8} wrap="wrap">
      <ThingActs
        thing={invoice}
        acts={[fileAct('pdf', 'ru'), fileAct('pdf', 'en'), fileAct('act', 'ru'), fileAct('act', 'en')]}
      />
      {actFrom !== null && !hasAct(invoice) && (
        <Help>{t('billing.actFrom', { day: formatOf({ currency, timeZone: payee.timeZone }).birthday(actFrom) })}</Help>
      )}
    </Flex>
  );
}

/** The buttons that record a payment by hand, and that issue a credit note over the whole invoice. */
function Acts({ invoice, format }: PartOfInvoice) {
  const { t } = useTranslation('owner');
  const refresh = useRefresh(BILLING);
  const { id, balance: amount, currency, number } = invoice;
  const form = { params: { id }, layout: { maw: 420 }, cancel: t('state.cancel') };
  return (
    <Panel title={t('billing.acts')}>
      <Flex gap={8} wrap="wrap">
        <ThingActs
          thing={invoice}
          refresh={refresh}
          acts={[
            {
              text: t('billing.markPaid'),
              look: 'main',
              dialog: (_, onClose) => (
                <ActDialog
                  {...form}
                  of={recordPayment}
                  title={t('billing.payQuestion', { number })}
                  above={<p className={classes.help}>{t('billing.payWhat', { amount: format.money(amount) })}</p>}
                  fields={{
                    paidOn: { label: t('billing.paidOn'), initial: todayIn(ownTimeZone()) },
                    reference: { label: t('billing.reference'), help: t('billing.referenceHelp') },
                  }}
                  body={() => ({ amount, currency })}
                  submit={t('billing.markPaid')}
                  anew={BILLING}
                  onClose={onClose}
                />
              ),
            },
            {
              text: t('billing.credit'),
              dialog: (_, onClose) => (
                <ActDialog
                  {...form}
                  of={creditInvoice}
                  title={t('billing.creditQuestion', { number })}
                  above={<p className={classes.help}>{t('billing.creditWhat')}</p>}
                  fields={{ reason: { label: t('state.reason'), needed: t('state.reasonNeeded') } }}
                  submit={t('billing.credit')}
                  anew={BILLING}
                  onClose={onClose}
                />
              ),
            },
          ]}
        />
      </Flex>
    </Panel>
  );
}
