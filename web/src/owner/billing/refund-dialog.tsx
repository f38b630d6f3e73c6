import { NativeSelect, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { refreshBilling } from '../../entities/billing/billing.api';
import { actOf } from '../../shared/api/calls';
import { mistakeAt } from '../../shared/api/problem';
import { useChange } from '../../shared/api/use-change';
import { parseAmount, typedAmount } from '../../shared/format/money';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Dialog } from '../../shared/ui/dialog';
import { Form } from '../../shared/ui/form';
import { FailureNotice } from '../../shared/ui/problem-notice';
import { bound } from '../../shared/ui/bound';
import { FormEnd } from '../frame/form-end';
import classes from './billing.module.css';
import type { PartOfInvoice, Payment } from './payments-panel';

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
  const [method, setMethod] = useState<(typeof methods)[number]>(methods[0]);
  const [typed, setTyped] = useState(typedAmount(left, payment.currency));
  const [reason, setReason] = useState('');
  const [asked, setAsked] = useState(false);
  const refunding = useChange(actOf('POST', '/api/invoices/{id}/refunds', { id: invoice.id }), async () => {
    await refreshBilling(queries);
    onClose();
  });
  const amount = parseAmount(typed, payment.currency);
  const isAmount = amount !== null && amount > 0 && amount <= left;

  function submit(): void {
    setAsked(true);
    if (isAmount && reason.trim() !== '')
      refunding.mutate({ paymentId: payment.id, amount, method, reason: reason.trim() });
  }

  return (
    <Dialog title={t('billing.refundQuestion', { number: invoice.number })} onClose={onClose}>
      <Form className={classes.form} onSubmit={submit}>
        <p className={classes.help}>{t('billing.refundWhat', { amount: format.money(left) })}</p>
        <TextInput
          label={t('billing.refundAmount')}
          inputMode="decimal"
          {...bound(typed, setTyped)}
          error={
            asked && !isAmount
              ? t('billing.refundAmountNeeded', { amount: format.money(left) })
              : mistakeAt(refunding.error, 'amount')
          }
        />
        <NativeSelect
          label={t('billing.refundMethod')}
          value={method}
          data={methods.map((value) => ({ value, label: t(`billing.refundMethods.${value}`) }))}
          onChange={({ currentTarget: { value } }) => setMethod(methods.find((one) => one === value) ?? methods[0])}
        />
        <TextInput
          label={t('state.reason')}
          maxLength={300}
          {...bound(reason, setReason)}
          error={asked && reason.trim() === '' ? t('state.reasonNeeded') : mistakeAt(refunding.error, 'reason')}
        />
        <FailureNotice error={refunding.error} marked={['amount', 'reason']} />
        <FormEnd submit={t('billing.refund')} isPending={refunding.isPending} onClose={onClose} />
      </Form>
    </Dialog>
  );
}
