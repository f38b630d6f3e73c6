import { Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { GuestName } from '../../entities/guest/guest-name';
import { useGuestNames } from '../../entities/guest/use-guest-names';
import type { Transaction } from '../../entities/transaction/transaction.api';
import { ask } from '../../shared/api/calls';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import type { ColumnOf } from '../../shared/ui/columns';
import { DataTable } from '../../shared/ui/data-table';
import { Panel } from '../../shared/ui/page';
import { FailureNotice } from '../../shared/ui/problem-notice';

interface PartsPanelProps {
  readonly receiptId: string;
  readonly part: NonNullable<Transaction['part']>;
}

/** The sales that together are one receipt, each with its guest. */
export function PartsPanel({ receiptId, part: { of, receiptAmount } }: PartsPanelProps) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const parts = useQuery(ask('/api/receipts/{id}/parts', { id: receiptId }));
  const items = parts.data?.items;
  const columns = useColumns(receiptId, items?.flatMap(({ guestId }) => guestId ?? []) ?? []);
  const amount = format.money(items?.reduce((sum, one) => sum + one.amount, 0) ?? 0);
  return (
    <Panel title={t('receipt.parts')}>
      <FailureNotice error={parts.error} retry={parts} />
      {items !== undefined && (
        <Text c="dimmed">
          {t('receipt.partsHelp', { count: items.length, of, amount, total: format.money(receiptAmount) })}
        </Text>
      )}
      {!parts.isError && (
        <DataTable
          caption={t('analytics.table', { title: t('receipt.parts') })}
          rows={items}
          rowKey={({ id }) => id}
          columns={columns}
          empty={<Text c="dimmed">{t('receipt.noLines')}</Text>}
        />
      )}
    </Panel>
  );
}

function useColumns(receiptId: string, guestIds: readonly string[]): ColumnOf<Transaction>[] {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const nameOf = useGuestNames(guestIds);
  return [
    {
      title: t('receipt.part'),
      cell: ({ id, part }) => {
        const number = format.number(part?.number ?? 1);
        if (id === receiptId) return `${number} · ${t('receipt.thisPart')}`;
        return <Link to={`/receipts/${id}`}>{number}</Link>;
      },
    },
    {
      title: t('receipt.guest'),
      cell: ({ guestId }) =>
        guestId === null ? (
          t('receipt.ofNobody')
        ) : (
          <Link to={`/guests/${guestId}`}>
            <GuestName name={nameOf(guestId)} />
          </Link>
        ),
    },
    { of: 'amount', title: t('receipt.amount'), as: 'money' },
    { of: 'payable', title: t('receipt.payable'), as: 'money', isAside: true },
    { of: 'pointsEarned', title: t('receipt.points'), as: 'number' },
  ];
}
