import { Checkbox, Radio, Select, Stack } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type BankEntry, refreshBilling, payableInvoicesQuery } from '../../entities/billing/billing.api';
import { ownTimeZone } from '../../shared/format/zone';
import { actOf } from '../../shared/api/calls';
import { useChange } from '../../shared/api/use-change';
import { useFormats } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Dialog } from '../../shared/ui/dialog';
import { Facts } from '../../shared/ui/facts';
import { Form } from '../../shared/ui/form';
import { FailureNotice } from '../../shared/ui/problem-notice';
import { useFields } from '../../shared/ui/use-fields';
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
  const deciding = useChange(actOf('POST', '/api/bank-entries/{id}/decision', { id }), async () => {
    await refreshBilling(queries);
    onClose();
  });
  const fitting = (invoices.data ?? []).filter((one) => one.kind === 'INVOICE' && one.currency === currency);
  const invoiceOf = (chosen: string | null) => fitting.find((one) => one.id === chosen);
  const excessOf = (chosen: string | null) => Math.max(0, amount - (invoiceOf(chosen)?.balance ?? amount));
  const { field, toggle, values, errors, setValues, onSubmit } = useFields({
    initial: {
      decision: 'PAYS' as (typeof DECISIONS)[number],
      invoiceId: null as string | null,
      acceptExcess: false as boolean,
    },
    check: ({ decision, invoiceId, acceptExcess }) => ({
      invoiceId: decision === 'PAYS' && invoiceId === null && t('statements.invoiceNeeded'),
      acceptExcess: decision === 'PAYS' && excessOf(invoiceId) > 0 && !acceptExcess && t('statements.excessNeeded'),
    }),
  });
  const invoice = invoiceOf(values.invoiceId);
  const excess = excessOf(values.invoiceId);
  const submit = onSubmit(({ decision, invoiceId }) =>
    deciding.mutate(
      decision === 'DISMISS' ? { invoiceId: null } : { invoiceId, ...(excess > 0 && { acceptExcess: true }) },
    ),
  );

  return (
    <Dialog title={t('statements.question', { amount: format.money(amount) })} size="lg" onClose={onClose}>
      <Form maw={420} onSubmit={submit}>
        <Facts
          isPlain
          facts={[
            ...(reason === null ? [] : [[t('statements.why'), t(`statements.doubts.${reason}`)] as const]),
            [t('statements.payer'), [payerName, payerAccount].filter(Boolean).join(', ') || t('statements.noPayer')],
            [t('statements.purpose'), purpose || null],
            [t('statements.on'), format.birthday(bookedOn)],
          ]}
        />
        <Radio.Group label={t('statements.decision')} {...field('decision')}>
          <Stack gap={8}>
            {DECISIONS.map((value) => (
              <Radio key={value} value={value} label={t(`statements.decisions.${value}`)} />
            ))}
          </Stack>
        </Radio.Group>
        {values.decision === 'PAYS' && (
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
              {...field('invoiceId')}
              onChange={(invoiceId) => setValues({ invoiceId, acceptExcess: false })}
            />
            {invoice !== undefined && amount < invoice.balance && (
              <p className={classes.help}>{t('statements.partly', { left: format.money(invoice.balance - amount) })}</p>
            )}
            {excess > 0 && (
              <Checkbox
                label={t('statements.excess', { amount: format.money(excess) })}
                {...toggle('acceptExcess')}
                error={errors['acceptExcess']}
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
