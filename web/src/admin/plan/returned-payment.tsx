import { Text } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useSearchParams } from 'react-router';
import { onlinePaymentQuery, planQuery } from '../../entities/plan/plan.api';
import { keyOf } from '../../shared/api/calls';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Loading } from '../../shared/ui/loading';
import { FailureNotice } from '../../shared/ui/problem-notice';
import { usePlanMoney } from './use-plan-money';

const ID = /^[0-9a-f-]{36}$/;

/** The state of the payment from whose page the manager comes back; its id is in the address. */
export function ReturnedPayment() {
  const [address] = useSearchParams();
  const id = address.get('payment');
  return id !== null && ID.test(id) ? <StateOfPayment id={id} /> : null;
}

function StateOfPayment({ id }: { readonly id: string }) {
  const { t } = useTranslation('admin');
  const money = usePlanMoney();
  const queries = useQueryClient();
  const payment = useQuery(onlinePaymentQuery(id));
  const isPaid = payment.data?.status === 'SUCCEEDED';
  useEffect(() => {
    if (!isPaid) return;
    void queries.invalidateQueries({ queryKey: planQuery.queryKey });
    void queries.invalidateQueries({ queryKey: keyOf('/api/invoices') });
  }, [isPaid, queries]);
  if (payment.isError) return <FailureNotice error={payment.error} retry={payment} />;
  if (payment.data === undefined) return <Loading />;
  const { status, amount, currency } = payment.data;
  return (
    <Text mb={16} py={12} px={16} bdrs={12} bg="var(--surface-sunk)" lh={1.45} role="status">
      {t(`plan.payments.${status}`, { sum: money(amount, currency) })}
    </Text>
  );
}
