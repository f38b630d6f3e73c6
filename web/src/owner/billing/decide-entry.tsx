import { Checkbox, Radio, Select } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { type BankEntry, refreshBilling, payableInvoicesQuery } from '../../entities/billing/billing.api';
import { ownTimeZone } from '../../entities/platform/places';
import { actOf } from '../../shared/api/calls';
import { useChange } from '../../shared/api/use-change';
import { useFormats } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Dialog } from '../../shared/ui/dialog';
import { Form } from '../../shared/ui/form';
import { FailureNotice } from '../../shared/ui/problem-notice';
import { switched } from '../../shared/ui/bound';
import { FormEnd } from '../frame/form-end';
import classes from './billing.module.css';

const MOST_SHOWN = 50;
const DECISIONS = ['PAYS', 'DISMISS'] as const;

interface DecideEntryProps {
  readonly entry: BankEntry;
  readonly onClose: () => void;
}

/** A person says which invoice a doubtful payment is for, or that it is for none. */
export function DecideEntry({ entry, onClose }: DecideEntryProps) {
  const { t } = useTranslation('owner');
  const queries = useQueryClient();
  const { id, amount, currency, bookedOn, payerName, payerAccount, purpose, reason } = entry;
  const format = useFormats()({ currency, timeZone: ownTimeZone() });
  const invoices = useQuery(payableInvoicesQuery);
  const [decision, setDecision] = useState<(typeof DECISIONS)[number]>('PAYS');
  const [invoiceId, setInvoiceId] = useState<string | null>(null);
  const [acceptExcess, setAcceptExcess] = useState(false);
  const [asked, setAsked] = useState(false);
  const deciding = useChange(actOf('POST', '/api/bank-entries/{id}/decision', { id }), async () => {
    await refreshBilling(queries);
    onClose();
  });
  const fitting = (invoices.data ?? []).filter((one) => one.kind === 'INVOICE' && one.currency === currency);
  const invoice = fitting.find((one) => one.id === invoiceId);
  const excess = invoice === undefined ? 0 : Math.max(0, amount - invoice.balance);

  function submit(): void {
    setAsked(true);
    if (decision === 'DISMISS') deciding.mutate({ invoiceId: null });
    else if (invoice !== undefined && (excess === 0 || acceptExcess))
      deciding.mutate({ invoiceId: invoice.id, ...(excess > 0 && { acceptExcess: true }) });
  }

  return (
    <Dialog title={t('statements.question', { amount: format.money(amount) })} size="lg" onClose={onClose}>
      <Form className={classes.form} onSubmit={submit}>
        <dl className={classes.facts}>
          {reason !== null && (
            <div>
              <dt>{t('statements.why')}</dt>
              <dd>{t(`statements.doubts.${reason}`)}</dd>
            </div>
          )}
          <div>
            <dt>{t('statements.payer')}</dt>
            <dd>{[payerName, payerAccount].filter((text) => text !== '').join(', ') || t('statements.noPayer')}</dd>
          </div>
          <div>
            <dt>{t('statements.purpose')}</dt>
            <dd>{purpose === '' ? '—' : purpose}</dd>
          </div>
          <div>
            <dt>{t('statements.on')}</dt>
            <dd>{format.birthday(bookedOn)}</dd>
          </div>
        </dl>
        <Radio.Group
          label={t('statements.decision')}
          value={decision}
          onChange={(value) => setDecision(DECISIONS.find((one) => one === value) ?? 'PAYS')}
        >
          <div className={classes.facts}>
            {DECISIONS.map((value) => (
              <Radio key={value} value={value} label={t(`statements.decisions.${value}`)} />
            ))}
          </div>
        </Radio.Group>
        {decision === 'PAYS' && (
          <>
            <FailureNotice error={invoices.error} retry={invoices} />
            <Select
              size="md"
              label={t('statements.invoice')}
              searchable
              limit={MOST_SHOWN}
              disabled={!invoices.isSuccess}
              nothingFoundMessage={t('billing.noInvoicesTitle')}
              data={fitting.map((one) => ({
                value: one.id,
                label: t('statements.invoiceOf', {
                  number: one.number,
                  network: one.networkName,
                  balance: format.money(one.balance),
                }),
              }))}
              value={invoiceId}
              error={asked && invoice === undefined && t('statements.invoiceNeeded')}
              onChange={(next) => {
                setInvoiceId(next);
                setAcceptExcess(false);
              }}
            />
            {invoice !== undefined && amount < invoice.balance && (
              <p className={classes.help}>{t('statements.partly', { left: format.money(invoice.balance - amount) })}</p>
            )}
            {excess > 0 && (
              <Checkbox
                label={t('statements.excess', { amount: format.money(excess) })}
                {...switched(acceptExcess, setAcceptExcess)}
                error={asked && !acceptExcess && t('statements.excessNeeded')}
              />
            )}
          </>
        )}
        <FailureNotice error={deciding.error} />
        <FormEnd submit={t('statements.save')} isPending={deciding.isPending} onClose={onClose} />
      </Form>
    </Dialog>
  );
}
