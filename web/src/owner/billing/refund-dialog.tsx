import { NativeSelect, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { refreshBilling } from '../../entities/billing/billing.api';
import { actOf } from '../../shared/api/calls';
import { useChange } from '../../shared/api/use-change';
import { parseAmount, typedAmount } from '../../shared/format/money';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Dialog } from '../../shared/ui/dialog';
import { Form } from '../../shared/ui/form';
import { FailureNotice } from '../../shared/ui/problem-notice';
import { FormEnd } from '../frame/form-end';
import classes from './billing.module.css';
import type { PartOfInvoice, Payment } from './part-of-invoice';
import { useFields } from '../../shared/ui/use-fields';

interface RefundDialogProps extends PartOfInvoice {
  readonly payment: Payment;
  readonly onClose: () => void;
}

/** Money of one payment goes back, all that is left of it unless another amount is typed. */
export function RefundDialog({ invoice, payment, format, onClose }: RefundDialogProps) {
  const { t } = useTranslation('owner');
  const queries = useQueryClient();
  const left = payment.amount - payment.refunded;
  const methods = payment.method === 'ONLINE' ? (['PROVIDER', 'MANUAL'] as const) : (['MANUAL'] as const);
  const refunding = useChange(actOf('POST', '/api/invoices/{id}/refunds', { id: invoice.id }), async () => {
    await refreshBilling(queries);
    onClose();
  });
  const { field, marked, onSubmit } = useFields({
    initial: {
      method: methods[0],
      amount: typedAmount(left, payment.currency),
      reason: '',
    },
    error: refunding.error,
    check: ({ amount, reason }) => ({
      amount:
        !isWithin(parseAmount(amount, payment.currency), left) &&
        t('billing.refundAmountNeeded', { amount: format.money(left) }),
      reason: reason.trim() === '' && t('state.reasonNeeded'),
    }),
  });
  const submit = onSubmit(({ amount, method, reason }) => {
    refunding.mutate({
      paymentId: payment.id,
      method,
      reason: reason.trim(),
      amount: parseAmount(amount, payment.currency) ?? 0,
    });
  });

  return (
    <Dialog title={t('billing.refundQuestion', { number: invoice.number })} onClose={onClose}>
      <Form maw={420} onSubmit={submit}>
        <p className={classes.help}>{t('billing.refundWhat', { amount: format.money(left) })}</p>
        <TextInput label={t('billing.refundAmount')} inputMode="decimal" {...field('amount')} />
        <NativeSelect
          label={t('billing.refundMethod')}
          {...field('method')}
          data={methods.map((value) => ({ value, label: t(`billing.refundMethods.${value}`) }))}
        />
        <TextInput label={t('state.reason')} maxLength={300} {...field('reason')} />
        <FailureNotice error={refunding.error} marked={marked} />
        <FormEnd submit={t('billing.refund')} isPending={refunding.isPending} onClose={onClose} />
      </Form>
    </Dialog>
  );
}

function isWithin(amount: number | null, most: number): boolean {
  return amount !== null && amount > 0 && amount <= most;
}
