import { Text } from '@mantine/core';
import { Link } from 'react-router';
import { GuestName } from '../../entities/guest/guest-name';
import { useGuestNames } from '../../entities/guest/use-guest-names';
import type { Transaction } from '../../entities/transaction/transaction.api';
import { listReceiptParts } from '../../shared/api/operations';
import { ListTable } from '../../shared/described/list';
import { useList } from '../../shared/described/use-list';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import type { ColumnOf } from '../../shared/ui/columns';
import { Panel } from '../../shared/ui/page';

interface PartsPanelProps {
  readonly receiptId: string;
  readonly part: NonNullable<Transaction['part']>;
}

/** The sales that together are one receipt, each with its guest. */
export function PartsPanel({ receiptId, part: { of, receiptAmount } }: PartsPanelProps) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const parts = useList(listReceiptParts, { params: { id: receiptId }, isInAddress: false });
  const items = parts.rows;
  const columns = useColumns(receiptId, items?.flatMap(({ guestId }) => guestId ?? []) ?? []);
  const amount = format.money(items?.reduce((sum, one) => sum + one.amount, 0) ?? 0);
  return (
    <Panel title={t('receipt.parts')}>
      {items !== undefined && (
        <Text c="dimmed">
          {t('receipt.partsHelp', { count: items.length, of, amount, total: format.money(receiptAmount) })}
        </Text>
      )}
      <ListTable
        of={listReceiptParts}
        list={parts}
        title={t('analytics.table', { title: t('receipt.parts') })}
        columns={columns}
        empty={<Text c="dimmed">{t('receipt.noLines')}</Text>}
      />
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
