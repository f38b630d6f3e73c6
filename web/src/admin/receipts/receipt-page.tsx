import { Box, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from 'react-router';
import { type Receipt, type TransactionDetail, transactionQuery } from '../../entities/transaction/transaction.api';
import { usePointsOfSale, useRestaurants } from '../../entities/restaurant/restaurant.api';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { DataTable } from '../../shared/ui/data-table';
import { Loading } from '../../shared/ui/loading';
import { Notice } from '../../shared/ui/notice';
import { ReadFailure } from '../../shared/ui/read-failure';
import { Figures, PageHead, Panel } from '../../shared/ui/page';
import { Facts } from '../../shared/ui/facts';
import { GuestName } from '../../entities/guest/guest-name';
import { useGuestNames } from '../../entities/guest/use-guest-names';
import { ClaimPanel } from './claim-panel';
import { PartsPanel } from './parts-panel';

/** One receipt: what was bought where and when, and whose it is; a anonymous receipt may still become a guest's. */
export function ReceiptPage() {
  const { t } = useTranslation('admin');
  const { receiptId = '' } = useParams();
  const receipt = useQuery(transactionQuery(receiptId));

  if (receipt.isError) return <ReadFailure isPage reading={receipt} />;
  if (receipt.isPending) return <Loading />;
  if (!isReceipt(receipt.data)) return <Notice isPage title={t('notFound.title')} help={t('notFound.help')} />;
  return <ShownReceipt receipt={receipt.data} />;
}

function ShownReceipt({ receipt }: { readonly receipt: Receipt }) {
  const { t } = useTranslation('admin');
  const { t: shared } = useTranslation();
  const format = useFormat();
  const nameOf = useGuestNames(receipt.guestId === null ? [] : [receipt.guestId]);
  const restaurants = useRestaurants();
  const tills = usePointsOfSale();
  const { id, guestId, receiptNumber, amount, payable, refunds, occurredAt, recordedAt, attachedAt, items } = receipt;
  const { identifiedBy } = receipt;
  const place = [
    restaurants.data?.find((restaurant) => restaurant.id === receipt.restaurantId)?.name,
    tills.data?.find((till) => till.id === receipt.pointOfSaleId)?.name,
  ].filter((name) => name !== undefined);
  const refunded = refunds.reduce((sum, refund) => sum + refund.payable, 0);
  const facts = [
    [t('receipt.place'), restaurants.isPending || tills.isPending ? '…' : place.join(', ') || '—'],
    [t('receipt.at'), format.dateTime(occurredAt)],
    ...(recordedAt.slice(0, 16) === occurredAt.slice(0, 16)
      ? []
      : [[t(attachedAt === null ? 'receipt.recorded' : 'receipt.attached'), format.dateTime(recordedAt)] as const]),
    [t('receipt.businessDate'), receipt.businessDate === null ? '—' : format.weekday(receipt.businessDate)],
    ...(identifiedBy === null ? [] : [[shared('identified.title'), shared(`identified.${identifiedBy}`)] as const]),
  ] as const;

  return (
    <>
      <PageHead
        title={receiptNumber === null ? t('receipt.numberless') : t('receipt.title', { number: receiptNumber })}
        sub={
          guestId === null ? (
            t('receipt.ofNobody')
          ) : (
            <Link to={`/guests/${guestId}`}>
              <GuestName name={nameOf(guestId)} />
            </Link>
          )
        }
      />
      <Figures
        figures={[
          { label: t('receipt.amount'), value: format.money(amount) },
          { label: t('receipt.payable'), value: format.money(payable) },
          { label: t('receipt.refunded'), value: format.money(refunded) },
        ]}
      />
      {/* In line with what stands in the panels beside them. */}
      <Box mt={20} mx={20}>
        <Facts facts={facts} />
      </Box>
      {guestId === null && <ClaimPanel receiptId={id} recordedAt={recordedAt} />}
      {receipt.part !== null && <PartsPanel receiptId={id} part={receipt.part} />}
      <Panel title={t('receipt.lines')}>
        <DataTable
          caption={t('receipt.linesTable')}
          rows={items}
          rowKey={({ line }) => String(line)}
          columns={[
            { title: t('receipt.item'), cell: ({ name, sku }) => name ?? sku ?? '—' },
            { of: 'category', title: t('receipt.category'), isAside: true },
            { of: 'quantity', title: t('receipt.quantity'), as: 'number' },
            { of: 'total', title: t('receipt.total'), as: 'money' },
          ]}
          empty={<Text c="dimmed">{t('receipt.noLines')}</Text>}
        />
      </Panel>
    </>
  );
}

function isReceipt(transaction: TransactionDetail): transaction is Receipt {
  return 'items' in transaction && transaction.type === 'SALE';
}
