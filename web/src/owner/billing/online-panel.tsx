import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { refreshBilling } from '../../entities/billing/billing.api';
import { checkOnlinePayment } from '../../entities/plan/plan.api';
import { useTranslation } from '../../shared/i18n/use-translation';
import { DataTable } from '../../shared/ui/data-table';
import { Panel } from '../../shared/ui/page';
import { FailureNotice } from '../../shared/ui/problem-notice';
import classes from './billing.module.css';
import type { PartOfInvoice } from './part-of-invoice';

/** Online payments of the invoice, newest first; nothing where none was begun. */
export function OnlinePanel({ invoice: { onlinePayments }, format }: PartOfInvoice) {
  const { t } = useTranslation('owner');
  const queries = useQueryClient();
  const checking = useMutation({
    mutationFn: checkOnlinePayment,
    onSuccess: () => refreshBilling(queries),
  });
  if (onlinePayments.length === 0) return null;
  return (
    <Panel title={t('billing.online')}>
      <FailureNotice error={checking.error} />
      <DataTable
        format={format}
        caption={t('billing.onlineTable')}
        rows={onlinePayments}
        rowKey={({ id }) => id}
        empty={null}
        columns={[
          { of: 'createdAt', title: t('billing.onlineAt'), as: 'dateTime' },
          {
            title: t('billing.refundStatus'),
            cell: ({ status }) => (
              <span className={status === 'DOUBTFUL' ? classes.late : undefined}>
                {t(`billing.onlineStatuses.${status}`)}
              </span>
            ),
          },
          { of: 'reason', title: t('billing.onlineReason'), isAside: true },
          { of: 'amount', title: t('billing.amount'), as: 'money' },
          {
            key: 'acts',
            title: t('billing.check'),
            isActs: true,
            cell: ({ id, status, createdAt }) =>
              status === 'PENDING' && (
                <Button
                  variant="default"
                  aria-label={t('billing.checkOne', { date: format.dateTime(createdAt) })}
                  loading={checking.isPending && checking.variables === id}
                  onClick={() => checking.mutate(id)}
                >
                  {t('billing.check')}
                </Button>
              ),
          },
        ]}
      />
    </Panel>
  );
}
